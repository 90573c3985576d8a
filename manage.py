#!/usr/bin/env python
"""The shop's commands: `manage.py demo`, `migrate`, `worker`, `check_shop` …; `manage.py help` lists them all."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"The shop cannot start: {problem}")


if __name__ == "__main__":
    main()
