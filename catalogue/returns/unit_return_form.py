"""The page on which a unit answers: a form for each measure, the proposals, and how it came to us."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.http import QueryDict

from catalogue.editing.measure_form import Problem
from catalogue.models import Answer, MeasureVersion
from catalogue.returns.answer_forms import AnswerForm, EnteredForm, ProposalForm, SaidForm
from catalogue.returns.drafting import Said
from catalogue.returns.questionnaire import Entry, Questionnaire, digest


class UnitReturnForm:
    """All forms of the page. Those without a mistake are kept even where others have one."""

    def __init__(
        self,
        asked: Questionnaire,
        data: QueryDict | None = None,
        files: Any = None,
        *,
        user: Any,
        day: dt.date,
        is_entered: bool = False,
    ) -> None:
        self.asked, self.data, self.is_entered = asked, data, is_entered
        versions = _versions(asked.entries, data, user)
        self.answers = [AnswerForm(data, one, versions[one.number], day) for one in asked.entries]
        self.proposals = [ProposalForm(data, one, asked.unit.slug) for one in (*asked.proposals, None)]
        self.entered = EnteredForm(data, files, instance=asked.draft) if is_entered else None

    @property
    def groups(self) -> list[tuple[str, list[AnswerForm]]]:
        """Return the measures' forms by the unit's role."""
        forms = {form.entry.number: form for form in self.answers}
        return [(label, [forms[one.number] for one in entries]) for label, entries in self.asked.groups]

    @property
    def _rows(self) -> list[SaidForm]:
        return [*self.answers, *self.proposals]

    def is_valid(self) -> bool:
        forms = [*self._rows, *([self.entered] if self.entered else [])]
        return all(form.is_valid() for form in forms)

    def said(self) -> list[Said]:
        """Return what was sent without a mistake."""
        return [
            Said(form.answer(), form.seen_digest, form.stored.pk if form.stored else None)
            for form in self._rows
            if form.is_valid()
        ]

    def kept(self, met: Collection[tuple[Said, Answer | None]], function: str) -> None:
        """Take in what became of the rows: kept, or somebody else was faster."""
        theirs = {_key(row.answer.measure_id, row.stored): answer for row, answer in met}
        for form in self._rows:
            if not form.is_valid():
                continue
            answer = form.answer()
            key = _key(answer.measure_id, form.stored.pk if form.stored else None)
            if key in theirs:
                form.meets(theirs[key], function)
            else:
                form.sees(digest(answer))

    @property
    def problems(self) -> list[Problem]:
        """Return the mistakes for the summary above the form."""
        found = []
        for form in [*self._rows, *([self.entered] if self.entered else [])]:
            name = _name(form)
            for field, errors in form.errors.items():
                bound = None if field == "__all__" else form[field]
                label = f"{name}: {bound.label}" if bound else name
                anchor = bound.id_for_label if bound else f"{form.prefix}-kopf"
                found += [Problem(anchor, label, str(error)) for error in errors]
        return found


def _name(form: Any) -> str:
    if isinstance(form, AnswerForm):
        return f"Maßnahme {form.entry.number}"
    return "Weitere Maßnahme" if isinstance(form, ProposalForm) else "Eingang"


def _key(measure: int | None, stored: int | None) -> tuple[int | None, int | None]:
    return (measure, None) if measure else (None, stored)


def _versions(
    entries: Collection[Entry], data: QueryDict | None, user: Any
) -> dict[int, dict[int, MeasureVersion]]:
    """Return by number the versions that the sent forms may have been made on (a query if any is older)."""
    found: dict[int, dict[int, MeasureVersion]] = defaultdict(dict)
    older: dict[int, int] = {}
    for entry in entries:
        found[entry.number] |= {one.version: one for one in (entry.version, entry.base)}
        asked = str(data.get(f"m{entry.number}-base", "")) if data else ""
        if asked.isdecimal() and len(asked) < 9 and int(asked) not in found[entry.number]:
            older[entry.number] = int(asked)
    if older:
        rows = MeasureVersion.objects.visible_to(user).with_records()
        for one in rows.filter(number__in=list(older), version__in=list(older.values())):
            found[one.number][one.version] = one
    return found
