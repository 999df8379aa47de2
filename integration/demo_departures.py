"""The demo city's handovers: one that was acknowledged, one that waits for it and for its last day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from django.utils import timezone

from catalogue.models import Contact, Measure, Unit
from catalogue.reference.contact_actions import save_contact
from catalogue.reference.unit_actions import save_membership
from catalogue.upkeep.steps import set_follow_up
from integration.accounts.actions import save_user
from integration.accounts.models import User
from integration.demo import Event, workday
from integration.history.models import ChangeSet
from steering.departures.departure_actions import acknowledge, depart
from steering.departures.kinds import KINDS
from steering.models import Takeover

_MORNING = dt.time(11, 45)
_CAME = 320  # days ago
_ROLE = "rolle"


class _Leaver(NamedTuple):
    """Who leaves: `days_ago` they handed over, after so many days (if at all) it was acknowledged; the last
    day, with which their account ends, is `stays` days after the handover."""

    username: str
    function: str
    unit: str
    heir: str
    reason: str
    measure: int
    asks: str
    days_ago: int
    acknowledged_after: int | None
    stays: int = 0


_LEAVERS = (
    _Leaver(
        *("leitung-kita", "Stelle 51.3, frühere Leitung", "51.3", "kita", "Ruhestand", 28),
        *("Stehen die Termine der Sprechstunde fest?", 75, 2),
    ),
    _Leaver(
        *("planung-fb51", "Jugendhilfeplanung FB 51", "FB-51", "fb51", "Wechsel in eine andere Stelle", 7),
        *("Liegt die Zusage des Trägers vor?", 11, None, 30),
    ),
)


def departure_events(people: Mapping[str, User]) -> Iterator[Event]:
    """Yield each event's moment and what makes it, to be called with that moment as `at`."""
    for place, leaver in enumerate(_LEAVERS):
        yield _moment(_CAME - place), partial(_come, leaver, people["administration"])
        yield _moment(leaver.days_ago), partial(_leave, leaver, people)
        if leaver.acknowledged_after is not None:
            at = _moment(leaver.days_ago - leaver.acknowledged_after)
            yield at, partial(_acknowledge, people[leaver.heir])


def _moment(days_ago: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(workday(days_ago), _MORNING))


def _come(leaver: _Leaver, by: User, *, at: dt.datetime) -> None:
    """Let somebody begin: their account, unit, a Wiedervorlage, and that they can be reached."""
    email = f"{leaver.username}@demo.example"
    fields: dict[str, Any] = {"function": leaver.function, "email": email}
    person = save_user(user=User(username=leaver.username), fields=fields, by=by, reason="Demostadt", at=at)
    unit, measure = Unit.objects.get(slug=leaver.unit), Measure.objects.get(number=leaver.measure)
    joined = ChangeSet.objects.open(by=by, way=ChangeSet.Way.REFERENCE, reason="Demostadt", at=at)
    save_membership(user=person, unit=unit, valid_from=at.date(), by=by, within=joined)
    due = timezone.localdate() + dt.timedelta(days=20)
    set_follow_up(measure, due, leaver.asks, by=person, at=at)
    contact = Contact(unit=unit, is_deputy=True)
    fields = {"function": leaver.function, "email": email, "valid_from": at.date()}
    save_contact(contact, fields, by=by, at=at)


def _leave(leaver: _Leaver, people: Mapping[str, User], *, at: dt.datetime) -> None:
    depart(
        User.objects.get(username=leaver.username),
        last_day=timezone.localdate(at) + dt.timedelta(days=leaver.stays),
        reason=leaver.reason,
        heirs={kind.slug: people[leaver.heir] for kind in KINDS if kind.slug != _ROLE},
        deactivates=True,
        by=people["administration"],
        at=at,
        writes=False,
    )


def _acknowledge(heir: User, *, at: dt.datetime) -> None:
    acknowledge(Takeover.objects.open().of(heir).get(), by=heir, at=at)
