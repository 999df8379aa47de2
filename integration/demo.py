"""What the demo city's people stated beside the measures, told by days before today."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import openpyxl
from django.conf import settings
from django.utils import timezone

from catalogue.extracts import extract_layout
from catalogue.extracts.addresses import addresses_of, named
from catalogue.extracts.extract_actions import extend
from catalogue.extracts.extract_log import log
from catalogue.extracts.extract_workbook import write
from catalogue.extracts.issuing import issue
from catalogue.extracts.letters import LETTER
from catalogue.models import (
    ActionField,
    Answer,
    Clarification,
    Contact,
    Extract,
    Measure,
    MeasureVersion,
    NeedChange,
    SavedView,
    Suggestion,
    Unit,
    UnitReturn,
)
from catalogue.models.recorded import Recorded
from catalogue.records import Path, edits_to_json
from catalogue.reference.contact_actions import save_contact
from catalogue.reference.handover import dissolve_unit
from catalogue.returns.deciding import decide
from catalogue.returns.drafting import Said, keep_draft
from catalogue.returns.questionnaire import Entry, Questionnaire, digest
from catalogue.returns.return_actions import submit
from catalogue.returns.return_file import read
from catalogue.upkeep import clarification_actions as clarifications
from catalogue.upkeep import steps
from integration.accounts.models import User
from integration.files.models import StoredFile

STEPS = settings.BASE_DIR / "fixtures" / "demo-arbeitsstand.json"
_MORNING = dt.time(10, 20)
Event = tuple[dt.datetime, Callable[..., Any]]


def step_events(people: dict[str, User]) -> Iterator[Event]:
    """Yield each step's moment and what makes it, to be called with that moment as `at`."""
    today = timezone.localdate()
    for told in json.loads(STEPS.read_text()):
        day = workday(told.pop("days_ago"))
        if "due_in" in told:
            told["due"] = today + dt.timedelta(days=told.pop("due_in"))
        by = people[told.pop("by", "koordination")]
        at = timezone.make_aware(dt.datetime.combine(day, _MORNING))
        yield at, partial(_ACTS[told.pop("act")], by=by, **told)


def workday(days_ago: int) -> dt.date:
    """Return the day so many days before today, a Friday in place of a weekend."""
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    return day - dt.timedelta(days=max(day.weekday() - 4, 0))


def _ask(*, measure: int, unit: str, **told: Any) -> None:
    clarifications.ask(measure, unit=Unit.objects.get(slug=unit), **told)


def _address(*, measure: int, question: str, unit: str, due: dt.date, by: User, at: dt.datetime) -> None:
    clarifications.address(
        _question(measure, question), unit=Unit.objects.get(slug=unit), due=due, by=by, at=at
    )


def _answer(*, measure: int, question: str, answer: str, **told: Any) -> None:
    clarifications.answer(_question(measure, question), answer, **told)


def _need(*, at: dt.datetime, by: User, measure: int = 0, action_field: str = "", **told: Any) -> None:
    about = {
        "measure": Measure.objects.filter(number=measure).first(),
        "action_field": ActionField.objects.filter(slug=action_field).first(),
    }
    steps.save_need_change(NeedChange(day=at.date(), **about, **told), by=by, at=at)


def _decide(*, measure: int, decision: str, decided_by: str, by: User, at: dt.datetime) -> None:
    need = NeedChange.objects.get(measure__number=measure)
    need.decision, need.decided_by, need.decided_on = decision, decided_by, at.date()
    steps.save_need_change(need, by=by, at=at)


def _note(*, measure: int, **told: Any) -> None:
    steps.note_for_revision(Measure.objects.get(number=measure), **told)


def _follow_up(*, measure: int, question: str = "", **told: Any) -> None:
    about = _question(measure, question) if question else None
    steps.set_follow_up(Measure.objects.get(number=measure), clarification=about, **told)


def _confirm(*, measures: list[int], **told: Any) -> None:
    steps.confirm(MeasureVersion.objects.current(), measures, **told)


def _dissolve(*, unit: str, successor: str, at: dt.datetime, **told: Any) -> None:
    units = {one.slug: one for one in Unit.objects.filter(slug__in=(unit, successor))}
    day = at.date()
    dissolve_unit(units[unit], successor=units[successor], last_day=day, today=day, at=at, **told)


def _keep_view(*, by: User, at: dt.datetime, **told: Any) -> None:
    SavedView.objects.create(user=by, **told)


def _contact(*, unit: str, by: User, at: dt.datetime, measure: int = 0, **fields: Any) -> None:
    about = Measure.objects.filter(number=measure).first()
    contact = Contact(unit=Unit.objects.get(slug=unit), measure=about)
    save_contact(contact, {"valid_from": at.date(), **fields}, by=by, at=at)


def _issue(*, units: list[str], issuer: str, at: dt.datetime, **told: Any) -> None:
    issue(
        Unit.objects.filter(slug__in=units),
        key_date=timezone.localdate(at),
        issuer=Unit.objects.get(slug=issuer),
        letter=LETTER,
        at=at,
        **told,
    )


def _log(*, units: list[str], kind: str, by: User, at: dt.datetime) -> None:
    """Tell of units that something went out to them, to those that have an address."""
    extracts = {slug: _extract(slug) for slug in units}
    addresses = addresses_of([one.unit_id for one in extracts.values()], on=timezone.localdate())
    for extract in extracts.values():
        for contact in addresses.get(extract.unit_id, ()):
            log(extract, kind, recipient=named(contact), by=by, at=at)


def _extend(*, unit: str, **told: Any) -> None:
    extend(_extract(unit), **told)


def _nothing_to_report(*, units: list[str], channel: str, by: User, at: dt.datetime) -> None:
    """Enter for units that they have nothing to report."""
    for slug in units:
        extract = _extract(slug)
        said = UnitReturn.objects.create(
            unit=extract.unit,
            extract=extract,
            way=UnitReturn.Way.ENTERED,
            state=UnitReturn.State.DRAFT,
            is_nil=True,
            channel=channel,
            received_on=timezone.localdate(at),
            **Recorded.stamp(by, at),
        )
        submit(said, by=by, at=at)


def _report(*, unit: str, answers: dict[str, dict[str, Any]], by: User, at: dt.datetime, **told: Any) -> None:
    """Have a unit fill in its extract, or (`unasked`) report of its own accord; it is sent if `sends`.

    An answer holds a record's texts, `status` with its reason, and fields of the answer itself; the answer
    "neu" proposes a further measure.
    """
    sends, unasked, way = told.pop("sends", True), told.pop("unasked", False), told.pop("way", "browser")
    if told.get("channel"):
        told["received_on"] = timezone.localdate(at)
    of_unit = Unit.objects.without_tree_fields()
    asked = (
        Questionnaire.of_unit(of_unit.get(slug=unit)) if unasked else Questionnaire.of_extract(_extract(unit))
    )
    entries = {str(one.number): one for one in asked.entries}
    said = [
        Said(_answer_of(entries.get(number), fields, at), digest(None)) for number, fields in answers.items()
    ]
    kept = keep_draft(asked.unit, asked.extract, said, way=way, fields=told, by=by, at=at)
    if sends and kept.draft:
        submit(kept.draft, by=by, at=at)


def _answer_of(entry: Entry | None, fields: dict[str, Any], at: dt.datetime) -> Answer:
    own = {one.name for one in Answer._meta.fields} & set(fields)
    edits: dict[Path, Any] = {(name,): value for name, value in fields.items() if name not in own}
    if ("progress",) in edits:
        edits["progress_date",] = f"{at:%Y-%m-%d}"
    more: dict[str, Any] = {name: fields[name] for name in own}
    if entry:
        base = entry.version
        more |= {"measure_id": base.measure_id, "base": base, "is_lead": entry.is_lead, "place": entry.number}
    return Answer(edits=edits_to_json(edits), **more)


def _return_file(*, unit: str, cells: dict[str, dict[str, str]], by: User, at: dt.datetime) -> None:
    """Have a unit send its extract's workbook back with these cells filled in: by number, then by heading."""
    extract, stream = _extract(unit), io.BytesIO()
    write(extract, stream)
    workbook = openpyxl.load_workbook(stream)
    sheet = workbook[extract_layout.SHEET]
    rows = list(sheet.iter_rows())
    head = next(row for row in rows if any(cell.value == extract_layout.KEY_HEADING for cell in row))
    columns = {cell.value: place for place, cell in enumerate(head)}
    for row in rows:
        number = str(row[columns[extract_layout.KEY_HEADING]].value).partition("-")[0]
        for heading, text in cells.get(number, {}).items():
            row[columns[heading]].value = text
    answered = io.BytesIO()
    workbook.save(answered)
    name = f"Auszug_{unit}_ausgefuellt.xlsx"
    said = UnitReturn.objects.create(
        way=UnitReturn.Way.FILE,
        state=UnitReturn.State.READING,
        file=StoredFile.objects.store(name=name, data=answered.getvalue(), by=by),
        received_on=timezone.localdate(at),
        channel=UnitReturn.Channel.MAIL,
        **Recorded.stamp(by, at),
    )
    read(said, at)


def _send(*, unit: str, by: User, at: dt.datetime) -> None:
    """Send what a unit has drafted before."""
    submit(_extract(unit).returns.get(state=UnitReturn.State.DRAFT), by=by, at=at)


def _decide_return(
    *, unit: str, rejected: dict[str, str], by: User, at: dt.datetime, reason: str = ""
) -> None:
    """Accept all that the unit's return says, but for fields that are rejected with a reason."""
    rows = Suggestion.objects.open().filter(answer__unit_return__extract=_extract(unit))
    reasons = {one.pk: rejected[one.label] for one in rows if one.label in rejected}
    accepted = [one.pk for one in rows if one.pk not in reasons]
    seen = dict(MeasureVersion.objects.current().values_list("number", "version"))
    decide(accepted, list(reasons), by=by, reasons=reasons, seen=seen, at=at)


def _extract(unit: str) -> Extract:
    """Return the unit's last extract."""
    return Extract.objects.select_related("round", "unit").filter(unit__slug=unit).latest("round__at")


def _question(measure: int, question: str) -> Clarification:
    return Clarification.objects.open().get(measure__number=measure, question=question)


_ACTS: dict[str, Callable[..., None]] = {
    "ask": _ask,
    "address": _address,
    "answer": _answer,
    "need": _need,
    "decide": _decide,
    "note": _note,
    "follow_up": _follow_up,
    "confirm": _confirm,
    "dissolve": _dissolve,
    "contact": _contact,
    "keep_view": _keep_view,
    "issue": _issue,
    "log": _log,
    "extend": _extend,
    "nothing_to_report": _nothing_to_report,
    "report": _report,
    "return_file": _return_file,
    "send": _send,
    "decide_return": _decide_return,
}
