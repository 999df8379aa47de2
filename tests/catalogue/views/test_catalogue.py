from __future__ import annotations

import io

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from catalogue.models import Unit
from integration.accounts.roles import Hat
from tests.factories import make_user
from tests.pdfs import text_of

pytestmark = pytest.mark.usefixtures("city")


def cells(content: bytes) -> set[str]:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return {str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None}


def test_workbook_holds_the_filtered_measures(client: Client) -> None:
    client.force_login(make_user())
    response = client.get("/katalog.xlsx?status=geplant")
    day = timezone.localdate()
    assert response.headers["Content-Disposition"] == f'attachment; filename="Massnahmenkatalog_{day}.xlsx"'
    assert response.headers["Cache-Control"] == "no-store"
    found = cells(response.content)
    assert "Anlaufstelle im Erdgeschoss" in found
    assert "Mehrsprachige Sprechstunde" not in found


def test_department_exports_its_own_measures_only(client: Client) -> None:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="51.3")))
    text = client.get("/katalog.csv").content.decode()
    assert "Mehrsprachige Sprechstunde" in text
    assert "Anlaufstelle im Erdgeschoss" not in text
    assert "Anlaufstelle im Erdgeschoss" not in cells(client.get("/katalog.xlsx?stelle=FB-51").content)


def test_unknown_value_exports_nothing(client: Client) -> None:
    client.force_login(make_user())
    assert "Anlaufstelle" not in client.get("/katalog.csv?status=quatsch").content.decode()


def test_pdf_holds_the_filtered_measures_to_be_read_in_the_browser(client: Client) -> None:
    client.force_login(make_user())
    response = client.get("/katalog.pdf?status=geplant")
    day = timezone.localdate()
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="Massnahmenkatalog_{day}.pdf"'
    assert response.headers["Cache-Control"] == "no-store"
    text = " ".join(text_of(response.content).split())
    assert "Anlaufstelle im Erdgeschoss" in text
    assert "Mehrsprachige Sprechstunde" not in text
    assert "Auswahl Umsetzungsstand: geplant" in text
    html = client.get("/massnahmen/?status=geplant").content.decode()
    assert 'href="/katalog.pdf?status=geplant"' in html


def test_department_gets_a_pdf_of_its_own_measures_only(client: Client) -> None:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="51.3")))
    text = " ".join(text_of(client.get("/katalog.pdf").content).split())
    assert "Mehrsprachige Sprechstunde" in text
    assert "Anlaufstelle im Erdgeschoss" not in text
    assert "keine Maßnahme" in text_of(client.get("/katalog.pdf?status=quatsch").content)
