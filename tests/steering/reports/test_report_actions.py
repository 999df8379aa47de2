"""A report's way: begun once, written, signed by all who were asked, before the group, published, frozen."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Unit
from catalogue.records import State
from integration.history.models import ChangeSet
from steering.freezing import checksum, verify
from steering.models import AnnualReport, Frozen, GoalTalk, Meeting, ReportEdition, ReportSection, Seat
from steering.reports import publishing, signing
from steering.reports import report_actions as actions
from steering.reports.proposals import proposal
from steering.reports.report_contents import contents
from tests.city import build_past, moment
from tests.factories import make_goal_talk, make_meeting, make_report, make_seat, make_section, make_user
from tests.pdfs import text_of

AT = moment("2023-02-01 10:00")
pytestmark = pytest.mark.django_db
KITA = "51.3"


@pytest.fixture(autouse=True)
def _city() -> None:
    build_past()
    make_seat(Unit.objects.get(slug="FB-61"), office=Seat.Office.CHAIR)


def unit(slug: str = KITA) -> Unit:
    found: Unit = Unit.objects.get(slug=slug)
    return found


def begun(**fields: Any) -> AnnualReport:
    """Return a report of 2022 that is begun, with one finished section and no other."""
    day = {"key_date": dt.date(2022, 12, 31)}
    report = actions.create_report(fields.pop("unit", unit()), 2022, by=None, at=AT, **day)
    first, *others = report.sections.order_by("pk")
    actions.save_section(first, "Ein **gutes** Jahr.", is_done=True, by=None, at=AT)
    for one in others:
        actions.remove_section(one, by=None)
    return report


def now(report: AnnualReport) -> AnnualReport:
    return AnnualReport.objects.get(pk=report.pk)


def signed(report: AnnualReport) -> AnnualReport:
    """Take a report through co-signing and Schlusszeichnung."""
    signing.circulate(report, by=None, at=AT)
    seen = checksum(now(report).content)
    for one in signing.signatories(report):
        signing.sign(report, one, seen=seen, by=None, at=AT, entered_for="Leitung", word="Bitte mehr Räume")
    signing.sign_finally(report, entered_for="Leitung FB 61", seen=seen, by=None, at=AT)
    return now(report)


def published(report: AnnualReport | None = None) -> ReportEdition:
    report = signed(report or begun())
    publishing.submit(report, make_meeting(dt.date(2023, 3, 1), state=Meeting.State.PLANNED), by=None, at=AT)
    return publishing.publish(report, by=None, at=AT)


def refused(work: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(ValidationError) as refusal:
        work(*args, **{"by": None, "at": AT, **kwargs})
    return " ".join(refusal.value.messages)


def test_report_is_begun_once_a_unit_and_year() -> None:
    day = {"key_date": dt.date(2022, 12, 31)}
    report = actions.create_report(unit(), 2022, by=None, at=AT, **day)
    assert [one.kind for one in report.sections.order_by("pk")] == list(ReportSection.Kind.values)
    assert report.pinned == ChangeSet.objects.order_by("at").last()
    assert refused(actions.create_report, unit(), 2022, **day) == (
        "Für diese Stelle und dieses Jahr gibt es schon einen Bericht."
    )
    actions.create_report(None, 2022, by=None, at=AT, **day)
    assert refused(actions.create_report, None, 2022, **day) == (
        "Für dieses Jahr gibt es schon einen Bericht der Stadt."
    )
    assert "Berichtsjahr 2021" in refused(actions.create_report, None, 2021, **day)
    late = {"key_date": dt.date(2024, 12, 31)}
    assert "noch nicht begonnen" in refused(actions.create_report, None, 2024, **late)


def test_section_is_done_with_a_text_and_removed_without() -> None:
    report = make_report()
    section = make_section(report)
    assert "noch leer" in refused(actions.save_section, section, " ", is_done=True)
    actions.save_section(section, "Es geht weiter.", is_done=True, by=make_user(function="Leitung"), at=AT)
    section.refresh_from_db()
    assert (section.is_done, section.done_by_function, section.text) == (True, "Leitung", "Es geht weiter.")
    assert "schon einen Text" in " ".join(_refusal(lambda: actions.remove_section(section, by=None)))
    actions.save_section(section, "", is_done=False, by=None)
    actions.remove_section(section, by=None)
    assert not report.sections.exists()


def _refusal(work: Any) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        work()
    found: list[str] = refusal.value.messages
    return found


def test_units_are_asked_once_until_a_day_to_come() -> None:
    report = make_report()
    asked = {"due": dt.date(2023, 3, 1)}
    actions.ask_for_section(report, "umsetzung", [unit(), unit("FB-61")], by=None, at=AT, **asked)
    assert refused(actions.ask_for_section, report, "umsetzung", [unit()], **asked) == (
        "51.3 ist um „Stand der Umsetzung“ schon gebeten."
    )
    gone = {"due": dt.date(2023, 1, 1)}
    assert "schon vorbei" in refused(actions.ask_for_section, report, "ziele", [unit()], **gone)
    assert ReportSection.objects.asked().count() == 2


def test_unfinished_sections_are_named_at_publication() -> None:
    report = make_report()
    make_section(report, "ausblick")
    make_section(report, "umsetzung", unit=unit())
    for step in (signing.circulate, publishing.publish):
        assert "„Ausblick“, „Stand der Umsetzung (51.3)“ sind noch nicht fertig" in refused(step, report)


def test_signing_waits_for_the_key_date() -> None:
    report = make_report(year=2023)
    assert "31.12.2023, ist noch nicht vorbei" in refused(signing.circulate, report)


def test_what_is_signed_stands_fixed() -> None:
    report = begun()
    signing.circulate(report, by=None, at=AT)
    fixed = now(report).content
    edit = MeasureEdit(28, {("status",): State("umgesetzt")})
    apply([edit], by=None, way=ChangeSet.Way.FORM, at=moment("2022-11-01 10:00"))
    section = report.sections.get()
    assert "„in Mitzeichnung“" in refused(actions.save_section, section, "Anders", is_done=True)
    assert now(report).content == fixed
    assert "geändert, seit Sie ihn geöffnet haben" in refused(signing.sign, report, unit(), seen="x")
    assert "zeichnet diesen Bericht nicht mit" in refused(signing.sign, report, unit("FB-61"), seen="x")
    seen = checksum(fixed)
    assert refused(signing.sign_finally, report, seen=seen, entered_for="Leitung") == (
        "Noch nicht mitgezeichnet: 51.3."
    )
    signing.sign(report, unit(), seen=seen, by=None, at=AT)
    assert "schon gezeichnet" in refused(signing.sign, report, unit(), seen=seen)


def test_report_taken_back_is_signed_anew() -> None:
    report = signed(begun())
    signing.take_back(report, by=None)
    actions.save_section(report.sections.get(), "Doch anders.", is_done=True, by=None, at=AT)
    signing.circulate(report, by=None, at=AT)
    assert [one.code for one in signing.missing(now(report))] == [KITA]


def test_steps_are_taken_in_order() -> None:
    report = begun()
    meeting = make_meeting(dt.date(2023, 3, 1), state=Meeting.State.PLANNED)
    assert "zeichnet niemand mit" in refused(signing.sign, report, unit(), seen="")
    assert "nach der Mitzeichnung" in refused(signing.sign_finally, report, seen="", entered_for="Leitung")
    assert "nach der Schlusszeichnung" in refused(publishing.submit, report, meeting)
    assert "Der Bericht ist „Entwurf“" in refused(publishing.publish, report)
    assert "noch ein Entwurf" in refused(publishing.correct, report, {}, correction="Tippfehler")


def test_signed_report_becomes_a_proposed_item_of_the_meeting() -> None:
    report = signed(begun())
    meeting = make_meeting(dt.date(2023, 3, 1), state=Meeting.State.PLANNED)
    item = publishing.submit(report, meeting, by=None, at=AT)
    assert (item.state, item.source, item.title) == (
        "vorgeschlagen",
        f"bericht:{report.pk}",
        "Jahresbericht 2022, 51.3",
    )
    assert "Stichtag 31.12.2022: 1 Maßnahmen (1 entfallen)" in item.facts
    assert now(report).submitted_as == item


def test_published_report_is_frozen_with_its_signatures() -> None:
    talk = make_goal_talk(unit(), 2022, state=GoalTalk.State.EVALUATED)
    edition = published()
    assert verify(edition) == []
    assert [(one["unit"], one["is_final"], one["word"]) for one in edition.record["signatures"]] == [
        ("51.3 Kindertagesstätten", False, "Bitte mehr Räume"),
        ("FB 61 Stadtplanung", True, ""),
    ]
    talk.refresh_from_db()
    assert talk.state == GoalTalk.State.REPORTED
    printed = " ".join(text_of(edition.pdf.read()).split())
    assert "Bitte mehr Räume" in printed
    assert "Ein gutes Jahr." in printed


def test_nobody_changes_a_published_report() -> None:
    edition = published()
    report, section = edition.report, edition.report.sections.get()
    assert "wird nicht mehr geändert" in refused(actions.save_section, section, "Anders", is_done=True)
    due = dt.date(2023, 3, 1)
    assert "wird nicht mehr geändert" in refused(actions.ask_for_section, report, "ziele", [unit()], due=due)
    assert "wird nicht mehr geändert" in refused(actions.set_key_date, report, dt.date(2022, 6, 30))
    assert "wird nicht mehr geändert" in refused(signing.take_back, report)
    assert "schon veröffentlicht" in refused(publishing.publish, report)
    for change in (edition.save, edition.delete, ReportEdition.objects.all().delete):
        with pytest.raises(Frozen):
            change()
    with pytest.raises(Frozen):
        ReportEdition.objects.update(record={})


def test_correction_is_another_edition_and_leaves_the_first() -> None:
    first = published()
    report, section = first.report, first.report.sections.get()
    before = json.dumps(first.record, sort_keys=True), first.pdf.read()
    kept = {section.pk: section.text}
    assert "was berichtigt wird" in refused(publishing.correct, report, kept, correction=" ")
    assert "nichts zu berichtigen" in refused(publishing.correct, report, kept, correction="Nichts")
    second = publishing.correct(report, {section.pk: "Besser."}, correction="Ein Wort", by=None, at=AT)
    assert (second.edition, second.record["correction"], verify(second)) == (2, "Ein Wort", [])
    assert second.record["texts"][0]["text"] == "Besser."
    assert second.record["total"] == first.record["total"]
    first = ReportEdition.objects.get(edition=1)
    assert (json.dumps(first.record, sort_keys=True), first.pdf.read()) == before


def test_correction_counts_anew_only_where_asked() -> None:
    first = published()
    report, section = first.report, first.report.sections.get()
    make_goal_talk(unit(), 2022, state=GoalTalk.State.AGREED).goals.create(text="Nachgetragen", at=AT)
    texts = {section.pk: "Besser."}
    second = publishing.correct(report, texts, correction="Ein Wort", by=None, at=AT)
    assert second.record["goals"] == []
    third = publishing.correct(report, texts, correction="Ziel", recompute=True, by=None, at=AT)
    assert [one["text"] for one in third.record["goals"]] == ["Nachgetragen"]


def test_proposals_begin_with_what_the_report_counts() -> None:
    found = contents(make_report(year=2022), today=AT.date())
    assert proposal("einleitung", found).endswith(
        "Der Maßnahmenkatalog enthält dazu 4 Maßnahmen; am 31.12.2021 waren es 3."
    )
    assert "- 1 × von „umgesetzt“ nach „entfallen“" in proposal("umsetzung", found)
    assert proposal("ziele", found) == "Für das Berichtsjahr waren keine Jahresziele vereinbart."
    assert proposal("ausblick", found) == ""
    assert all(isinstance(proposal(kind, found), str) for kind in ReportSection.Kind.values)
