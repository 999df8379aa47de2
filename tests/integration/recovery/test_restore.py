"""What was backed up comes back, all of it, or nothing changes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from catalogue.actions import MeasureEdit, edit_measure
from catalogue.models import Measure, MeasureVersion, VersionRecord
from integration.accounts.models import Session, User
from integration.files.models import StoredFile
from tests.integration.people import make_user
from tests.integration.recovery.backups import changed, fingerprints, reworded, told


@pytest.mark.django_db
def test_everything_comes_back_and_work_goes_on(backup: Path) -> None:
    make_user()
    Session.objects.create(session_key="abc", expire_date=timezone.now())
    call_command("restore", str(backup), "--replace", "--no-input")
    assert fingerprints() == told(backup)
    assert [user.username for user in User.objects.all()] == ["administration"]
    assert not Session.objects.exists()  # keys of persons may be others' now
    assert StoredFile.objects.get().read() == bytes(range(256)) * 5
    edit_measure(MeasureEdit(7, {("text",): "Nach der Rückkehr"}), by=User.objects.get())
    assert MeasureVersion.objects.current().with_records().get(number=7).record.text == "Nach der Rückkehr"
    Measure.objects.create(number=31)
    assert StoredFile.objects.store(name="neu", data=b"", by=None).pk > 2  # no key is given twice


@pytest.mark.django_db
def test_what_stands_there_is_not_given_up_unasked(backup: Path) -> None:
    make_user()
    before = fingerprints()
    with pytest.raises(CommandError, match=r"nicht leer \(Personen: 1\). Mit --replace"):
        call_command("restore", str(backup))
    with pytest.raises(CommandError, match="Ohne Tastatur braucht --replace auch --no-input"):
        call_command("restore", str(backup), "--replace")
    assert fingerprints() == before


@pytest.mark.parametrize(
    ("table", "old", "new", "reason"),
    [
        (
            "catalogue_measureversion",
            rb'"measure_id":\d+',
            b'"measure_id":987654321',
            "zeigt eine Zeile auf etwas",
        ),
        ("catalogue_measure", b'"number":28', b'"number":7', "nimmt eine Zeile von catalogue_measure nicht"),
        ("history_changeset", b'"way":"form"', b'"way":"magic"', "nimmt eine Zeile von history_changeset"),
    ],
    ids=["reference", "unique", "check"],
)
@pytest.mark.django_db
def test_failing_restore_changes_nothing(
    backup: Path, tmp_path: Path, table: str, old: bytes, new: bytes, reason: str
) -> None:
    make_user()
    before = fingerprints()
    path = changed(
        backup, tmp_path / "b.zip", reworded(table, lambda lines: re.sub(old, new, lines, count=1))
    )
    assert path.read_bytes() != backup.read_bytes()
    with pytest.raises(CommandError, match=f"(?s){reason}.*Nichts wurde geändert"):
        call_command("restore", str(path), "--replace", "--no-input")
    assert fingerprints() == before


def _flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


@pytest.mark.django_db
def test_damaged_file_is_refused_before_anything_is_written(backup: Path, tmp_path: Path) -> None:
    good, path = backup.read_bytes(), tmp_path / "b.zip"
    damaged = {
        "is keine Zip": b"Guten Tag",
        "cut": good[: len(good) // 2],
        "flipped": _flip(good, len(good) // 2),
        "comment": good[:-1] + b"x",
    }
    for data in damaged.values():
        path.write_bytes(data)
        with pytest.raises(CommandError, match=r"ist keine Sicherung|ist beschädigt"):
            call_command("restore", str(path))

    def lose(members: dict[str, bytes], listed: dict[str, Any]) -> None:
        members["tabellen/catalogue_measure.jsonl"] = b""

    with pytest.raises(CommandError, match=r"catalogue_measure\.jsonl passt nicht zur Prüfsumme"):
        call_command("restore", str(changed(backup, path, lose)))
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("restore", str(tmp_path / "keine.zip"))
    assert not User.objects.exists()


@pytest.mark.django_db
def test_newer_release_is_named(backup: Path, tmp_path: Path) -> None:
    def newer(members: dict[str, bytes], listed: dict[str, Any]) -> None:
        listed["release"] = "9.1"
        listed["migrations"].append(["catalogue", "9001_future"])

    path = changed(backup, tmp_path / "b.zip", newer)
    with pytest.raises(CommandError, match=r"neueren Fassung \(9.1, mit catalogue.9001_future\)"):
        call_command("restore", str(path))


def _older(members: dict[str, bytes], listed: dict[str, Any]) -> None:
    """As a release wrote it that did not know of backups yet."""
    listed["release"] = "0.0.9"
    listed["migrations"] = [one for one in listed["migrations"] if one[0] != "recovery"]
    listed["tables"] = [one for one in listed["tables"] if one["name"] != "recovery_backup"]
    del members["tabellen/recovery_backup.jsonl"]


@pytest.mark.django_db(transaction=True)
def test_older_release_is_read_as_it_was_and_brought_to_today(backup: Path, tmp_path: Path) -> None:
    path = changed(backup, tmp_path / "b.zip", _older)
    with pytest.raises(CommandError, match=r"älteren Fassung \(0.0.9\); ihr fehlen 1 .* Mit --migrate"):
        call_command("restore", str(path))
    call_command("restore", str(path), "--migrate")
    assert fingerprints() == {**told(backup), "recovery_backup": fingerprints()["recovery_backup"]}
    call_command("migrate", "--check", verbosity=0)
    with connection.cursor() as cursor:
        connection.introspection.get_constraints(cursor, "recovery_backup")["backup_has_checksum_or_failure"]
    edit_measure(MeasureEdit(7, {("text",): "Nach der Rückkehr"}), by=User.objects.get())


@pytest.mark.django_db
def test_rows_are_compared_before_they_count(backup: Path, tmp_path: Path) -> None:
    def other_content(members: dict[str, bytes], listed: dict[str, Any]) -> None:
        listed["tables"][0]["content"] = "0" * 64

    with pytest.raises(CommandError, match="nach dem Einlesen eine andere als in der Sicherung"):
        call_command("restore", str(changed(backup, tmp_path / "b.zip", other_content)))
    assert not User.objects.exists()


@pytest.mark.django_db
def test_json_keeps_the_order_of_its_keys_where_the_database_does(backup: Path) -> None:
    call_command("restore", str(backup))
    data = VersionRecord.objects.get(version__number=28, version__valid_to=None).data
    assert list(data["target_groups"]) == ["kinder", "erwachsene"]  # jsonb: the shorter name first
