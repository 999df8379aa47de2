"""Every kind of damage is named, with its place; what pages and commands write is without any."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from catalogue.actions import undo
from catalogue.models import (
    Clarification,
    Gap,
    Goal,
    Listing,
    Measure,
    MeasureVersion,
    Responsibility,
    VersionRecord,
)
from catalogue.verifying import wrong_rows
from catalogue.vocabulary import FIELD_LABELS
from integration.files.models import StoredBytes, StoredFile
from integration.history.models import ChangeSet, ReferenceChange
from integration.management.commands.verify import CHECKS
from steering.freezing import checksum, frozen
from steering.models import Minutes
from steering.models.frozen import FrozenRecord
from steering.verifying import FROZEN
from tests import factories as make
from tests.city import build_city, build_past


@pytest.fixture
def whole(db: None) -> None:
    """A city with a history: a measure taken back and made again, a question, a file, frozen minutes."""
    build_past()
    change_set = make.make_measure(31, text="Versehen").change_set
    undo(change_set, by=None)
    make.make_measure(31, text="Nun doch")
    make.make_clarification(7, "Wer zahlt?")
    StoredFile.objects.store(name="Lageplan.pdf", data=b"Plan", by=None)
    record = {"title": "Ergebnisprotokoll"}
    pdf = f"%PDF- SHA-256 {checksum(record)}".encode()
    paper = frozen(record, pdf, name="Protokoll.pdf", by=None, at=timezone.now())
    Minutes.objects.create(meeting=make.make_meeting(), **paper)


def problems() -> list[str]:
    return [f"{check.key} {one.place}: {one.what}" for check in CHECKS for one in check.found(100)]


def test_what_was_written_by_the_ways_of_the_site_is_whole(whole: None) -> None:
    assert MeasureVersion.objects.filter(number=31).count() == 2
    assert problems() == []


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def current(number: int) -> MeasureVersion:
    return MeasureVersion.objects.current().get(number=number)


def versions(number: int) -> Any:
    return MeasureVersion.objects.filter(number=number).order_by("version")


def record_of(number: int, **fields: Any) -> None:
    row = VersionRecord.objects.get(version=current(number))
    VersionRecord.objects.filter(pk=row.pk).update(data={**row.data, **fields})


DAMAGE: dict[str, tuple[Callable[[], Any], str]] = {
    "file": (
        lambda: StoredBytes.objects.filter(data=b"Plan").update(data=b"Plam"),
        r"files Datei \d+ „Lageplan.pdf“: Der Inhalt passt nicht zur Prüfsumme",
    ),
    "paper": (
        lambda: sql("UPDATE steering_minutes SET record = %s", json.dumps({"title": "Anderes"})),
        r"papers Protokoll \d+, festgeschrieben am .*: Der Inhalt passt nicht zu seiner Prüfsumme",
    ),
    "paper's PDF": (
        lambda: StoredBytes.objects.exclude(data=b"Plan").update(data=b"%PDF- leer"),
        r"papers Protokoll \d+.*: Im PDF steht eine andere Prüfsumme",
    ),
    "paper without PDF": (
        lambda: StoredBytes.objects.all().delete(),
        r"papers Protokoll \d+.*: Das PDF fehlt",
    ),
    "record": (
        lambda: record_of(7, lead="FB-61"),
        r"records Maßnahme 7, Fassung \d: „Zuständigkeiten“ passen nicht",
    ),
    "goal of record": (lambda: record_of(7, goal="Neu"), r"records Maßnahme 7, Fassung \d: „Ziel“ passt"),
    "record gone": (
        lambda: VersionRecord.objects.filter(version=current(7)).delete(),
        r"records Maßnahme 7, Fassung \d: Ihr Inhalt fehlt",
    ),
    "slug": (
        lambda: record_of(7, lead="FB-99"),
        r"records Maßnahme 7, Fassung \d: Sie nennt „FB-99“, das es in den Stammdaten \(units\) nicht gibt",
    ),
    "successor": (
        lambda: record_of(7, superseded_by="99"),
        r"records Maßnahme 7, Fassung \d: Sie nennt die Maßnahme 99, die es nicht gibt",
    ),
    "successor that is no number": (
        lambda: record_of(7, superseded_by="die andere"),
        r"records Maßnahme 7, Fassung \d: Ihr Inhalt ist nicht lesbar",
    ),
    "record of another shape": (
        lambda: record_of(7, units=["FB-61"]),
        r"records Maßnahme 7, Fassung \d: Ihr Inhalt ist nicht lesbar",
    ),
    "field nobody knows": (
        lambda: record_of(7, colour="rot"),
        r"records Maßnahme 7, Fassung \d: Ihr Inhalt ist nicht lesbar",
    ),
    "table gone": (
        lambda: sql("ALTER TABLE catalogue_gap RENAME TO gone"),
        r"records Hier ging es nicht weiter: Was da steht, lässt sich nicht lesen.*catalogue_gap",
    ),
    "row": (
        lambda: Listing.objects.filter(version=current(28)).update(page="8"),
        r"records Maßnahme 28, Fassung \d: „Katalogzeilen“ passen nicht",
    ),
    "row of the past": (
        lambda: Responsibility.objects.filter(version=versions(7)[0], unit__slug="FB-61").delete(),
        "records Maßnahme 7, Fassung 1: „Zuständigkeiten“ passen nicht",
    ),
    "gap": (
        lambda: Gap.objects.filter(version=current(29)).delete(),
        r"records Maßnahme 29, Fassung \d: „Fehlende Angaben“ passen nicht",
    ),
    "search": (
        lambda: MeasureVersion.objects.filter(pk=current(29).pk).update(search="nichts"),
        r"records Maßnahme 29, Fassung \d: „Suchtext“ passt nicht",
    ),
    "status": (
        lambda: MeasureVersion.objects.filter(pk=current(29).pk).update(status="geplant"),
        r"records Maßnahme 29, Fassung \d: „Umsetzungsstand“ passt nicht",
    ),
    "version too early": (
        lambda: versions(7).filter(version=2).update(valid_from=F("valid_from") - dt.timedelta(1)),
        "versions Maßnahme 7, Fassung 1: Sie endet, ohne dass eine Fassung",
    ),
    "version ended": (
        lambda: versions(29).update(valid_to=timezone.now() + dt.timedelta(1)),
        r"versions Maßnahme 29, Fassung 1: Sie endet, ohne",
    ),
    "version missing": (
        lambda: sql("UPDATE catalogue_measureversion SET version = 9 WHERE id = %s", current(7).pk),
        "versions Maßnahme 7, Fassung 9: Eine Fassung vor ihr fehlt",
    ),
    "number": (
        lambda: Measure.objects.filter(number=29).update(number=92),
        "versions Maßnahme 29, Fassung 1: Ihre Nummer ist nicht die der Maßnahme",
    ),
    "measure": (lambda: Measure.objects.create(number=99), "versions Maßnahme 99: Sie hat keine einzige"),
    "order": (
        lambda: ChangeSet.objects.filter(pk=ChangeSet.objects.order_by("-pk")[0].pk).update(
            at=timezone.now() - dt.timedelta(9000)
        ),
        r"change_sets Änderung \d+: Sie liegt nicht nach der Änderung vor ihr",
    ),
    "undo": (
        lambda: (
            ChangeSet.objects.order_by("pk")
            .filter(pk=ChangeSet.objects.order_by("pk")[0].pk)
            .update(undoes=ChangeSet.objects.order_by("-pk")[0].pk)
        ),
        r"change_sets Änderung \d+: Sie nimmt eine Änderung zurück, die nach ihr kam",
    ),
    "reference change": (
        lambda: ReferenceChange.objects.create(
            change_set=ChangeSet.objects.order_by("pk")[0], model="catalogue.nichts", key="x"
        ),
        "reference_changes Stammdatenänderungen an „catalogue.nichts“",
    ),
    "goal": (lambda: Goal.objects.update(text="Anders"), r"goals Ziel \d+: Sein Text passt nicht"),
    "question": (
        lambda: Clarification.objects.update(question="Wer nicht?"),
        "clarifications Maßnahme 7: Ihre offenen Fragen sind andere",
    ),
    "reference": (
        lambda: StoredFile.objects.update(by=99),
        r"references Dateien \(files_storedfile\), Zeilen mit dem Schlüssel \d+, \d+: "
        r"by_id zeigt auf etwas in accounts_user, das es nicht gibt",
    ),
}


def test_every_damage_is_named(whole: None) -> None:
    unnamed = {}
    for kind, (damage, named) in DAMAGE.items():
        with transaction.atomic():  # taken back before the database itself looks
            damage()
            found = problems()
            transaction.set_rollback(True)
        if not any(re.match(named, one) for one in found):
            unnamed[kind] = found
    assert unnamed == {}


@pytest.mark.django_db(transaction=True)
def test_command_tells_what_is_wrong_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    build_city()
    call_command("verify")
    assert "Inhalte der Fassungen gegen ihre Zeilen: in Ordnung" in capsys.readouterr().out
    Gap.objects.all().delete()
    with pytest.raises(CommandError, match="Nicht alles ist, wie es sein muss"):
        call_command("verify", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    wrong = {check["key"]: check["problems"] for check in told["checks"] if check["problems"]}
    assert wrong["records"][0]["what"] == "„Fehlende Angaben“ passen nicht zu ihrem Inhalt."
    assert list(wrong) == ["records"]
    assert all(bool(check["remedy"]) == bool(check["problems"]) for check in told["checks"])
    with pytest.raises(CommandError):
        call_command("verify")
    assert "  Was zu tun ist: Ist es nur der Suchtext oder" in capsys.readouterr().out


@pytest.mark.django_db
def test_field_of_a_record_changed_by_hand_is_named() -> None:
    """Whatever the field, of the last version or an earlier one, by the database's own means."""
    build_past()
    kept = VersionRecord.objects.filter(version__measure__number=7).order_by("pk")
    assert len(kept) > 1
    for stored in kept:
        for name in (*stored.data, "timeframe", "progress_date"):
            with transaction.atomic():
                changed = {**stored.data, name: {}} if name in stored.data else {**stored.data, name: "neu"}
                sql(
                    "UPDATE catalogue_versionrecord SET data = %s WHERE version_id = %s",
                    json.dumps(changed),
                    stored.pk,
                )
                named = FIELD_LABELS.get(name, "Bezeichnungen von damals")
                there = f"{stored.version}: „{named}“ in ihrem Inhalt ist nicht, was gespeichert wurde."
                assert there in [f"{one.place}: {one.what}" for one in wrong_rows()]
                transaction.set_rollback(True)
    assert list(wrong_rows()) == []


def test_every_kind_of_frozen_paper_is_checked() -> None:
    assert set(FROZEN) == set(FrozenRecord.__subclasses__())


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite looks for itself")
def test_sequence_behind_its_table_is_named() -> None:
    build_city()
    sql("SELECT setval(pg_get_serial_sequence('catalogue_measure', 'id'), 1)")
    assert problems() == [
        "keys catalogue_measure: Der nächste Schlüssel ist schon vergeben: Neues lässt sich nicht speichern."
    ]
    sql("ALTER TABLE catalogue_measureversion DISABLE TRIGGER ALL")
    try:
        assert any(one.startswith("database catalogue_measureversion: Die Regel") for one in problems())
    finally:
        sql("ALTER TABLE catalogue_measureversion ENABLE TRIGGER ALL")
