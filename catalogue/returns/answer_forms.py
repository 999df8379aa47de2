"""What a unit fills in: about each measure, about measures it proposes, and about the return as a whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.changes import ShownChange, shown
from catalogue.editing.form_fields import RecordDayField, TextField
from catalogue.forms import UNITS_LIST, DayField
from catalogue.models import Answer, MeasureVersion, UnitReturn
from catalogue.records import Edits, State, edits_between, edits_from_json, edits_to_json, overlay
from catalogue.returns.questionnaire import WORDS, Entry, digest
from catalogue.returns.scan import checked_scan
from catalogue.upkeep.clarifications import lines_of
from catalogue.upkeep.step_forms import Line
from catalogue.vocabulary import FIELD_LABELS, Status

_LONG = 5_000  # letters
OTHER_TEXTS = {"goal": 2, "text": 3, "timeframe": 1, "next_step": 2}  # lines
_OTHER = (*OTHER_TEXTS, "next_step_date")


class SaidForm(forms.Form):
    """What all answers have: `seen` names what was stored when the page was made."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, prefix: str, stored: Answer | None, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=prefix, initial={**initial, "seen": digest(stored)})
        self.use_required_attribute = False
        self.stored = stored
        self.conflict: Answer | None = None  # what somebody else has saved meanwhile

    @property
    def seen_digest(self) -> str:
        return self.cleaned_data["seen"] or digest(None)

    def answer(self) -> Answer:
        raise NotImplementedError

    def sees(self, stored: str) -> None:
        """Take in what is stored by now, so that the page, shown again, knows of it."""
        data: Any = self.data
        data = data.copy()
        data[self.add_prefix("seen")] = stored
        self.data = data

    def meets(self, theirs: Answer | None, function: str) -> None:
        """Say that somebody else has saved something here; the next saving knows of it."""
        self.conflict = theirs
        self.sees(digest(theirs))
        who = f"„{function}“" if function else "jemand anderes"
        self.add_error(
            None,
            f"Hierzu hat inzwischen {who} andere Angaben gespeichert. Sie bleiben, bis Sie noch einmal "
            "speichern: Dann gelten Ihre.",
        )


class AnswerForm(SaidForm):
    """What a unit says about one measure. What it asks about is shown as it stands in the catalogue."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    unchanged = forms.BooleanField(label="Keine Änderung", required=False)
    status = forms.ChoiceField(label="Stand", choices=Status.choices)
    reason = TextField(label="Begründung des Standes")
    progress = TextField(label="Sachstand", rows=2)
    progress_date = RecordDayField(label="Sachstand vom", required=False)
    difficulties = TextField(label="Schwierigkeiten", rows=2, max_length=_LONG)
    resources = TextField(label="Ressourcenbedarf", rows=2, max_length=_LONG)
    need = TextField(label="Änderungsbedarf", rows=2, max_length=_LONG)
    question = TextField(label="Was ist zu klären?", rows=2, max_length=500)
    note = TextField(label="Vorschlag in Worten", rows=2, max_length=_LONG)
    not_responsible = forms.BooleanField(label="Wir sind nicht zuständig", required=False)
    probably = Line(
        label="vermutlich zuständig",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": UNITS_LIST, "autocomplete": "off"}),
    )

    def __init__(self, data: Any, entry: Entry, versions: dict[int, MeasureVersion], day: dt.date) -> None:
        self.entry, self.day = entry, day
        super().__init__(
            data, prefix=f"m{entry.number}", stored=entry.answer, initial=_initial(entry, entry.answer)
        )
        for name, rows in OTHER_TEXTS.items():
            self.fields[name] = TextField(label=FIELD_LABELS[name], rows=rows)
        self.fields["next_step_date"] = RecordDayField(label=FIELD_LABELS["next_step_date"], required=False)
        self._versions = versions

    @property
    def base_version(self) -> MeasureVersion:
        """Return the version that the page showed; today's where the request names none of this measure."""
        asked = self.cleaned_data.get("base") if hasattr(self, "cleaned_data") else None
        return self._versions.get(asked or 0, self.entry.base)

    @property
    def others(self) -> list[Any]:
        return [self[name] for name in _OTHER]

    @property
    def status_label(self) -> str:
        return str(Status(self.entry.base.record.status.value).label)

    @property
    def conflict_told(self) -> list[ShownChange]:
        """Return what somebody else has saved here meanwhile, in words."""
        theirs = edits_from_json(self.conflict.edits) if self.conflict else {}
        return shown(self.entry.base.record, overlay(self.entry.base.record, theirs))

    @property
    def open_parts(self) -> dict[str, bool]:
        """Return which of the folded parts hold something, or a mistake."""
        parts = {"words": WORDS[:3], "question": ("question",), "others": (*_OTHER, "note")}
        said = {
            name for name in self.fields if self[name].value() and self[name].value() != self._shown(name)
        }
        return {part: bool({*names} & (said | set(self.errors))) for part, names in parts.items()}

    def _shown(self, name: str) -> Any:
        return getattr(self.entry.base.record, name, "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("unchanged") and not self.errors:
            answer = self.answer()
            if answer.edits or answer.is_not_responsible:
                raise ValidationError(
                    "„Keine Änderung“ und Angaben zugleich: Nehmen Sie das Häkchen weg, wenn sich etwas "
                    "geändert hat."
                )
        return cleaned

    def answer(self) -> Answer:
        """Return the answer as it would be stored; of a valid form."""
        said = self.cleaned_data
        base = self.base_version
        is_gone = said["not_responsible"]
        return Answer(
            measure_id=base.measure_id,
            base=base,
            place=self.entry.number,
            is_lead=self.entry.is_lead,
            is_unchanged=said["unchanged"],
            edits=edits_to_json(self._edits(base)),
            is_not_responsible=is_gone,
            probably_responsible=said["probably"] if is_gone else "",
            **{name: said[name] for name in WORDS},
        )

    def _edits(self, base: MeasureVersion) -> Edits:
        said, record = self.cleaned_data, base.record
        edits: dict[tuple, Any] = {(name,): said[name] for name in (*_OTHER, "progress")}
        edits["status",] = State(said["status"], said["reason"])
        asked = [*lines_of(record.clarification), *lines_of(said["question"])]
        edits["clarification",] = "\n".join(dict.fromkeys(asked))
        if said["progress_date"] and said["progress_date"] != record.progress_date:
            edits["progress_date",] = said["progress_date"]
        elif said["progress"] != record.progress:
            edits["progress_date",] = self.day.isoformat() if said["progress"] else ""
        if edits["clarification",] == "\n".join(lines_of(record.clarification)):
            del edits["clarification",]
        return edits_between(record, overlay(record, edits))


def _initial(entry: Entry, answer: Answer | None) -> dict[str, Any]:
    base, said = entry.base.record, entry.said
    own = {name: getattr(answer or Answer(), name) for name in WORDS}
    asked = [one for one in lines_of(said.clarification) if one not in lines_of(base.clarification)]
    is_dated = said.progress_date != base.progress_date
    return {
        "base": entry.base.version,
        "unchanged": bool(answer and answer.is_unchanged),
        "status": said.status.value,
        "reason": said.status.reason,
        "progress": said.progress,
        "progress_date": said.progress_date if is_dated else "",
        "question": "\n".join(asked),
        "not_responsible": bool(answer and answer.is_not_responsible),
        "probably": answer.probably_responsible if answer else "",
        **{name: getattr(said, name) for name in _OTHER},
        **own,
    }


class ProposalForm(SaidForm):
    """A further measure that a unit proposes."""

    goal = TextField(label=FIELD_LABELS["goal"], rows=2)
    text = TextField(label=FIELD_LABELS["text"], rows=3)
    timeframe = TextField(label=FIELD_LABELS["timeframe"])
    leads = forms.BooleanField(label="Unsere Stelle übernimmt die Federführung", required=False)
    note = TextField(label="Was die Koordination dazu wissen sollte", rows=2, max_length=_LONG)

    def __init__(self, data: Any, stored: Answer | None, unit: str) -> None:
        edits = edits_from_json(stored.edits) if stored else {}
        initial = {name: edits.get((name,), "") for name in ("goal", "text", "timeframe")}
        initial |= {"leads": ("lead",) in edits, "note": stored.note if stored else ""}
        super().__init__(data, prefix=f"neu{stored.pk if stored else 0}", stored=stored, initial=initial)
        self.unit = unit

    def answer(self) -> Answer:
        said = self.cleaned_data
        edits: dict[tuple, Any] = {
            (name,): said[name] for name in ("goal", "text", "timeframe") if said[name]
        }
        if edits and said["leads"]:
            edits["lead",] = self.unit
        return Answer(place=2**31 - 1, edits=edits_to_json(edits), note=said["note"])


class EnteredForm(forms.ModelForm):
    """By whom, when and how came what Koordination writes down for a unit; a scan may lie beside it."""

    received_on = DayField(label="Eingegangen am", required=False)
    scan = forms.FileField(
        label="Scan oder Datei",
        required=False,
        help_text="PDF, PNG oder JPEG, höchstens 10 MB.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={"empty": "Diese Datei ist leer. Wählen Sie eine andere."},
    )

    class Meta:
        model = UnitReturn
        fields = ["spokesperson", "received_on", "channel"]
        help_texts = {"spokesperson": "Wer die Auskunft gab, als Funktion, zum Beispiel „Leitung Jobcenter“."}

    prefix = "erfasst"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False

    def clean_received_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["received_on"]
        if day and day > timezone.localdate():
            raise ValidationError(f"Der {day:%d.%m.%Y} liegt in der Zukunft.")
        return day

    def clean_scan(self) -> Any:
        file = self.cleaned_data["scan"]
        return checked_scan(file) if file else None

    def _post_clean(self) -> None:
        """Leave the checks of the whole row to where it is saved."""

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ReleaseForm(forms.Form):
    """Who released the return before it is sent; asked where the house wants it so, never demanded."""

    released_by = Line(
        label="Freigegeben durch",
        required=False,
        max_length=150,
        help_text="Eine Funktion, zum Beispiel „Fachbereichsleitung 51“.",
    )
    released_on = DayField(label="Freigegeben am", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("released_on") and not cleaned.get("released_by"):
            self.add_error("released_by", "Wer hat freigegeben? Nennen Sie eine Funktion.")
        return cleaned
