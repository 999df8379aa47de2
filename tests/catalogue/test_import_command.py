"""manage.py import_catalogue: the contract scripts rely on (exit codes, stderr, JSON)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalogue.models import MeasureVersion
from integration.children import database_url
from integration.history.models import ChangeSet
from tests.catalogue.workbooks import GOAL, LABEL, NR, PARTNERS, bring_in_rows, workbook

ROOT = Path(__file__).resolve().parents[2]
DYING = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection

def die(execute, sql, params, many, context):
    if sql.startswith("INSERT INTO") and '"catalogue_gap"' in sql:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)

with connection.execute_wrapper(die):
    call_command("import_catalogue", sys.argv[1])
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "katalog.xlsx"
    path.write_bytes(workbook([{NR: "29,1", LABEL: "Bildung", GOAL: "Ziel"}, {NR: "neu", GOAL: "verirrt"}]))
    return path


def run(path: Path | str, *options: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    call_command("import_catalogue", str(path), "--json", *options)
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("reference_data")
def test_json_is_one_object_of_the_contracts_shape(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = run(file, capsys=capsys)
    change_set = ChangeSet.objects.get()
    assert result.pop("findings")[0] == {
        "level": "error",
        "cell": "A5",
        "message": "„neu“ ist keine Nummer in der Form 29,1. Nicht übernommen: neu",
    }
    assert result == {
        "applied": True,
        "change_set": change_set.pk,
        "measures": {"new": 1, "changed": 0, "unchanged": 0, "absent": 0},
        "listings": {"new": 1, "changed": 0, "unchanged": 0, "absent": 0},
        "cells": {"filled": 5, "imported": 3, "reported": 2},
    }
    assert (change_set.way, change_set.by, change_set.reason) == ("import", None, "Import von katalog.xlsx")


@pytest.mark.usefixtures("reference_data")
def test_second_import_writes_no_change_set(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(file, capsys=capsys)
    result = run(file, capsys=capsys)
    assert (result["applied"], result["change_set"], result["measures"]["unchanged"]) == (True, None, 1)
    assert ChangeSet.objects.count() == 1


@pytest.mark.usefixtures("reference_data")
def test_dry_run_writes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = run(file, "--dry-run", capsys=capsys)
    assert (result["applied"], result["change_set"], result["measures"]["new"]) == (False, None, 1)
    assert not ChangeSet.objects.exists()


@pytest.mark.usefixtures("reference_data")
def test_people_read_what_happened(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_catalogue", str(file))
    assert capsys.readouterr().out.splitlines()[-4:] == [
        "Übernommen.",
        "Maßnahmen: 1 neu, 0 geändert, 0 unverändert, 0 nicht in der Datei",
        "Katalogzeilen: 1 neu, 0 geändert, 0 unverändert, 0 nicht in der Datei",
        "Zellen: 5 gefüllt, 3 übernommen, 2 nur gemeldet",
    ]


@pytest.mark.usefixtures("reference_data")
def test_strict_import_refuses_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "katalog.xlsx"
    path.write_bytes(workbook([{NR: "7,0", PARTNERS: "Heimatverein"}]))
    with pytest.raises(CommandError, match="Neue Stelle „Heimatverein“"):
        call_command("import_catalogue", str(path), "--strict")
    assert not MeasureVersion.objects.exists()


# --- Decisions


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another catalogue than the one that is here; its numbers are the same."""
    numbers = (7, 8, 9)
    bring_in_rows(*({NR: f"{number},0", GOAL: "Eltern kennen die Kita"} for number in numbers))
    path = tmp_path / "andere.xlsx"
    path.write_bytes(workbook([{NR: f"{number},0", GOAL: f"Radweg {number}"} for number in numbers]))
    return path


@pytest.mark.usefixtures("reference_data")
@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_other_catalogue_is_refused_with_the_ways_out(other: Path, options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"3 von 3 .* --numbers-from 1000 .* --same-catalogue") as refusal:
        call_command("import_catalogue", str(other), *options)
    assert len(str(refusal.value).splitlines()) == 1
    assert ChangeSet.objects.count() == 1


@pytest.mark.usefixtures("reference_data")
def test_other_catalogue_gets_its_numbers_or_is_the_same(
    other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apart = run(other, "--numbers-from", "1000", capsys=capsys)
    assert (apart["measures"]["new"], apart["measures"]["absent"]) == (3, 3)
    same = run(other, "--same-catalogue", capsys=capsys)
    assert (same["measures"]["changed"], same["measures"]["absent"]) == (3, 3)


@pytest.mark.usefixtures("reference_data")
def test_header_can_be_given(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, "--header", "1-3", capsys=capsys)["measures"]["new"] == 1
    for wrong in ("3-1", "0", "eins"):
        with pytest.raises(CommandError, match="keine Zeilen wie 2-4"):
            call_command("import_catalogue", str(file), "--header", wrong)


# --- As a process of its own


@pytest.fixture
def environment(transactional_db: None) -> dict[str, str]:
    """An environment for commands of their own process, on the tests' database with the reference data."""
    url = database_url(connection.settings_dict)
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONIOENCODING": "utf-8"}
    manage(environment, "loaddata", "reference", "--verbosity=0")
    return environment


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def dump(environment: dict[str, str]) -> str:
    return manage(environment, "dumpdata", "catalogue", "history").stdout


def test_exit_codes_tell_applied_refused_and_misused(environment: dict[str, str], file: Path) -> None:
    applied = manage(environment, "import_catalogue", str(file), "--json")
    assert (applied.returncode, applied.stderr) == (0, "")
    assert json.loads(applied.stdout)["applied"] is True
    text = file.with_name("brief.xlsx")
    text.write_text("Sehr geehrte Damen und Herren", encoding="utf-8")
    for refused in (text, file.with_name("fehlt.xlsx")):
        result = manage(environment, "import_catalogue", str(refused), "--json")
        assert (result.returncode, result.stdout) == (1, "")
        assert len(result.stderr.strip().splitlines()) == 1
        assert "datei" in result.stderr.lower()
    assert manage(environment, "import_catalogue").returncode == 2
    assert manage(environment, "import_catalogue", str(file), "--unbekannt").returncode == 2


def test_killed_import_leaves_the_database_as_it_was(environment: dict[str, str], file: Path) -> None:
    assert manage(environment, "import_catalogue", str(file)).returncode == 0
    before = dump(environment)
    rows = [{NR: f"{number},0", LABEL: "Digitales", GOAL: f"Ziel {number}"} for number in range(1, 500)]
    file.write_bytes(workbook(rows))
    died = subprocess.run(
        [sys.executable, "-c", DYING, str(file)], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    assert died.returncode == -9
    assert len(before) > 1_000
    assert dump(environment) == before
    assert manage(environment, "import_catalogue", str(file)).returncode == 0
