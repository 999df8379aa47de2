"""The demo city goes through a backup into another database, and back: it is the same city."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from openpyxl import load_workbook

from integration.recovery.backing_up import back_up
from tests.integration.recovery.backups import fingerprints, told

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


def manage(url: str, *command: str) -> None:
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
    done = subprocess.run(
        manage, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def cells(path: Path) -> list[list[Any]]:
    """Return the catalogue's cells, the names in a list sorted: jsonb does not keep their order."""
    rows = [[cell.value for cell in row] for sheet in load_workbook(path) for row in sheet]
    return [[sorted(one.split("; ")) if isinstance(one, str) else one for one in row] for row in rows]


def test_demo_city_is_the_same_in_either_database(tmp_path: Path, settings: Any) -> None:
    settings.DEBUG = True
    call_command("demo", stdout=io.StringIO())
    call_command("export_catalogue", str(tmp_path / "here.xlsx"))
    here = fingerprints()
    back_up(tmp_path / "here.zip", lambda line: None)
    assert told(tmp_path / "here.zip") == here
    other = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    manage(other, "restore", str(tmp_path / "here.zip"))
    manage(other, "verify")
    manage(other, "export_catalogue", str(tmp_path / "there.xlsx"))
    manage(other, "backup", str(tmp_path / "there.zip"))
    assert told(tmp_path / "there.zip") == here
    call_command("restore", str(tmp_path / "there.zip"), "--replace", "--no-input")
    assert fingerprints() == here
    call_command("export_catalogue", str(tmp_path / "back.xlsx"))
    assert cells(tmp_path / "here.xlsx") == cells(tmp_path / "there.xlsx") == cells(tmp_path / "back.xlsx")
    call_command("verify")
