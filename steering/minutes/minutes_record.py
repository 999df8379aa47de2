"""What minutes say, as one value: frozen as JSON, set as PDF, written for Word, compared by its checksum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from catalogue.changes import ShownChange
from catalogue.models import Measure, MeasureVersion
from catalogue.past.history import changes_by_set
from integration.history.models import ChangeSet
from steering.freezing import Record
from steering.models import AgendaItem, Assignment, Attendance, Meeting, Resolution, Seat


def record_of(
    meeting: Meeting, *, by_function: str, approval: str = "", edition: int = 0, correction: str = ""
) -> Record:
    """Return what the minutes of a meeting say now. Edition 0 is a draft."""
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    present = list(meeting.attendance.select_related("seat__unit"))
    items = meeting.items.on_agenda().prefetch_related(
        "measures", "resolutions__measures", "resolutions__effects__change_set",
        "assignments__measures", "assignments__unit",
    )  # fmt: skip
    lines = effect_lines(_change_sets(items))
    return {
        "title": meeting.title,
        "day": f"{starts:%d.%m.%Y}",
        "from": f"{starts:%H:%M}",
        "until": f"{ends:%H:%M}",
        "place": meeting.place or ("Videokonferenz" if meeting.video_link else ""),
        "edition": edition,
        "correction": correction,
        "approval": approval,
        "objections_until": f"{meeting.objections_until:%d.%m.%Y}" if meeting.objections_until else "",
        "chair": _chair(present),
        "writer": by_function,
        "attendance": _attendance(present),
        "items": [_item(number, item, lines) for number, item in enumerate(items, 1)],
    }


def _chair(present: Iterable[Attendance]) -> str:
    for one in present:
        if one.seat and one.seat.office == Seat.Office.CHAIR:
            return _who(one)
    return ""


def _who(one: Attendance) -> str:
    """Return who sat there: the seat's unit and function, or the person's who stood in."""
    if one.seat is None:
        return one.by
    unit, by = str(one.seat.unit), one.by or one.seat.function
    if one.presence == Attendance.Presence.REPRESENTED:
        by = f"vertreten durch {one.by or one.seat.deputy_function or 'die Stellvertretung'}"
    return f"{unit}, {by}" if by else unit


def _attendance(present: Iterable[Attendance]) -> list[list[Any]]:
    """Return (how, who of them) in the order in which minutes tell it."""
    labels = [
        (("anwesend", "vertreten"), "Anwesend"),
        (("gast",), "Gäste"),
        (("entschuldigt",), "Entschuldigt"),
        (("abwesend",), "Nicht anwesend"),
    ]
    present = list(present)
    found = [[label, [_who(one) for one in present if one.presence in kinds]] for kinds, label in labels]
    return [[label, people] for label, people in found if people]


def _item(number: int, item: AgendaItem, lines: Mapping[int, list[str]]) -> Record:
    return {
        "key": item.pk,
        "number": number,
        "title": item.title,
        "kind": item.get_kind_display(),
        "text": item.text,
        "measures": _numbers(item.measures.all()),
        "results": [_result(one, lines) for one in item.resolutions.all()],
        "assignments": [_assignment(one) for one in item.assignments.all()],
    }


def _result(one: Resolution, lines: Mapping[int, list[str]]) -> Record:
    return {
        "kind": one.get_kind_display(),
        "number": one.reference,
        "wording": one.wording,
        "consent": one.consent if one.kind == Resolution.Kind.RESOLVED else "",
        "measures": _numbers(one.measures.all()),
        "changes": [line for effect in one.effects.all() for line in lines[effect.change_set_id]],
    }


def _change_sets(items: Iterable[AgendaItem]) -> list[ChangeSet]:
    """Return those that carried out results of the TOPs."""
    results = (result for item in items for result in item.resolutions.all())
    return [effect.change_set for result in results for effect in result.effects.all()]


def effect_lines(sets: list[ChangeSet]) -> Mapping[int, list[str]]:
    """Return by the sets' keys what each did to measures, in a line each (one query for all)."""
    found: dict[int, list[str]] = defaultdict(list)
    for key, changes in changes_by_set(sets, MeasureVersion.objects.all()).items():
        for change in changes:
            found[key] += [f"Maßnahme {change.number}, {line}" for line in map(in_a_line, change.shown)]
    return found


def in_a_line(change: ShownChange) -> str:
    return f"{change.label}: {change.before or 'leer'} → {change.after or 'leer'}"


def _assignment(one: Assignment) -> Record:
    return {
        "unit": str(one.unit),
        "slug": one.unit.slug,
        "function": one.function,
        "task": one.task,
        "due": f"{one.resolved_due:%d.%m.%Y}",
        "measures": _numbers(one.measures.all()),
    }


def _numbers(measures: Iterable[Measure]) -> list[int]:
    return sorted(measure.number for measure in measures)


def corrected(
    record: Record, key: int, text: str, wordings: list[str], *, edition: int, correction: str
) -> Record:
    """Return approved minutes in which one TOP says something else, and nothing else has changed."""
    items = []
    for item in record["items"]:
        if item["key"] == key:
            results = [
                {**one, "wording": wording} for one, wording in zip(item["results"], wordings, strict=True)
            ]
            item = {**item, "text": text, "results": results}
        items.append(item)
    return {**record, "items": items, "edition": edition, "correction": correction}
