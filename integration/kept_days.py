"""How many days things about persons are kept. Each can be set in the environment as KEEP_<NAME>_DAYS."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

DEFAULTS = {
    "sign_ins": 30,  # what is known of sign-ins that failed
    "sessions": 3,  # after they have ended: so long a form that was sent too late is given back
    "downloads": 180,  # which files left
    "import_files": 90,  # workbooks, after they were imported
    "import_drafts": 90,  # imports and returned files that nobody went on with
    "returned_files": 3 * 365,  # files and scans, after their Rückmeldung was decided
    "contacts": 365,  # names and addresses of Ansprechpersonen, guests and seats, after they ended
    "addresses": 2 * 365,  # mail addresses in the distribution log
    "barrier_reports": 2 * 365,  # after they were answered
    "reminders": 2 * 365,  # texts of reminders
    "leavers": 2 * 365,  # names of accounts that were closed, after they were last used
}


def kept_days(environment: Mapping[str, str]) -> dict[str, int]:
    """Return the days by name. Raises ImproperlyConfigured for what is no number of days."""
    found = {}
    for name, days in DEFAULTS.items():
        variable = f"KEEP_{name.upper()}_DAYS"
        said = environment.get(variable, str(days)).strip()
        if not said.isdecimal():
            raise ImproperlyConfigured(f"{variable} ist „{said}“. Nötig ist eine ganze Zahl von Tagen.")
        found[name] = int(said)
    return found
