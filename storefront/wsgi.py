"""What the web server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

application = get_wsgi_application()

# What is loaded now stays for good. Left out of later collections, it no longer makes every tenth request slow.
gc.collect()
gc.freeze()
