"""One file of settings, signing in beside it; what differs between installations is in the environment."""

import os
import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from integration.environment import database, flag, words
from integration.kept_days import kept_days
from integration.settings_sign_in import *  # noqa: F403 - as long as the rest together

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The installation -----------------------------------------------------------------------

DEBUG = flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY", "nur-zum-ausprobieren" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY fehlt. Setzen Sie die Umgebungsvariable SECRET_KEY auf eine lange, zufällige "
        "Zeichenkette (oder DEBUG=1, um das System nur auszuprobieren)."
    )
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEBUG else "")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
PRODUCT_NAME = os.environ.get("PRODUCT_NAME", "Integrationsplanung")
CITY_NAME = os.environ.get("CITY_NAME", "Musterstadt")
# Where this installation is reached, for links in mails that no request sends.
_HOST = next((host.lstrip(".") for host in ALLOWED_HOSTS if host != "*"), "")
SITE_URL = os.environ.get(
    "SITE_URL", "http://127.0.0.1:8000" if DEBUG else f"https://{_HOST}" if _HOST else ""
).rstrip("/")

# --- The parts ------------------------------------------------------------------------------

INSTALLED_APPS = [
    "integration",
    "integration.accounts",
    "integration.barriers",
    "integration.downloads",
    "integration.files",
    "integration.history",
    "integration.rates",
    "integration.recovery",
    "catalogue",
    "steering",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "tree_queries",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "integration.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "integration.middleware.headers",
    "csp.middleware.CSPMiddleware",
    "integration.middleware.health_without_session",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "integration.accounts.middleware.SessionsInUse",
    "integration.accounts.middleware.LateForms",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "integration.accounts.middleware.DemandedSecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "integration.downloads.middleware.Downloads",
    "django_htmx.middleware.HtmxMiddleware",
    "integration.rates.limiting.RateLimits",
    "integration.middleware.PlainAddresses",
    "integration.middleware.RefusedForms",
    "integration.middleware.RefusedDocuments",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "integration.urls"
WSGI_APPLICATION = "integration.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "integration.context.site",
            ],
        },
    },
]

# --- The database ---------------------------------------------------------------------------

DATABASES = {
    "default": database(
        f"sqlite:///{BASE_DIR / 'db.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,  # PostgreSQL may have been restarted since the last request
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for a writer (WAL); a writer queues from the start of its transaction
    # (IMMEDIATE) instead of failing in the middle of it.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # PostgreSQL's planner expects large reports from rotating disks. Here a page's queries are short, and
    # what they read lies in memory: compiling or sharing them among workers costs more than it gains.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 10,  # seconds
        # A host that vanished says no goodbye; an answer would be waited for a quarter of an hour.
        "tcp_user_timeout": 20_000,  # milliseconds until a question that nobody took is given up
        "keepalives_idle": 10,  # seconds; then a silent host is asked whether it is there
        "keepalives_interval": 5,
        "keepalives_count": 3,
        **DATABASES["default"].get("OPTIONS", {}),
        "options": "-c jit=off -c random_page_cost=1.1 -c max_parallel_workers_per_gather=0",
    }

# What several processes, on several hosts, must count together: limits on requests, letters sent just now.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "integration_cache",  # a migration makes the table
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # beyond them some are forgotten
    }
}
DISK_FREE_MB = int(os.environ.get("DISK_FREE_MB", "500"))  # with less, /healthz?ready complains
BACKUP_MAX_HOURS = int(os.environ.get("BACKUP_MAX_HOURS", "26"))  # as old may the last one be; 0: do not ask

SILENCED_SYSTEM_CHECKS = ["models.W040"]  # SQLite has no need of the columns that its indexes leave out

# --- People ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# Whose names are known, to be masked in papers for readers outside the city (integration/naming.py).
KNOWN_NAMES = [
    "catalogue.outside.known_names",
    "integration.accounts.known_names.known_names",
    "steering.known_names.known_names",
]
DEPARTMENTS_READ_ALL = flag("DEPARTMENTS_READ_ALL")  # design.md §3: default off
# Roles whose units' word on status and progress applies at once: federfuehrend, beteiligt.
RETURNS_APPLY_DIRECTLY = words("RETURNS_APPLY_DIRECTLY")
STALE_AFTER_MONTHS = int(os.environ.get("STALE_AFTER_MONTHS", "6"))  # then a measure asks to be looked at

# --- Protection -----------------------------------------------------------------------------

# How many in how many seconds, a person; 0: as many as they like.
RATE_LIMITS = {
    "downloads": (int(os.environ.get("DOWNLOADS_PER_HOUR", "300")), 60 * 60),
    "uploads": (int(os.environ.get("UPLOADS_PER_HOUR", "100")), 60 * 60),
    "searches": (int(os.environ.get("SEARCHES_PER_MINUTE", "120")), 60),
    "barriers": (int(os.environ.get("BARRIER_REPORTS_PER_HOUR", "20")), 60 * 60),  # from one connection
    "interface": (int(os.environ.get("API_REQUESTS_PER_MINUTE", "120")), 60),  # of a system's token
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # KERN draws its icons as data: masks
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
HTTPS = flag("HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if HTTPS:
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # So named, no other host of the domain and no unprotected page can set them.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

RETENTION_DAYS = kept_days(os.environ)  # `manage.py clean_up` removes what is older

# --- Work in child processes (imports, PDFs) ----------------------------------------------------

CHILD_MEMORY_MB = int(os.environ.get("CHILD_MEMORY_MB", "1000"))  # of address space
CHILD_SECONDS = int(os.environ.get("CHILD_SECONDS", "120"))
PDF_SECONDS = int(os.environ.get("PDF_SECONDS", "25"))  # a page waits for it; gunicorn's patience ends at 60
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a page of an import's preview has a box for each change

# --- Language and time ----------------------------------------------------------------------

FIXTURE_DIRS = [BASE_DIR / "fixtures"]

LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# --- Static files ---------------------------------------------------------------------------

# run.py fetches KERN's stylesheet and fonts into ASSETS_DIR; nothing third-party is committed.
# Only KERN is sent to the browser: the fonts beside it are for PDFs.
ASSETS_DIR = BASE_DIR / ".assets"
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / ".static"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [BASE_DIR / "static"]
if (ASSETS_DIR / "kern").exists():
    STATICFILES_DIRS.append(("kern", ASSETS_DIR / "kern"))
TESTING = "pytest" in sys.modules
HASHED_STATIC = not (DEBUG or TESTING)
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has a use for them
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Forms, tables and small interactions ----------------------------------------------------------

FORM_RENDERER = "integration.forms.SiteFormRenderer"
DJANGO_TABLES2_TEMPLATE = "components/table.html"
DJANGO_TABLES2_TABLE_ATTRS: dict[str, str] = {}

# --- Mail -----------------------------------------------------------------------------------

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("EMAIL_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "integrationsplanung@localhost")
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "")  # feedback on accessibility and privacy
SECURITY_CONTACT = os.environ.get(
    "SECURITY_CONTACT", ""
)  # an address for who finds a hole: mailto: or https:

# --- Log ------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "integration.logs.Lines"}, "json": {"()": "integration.logs.JsonLines"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if os.environ.get("LOG_FORMAT", "") == "json" else "plain",
        }
    },
    # Whatever LOG_LEVEL says, some keep quiet: about who signs in, what a page knows, what a query holds.
    "loggers": {
        "axes": {"level": "WARNING"},
        "django.template": {"level": "INFO"},
        "django.db.backends": {"level": "INFO"},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
