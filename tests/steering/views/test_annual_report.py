"""Annual reports in the browser: the board, a report's page, its texts, its way, who sees what."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from steering.freezing import checksum
from steering.models import AnnualReport, Meeting, ReportSection, ReportSignature, Seat
from steering.reports import signing
from tests.city import build_past
from tests.factories import (
    make_goal_talk,
    make_meeting,
    make_report,
    make_seat,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db
PATH = "/jahresberichte/"


@pytest.fixture
def office(client: Client) -> Client:
    build_past()
    make_seat(Unit.objects.get(slug="FB-61"), office=Seat.Office.CHAIR)
    client.force_login(make_user(function="Koordination 50.21"))
    return client


def signed_in(slug: str) -> Client:
    client = Client()
    client.force_login(make_user(Hat.DEPARTMENT, username=slug.lower(), unit=Unit.objects.get(slug=slug)))
    return client


def told(page: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())  # type: ignore[attr-defined]


def test_board_shows_who_is_late(office: Client) -> None:
    kita, year = Unit.objects.get(slug="51.3"), timezone.localdate().year
    make_goal_talk(kita, year - 2)
    make_goal_talk(kita, year)
    make_report(kita, year)
    board = office.get(PATH).context["board"]
    assert board.years == [year, year - 1, year - 2]
    assert [(str(row.unit or ""), [bool(place.report) for place in row.places]) for row in board.rows] == [
        ("", [False, False, False]),
        ("51.3 Kindertagesstätten", [True, False, False]),
    ]
    assert (kita, year - 2) in board.late
    assert (kita, year - 1) not in board.late  # there was no talk, and so nothing to report together
    named = [f"{one} {unit.code if unit else 'ganze Stadt'}" for unit, one in board.late]
    assert f"Im Verzug: {', '.join(named)}." in told(office.get("/"))


def test_second_report_of_a_unit_and_year_is_refused(office: Client) -> None:
    sent = {"unit": "51.3", "year": 2022, "key_date": "2022-12-31"}
    assert office.post(f"{PATH}neu/", sent).status_code == 302
    page = office.post(f"{PATH}neu/", sent)
    assert page.status_code == 422
    assert "Für diese Stelle und dieses Jahr gibt es schon einen Bericht." in told(page)
    assert office.post(f"{PATH}neu/", {"year": 2022}).status_code == 302
    assert AnnualReport.objects.get(unit=None).key_date == dt.date(2022, 12, 31)


def test_section_takes_a_proposal_and_is_written(office: Client) -> None:
    section = make_section(make_report(year=2022), "einleitung", text="Vorweg.")
    path = f"{PATH}{section.report_id}/abschnitte/{section.pk}/"
    sent = {"text": "Vorweg, neu.", "seen": office.get(path).context["form"]["seen"].value()}
    page = office.post(path, {**sent, "vorschlag": "ja"})
    text = page.context["form"]["text"].value()
    assert page.status_code == 200
    assert text.startswith("Vorweg, neu.\n\nDieser Bericht gibt den Stand")
    assert ReportSection.objects.get().text == "Vorweg."
    preview = office.post(path, {**sent, "text": "**Fett** <script>", "vorschau": "ja"})
    assert "<strong>Fett</strong>" in preview.context["preview"]
    assert "<script>" not in preview.context["preview"]
    assert office.post(path, {**sent, "text": text, "is_done": "on"}).status_code == 302
    assert ReportSection.objects.get().is_done
    refused = office.post(path, {**sent, "text": "Anders"})
    assert refused.status_code == 422
    assert "Inzwischen hat jemand anderes" in told(refused)


def test_unit_writes_what_it_is_asked_for_and_nothing_else(office: Client) -> None:
    report = make_report(year=2022)
    sent = {"bitte-kind": "umsetzung", "bitte-units": "51.3; FB 61", "bitte-due": "2100-01-01"}
    assert office.post(f"{PATH}{report.pk}/abschnitte/erbitten/", sent).status_code == 302
    page = office.post(f"{PATH}{report.pk}/abschnitte/erbitten/", {**sent, "bitte-units": "Mars"})
    assert page.status_code == 422
    own, others = report.sections.order_by("unit__slug")
    foreign = make_section(report, "ausblick")
    fb51 = signed_in("FB-51")
    assert "Text „Stand der Umsetzung“" in told(fb51.get("/"))
    path = f"{PATH}{report.pk}/abschnitte/"
    for section in (others, foreign):
        assert fb51.get(f"{path}{section.pk}/").status_code == 404
    assert fb51.post(f"{path}{own.pk}/", {"text": "Läuft.", "is_done": "on"}).status_code == 302
    own.refresh_from_db()
    assert (own.text, own.done_by_function) == ("Läuft.", "Fb-51")
    assert f"/abschnitte/{own.pk}/" not in fb51.get("/").content.decode()


def test_figures_are_links_only_for_who_finds_all_rows_behind_them(office: Client) -> None:
    report = make_report(year=2022)
    make_section(report, "umsetzung", unit=Unit.objects.get(slug="51.3"))
    own = make_report(Unit.objects.get(slug="FB-51"), year=2022)
    fb51 = signed_in("FB-51")
    path = 'href="/massnahmen/?'
    assert path in office.get(f"{PATH}{report.pk}/").content.decode()
    assert path not in fb51.get(f"{PATH}{report.pk}/").content.decode()
    assert path in fb51.get(f"{PATH}{own.pk}/").content.decode()


def test_report_goes_its_way_in_the_browser(office: Client) -> None:
    kita = Unit.objects.get(slug="51.3")
    report = make_report(kita, year=2022)
    section = make_section(report, text="Weiter.")
    path = f"{PATH}{report.pk}/"
    assert "„Ausblick“ ist noch nicht fertig" in told(office.post(f"{path}mitzeichnung/", follow=True))
    section.settle(None)
    section.save()
    assert "liegt den Stellen zur Mitzeichnung vor" in told(office.post(f"{path}mitzeichnung/", follow=True))
    fb51 = signed_in("FB-51")
    assert "mitzeichnen" in told(fb51.get("/"))
    seen = checksum(AnnualReport.objects.get().content)
    sent = {"zeichnung-unit": kita.pk, "zeichnung-seen": seen, "zeichnung-word": "Mehr Räume"}
    assert office.post(f"{path}zeichnen/", sent).status_code == 422  # for whom does it enter this?
    assert signed_in("FB-61").post(f"{path}zeichnen/", sent).status_code == 404
    assert "Mitgezeichnet für 51.3" in told(fb51.post(f"{path}zeichnen/", sent, follow=True))
    assert fb51.post(f"{path}zeichnen/", sent).status_code == 404
    assert fb51.post(f"{path}schlusszeichnung/", {"schluss-seen": seen}).status_code == 404
    final = {"schluss-entered_for": "Leitung FB 61", "schluss-seen": seen}
    assert "FB 61 Stadtplanung ist eingetragen" in told(
        office.post(f"{path}schlusszeichnung/", final, follow=True)
    )
    meeting = make_meeting(timezone.localdate() + dt.timedelta(days=9), state=Meeting.State.PLANNED)
    assert office.post(f"{path}vorlage/", {"vorlage-meeting": meeting.pk}).status_code == 302
    page = told(office.post(f"{path}veroeffentlichen/", follow=True))
    assert "Geprüft: Inhalt, Prüfsumme und PDF passen zusammen." in page
    assert office.get(f"{path}fassung-1.pdf").content.startswith(b"%PDF")
    texts = {f"text-{section.pk}": "Berichtigt."}
    assert office.post(f"{path}berichtigen/", texts).status_code == 422
    sent = {**texts, "correction": "Ein Wort"}
    assert "2. Fassung" in told(office.post(f"{path}berichtigen/", sent, follow=True))
    sent = {"paper_number": "18-04711", "committee": "Rat", "committee_day": ""}
    assert "18-04711" in told(office.post(f"{path}drucksache/", sent, follow=True))


def test_unit_in_the_chair_signs_last_itself(office: Client) -> None:
    report = make_report(Unit.objects.get(slug="51.3"), year=2022)
    path, chair = f"{PATH}{report.pk}/", signed_in("FB-61")
    assert chair.get(path).status_code == 404
    signing.circulate(report, by=None)
    seen = checksum(AnnualReport.objects.get().content)
    signing.sign(report, Unit.objects.get(slug="51.3"), seen=seen, by=None)
    assert "Schlusszeichnen" in told(chair.get(path))
    assert "mitzeichnen" in told(chair.get("/"))
    signed = told(chair.post(f"{path}schlusszeichnung/", {"schluss-seen": seen}, follow=True))
    assert "Die Schlusszeichnung FB 61 Stadtplanung ist eingetragen" in signed
    signature = ReportSignature.objects.get(is_final=True)
    assert (signature.entered_for, signature.by) == ("", User.objects.get(username="fb-61"))


def test_key_date_changes_while_the_report_is_a_draft(office: Client) -> None:
    report = make_report(year=2022)
    path = f"{PATH}{report.pk}/stichtag/"
    assert office.post(path, {"key_date": "2021-06-30"}).status_code == 422
    assert office.post(path, {"key_date": "2022-06-30"}).status_code == 302
    assert AnnualReport.objects.get().key_date == dt.date(2022, 6, 30)
    signing.circulate(report, by=None)
    assert "zurückholen" in told(office.post(path, {"key_date": "2022-07-31"}))


def test_city_report_is_everybodys_once_it_is_published(office: Client) -> None:
    report = make_report(year=2022)
    make_section(report, text="Weiter.", is_done=True)
    fb61 = signed_in("FB-61")
    assert fb61.get(f"{PATH}{report.pk}/").status_code == 404
    AnnualReport.objects.update(state="veroeffentlicht")
    assert fb61.get(f"{PATH}{report.pk}/").status_code == 200


def test_pages_take_a_constant_number_of_queries(office: Client) -> None:
    units = list(Unit.objects.order_by("slug"))
    counts: dict[str, list[int]] = {"board": [], "page": []}
    for some in (units[:1], units):
        for place, unit in enumerate(some):
            make_goal_talk(unit, 2000 + len(some) * 3 + place)
            report = make_report(unit, 2000 + len(some) * 3 + place)
            make_section(report, unit=unit)
        for name, path in (("board", PATH), ("page", f"{PATH}{report.pk}/")):
            with CaptureQueriesContext(connection) as queries:
                office.get(path)
            counts[name].append(len(queries))
    assert counts["board"][0] == counts["board"][1] <= 16, counts
    assert counts["page"][0] == counts["page"][1] <= 60, counts
