"""Every setting of the shop. What differs between machines comes from the environment, or from a file named .env.

A missing or wrong value stops the start with a sentence (storefront/environment.py); the README lists them all.
"""

from email.utils import formataddr
from pathlib import Path

from csp.constants import NONE, SELF

from storefront import environment as read
from storefront.localpg.server import FAST_AND_FORGETFUL, memory, roomy

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"  # all that the shop writes when nobody names another place

read.env_file(BASE_DIR / ".env")

# What kind of machine this is -----------------------------------------------------------------------------------------

DEBUG = read.yes_or_no("DEBUG", default=False)
DEMO = read.yes_or_no("DEMO", default=False)  # a try-out on one machine: mails stay in a folder, http will do
IS_LIVE = not (DEBUG or DEMO)

LOCAL_ADDRESS = f"http://localhost:{read.number('PORT', default=8000)}"
DEMO_STAFF_EMAIL = "staff@colophon.example"  # made by `manage.py demo`, which runs in the demo only
DEMO_READERS = {  # likewise, and what each sees on signing in
    "ines@colophon.example": "a copy kept for her for two days, and books that she waits for",
    "rafe@colophon.example": "a parcel on its way, and reviews of what came",
    "ambrose@colophon.example": "a book on its way back to us",
    "seun@colophon.example": "a pre-order that could not be charged, and one that is charged when it leaves",
}
DEMO_PASSWORD = "a quiet bookshop"  # noqa: S105 - printed by `make run`, for everyone

SECRET_KEY = read.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = read.words("SECRET_KEY_FALLBACKS", default=[])  # older ones that still open what they closed
SITE_URL = read.site_url("SITE_URL", default=None if IS_LIVE else LOCAL_ADDRESS, https_only=IS_LIVE)
IS_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = read.words("ALLOWED_HOSTS", default=[read.host_of(SITE_URL), "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Proxies in front of us, whose word on who asks, and how, is taken (storefront/limits.py, gunicorn.conf.py).
FORWARDED_ALLOW_IPS = read.networks("FORWARDED_ALLOW_IPS", default=["127.0.0.1", "::1"])

# The shop -------------------------------------------------------------------------------------------------------------

SHOP_NAME = read.text("SHOP_NAME", default="Colophon")
SHOP_CURRENCY = read.currency("SHOP_CURRENCY", default="GBP")
SHOP_COUNTRY = read.country("SHOP_COUNTRY", default="GB")
SHOP_REGION = read.region("SHOP_REGION", country=SHOP_COUNTRY, default="ENG" if SHOP_COUNTRY == "GB" else "")
SHOP_EMAIL = read.text("SHOP_EMAIL", default=f"shop@{read.host_of(SITE_URL)}" if IS_LIVE else "shop@colophon.example")
SHOP_PHONE = read.text("SHOP_PHONE", default="020 7946 0321")
SHOP_COMPANY = read.text("SHOP_COMPANY", default=SHOP_NAME)  # who sells, by law
SHOP_ADDRESS = read.text(
    "SHOP_ADDRESS", default="" if IS_LIVE else "14 Harbour Street, Wexcombe BX1 4QA, United Kingdom"
)
SHOP_TAX_NUMBER = read.text("SHOP_TAX_NUMBER", default="" if IS_LIVE else "GB 000 0000 00")
TAX_RECORDS_YEARS = read.number("TAX_RECORDS_YEARS", default=6)  # that orders and invoices are kept
SHOP_CUT_OFF = read.time_of_day("SHOP_CUT_OFF", default="15:00")  # ordered before, it leaves the same working day
PRICES_INCLUDE_TAX = read.yes_or_no("PRICES_INCLUDE_TAX", default=True)  # as the shelves have them
TAX_ROUNDING = read.one_of("TAX_ROUNDING", ["line", "order"], default="line")
DELIVERY_TAX = read.one_of("DELIVERY_TAX", ["goods", "highest", "standard", "none"], default="goods")
# Where a price that is fixed by law is not reduced (Book.price_rule); agency prices are reduced nowhere.
FIXED_PRICE_COUNTRIES = read.words(
    "FIXED_PRICE_COUNTRIES", default=["DE", "AT", "FR", "IT", "ES", "PT", "GR", "NL", "BE", "NO"]
)
CHECKOUT_POSTS = read.number("CHECKOUT_POSTS", default=300)  # from one address within ten minutes, at most
# Gift cards end at the end of the month so many months after they were paid; without a number, never.
GIFT_CARD_MONTHS = read.number("GIFT_CARD_MONTHS", default=1) if read.text("GIFT_CARD_MONTHS", "") else None
GIFT_CARD_LEAST = read.number("GIFT_CARD_LEAST", default=5)  # in shop currency
GIFT_CARD_MOST = read.number("GIFT_CARD_MOST", default=250)
PREORDER_PAYMENT = read.one_of("PREORDER_PAYMENT", ["placed", "dispatch"], default="placed")
PREBOOK_POLICY = read.one_of("PREBOOK_POLICY", ["queue", "broadcast"], default="queue")
# Whoever pre-books pays the lowest price between then and the order; otherwise the price of the day.
PREBOOK_LOWEST_PRICE = read.yes_or_no("PREBOOK_LOWEST_PRICE", default=True)

# Who looks at a review before it is shown: a function of its name and text that says why to hold it back, or "".
REVIEW_CHECK = read.text("REVIEW_CHECK", default="reviews.moderation.links_and_words")

# Payments: Stripe when there is a key for it, the test bank otherwise. Another base is for tests of our own.
STRIPE_SECRET_KEY = read.text("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = read.text("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_API_BASE = read.text("STRIPE_API_BASE", default="")
PAYMENT_PAGES = [STRIPE_API_BASE or "https://checkout.stripe.com"] if STRIPE_SECRET_KEY else []

# Signing in with an account elsewhere: offered where there is a key for it.
GOOGLE_CLIENT_ID = read.text("GOOGLE_CLIENT_ID", default="")
GITHUB_CLIENT_ID = read.text("GITHUB_CLIENT_ID", default="")
SOCIALACCOUNT_PROVIDERS = {}
PROVIDER_PAGES = []
if GOOGLE_CLIENT_ID:
    SOCIALACCOUNT_PROVIDERS["google"] = {
        "APPS": [{"client_id": GOOGLE_CLIENT_ID, "secret": read.text("GOOGLE_CLIENT_SECRET", default=""), "key": ""}],
        "SCOPE": ["profile", "email"],
        "OAUTH_PKCE_ENABLED": True,
    }
    PROVIDER_PAGES.append("https://accounts.google.com")
if GITHUB_CLIENT_ID:
    SOCIALACCOUNT_PROVIDERS["github"] = {
        "APPS": [{"client_id": GITHUB_CLIENT_ID, "secret": read.text("GITHUB_CLIENT_SECRET", default=""), "key": ""}],
        "SCOPE": ["read:user", "user:email"],
        "OAUTH_PKCE_ENABLED": True,
    }
    PROVIDER_PAGES.append("https://github.com")

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "storefront.formats"
TIME_ZONE = read.time_zone("TIME_ZONE", default="Europe/London")
USE_TZ = True
USE_I18N = True
FIRST_DAY_OF_WEEK = 1

# The house ------------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "backoffice",
    "prebooks",
    "reviews",
    "wishlist",
    "orders",
    "catalog",
    "notices",
    "accounts",
    "storefront",
    "backoffice.admin_config.BackOfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.google",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "template_partials.apps.SimpleAppConfig",
]
AUTH_USER_MODEL = "accounts.User"
ROOT_URLCONF = "storefront.urls"
WSGI_APPLICATION = "storefront.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["fields.W161"]  # a default of eight o’clock is meant; at eight it would be taken for a slip
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

MIDDLEWARE = [
    "storefront.requests.RequestIdMiddleware",  # first: every response carries the id, whoever made it
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "storefront.security.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "storefront.errors.WrongMethodMiddleware",
    "storefront.requests.RefuseRubbishMiddleware",  # before the first cookie is looked up in the database
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.devices.SeenMiddleware",
    "accounts.gone.GoneMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "storefront.htmx.HtmxRedirectMiddleware",
    "storefront.htmx.HtmxMessagesMiddleware",
    "storefront.replica.ReplicaMiddleware",  # last: what stands around it asks the primary
]

_TEMPLATE_FILES = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                ("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _TEMPLATE_FILES)])
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "storefront.context_processors.shop",
                "catalog.context_processors.frame",
                "notices.context_processors.unread",
                "orders.context_processors.cart",
                "prebooks.context_processors.active",
                "wishlist.context_processors.hearts",
            ],
        },
    },
]

# Where things are kept ------------------------------------------------------------------------------------------------

DATABASES = {
    "default": read.database("DATABASE_URL")
    or {
        "ENGINE": "storefront.localpg",
        "NAME": "postgres",
        "USER": "postgres",
        "LOCALPG": {
            "FOLDER": read.folder("LOCALPG_FOLDER", default=VAR / "pg"),
            "OPTIONS": {
                "max_connections": "200",  # a thread of the web server keeps one
                **(FAST_AND_FORGETFUL if read.yes_or_no("LOCALPG_FORGETFUL", default=False) else roomy(memory())),
            },
        },
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
# Our statements end sooner than the database's compiler, and what they read is in memory or on a disk without a head.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off -c random_page_cost=1.1")
DATABASES["default"]["TEST"] = {"NAME": read.text("TEST_DATABASE_NAME", default="test_colophon")}
# For strangers' pages only (storefront/replica.py): it takes no writes, and is not waited for when it is gone.
if replica := read.database("DATABASE_REPLICA_URL"):
    replica["OPTIONS"] = {"connect_timeout": 2, "tcp_user_timeout": 3000, **replica.get("OPTIONS", {})}
    replica["OPTIONS"].setdefault("options", "-c jit=off -c random_page_cost=1.1")
    replica["OPTIONS"]["options"] += " -c default_transaction_read_only=on"
    DATABASES["replica"] = {**replica, "TEST": {"MIRROR": "default"}}
CACHES = {"default": read.cache("CACHE_URL")}

VISITORS_WISHLIST_DAYS = read.number("VISITORS_WISHLIST_DAYS", default=400)  # the cookie lives for 365
# A worker that has not said for so many seconds that it lives is dead; its jobs are begun again.
WORKER_SILENT_SECONDS = read.number("WORKER_SILENT_SECONDS", default=30)
METRICS_TOKEN = read.text("METRICS_TOKEN", default="")

STATIC_URL = "static/"
STATIC_ROOT = read.folder("STATIC_FOLDER", default=VAR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = read.folder("MEDIA_FOLDER", default=VAR / "media")
IMPORT_FOLDER = read.folder("IMPORT_FOLDER", default=VAR / "imports")  # of uploads that wait to be read; not served

# Covers: composed ones are kept up to so many megabytes; covers named by imports are fetched from the public internet,
# and from these networks beside it.
COMPOSED_COVERS_MB = read.number("COMPOSED_COVERS_MB", default=2000)
COVER_FETCH_ALLOWED_NETWORKS = read.networks("COVER_FETCH_ALLOWED_NETWORKS", default=[])
# Shopping sites want photographs of the goods; the demo has none to show them.
MERCHANT_COMPOSED_COVERS = read.yes_or_no("MERCHANT_COMPOSED_COVERS", default=DEMO)

# Names with a fingerprint, compressed once by collectstatic. While developing, and in tests, files as they are.
STATIC_FINGERPRINTS = read.yes_or_no("STATIC_FINGERPRINTS", default=not DEBUG)
WHITENOISE_USE_FINDERS = not STATIC_FINGERPRINTS
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "storefront.stylesheet.ShopStaticFilesStorage"
        if STATIC_FINGERPRINTS
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Mail -----------------------------------------------------------------------------------------------------------------

EMAIL = read.mail_server("EMAIL_URL", required=IS_LIVE)
MAIL_FOLDER = None if EMAIL else VAR / "mail"  # instead of a mail server; read at /mail/, in the demo only
if EMAIL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(EMAIL)  # EMAIL_HOST, EMAIL_PORT and so on
else:
    EMAIL_BACKEND = "storefront.mailfolder.EmailBackend"
MAIL_PICTURES = "catalog.pictures.mails.picture"  # what stands behind cid: in a mail
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = formataddr((SHOP_NAME, SHOP_EMAIL))  # “Smith, Sons & Co” would be two senders
SERVER_EMAIL = SHOP_EMAIL

# Security -------------------------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90  # a cart is found again for three months
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "storefront.errors.csrf_failure"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked from inside, over http
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF, *PAYMENT_PAGES, *PROVIDER_PAGES],  # browsers hold redirects after a form to it, too
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "upgrade-insecure-requests": IS_HTTPS,
    }
}

# The first is used; what an older one has written opens, and is written anew.
PASSWORD_HASHERS = ["accounts.passwords.Argon2id", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
# A list of leaked passwords by range, https://api.pwnedpasswords.com or a mirror of it; none is asked by default.
PWNED_PASSWORDS_URL = read.text("PWNED_PASSWORDS_URL", default="")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.NotLeakedValidator"},
]

# Signing in -----------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:account"
ACCOUNT_CHANGE_PASSWORD_REDIRECT_URL = "accounts:account"  # noqa: S105 - an address, not a password
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_CHANGE_EMAIL = True  # the new address takes the old one's place when it is proved
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/account/security/"
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # proof, not older than five minutes, before anything of the account's safety
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up; others sign in
ACCOUNT_LOGIN_TIMEOUT = 60 * 60  # seconds from the first step of signing in to the last, the mail's way included
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds that the link in the mail works
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password is told to its owner
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds that a code works, the mail's way included
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3  # wrong codes, then a new one must be asked for
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/5m/key", "reset_password": "20/m/ip,5/5m/key"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reauthenticate": "accounts.forms.ProveForm",
    "add_email": "accounts.forms.NewAddressForm",
    "signup": "accounts.forms.SignUpForm",
    "reset_password": "accounts.forms.ForgottenForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "request_login_code": "accounts.forms.AskForCodeForm",
    "confirm_login_code": "accounts.forms.CodeForm",
}
SOCIALACCOUNT_ADAPTER = "accounts.providers.ProvidersAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address alone opens nothing
MFA_ADAPTER = "accounts.second_factor.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = SHOP_NAME
MFA_TOTP_TOLERANCE = 1  # the code before and the one after: phones' clocks
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS  # on this machine, for a try-out
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = 60 * 60 * 24 * 30  # seconds without the second step, for who trusts a browser
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondStepForm",
    "reauthenticate": "accounts.forms.ProveByCodeForm",
    "activate_totp": "accounts.forms.AddAppForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.NamePasskeyForm",
}
STAFF_SECOND_FACTOR = read.yes_or_no("STAFF_SECOND_FACTOR", default=IS_LIVE)  # whether the back office asks for one

# Logs -----------------------------------------------------------------------------------------------------------------

LOG_FORMAT = read.one_of("LOG_FORMAT", ["json", "text"], default="json" if IS_LIVE else "text")
LOG_LEVEL = read.one_of("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "storefront.logs.JsonFormatter"}, "text": {"()": "storefront.logs.TextFormatter"}},
    "filters": {"request_id": {"()": "storefront.logs.RequestIdFilter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": LOG_FORMAT},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # what is not found or not allowed is in storefront.requests' line
        "procrastinate": {"level": "WARNING"},
    },
}
