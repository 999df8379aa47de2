"""How people sign in, and how long that lasts; part of the settings."""

import os

from integration.accounts.directory.configuration import directory, providers
from integration.accounts.roles import hats
from integration.environment import words

# --- Who vouches for a person, and where rights come from ---------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "integration.accounts.backends.PasswordBackend",
    "integration.accounts.backends.RoleBackend",
    "catalogue.backends.MembershipBackend",
    "steering.backends.SeatBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "function", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- The city's directory (OpenID Connect by allauth), where one is configured ------------------

DIRECTORY = directory(os.environ)
DIRECTORY_FOLLOWERS = ["catalogue.directory.Memberships"]  # who follows which units it names for a person
SOCIALACCOUNT_PROVIDERS = providers(DIRECTORY)
SOCIALACCOUNT_ADAPTER = "integration.accounts.directory.adapter.Adapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # allauth keeps no addresses here

# --- The second factor of accounts with a password -----------------------------------------------

MFA_ADAPTER = "integration.accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # half a minute that a device's clock may be wrong
REQUIRE_TOTP_FOR = hats("REQUIRE_TOTP_FOR", words("REQUIRE_TOTP_FOR"))

# --- Pages ----------------------------------------------------------------------------------

LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24

# --- Sessions ---------------------------------------------------------------------------------

SESSION_ENGINE = "integration.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 10  # after signing in, whatever is done
# Without asking for a page; 0 minutes: only the ten hours count.
SESSION_IDLE_SECONDS = 60 * int(os.environ.get("SESSION_IDLE_MINUTES", "60")) or SESSION_COOKIE_AGE
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # only the server's clock ends a session that a browser still shows

# --- Guessing ---------------------------------------------------------------------------------

AXES_FAILURE_LIMIT = int(os.environ.get("SIGN_IN_ATTEMPTS", "5"))
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # "try again at 10:45" stays true
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "integration.accounts.throttling.locked_out"
AXES_CLIENT_IP_CALLABLE = "integration.accounts.throttling.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]  # beside the password
AXES_DISABLE_ACCESS_LOG = True  # who signed in from where is nobody's business once it went well
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))
