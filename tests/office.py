"""Workbooks as LibreOffice leaves them: really opened there, and saved."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

from tests.outside import do_without

_MISSING = "LibreOffice fehlt: Arbeitsmappen wurden NICHT damit geöffnet (apt install libreoffice-calc)."
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
