"""The HTML checker of the W3C, a program in Java, fetched once into .cache/."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "validator"
JAR = ROOT / ".cache" / "validator" / "vnu.jar"


def _fetch() -> None:
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec
    assert spec.loader
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in LOCK.iterdir():
            shutil.copy(file, folder)
        assert run.npm_install(folder), "the validator cannot be fetched"
        JAR.parent.mkdir(parents=True, exist_ok=True)
        found = next((folder / "node_modules").rglob("vnu.jar"))
        shutil.move(found, JAR)


def faults(pages: dict[str, str]) -> list[str]:
    """Return what is wrong with pages, given by their address, as "address: line: sentence"."""
    if not JAR.exists():
        _fetch()
    with tempfile.TemporaryDirectory() as name:
        files = {}
        for number, (address, text) in enumerate(pages.items()):
            (file := Path(name) / f"{number}.html").write_text(text)
            files[f"file:{file}"] = address
        command = ["java", "-jar", JAR, "--errors-only", "--format", "json", *Path(name).iterdir()]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    return [
        f"{files[one['url']]}, Zeile {one.get('lastLine')}: {one['message']} {one.get('extract', '')}"
        for one in json.loads(done.stderr)["messages"]
    ]
