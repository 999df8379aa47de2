"""Papers for readers outside the city name nobody, as far as names can be found."""

import io

import openpyxl
import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from catalogue.documents.measure_pdf import MeasureSheet
from catalogue.extracts import extract_pdf
from catalogue.extracts.extract_contents import contents_of
from catalogue.models import MeasureVersion, Unit
from catalogue.outside import asks_names, named_in
from catalogue.portrait import Portrait
from integration.naming import MASK, Naming, stored_names
from tests.city import build_city
from tests.factories import make_contact, make_extract, make_measure, make_meeting, make_seat, make_unit
from tests.integration.people import make_coordination, make_user

pytestmark = pytest.mark.django_db

NAMED = "Frau Muster berät, muster@stadt.example, 0531 4701234."


@pytest.fixture
def partner() -> Unit:
    """A partner that takes part in measure 99, whose text names somebody."""
    build_city()
    unit = make_unit("Verein", "Lernverein", kind=Unit.Kind.PARTNER)
    make_measure(99, text=NAMED, units={unit.slug: "kooperation"})
    return unit


def test_persons_are_named_to_the_city_only_unless_asked_for() -> None:
    partner, office = Unit(kind=Unit.Kind.PARTNER), Unit(kind=Unit.Kind.OFFICE)
    volunteers = Unit(kind=Unit.Kind.VOLUNTEERS)
    asked = {
        "": [False, False, True, True],
        "ohne_namen=1": [False] * 4,
        "ohne_namen=0": [True] * 4,
        "ohne_namen=x": [False, False, True, True],
    }
    for query, expected in asked.items():
        found = [asks_names(QueryDict(query), unit) for unit in (partner, volunteers, office, None)]
        assert found == expected, query


def test_files_of_the_catalogue_name_nobody_when_asked(client: Client, partner: Unit) -> None:
    client.force_login(make_coordination())
    assert NAMED in client.get("/katalog.csv").content.decode("utf-8-sig")
    answer = client.get("/katalog.csv?ohne_namen=1")
    assert "_ohne_Namen_" in answer.headers["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    assert "Muster" not in text
    assert f"{MASK} berät, {MASK}, {MASK}." in text
    book = openpyxl.load_workbook(io.BytesIO(client.get("/katalog.xlsx?ohne_namen=1").content))
    cells = " ".join(str(cell.value) for row in book.active.iter_rows() for cell in row)
    assert MASK in cells
    assert "Muster" not in cells


def test_extract_for_a_partner_names_nobody_by_itself(partner: Unit) -> None:
    contents = contents_of(make_extract(partner))
    for names, said in ((None, False), (False, False), (True, True)):
        _, context = extract_pdf.prepared(contents, names=names)
        assert ("Muster" in str(context["groups"])) is said
    _, context = extract_pdf.prepared(contents_of(make_extract(Unit.objects.get(code="FB 51"))))
    assert MASK not in str(context)


def test_sheet_for_outside_names_and_reaches_nobody(client: Client, partner: Unit) -> None:
    make_contact(partner, name="Vorname Nachname", telephone="0531 1", email="x@verein.example")
    version = MeasureVersion.objects.current().get(number=99)
    client.force_login(make_coordination())
    portrait = client.get("/massnahmen/99/").context["portrait"]
    assert isinstance(portrait, Portrait)
    assert "Vorname Nachname" in str(MeasureSheet(portrait, None, names=True).context())
    said = str(MeasureSheet(portrait, None, names=True, outside=True).context())
    for named in ("Vorname", "0531 1", "x@verein.example"):
        assert named not in said
    assert client.get(f"/massnahmen/{version.number}.pdf?ohne_namen=1").status_code == 200


def test_who_sends_extracts_out_is_told_of_names(client: Client, partner: Unit) -> None:
    client.force_login(make_coordination())
    page = client.get(f"/auszuege/{partner.slug}/").content.decode()
    assert "Angaben, die Personen nennen könnten" in page
    for found in ("Frau Muster", "muster@stadt.example", "0531 4701234"):
        assert f"„{found}“" in page
    reader = make_user("verein")
    partner.memberships.create(user=reader, valid_from="2020-01-01")
    client.force_login(reader)
    answer = client.get(f"/auszuege/{partner.slug}/")
    assert answer.status_code == 200
    assert "Angaben, die Personen nennen könnten" not in answer.content.decode()


def test_every_free_text_of_a_measure_is_searched() -> None:
    build_city()
    make_measure(
        98,
        goal="Frau Eins",
        text="Frau Zwei",
        progress="Frau Drei",
        timeframe="Frau Vier",
        next_step="Frau Fünf",
        listings={1: {"remark": "Frau Sechs", "label": "Frau Sieben"}},
    )
    record = MeasureVersion.objects.current().get(number=98).record
    assert named_in(record, Naming()) == [
        f"Frau {number}" for number in ("Eins", "Zwei", "Drei", "Vier", "Fünf", "Sieben", "Sechs")
    ]


def test_stored_names_are_masked_in_every_paper_and_shown_before(client: Client, partner: Unit) -> None:
    make_contact(partner, name="Vera Ansprech")
    make_user("jo.konto", email="jo.konto@stadt.example")
    make_seat(partner, email="kim.sitz@verein.example")
    make_meeting().guests.create(at=timezone.now(), function="Gast", email="uli.gast@verein.example")
    told = "Ansprechs Liste: Konto, Jo; Kim Sitz; U. Gast; das Konto, der Sitz"
    make_measure(98, text=told, units={partner.slug: "kooperation"})
    client.force_login(make_coordination())
    page = client.get(f"/auszuege/{partner.slug}/").content.decode()
    for found in ("Ansprechs", "Konto, Jo", "Kim Sitz", "U. Gast"):
        assert f"„{found}“" in page
    assert "Nicht gefunden" in page
    masked = f"{MASK} Liste: {MASK}; {MASK}; {MASK}; das Konto, der Sitz"
    assert masked in client.get("/katalog.csv?ohne_namen=1").content.decode("utf-8-sig")
    _, context = extract_pdf.prepared(contents_of(make_extract(partner)))
    assert masked in str(context["groups"])
    portrait = client.get("/massnahmen/98/").context["portrait"]
    context = MeasureSheet(portrait, None, names=True, outside=True).context()
    assert masked in str(stored_names().nameless(context))
