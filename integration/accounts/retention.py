"""How long traces of signing in are kept."""

from __future__ import annotations

import datetime as dt

from axes.models import AccessAttempt, AccessFailureLog, AccessLog

from integration.accounts.models import Session
from integration.rates.models import Rate
from integration.retention import Rows, Rule


def _sign_ins(until: dt.datetime) -> Rows:
    models = (AccessAttempt, AccessFailureLog, AccessLog)
    return [model.objects.filter(attempt_time__lt=until) for model in models]


RULES = (
    Rule("sign_ins", "Fehlgeschlagene Anmeldungen", "gelöscht", _sign_ins),
    Rule(
        "sessions",
        "Abgelaufene Sitzungen im Browser, Zähler von Suchen und Abrufen",
        "gelöscht",
        lambda until: [Session.objects.filter(expire_date__lt=until), Rate.objects.filter(ends_at__lt=until)],
    ),
)
