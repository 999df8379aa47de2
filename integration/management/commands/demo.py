"""manage.py demo: a believable city, built through the site's own doors (design.md §6)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.importing import carry_out, plan
from catalogue.models import Concept, Measure, Unit, UnitMembership
from catalogue.records import Edits, State
from integration.accounts.demo import DEMO_PASSWORD, PEOPLE, create_demo_people
from integration.accounts.models import User
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
            planned = plan(WORKBOOK, concept="fluechtlinge")
            carry_out(
                planned,
                by=people["administration"],
                reason=f"Import von {WORKBOOK.name}",
                at=_local(IMPORTED),
            )
            for update in json.loads(UPDATES.read_text()):
                _carry_forward(update, people["koordination"])
        self.stdout.write(f"Die Demostadt hat {Measure.objects.count()} Maßnahmen. Kennwort: {DEMO_PASSWORD}")


def _join_units(people: dict[str, User]) -> None:
    units = {unit.slug: unit for unit in Unit.objects.all()}
    UnitMembership.objects.bulk_create(
        UnitMembership(user=people[person.username], unit=units[person.unit], valid_from=IMPORTED.date())
        for person in PEOPLE
        if person.unit
    )


def _carry_forward(update: dict[str, Any], by: User) -> None:
    """Write one day's updates as one change set."""
    edits = [MeasureEdit(int(number), _edits(fields)) for number, fields in update["measures"].items()]
    at = _local(dt.datetime.fromisoformat(update["at"]))
    apply(edits, by=by, way=ChangeSet.Way.FORM, reason=update["reason"], at=at)


def _edits(fields: dict[str, Any]) -> Edits:
    return {(name,): State(*value) if name == "status" else value for name, value in fields.items()}


def _local(moment: dt.datetime) -> dt.datetime:
    return timezone.make_aware(moment)
