"""Workbooks as LibreOffice leaves them: really opened there, and saved."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from tests.outside import do_without

_MISSING = "LibreOffice fehlt: Arbeitsmappen wurden NICHT damit geöffnet (apt install libreoffice-calc)."
_NO_BRIDGE = "Die Brücke zu LibreOffice fehlt: Darin wurde NICHTS bearbeitet (apt install python3-uno)."
_PATIENCE = 120  # seconds, for a busy machine


def resaved(data: bytes, folder: Path) -> bytes:
    """Return the workbook after LibreOffice has opened and saved it; `folder` is for its files."""
    program = shutil.which("soffice")
    if program is None:
        do_without(_MISSING)
    source = folder / "mappe.xlsx"
    source.write_bytes(data)
    command = [program, f"-env:UserInstallation=file://{folder}/profil", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(folder / "neu"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE)
    saved = (folder / "neu" / source.name).read_bytes()
    assert b"LibreOffice" in zipfile.ZipFile(io.BytesIO(saved)).read("docProps/app.xml")
    return saved


Step = tuple[Any, ...]  # the name of a function in `office_script` and its arguments


def edited(jobs: Iterable[tuple[bytes, Iterable[Step]]], folder: Path) -> list[bytes]:
    """Return workbooks after somebody has opened, edited and saved each in LibreOffice."""
    program, python = shutil.which("soffice"), _python_with_bridge()
    if program is None or python is None:
        do_without(_MISSING if program is None else _NO_BRIDGE)
    told, targets = [], []
    for place, (data, steps) in enumerate(jobs):
        source, target = folder / f"{place}.xlsx", folder / f"{place}-neu.xlsx"
        source.write_bytes(data)
        told.append([str(source), str(target), list(steps)])
        targets.append(target)
    subprocess.run(
        [python, str(Path(__file__).with_name("office_script.py")), str(folder / "profil"), program],
        input=json.dumps(told).encode(),
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=_PATIENCE,
    )
    return [target.read_bytes() for target in targets]


@cache
def _python_with_bridge() -> str | None:
    """Return the system's Python where it has LibreOffice's bridge; the tests' own has not."""
    for name in ("/usr/bin/python3", "python3"):
        python = shutil.which(name)
        tried = python and subprocess.run([python, "-c", "import uno"], capture_output=True, check=False)
        if tried and tried.returncode == 0:
            return python
    return None
