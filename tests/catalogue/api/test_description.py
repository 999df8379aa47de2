"""The interface keeps what its description promises: asked over the network whatever that allows."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from tests.city import build_past
from tests.factories import make_token


def found_by_schemathesis(folder: Path, live_server: LiveServer, *options: str) -> str:
    """Return what schemathesis says of the served interface; fail if any of its checks does."""
    secret = make_token("Prüfprogramm").secret
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{live_server}/api/v1/openapi.json"]
    command += ["--header", f"Authorization: Bearer {secret}", "--checks", "all", "--no-color", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=1500)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_the_description_allows_is_answered_as_it_says(
    live_server: LiveServer, tmp_path: Path, settings: Any
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "interface": (0, 60)}
    build_past()
    said = found_by_schemathesis(
        tmp_path, live_server, "--phases", "examples,fuzzing", "--max-examples", "6", "--seed", "7"
    )
    assert "6 selected / 6 total" in said


@pytest.mark.long
def test_demo_city_answers_as_the_description_says(
    live_server: LiveServer, tmp_path: Path, settings: Any
) -> None:
    settings.DEBUG = True
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "interface": (0, 60)}
    call_command("demo", stdout=io.StringIO())
    said = found_by_schemathesis(tmp_path, live_server, "--max-examples", "100")
    assert "Coverage" in said
