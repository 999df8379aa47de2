"""All rules of keeping, in the order in which they are applied and shown."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from catalogue.retention import RULES as CATALOGUE
from integration.accounts.models import User
from integration.accounts.retention import RULES as ACCOUNTS
from integration.barriers.retention import RULES as BARRIERS
from integration.downloads.retention import RULES as DOWNLOADS
from integration.privacy.anonymising import anonymise
from integration.retention import Rows, Rule
from steering.retention import RULES as STEERING


def _leavers(until: dt.datetime) -> Rows:
    """Return closed accounts that nobody has used since then: they still name somebody."""
    unused = Q(last_login__lt=until) | Q(last_login=None, date_joined__lt=until)
    return [User.objects.named().filter(unused, is_active=False).order_by("pk")]


def _anonymise(people: QuerySet[Any]) -> None:
    for person in list(people):
        with contextlib.suppress(ValidationError):  # who still holds something stays, and is counted again
            anonymise(person, by=None)


LEAVERS = Rule(
    "leavers", "Geschlossene Konten", "anonymisiert, soweit sie nichts mehr halten", _leavers, _anonymise
)
RULES = (*ACCOUNTS, *BARRIERS, *DOWNLOADS, *CATALOGUE, *STEERING, LEAVERS)
