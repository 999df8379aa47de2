"""Things for tests, each made the way the site itself makes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.api.token_actions import Issued, issue_token
from catalogue.extracts.issuing import issue
from catalogue.models import (
    ActionField,
    Clarification,
    Concept,
    Contact,
    Extract,
    ExtractRound,
    FollowUp,
    ImportDraft,
    Location,
    Measure,
    MeasureVersion,
    NeedChange,
    ReadingDecision,
    RevisionNote,
    SavedView,
    TargetGroup,
    Unit,
    UnitMembership,
    UnitReturn,
)
from catalogue.models.recorded import Recorded
from catalogue.models.reference import slug_for
from catalogue.records import MARKS, Involvement, State
from catalogue.upkeep.clarification_actions import ask
from catalogue.upkeep.steps import note_for_revision, save_need_change, set_follow_up
from integration.accounts.models import User
from integration.accounts.roles import Hat
from integration.files.models import StoredFile
from integration.history.models import ChangeSet
from integration.texts import match_key
from steering.assignments.follow_ups import set_follow_up as set_assignment_follow_up
from steering.departures.departure_actions import depart
from steering.departures.kinds import KINDS
from steering.guest_actions import add_guest
from steering.letters import facts_of
from steering.meeting_actions import add_document
from steering.models import (
    AgendaItem,
    AnnualGoal,
    AnnualReport,
    Assignment,
    AssignmentFollowUp,
    Departure,
    GoalStep,
    GoalTalk,
    Indicator,
    IndicatorValue,
    Meeting,
    MeetingDocument,
    MeetingGuest,
    MeetingLetter,
    ReportSection,
    ResourceRequest,
    Review,
    Seat,
    StandardItem,
)
from steering.models.seat import CONSTITUTED
from tests.integration import people

LONG_AGO = dt.date(2016, 4, 1)


def make_unit(code: str, name: str = "", **fields: Any) -> Unit:
    """Store a unit; its slug follows from its code ("FB 51" → "FB-51")."""
    fields = {"kind": Unit.Kind.DEPARTMENT, "slug": slug_for(code), **fields}
    return Unit.objects.create(code=code, name=name or f"Stelle {code}", **fields)


def make_action_field(name: str, **fields: Any) -> ActionField:
    return ActionField.objects.create(**{"name": name, "slug": slug_for(name), **fields})


def make_target_group(name: str, **fields: Any) -> TargetGroup:
    return TargetGroup.objects.create(**{"name": name, "slug": slug_for(name), **fields})


def make_location(name: str, **fields: Any) -> Location:
    return Location.objects.create(**{"name": name, "slug": slug_for(name), **fields})


def make_concept(slug: str, **fields: Any) -> Concept:
    return Concept.objects.create(**{"slug": slug, "name": f"Konzept {slug}", "year": 2016, **fields})


def make_contact(unit: Unit, function: str = "Leitung", **fields: Any) -> Contact:
    return Contact.objects.create(unit=unit, function=function, **fields)


def make_user(hat: str = Hat.COORDINATION, *, unit: Unit | None = None, **fields: Any) -> User:
    """Store a person who wears `hat`; "" for none. A department's hat follows from belonging to `unit`."""
    role = hat if hat in (Hat.ADMINISTRATION, Hat.COORDINATION) else ""
    user = people.make_user(fields.pop("username", str(hat) or "niemand"), role=role, **fields)
    if unit:
        make_membership(user, unit)
    return user


def make_membership(user: User, unit: Unit, **fields: Any) -> UnitMembership:
    return UnitMembership.objects.create(user=user, unit=unit, **{"valid_from": LONG_AGO, **fields})


def make_measure(number: int, *, at: dt.datetime | None = None, **fields: Any) -> MeasureVersion:
    """Write a measure through `actions.apply` and return its current version.

    `fields` are the record's: texts, `status` as a value or (value, reason), `lead` and `units` by slug
    (`units={"FB-51": "beteiligt"}`), marks as names (`target_groups=["kinder"]`) or mapped to their text,
    `listings={1: {"action_field": "schule", "page": "15"}}`, by default one empty listing 0.
    """
    edits: dict[tuple, Any] = {}
    for name, value in {"listings": {0: {}}, **fields}.items():
        if name in MARKS:
            marks = value if isinstance(value, Mapping) else dict.fromkeys(value, "x")
            edits |= {(name, key): mark for key, mark in marks.items()}
        elif name == "units":
            edits |= {(name, key): Involvement(role) for key, role in value.items()}
        elif name == "listings":
            edits |= _listing_edits(value)
        elif name == "status":
            edits["status",] = State(value) if isinstance(value, str) else State(*value)
        else:
            edits[name,] = value
    apply([MeasureEdit(number, edits)], by=None, way=ChangeSet.Way.FORM, at=at)
    return MeasureVersion.objects.current().get(number=number)


def make_saved_view(user: Any, name: str = "Kita", **fields: Any) -> SavedView:
    fields = {"path": SavedView.Page.LIST, "query": "?q=Kita", **fields}
    return SavedView.objects.create(user=user, name=name, **fields)


def make_token(name: str = "Statistik", *, unit: Unit | None = None, **fields: Any) -> Issued:
    """Give a system a token that holds for a month; `secret` is what it shows."""
    told = {"purpose": "Kennzahlen", "contact": "Ref. 0120, Leitung", "by": None}
    until = timezone.localdate() + dt.timedelta(days=30)
    return issue_token(name=name, unit=unit, **{"valid_until": until, **told, **fields})


def make_clarification(number: int, question: str = "Wer zahlt?", **fields: Any) -> Clarification:
    """Put a question about a measure; `fields` are those of `ask`."""
    return ask(number, question, **{"by": None, **fields})


def make_need_change(number: int | None = None, **fields: Any) -> NeedChange:
    """Record a changed need on a measure, or on the `action_field` given; `by` and `at` say who and when."""
    stamp = {name: fields.pop(name, None) for name in ("by", "at")}
    measure = None if number is None else Measure.objects.get(number=number)
    texts = {"day": LONG_AGO, "source": "Befragung", "description": "Mehr Familien fragen nach"}
    return save_need_change(NeedChange(measure=measure, **{**texts, **fields}), **stamp)


def make_follow_up(
    number: int, due: dt.date = LONG_AGO, reason: str = "Nachfragen", **fields: Any
) -> FollowUp:
    return set_follow_up(Measure.objects.get(number=number), due, reason, **{"by": None, **fields})


def make_revision_note(number: int, reason: str = "Neues Kapitel", **fields: Any) -> RevisionNote:
    return note_for_revision(Measure.objects.get(number=number), reason, **{"by": None, **fields})


@transaction.atomic
def make_reading_decision(
    kind: str = "unit", answer: str = "FB-51", shown: str = "Jugendamt"
) -> ReadingDecision:
    """Have an import of today remember what a workbook means."""
    imported = ChangeSet.objects.open(by=None, way=ChangeSet.Way.IMPORT)
    said = match_key(shown)
    return ReadingDecision.objects.create(
        kind=kind, said=said, shown=shown, answer=answer, change_set=imported
    )


def make_draft(
    data: bytes = b"", *, name: str = "Katalog.xlsx", by: Any = None, **fields: Any
) -> ImportDraft:
    """Store an import whose file nobody has read yet; no child is started."""
    file = StoredFile.objects.store(name=name, data=data, by=by)
    now = timezone.now()
    fields = {"created_at": now, "touched_at": now, "by": by, "by_function": str(by or ""), **fields}
    return ImportDraft.objects.create(file=file, **fields)


def make_extract_round(units: Iterable[Unit], **fields: Any) -> ExtractRound:
    """Issue an extract of today to each of `units`; `fields` are those of `issue`."""
    today = timezone.localdate(fields.get("at"))
    days = {"key_date": today, "due": today + dt.timedelta(days=28)}
    return issue(units, **{**days, "by": None, **fields})


def make_extract(unit: Unit, **fields: Any) -> Extract:
    """Issue a round to one unit and return its extract."""
    return make_extract_round([unit], **fields).extracts.get()


def make_returned_file(data: bytes = b"", *, by: Any = None, **fields: Any) -> UnitReturn:
    """Store a file that came back, by default one that has been discarded; no child is started."""
    file = StoredFile.objects.store(name=fields.pop("name", "Auszug.xlsx"), data=data, by=by)
    fields = {"way": UnitReturn.Way.FILE, "state": UnitReturn.State.DISCARDED, **fields}
    return UnitReturn.objects.create(file=file, **Recorded.stamp(by), **fields)


def _listing_edits(listings: Mapping[int, Mapping[str, Any]]) -> dict[tuple, Any]:
    edits: dict[tuple, Any] = {}
    for sub, cells in listings.items():
        edits["listings", sub, "label"] = cells.get("label", "")
        for name, value in cells.items():
            if isinstance(value, Mapping):
                edits |= {("listings", sub, name, heading): text for heading, text in value.items()}
            else:
                edits["listings", sub, name] = value
    return edits


def make_seat(unit: Unit, **fields: Any) -> Seat:
    """Store a seat of the Steuerungsgruppe, held since its constitution unless told otherwise."""
    return Seat.objects.create(unit=unit, **{"valid_from": CONSTITUTED, **fields})


def make_meeting(day: dt.date = dt.date(2017, 6, 12), **fields: Any) -> Meeting:
    """Store a meeting that took place on `day`, from 10 to 12 in the city's time zone."""
    starts = timezone.make_aware(dt.datetime.combine(day, dt.time(10)))
    times = {"starts_at": starts, "ends_at": starts + dt.timedelta(hours=2)}
    state = {"place": "Rathaus, Raum 12", "state": Meeting.State.HELD}
    return Meeting.objects.create(**{**Meeting.stamp(None), **times, **state, **fields})


def make_agenda_item(meeting: Meeting, title: str = "Stand der Umsetzung", **fields: Any) -> AgendaItem:
    """Store a TOP at the end of a meeting's agenda; `measures` are numbers."""
    numbers = fields.pop("measures", [])
    place = {"position": meeting.items.count() + 1, "state": AgendaItem.State.ACCEPTED}
    item = AgendaItem.objects.create(
        meeting=meeting, title=title, **{**AgendaItem.stamp(None), **place, **fields}
    )
    item.measures.set(Measure.objects.filter(number__in=numbers))
    return item


def make_review(meeting: Meeting, number: int, unit: Unit, **fields: Any) -> Review:
    """Store what a unit said of a measure for a meeting."""
    measure = Measure.objects.get(number=number)
    said = {"implementation": "Die Sprechstunde läuft.", **fields}
    return Review.objects.create(
        meeting=meeting, measure=measure, unit=unit, **{**Review.stamp(None), **said}
    )


def make_resource_request(number: int, unit: Unit, **fields: Any) -> ResourceRequest:
    """Store what a measure needs."""
    asked = {"kind": "sachmittel", "budget_year": 2018, "asked": 12_500, "purpose": "Dolmetschen", **fields}
    measure = Measure.objects.get(number=number)
    return ResourceRequest.objects.create(
        measure=measure, unit=unit, **{**ResourceRequest.stamp(None), **asked}
    )


def make_assignment(unit: Unit, task: str = "Bedarf prüfen", **fields: Any) -> Assignment:
    """Store an Auftrag that runs, of a meeting's TOP of its own unless `item` is given."""
    item = fields.pop("item", None) or make_agenda_item(make_meeting(state=Meeting.State.MINUTES_SENT))
    numbers = fields.pop("measures", [])
    times = {"due": LONG_AGO, "started_at": item.meeting.starts_at}
    given = Assignment.objects.create(
        item=item, unit=unit, task=task, **{**Assignment.stamp(None), **times, **fields}
    )
    given.measures.set(Measure.objects.filter(number__in=numbers))
    return given


def make_assignment_follow_up(
    assignment: Assignment, due: dt.date = LONG_AGO, reason: str = "Nachfragen", **fields: Any
) -> AssignmentFollowUp:
    """Have an Auftrag laid before somebody again; nobody set it unless `by` is given."""
    return set_assignment_follow_up(assignment, due, reason, **{"by": None, **fields})


def make_departure(person: User, heir: User, **fields: Any) -> Departure:
    """Let a person hand over all that may go to one other, as of today; nobody is written to."""
    heirs = dict.fromkeys((kind.slug for kind in KINDS), heir)
    asked = {"last_day": timezone.localdate(), "reason": "Wechsel", "by": None, "writes": False}
    return depart(person, **{**asked, "heirs": heirs, **fields})


def make_document(
    meeting: Meeting, title: str = "Übersicht", data: bytes = b"%PDF-1.7", name: str = "uebersicht.pdf"
) -> MeetingDocument:
    return add_document(meeting, title=title, name=name, data=data, by=None)


def make_guest(meeting: Meeting, function: str = "Leitung Stadtbibliothek") -> MeetingGuest:
    return add_guest(meeting, function=function, email="gast@stadt.example", by=None)


def make_letter(meeting: Meeting, **fields: Any) -> MeetingLetter:
    """Store an invitation that reached one of two recipients; nothing is sent."""
    at = timezone.now()
    told = [
        ["sitz-1", "vhs, Leitung", at.isoformat(), ""],
        ["sitz-2", "FB 61, Leitung", at.isoformat(), "Nein"],
    ]
    said = {
        "kind": "einladung",
        "subject": "Einladung",
        "text": "Guten Tag",
        "sequence": 0,
        "recipients": told,
    }
    stamp = MeetingLetter.stamp(None, at)
    return MeetingLetter.objects.create(
        meeting=meeting, **{**stamp, **said, "facts": facts_of(meeting), **fields}
    )


def make_standard_item(title: str = "Verschiedenes", **fields: Any) -> StandardItem:
    """Store a TOP of every new agenda; `is_closing` puts it at the end."""
    return StandardItem.objects.create(title=title, **{"position": 1, "kind": "kenntnis", **fields})


def make_goal_talk(unit: Unit, year: int = 2018, **fields: Any) -> GoalTalk:
    """Store the Zielgespräch of a unit and a year, agreed in March unless told otherwise."""
    starts = timezone.make_aware(dt.datetime(year, 3, 1, 10))
    times = {"starts_at": starts, "ends_at": starts + dt.timedelta(hours=1)}
    state = {"place": "Rathaus, Raum 12", "state": GoalTalk.State.AGREED}
    return GoalTalk.objects.create(
        unit=unit, year=year, **{**GoalTalk.stamp(None, starts), **times, **state, **fields}
    )


def make_goal(talk: GoalTalk, text: str = "Mehr Familien erreichen", **fields: Any) -> AnnualGoal:
    """Store the last goal of a talk; `measures` are numbers, `steps` texts or pairs (text, due)."""
    numbers, steps = fields.pop("measures", []), fields.pop("steps", [])
    place = {"position": talk.goals.count() + 1}
    goal = AnnualGoal.objects.create(talk=talk, text=text, **{**AnnualGoal.stamp(None), **place, **fields})
    goal.measures.set(Measure.objects.filter(number__in=numbers))
    for position, step in enumerate(steps, 1):
        text, due = (step, None) if isinstance(step, str) else step
        GoalStep.objects.create(goal=goal, position=position, text=text, due=due)
    return goal


def make_indicator(goal: AnnualGoal, name: str = "Beratene Familien", **fields: Any) -> Indicator:
    """Store the last indicator of a goal: from 40 to 80 families within its year unless told otherwise."""
    year = goal.talk.year
    number = {"baseline": 40, "baseline_day": dt.date(year, 1, 1), "target": 80, "direction": "steigen"}
    told = number if fields.get("kind", Indicator.Kind.NUMBER) == Indicator.Kind.NUMBER else {}
    place = {"position": goal.indicators.count() + 1, "due": dt.date(year, 12, 31)}
    return Indicator.objects.create(goal=goal, name=name, **{**place, **told, **fields})


def make_value(indicator: Indicator, value: Any = 60, **fields: Any) -> IndicatorValue:
    """Store what was measured by the end of June of the agreement's year; True and False say whether met."""
    said = {"is_met": value} if isinstance(value, bool) else {"number": value}
    day = {"day": dt.date(indicator.goal.talk.year, 6, 30)}
    return IndicatorValue.objects.create(
        indicator=indicator, **{**IndicatorValue.stamp(None), **day, **said, **fields}
    )


def make_report(unit: Unit | None = None, year: int = 2021, **fields: Any) -> AnnualReport:
    """Store a year's report of a unit, or of the city, as a draft without sections."""
    days = {"key_date": dt.date(year, 12, 31)}
    return AnnualReport.objects.create(unit=unit, year=year, **{**AnnualReport.stamp(None), **days, **fields})


def make_section(
    report: AnnualReport, kind: str = "ausblick", *, is_done: bool = False, **fields: Any
) -> ReportSection:
    """Store a section of a report, by its author or asked from `unit`."""
    section = ReportSection(report=report, kind=kind, **{**ReportSection.stamp(None), **fields})
    if is_done:
        section.settle(None)
    section.save()
    return section
