"""What a backup is: one file, whole, readable without this software, of one moment."""

from __future__ import annotations

import base64
import hashlib
import json
import stat
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from integration.files.models import StoredFile
from integration.history.models import ChangeSet
from integration.recovery.archive import Archive
from integration.recovery.backing_up import back_up, sha256_of
from integration.recovery.models import Backup
from integration.recovery.refusal import Refused
from integration.recovery.safe_file import written_whole
from integration.recovery.snapshot import one_moment
from integration.recovery.tables import LEFT_OUT, tables
from tests.city import build_city
from tests.integration.people import make_user


def test_file_is_read_with_nothing_but_zip_and_json(backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        assert archive.testzip() is None
        listed = json.loads(archive.read("manifest.json"))
        assert archive.comment.decode().endswith(hashlib.sha256(archive.read("manifest.json")).hexdigest())
        assert "gewöhnliches ZIP-Archiv" in archive.read("LIESMICH.txt").decode()
        rows = {}
        for table in listed["tables"]:
            data = archive.read(table["file"])
            assert hashlib.sha256(data).hexdigest() == table["sha256"]
            rows[table["name"]] = [json.loads(line) for line in data.splitlines()]
            assert len(rows[table["name"]]) == table["rows"]
            assert all(row.keys() == table["columns"].keys() for row in rows[table["name"]])
    assert [measure["number"] for measure in rows["catalogue_measure"]] == [7, 28, 29, 30]
    assert base64.b64decode(rows["files_storedbytes"][0]["data"]) == bytes(range(256)) * 5
    assert rows["history_changeset"][0]["at"] == "2020-01-10T07:00:00+00:00"
    assert ["catalogue", "0001_initial"] in listed["migrations"]
    columns = {table["name"]: table["columns"] for table in listed["tables"]}
    assert columns["catalogue_measureversion"]["measure_id"] == "→ catalogue_measure.id"


def test_backup_leaves_out_only_what_is_worthless_a_day_later() -> None:
    taken = {table.model for table in tables()}
    pointed_at = {field.related_model for table in tables() for field in table.fields} - {None}
    assert pointed_at <= taken
    assert {"auth", "axes", "contenttypes", "sessions", "rates", "accounts.session"} == LEFT_OUT
    assert {"accounts_user", "files_storedbytes", "recovery_backup"} <= {table.name for table in tables()}


@pytest.mark.django_db(transaction=True)
def test_backup_shows_one_moment_while_others_write() -> None:
    def write() -> None:
        try:
            ChangeSet.objects.create(at=timezone.now(), way="command")
        finally:
            connection.close()

    with one_moment():
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(20)
        assert not writer.is_alive(), "Somebody has to wait for a backup."
        assert not ChangeSet.objects.exists()
    assert ChangeSet.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_command_writes_notes_verifies_and_keeps_the_newest(tmp_path: Path, capfd: Any) -> None:
    build_city()
    for day in ("2026-11-24", "2026-11-25"):
        (tmp_path / f"integrationsplanung-{day}-020000.zip").touch()
    (tmp_path / "integrationsplanung.txt").touch()
    (tmp_path / "integrationsplanung-2026-11-23-020000.zip.unfertig").touch()  # it was killed
    call_command("backup", str(tmp_path), "--verify", "--keep", "2")
    older, newest = sorted(tmp_path.glob("*.zip"))
    note = Backup.objects.get()
    assert older.name == "integrationsplanung-2026-11-25-020000.zip"
    assert (note.name, note.size, note.sha256) == (newest.name, newest.stat().st_size, sha256_of(newest))
    assert note.verified_at is not None
    assert note.is_good
    assert stat.S_IMODE(newest.stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {older.name, newest.name, "integrationsplanung.txt"}
    said = capfd.readouterr().out
    assert "Zurückgelesen, verglichen und geprüft: Die Sicherung ist gut." in said
    assert "Gelöscht: integrationsplanung-2026-11-24-020000.zip" in said
    assert "Gelöscht: integrationsplanung-2026-11-23-020000.zip.unfertig, von einer abgebroch" in said


@pytest.mark.django_db(transaction=True)
def test_failure_leaves_the_older_file_and_a_note(tmp_path: Path) -> None:
    path = tmp_path / "stadt.zip"
    path.write_bytes(b"von gestern")
    StoredFile.objects.store(name="Bild.png", data=b"", by=make_user())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE files_storedfile RENAME TO files_lost")
    try:
        with pytest.raises(CommandError, match="files_storedfile"):
            call_command("backup", str(path))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE files_lost RENAME TO files_storedfile")
    assert path.read_bytes() == b"von gestern"
    assert [one.name for one in tmp_path.iterdir()] == ["stadt.zip"]
    failed = Backup.objects.get()
    assert "files_storedfile" in failed.failure
    with pytest.raises(CommandError, match="kann nicht geschrieben werden: Den Ordner gibt es nicht"):
        call_command("backup", str(tmp_path / "nirgends" / "stadt.zip"))
    assert Backup.objects.good().newest() is None


@pytest.mark.django_db(transaction=True)
def test_two_backups_at_once_do_not_mix(tmp_path: Path) -> None:
    path, refused = tmp_path / "stadt.zip", []

    def second(line: str) -> None:
        with pytest.raises(Refused, match="Eine andere Sicherung läuft"), written_whole(path):
            pass
        refused.append(line)

    back_up(path, second)
    assert refused
    with Archive(path) as archive:
        archive.check()


@pytest.mark.django_db(transaction=True)
def test_replica_is_backed_up_although_it_takes_no_note(tmp_path: Path, capsys: Any) -> None:
    make_user()
    on, off = {
        "sqlite": ("PRAGMA query_only=ON", "PRAGMA query_only=OFF"),
        "postgresql": ("SET default_transaction_read_only=on", "SET default_transaction_read_only=off"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        call_command("backup", str(tmp_path / "b.zip"))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(off)
    assert "aber hier nicht vermerkt" in capsys.readouterr().err
    assert Archive(tmp_path / "b.zip")
    assert not Backup.objects.exists()
