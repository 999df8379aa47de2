"""The database crashes, or its disk is full, while people work: whatever was confirmed to them is there."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command

from integration import health
from integration.recovery.models import Backup
from tests.city import build_city
from tests.cluster import cluster, small_disk
from tests.integration.recovery.at_work import (
    Database,
    at_work,
    nothing_is_lost,
    until_refused,
    until_work_goes_on,
)
from tests.killing import Service, served

pytestmark = [pytest.mark.long, pytest.mark.django_db]
CRASHES = 10


def test_no_confirmed_write_is_lost_when_the_server_crashes(backup: Path) -> None:
    draw = Random(7)
    with cluster() as server:
        database = Database(server.url, backup)
        with served(database.url) as site, at_work(site, database) as writers:
            for _ in range(CRASHES):
                time.sleep(draw.uniform(0.5, 2))
                server.stop("immediate")
                server.start()
            until_work_goes_on(writers)
        nothing_is_lost(database, writers)
        assert {status for one in writers for status, _ in one.pages} == {503}


def test_full_disk_of_the_server_costs_nothing_that_was_confirmed(backup: Path) -> None:
    """Once it finds no room for a table, once none for what it writes ahead: then it ends by itself."""
    with small_disk(megabytes=250) as disk, cluster(disk.folder) as server:
        database = Database(server.url, backup)
        with served(database.url, DISK_FREE_MB="0") as site, at_work(site, database) as writers:
            for left in (0, 300, 2000):
                until_work_goes_on(writers)
                assert "Speicherplatz: ok" in ready(site)
                disk.fill(left_kilobytes=left)
                until_refused(writers)
                said = ready(site)
                assert "Speicherplatz: failed" in said or said == "Datenbank: failed\n"
                disk.make_room()
                if not server.runs():
                    server.start()
                until_work_goes_on(writers)
        nothing_is_lost(database, writers)
        assert {status for one in writers for status, _ in one.pages} == {503}
        assert all("wahrscheinlich nicht gespeichert" in text for one in writers for _, text in one.pages)


def ready(site: Service) -> str:
    return site.request("GET", "/healthz?ready")[1]


def test_full_disk_with_sqlite_costs_nothing_that_was_confirmed(backup: Path, tmp_path: Path) -> None:
    file = tmp_path / "stadt.sqlite3"
    database = Database(f"sqlite:///{file}", backup)
    kilobytes = file.stat().st_size // 1024 + 200
    with served(database.url, kilobytes=kilobytes) as site, at_work(site, database) as writers:
        until_refused(writers)
    nothing_is_lost(database, writers)
    with served(database.url) as site, at_work(site, database) as writers:
        until_work_goes_on(writers)
    assert not any(writer.refused for writer in writers)


@pytest.mark.django_db(transaction=True)
def test_full_disk_where_backups_go_costs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    build_city()
    with small_disk(megabytes=4) as disk:
        path = disk.folder / "stadt.zip"
        call_command("backup", str(path))
        good = path.read_bytes()
        for left in (0, len(good) // 2048):
            disk.fill(left_kilobytes=left)
            with pytest.raises(CommandError, match="Auf diesem Datenträger ist kein Platz mehr"):
                call_command("backup", str(path))
            assert path.read_bytes() == good
            assert {one.name for one in disk.folder.iterdir()} == {"stadt.zip", disk.ballast.name}
            assert "kein Platz mehr" in health.backup().sentence
            disk.make_room()
        monkeypatch.setattr(tempfile, "tempdir", str(disk.folder))  # where the restore test has its database
        disk.fill(left_kilobytes=len(good) // 1024 + 300)
        with pytest.raises(CommandError, match=r"(?s)Die Probe.*gescheitert.*full"):
            call_command("backup", str(path), "--verify")
        assert not health.backup().ok
        assert {one.name for one in disk.folder.iterdir()} == {"stadt.zip", disk.ballast.name}
    assert Backup.objects.failed().count() == 3
