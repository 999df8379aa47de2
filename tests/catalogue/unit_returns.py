"""Returns for tests, drafted the way a form or a file does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from catalogue.models import (
    Answer,
    Extract,
    ExtractMeasure,
    ExtractRound,
    Measure,
    MeasureVersion,
    Suggestion,
    Unit,
    UnitReturn,
)
from catalogue.models.recorded import Recorded
from catalogue.records import State, edits_to_json
from catalogue.vocabulary import Role

DAY = dt.date(2026, 3, 2)


def issue_to(unit: str, numbers: Mapping[int, str], **fields: Any) -> Extract:
    """Store an extract of today's versions of these measures, each with the unit's role in it."""
    about = ExtractRound.objects.create(key_date=DAY, due=fields.get("due", DAY), **Recorded.stamp(None))
    extract = Extract.objects.create(round=about, unit=_unit(unit), **{"due": DAY, **fields})
    for number, role in numbers.items():
        version = MeasureVersion.objects.current().get(number=number)
        ExtractMeasure.objects.create(extract=extract, version=version, role=role)
    return extract


def draft(unit: str, answers: Mapping[int, Mapping[str, Any]] | None = None, **fields: Any) -> UnitReturn:
    """Store a return that is not sent yet. An answer holds a record's fields (`status` as a value or as
    (value, reason)) and the answer's own; number 0 proposes a further measure."""
    extract = fields.get("extract")
    fields = {"way": UnitReturn.Way.BROWSER, "state": UnitReturn.State.DRAFT, **fields}
    drafted = UnitReturn.objects.create(unit=_unit(unit), **{**Recorded.stamp(None), **fields})
    for number, said in (answers or {}).items():
        measure = Measure.objects.filter(number=number).first()
        of_extract = ExtractMeasure.objects.filter(extract=extract, version__number=number).first()
        base = MeasureVersion.objects.current().filter(number=number).first()
        own = {name: value for name, value in said.items() if name in _OWN}
        is_lead = bool(of_extract and of_extract.role == Role.LEAD)
        edits = edits_to_json({(name,): _value(value) for name, value in said.items() if name not in _OWN})
        if of_extract:
            base = of_extract.version
        row = {"measure": measure, "base": base, "is_lead": is_lead, "edits": edits, **own}
        Answer.objects.create(unit_return=drafted, **row)
    return drafted


_OWN = {field.name for field in Answer._meta.get_fields()}


def _value(value: Any) -> Any:
    return State(*value) if isinstance(value, tuple) else value


def _unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def status(value: str, reason: str = "") -> tuple[str, str]:
    return value, reason


def keys(*states: str, **narrowed: Any) -> list[int]:
    """Return the keys of suggestions, of the open ones unless states are named."""
    rows = Suggestion.objects.filter(state__in=states or [Suggestion.State.OPEN], **narrowed)
    return list(rows.values_list("pk", flat=True))


def seen() -> dict[int, int]:
    """Return the versions that somebody sees who looks now."""
    return dict(MeasureVersion.objects.current().values_list("number", "version"))
