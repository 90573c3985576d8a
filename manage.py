#!/usr/bin/env python
"""The shop's commands: `manage.py demo`, `migrate`, `worker`, `check_shop` …; `manage.py help` lists them all."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
