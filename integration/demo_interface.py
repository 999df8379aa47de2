"""What reaches the demo city from outside: systems that read along, barriers that people tell of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils import timezone

from catalogue.api.token_actions import issue_token, revoke_token
from catalogue.models import SystemToken, Unit
from integration.accounts.models import User
from integration.barriers.models import BarrierReport
from integration.barriers.report_actions import report_barrier, settle_report
from integration.demo import Event, workday
from integration.downloads.models import SystemRead

_TIME = dt.time(14, 20)
_PORTAL, _KITA = "Statistikportal", "Kita-Portal"
_SYSTEMS = (
    (_PORTAL, "Kennzahlen zur Umsetzung im Städtevergleich", "Ref. 0120, Statistik", "", 90),
    (_KITA, "Angebote der Kindertagesstätten im Netz zeigen", "51.3, Öffentlichkeitsarbeit", "51.3", 60),
)
_READ = (  # days ago, address, measures, bytes; the portal compares once a day
    (8, "/api/v1/massnahmen", 99, 214_880),
    (8, "/api/v1/stammdaten", 0, 31_402),
    (2, "/api/v1/massnahmen", 3, 7_215),
    (1, "/api/v1/massnahmen", 1, 2_390),
    (1, "/api/v1/auswertung", 0, 4_118),
)


def interface_events(people: dict[str, User]) -> Iterator[Event]:
    """Yield each moment and what happens then; nobody ever learns these tokens."""
    by = people["administration"]
    for name, purpose, contact, unit, ago in _SYSTEMS:
        told: dict[str, Any] = {"name": name, "purpose": purpose, "contact": contact, "slug": unit, "by": by}
        yield _moment(ago), partial(_issue, **told)
    yield _moment(10), partial(_revoke, by=by)
    for ago, resource, rows, size in _READ:
        yield _moment(ago), partial(_read, resource, rows, size)


def barrier_events(people: dict[str, User]) -> Iterator[Event]:
    """Yield three reports of barriers: one answered, one due, one fresh. Nothing leaves the house."""
    by = people["administration"]
    yield (
        _moment(34),
        partial(_tell, "Die Überschriften der Tabelle liest mein Screenreader nicht vor.", "/katalog/"),
    )
    yield (
        _moment(30),
        partial(_answer, "Spalten haben jetzt Überschriften mit Bezug; Rückfrage beantwortet.", by),
    )
    yield _moment(27), partial(_tell, "Beim Vergrößern verschwindet die Auswahl der Stellen.", "/massnahmen/")
    yield _moment(3), partial(_tell, "In der Kalenderdatei fehlt mir der Ort der Sitzung.", "/sitzungen/")


def _tell(problem: str, page: str, *, at: dt.datetime) -> None:
    report_barrier(page=page, problem=problem, email="", link="", at=at, deliver=lambda letter: "")


def _answer(answer: str, by: User, *, at: dt.datetime) -> None:
    settle_report(BarrierReport.objects.open().earliest("at"), answer=answer, by=by, at=at)


def _moment(ago: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(workday(ago), _TIME))


def _issue(*, slug: str, at: dt.datetime, **told: Any) -> None:
    until = timezone.localdate(at) + dt.timedelta(days=365)
    unit = Unit.objects.get(slug=slug) if slug else None
    token, _ = issue_token(unit=unit, valid_until=until, at=at, **told)
    if not unit:
        SystemToken.objects.filter(pk=token.pk).update(last_used=workday(1))


def _revoke(*, by: User, at: dt.datetime) -> None:
    revoke_token(SystemToken.objects.get(name=_KITA), by=by, at=at)


def _read(resource: str, rows: int, size: int, *, at: dt.datetime) -> None:
    token = SystemToken.objects.get(name=_PORTAL)
    told: dict[str, Any] = {"key": token.pk, "system": token.name, "resource": resource}
    SystemRead.objects.note(**told, rows=rows, size=size, at=at)
