"""What a killed restore test has left is gone at the next one; nothing else is."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest

from integration.recovery.rehearsal import _held, sweep


def test_copies_of_killed_tests_are_removed_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    long_ago = time.time() - 3600
    for name in ("ruecklesen-left", "ruecklesen-at-work", "ruecklesen-new", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "probe.sqlite3").write_bytes(b"names of persons")
        if name != "ruecklesen-new":
            os.utime(tmp_path / name, (long_ago, long_ago))
    (tmp_path / "ruecklesen-link").symlink_to(tmp_path / "other")
    with _held(tmp_path / "ruecklesen-at-work"):
        sweep()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"ruecklesen-at-work", "ruecklesen-new", "ruecklesen-link", "other"}
    assert (tmp_path / "other" / "probe.sqlite3").exists()
