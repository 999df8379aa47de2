"""Minutes for Word: German, with marked head rows, and LibreOffice opens them."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from steering.minutes.minutes_docx import render
from steering.minutes.minutes_record import record_of
from tests.factories import make_agenda_item, make_meeting
from tests.outside import do_without
from tests.pdfs import text_of


@pytest.mark.django_db
def test_document_is_german_and_libreoffice_opens_it(tmp_path: Path) -> None:
    meeting = make_meeting()
    make_agenda_item(meeting, "Kita-Plätze", text="Es gibt **zu wenige**.\n\n- eins\n- zwei")
    data = render(record_of(meeting, by_function="Koordination 50.21"))
    archive = zipfile.ZipFile(io.BytesIO(data))
    body = archive.read("word/document.xml").decode()
    assert body.count("<w:tblHeader") == 2
    assert '<w:lang w:val="de-DE"' in archive.read("word/styles.xml").decode()
    assert 'w:val="ListBullet"' in body
    program = shutil.which("soffice")
    if program is None:
        do_without(
            "LibreOffice fehlt: Protokolle wurden NICHT damit geöffnet (apt install libreoffice-writer)."
        )
    (tmp_path / "p.docx").write_bytes(data)
    command = [
        program,
        f"-env:UserInstallation=file://{tmp_path}/profil",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "p.docx")], check=True, timeout=120)
    text = " ".join(text_of((tmp_path / "p.pdf").read_bytes()).split())
    for words in (
        "Protokoll der Sitzung vom 12.06.2017",
        "TOP 1: Kita-Plätze",
        "zu wenige",
        "Koordination 50.21",
    ):
        assert words in text
