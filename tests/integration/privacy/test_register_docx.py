import io

import pytest
from django.test import Client
from docx import Document

from integration.privacy.declaration import KINDS
from tests.integration.people import make_coordination

pytestmark = pytest.mark.django_db


def test_register_is_the_declaration_as_a_paper(client: Client) -> None:
    client.force_login(make_coordination())
    assert "verzeichnis.docx" in client.get("/datenschutz/").content.decode()
    word = Document(io.BytesIO(client.get("/datenschutz/verzeichnis.docx").content))
    assert word.core_properties.language == "de-DE"
    headings = [one.text for one in word.paragraphs if one.style and one.style.name == "Heading 2"]
    assert headings == [f"{number}. {kind.what}" for number, kind in enumerate(KINDS, 1)]
    assert len(word.tables) == len(KINDS) + 1
    said = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    for kind in KINDS:
        assert {kind.purpose, kind.basis, kind.seen_by, kind.how_long} <= said
    assert any("Ansprechperson (Funktion, Name, Telefon, E-Mail)" in one for one in said)
