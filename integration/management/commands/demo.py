"""manage.py demo: a believable city, built through the site's own doors (design.md §6)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Concept, Measure, MeasureVersion, Unit, UnitMembership
from catalogue.records import Edits, Involvement, Path, State
from catalogue.upkeep.steps import confirm
from integration.accounts.demo import DEMO_PASSWORD, PEOPLE, create_demo_people
from integration.accounts.models import User
from integration.demo import Event, step_events, workday
from integration.demo_departures import departure_events
from integration.demo_import import import_catalogue, leave_waiting
from integration.demo_interface import barrier_events, interface_events
from integration.demo_minutes import minutes_events
from integration.demo_privacy import privacy_events
from integration.demo_reminders import reminder_events
from integration.demo_reports import report_events
from integration.demo_steering import steering_events
from integration.demo_talks import talk_events
from integration.demo_year import year_events
from integration.history.models import ChangeSet

FIXTURES = settings.BASE_DIR / "fixtures"
WORKBOOK = FIXTURES / "demo-massnahmenkatalog.xlsx"
UPDATES = FIXTURES / "demo-fortschreibung.json"  # what Koordination wrote down since, by day
IMPORTED = dt.datetime(2017, 4, 10, 8, 15)  # two weeks before the Steuerungsgruppe was constituted


class Command(BaseCommand):
    help = (
        "Baut eine Demostadt auf: Stammdaten, Personen, Katalog. Nur mit DEBUG und in eine leere Datenbank."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "Die Demostadt entsteht nur mit DEBUG=1: Ihre Kennwörter sind allgemein bekannt."
            )
        if any(model.objects.exists() for model in (User, Unit, Concept, Measure, ChangeSet)):
            raise CommandError(
                "Die Datenbank ist nicht leer. Die Demostadt entsteht nur in einer leeren Datenbank, "
                "zum Beispiel nach dem Löschen der Datei db.sqlite3 und „manage.py migrate“."
            )
        with transaction.atomic():
            call_command("loaddata", "reference", verbosity=0)
            people = create_demo_people(at=_local(IMPORTED))
            _join_units(people)
            import_catalogue(WORKBOOK, by=people["administration"], at=_local(IMPORTED))
            events = [
                *_update_events(people["koordination"]),
                *step_events(people),
                *steering_events(people),
                *minutes_events(people),
                *talk_events(people),
                *year_events(people),
                *report_events(people),
                *departure_events(people),
                *reminder_events(),
                *interface_events(people),
                *barrier_events(people),
                *privacy_events(people),
            ]
            for at, happen in sorted(events, key=lambda event: event[0]):
                happen(at=at)
            leave_waiting(by=people["administration"], at=timezone.now())
        self.stdout.write(f"Die Demostadt hat {Measure.objects.count()} Maßnahmen. Kennwort: {DEMO_PASSWORD}")


def _join_units(people: dict[str, User]) -> None:
    units = {unit.slug: unit for unit in Unit.objects.all()}
    UnitMembership.objects.bulk_create(
        UnitMembership(user=people[person.username], unit=units[person.unit], valid_from=IMPORTED.date())
        for person in PEOPLE
        if person.unit
    )


def _update_events(by: User) -> Iterator[Event]:
    """Yield each day's updates. The last half year is told in days before today: the city is looked after."""
    for update in json.loads(UPDATES.read_text()):
        yield _moment(update), partial(_carry_forward, update, by)


def _moment(update: dict[str, Any]) -> dt.datetime:
    if "at" in update:
        return _local(dt.datetime.fromisoformat(update["at"]))
    day = workday(update["days_ago"])
    return _local(dt.datetime.combine(day, dt.time.fromisoformat(update["time"])))


def _carry_forward(update: dict[str, Any], by: User, *, at: dt.datetime) -> None:
    """Write one day's updates as one change set, and confirm what was looked at and still true."""
    edits = [MeasureEdit(int(number), _edits(fields, at)) for number, fields in update["measures"].items()]
    apply(edits, by=by, way=ChangeSet.Way.FORM, reason=update["reason"], at=at)
    confirm(MeasureVersion.objects.current(), update.get("confirmed", []), by=by, at=at)


def _edits(fields: dict[str, Any], at: dt.datetime) -> Edits:
    """Return a measure's fields as edits: "units/FB-50" is a path, a number in a date's place counts days."""
    edits: dict[Path, Any] = {}
    for name, value in fields.items():
        path = tuple(int(part) if part.isdecimal() else part for part in name.split("/"))
        if isinstance(value, int):
            value = f"{at + dt.timedelta(days=value):%Y-%m-%d}"
        edits[path] = State(*value) if name == "status" else value
        if path[0] == "units" and value:
            edits[path] = Involvement(*value)
    return edits


def _local(moment: dt.datetime) -> dt.datetime:
    return timezone.make_aware(moment)
