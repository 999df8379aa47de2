"""What people type into minutes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.editing.form_fields import TextField
from catalogue.forms import DayField, UnitChoice
from catalogue.models import Measure, MeasureVersion
from catalogue.upkeep.step_forms import Line
from catalogue.vocabulary import DEMANDS_REASON, Status
from integration.history.models import ChangeSet
from integration.seen_forms import SeenForm
from steering.minutes.resolution_actions import AS_PROPOSED
from steering.models import AgendaItem, Assignment, Attendance, Meeting, Resolution, Seat

_LONG = 50_000  # letters
_NUMBERS_HELP = "Nummern, zum Beispiel „7, 28“."


class MeasuresField(forms.CharField):
    """Measures by their numbers, cleaned to the measures themselves."""

    def __init__(self, **kwargs: Any) -> None:
        texts = {"label": "Maßnahmen", "help_text": _NUMBERS_HELP}
        super().__init__(**{"required": False, "max_length": 5_000, **texts, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else numbers_of(value)

    def clean(self, value: Any) -> list[Measure]:
        asked = {int(number[:9]) for number in re.findall(r"\d+", super().clean(value))}
        known = MeasureVersion.objects.current().filter(number__in=asked).values("measure")
        found = list(Measure.objects.filter(pk__in=known).order_by("number"))
        if missing := sorted(asked - {one.number for one in found}):
            raise ValidationError(f"Im Katalog gibt es nicht: Maßnahme {', '.join(map(str, missing))}.")
        return found


def numbers_of(measures: Iterable[Measure]) -> str:
    return ", ".join(str(number) for number in sorted(one.number for one in measures))


class AttendanceForm(forms.Form):
    """Who was there: a pair of fields for each seat of the day, and the guests."""

    guests = TextField(
        label="Gäste", rows=3, max_length=2_000, help_text="Eine Funktion je Zeile, etwa „Leitung Jobcenter“."
    )  # fmt: skip

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        day = timezone.localdate(meeting.starts_at)
        self.seats = list(Seat.objects.held(on=day).select_related("unit"))
        rows = list(meeting.attendance.all())
        known = {row.seat_id: row for row in rows if row.seat_id}
        there = [row.by for row in rows if not row.seat_id]
        guests = "\n".join(there if rows else map(str, meeting.guests.all()))
        super().__init__(data, initial={"guests": guests})
        choices = [one for one in Attendance.Presence.choices if one[0] != Attendance.Presence.GUEST]
        for seat in self.seats:
            row = known.get(seat.pk)
            name = f"{seat.unit.code or seat.unit.name}"
            self.fields[f"presence_{seat.pk}"] = forms.ChoiceField(
                label=name, choices=choices, initial=row.presence if row else Attendance.Presence.PRESENT
            )
            self.fields[f"by_{seat.pk}"] = Line(
                label=f"{name}: durch (Funktion)", required=False, max_length=150,
                initial=row.by if row else "", help_text=self._help(seat),
            )  # fmt: skip

    def _help(self, seat: Seat) -> str:
        deputy = f", Stellvertretung: {seat.deputy_function}" if seat.deputy_function else ""
        return f"{seat.get_office_display()}{': ' if seat.function else ''}{seat.function}{deputy}"

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"presence_{seat.pk}"], self[f"by_{seat.pk}"]) for seat in self.seats]

    def presences(self) -> dict[Seat, tuple[str, str]]:
        data = self.cleaned_data
        return {seat: (data[f"presence_{seat.pk}"], data[f"by_{seat.pk}"]) for seat in self.seats}

    def guest_list(self) -> list[str]:
        lines = (line.strip()[:150] for line in self.cleaned_data["guests"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class TextForm(forms.Form):
    """A TOP's text; `seen` is the version on which it was typed, `base` what it said then."""

    text = TextField(
        label="Protokolltext", rows=10, max_length=_LONG,
        help_text="**fett**, *kursiv*, Zeilen mit „- “ oder „1. “ werden zu Listen, „> “ zu einem Zitat.",
    )  # fmt: skip
    text.widget.attrs["data-kept-start"] = ""
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=_LONG, strip=False)


class ResultForm(forms.Form):
    kind = forms.ChoiceField(
        label="Art des Ergebnisses", choices=Resolution.Kind, initial=Resolution.Kind.RESOLVED
    )
    wording = TextField(label="Wortlaut", rows=3, max_length=5_000)
    consent = Line(label="Abstimmung", required=False, max_length=100, initial="einvernehmlich")
    measures = MeasuresField()

    @classmethod
    def for_item(cls, item: AgendaItem, data: Any = None) -> ResultForm:
        initial = {"wording": item.proposal, "measures": numbers_of(item.measures.all())}
        form = cls(data, prefix="ergebnis", initial=initial)
        if item.proposal:
            form.fields["wording"].help_text = f"Vorbelegt {AS_PROPOSED} mit dem Beschlussvorschlag."
        return form

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Resolution.Kind.RESOLVED and not cleaned.get("wording"):
            self.add_error("wording", "Eine Festlegung hat einen Wortlaut.")
        return cleaned


class ResultChangeForm(SeenForm, ResultForm):
    """The same of a result that is there: its kind and number stay."""

    kind = None  # type: ignore[assignment]

    def __init__(self, data: Any = None, *, result: Resolution) -> None:
        self.is_resolved = result.kind == Resolution.Kind.RESOLVED
        initial = {
            "wording": result.wording,
            "consent": result.consent,
            "measures": numbers_of(result.measures.all()),
        }
        super().__init__(data, initial=initial)
        self.fields["wording"].required = self.is_resolved


class AssignmentForm(forms.Form):
    task = TextField(label="Auftrag", rows=2, required=True, max_length=2_000)
    unit = UnitChoice(label="Zuständige Stelle")
    function = Line(label="Zuständig (Funktion)", required=False, max_length=150)
    due = DayField(label="Bis")
    measures = MeasuresField()

    def clean_due(self) -> dt.date:
        due: dt.date = self.cleaned_data["due"]
        if due < timezone.localdate():
            raise ValidationError(f"Der {due:%d.%m.%Y} ist schon vorbei.")
        return due


class AssignmentChangeForm(SeenForm, AssignmentForm):
    """The same of an Auftrag that is there."""

    def __init__(self, data: Any = None, *, task: Assignment) -> None:
        initial = {name: getattr(task, name) for name in ("task", "function", "due")}
        unit = task.unit.code or task.unit.name
        super().__init__(data, initial={**initial, "unit": unit, "measures": numbers_of(task.measures.all())})


class StatusForm(forms.Form):
    """A measure's status as the group resolved."""

    number = forms.IntegerField(label="Nummer der Maßnahme", min_value=0, max_value=10**9)
    status = forms.ChoiceField(label="Neuer Umsetzungsstand", choices=Status)
    reason = TextField(
        label="Begründung", rows=1, max_length=2_000, help_text="Nötig bei „zurückgestellt“ und „entfallen“."
    )
    result = forms.ModelChoiceField(
        label="Aufgrund von", queryset=Resolution.objects.none(), empty_label=None
    )

    def __init__(self, data: Any = None, *, item: AgendaItem, prefix: str = "stand") -> None:
        super().__init__(data, prefix=prefix)
        self.fields["result"].queryset = item.resolutions.exclude(kind=Resolution.Kind.POSTPONED)  # type: ignore[attr-defined]

    def clean_number(self) -> MeasureVersion:
        number = self.cleaned_data["number"]
        version = MeasureVersion.objects.current().with_records().filter(number=number).first()
        if version is None:
            raise ValidationError(f"Eine Maßnahme {number} steht nicht im Katalog.")
        return version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("status") in DEMANDS_REASON and not cleaned.get("reason"):
            label = Status(cleaned["status"]).label
            self.add_error("reason", f"„{label}“ braucht eine Begründung.")
        return cleaned


def _in_a_fortnight() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=14)


class SendForm(forms.Form):
    objections_until = DayField(label="Einwendungen bis", initial=_in_a_fortnight)

    def clean_objections_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["objections_until"]
        if until < timezone.localdate():
            raise ValidationError(f"Der {until:%d.%m.%Y} ist schon vorbei.")
        return until


class CommentForm(forms.Form):
    text = TextField(label="Einwendung", rows=4, required=True, max_length=5_000)


class ApprovalForm(forms.Form):
    """At which later meeting the minutes were approved; none: because nobody objected."""

    later = forms.ModelChoiceField(
        label="Genehmigt durch", queryset=Meeting.objects.none(), required=False,
        empty_label="Fristablauf ohne Einwendung",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        super().__init__(data)
        later = Meeting.objects.past(now=timezone.now()).filter(starts_at__gt=meeting.starts_at)
        self.fields["later"].queryset = later  # type: ignore[attr-defined]


class CorrectionForm(forms.Form):
    """What a TOP of approved minutes says in another version, and why."""

    reason = TextField(label="Was wird berichtigt, und warum?", rows=2, required=True, max_length=1_000)
    text = TextField(label="Protokolltext", rows=10, max_length=_LONG)

    def __init__(self, data: Any = None, *, item: AgendaItem) -> None:
        super().__init__(data, initial={"text": item.text})
        self.results = list(item.resolutions.all())
        for one in self.results:
            self.fields[f"wording_{one.pk}"] = TextField(
                label=f"Wortlaut: {one}", rows=3, max_length=5_000, initial=one.wording,
                required=one.kind == Resolution.Kind.RESOLVED,
            )  # fmt: skip

    def wordings(self) -> dict[int, str]:
        return {one.pk: self.cleaned_data[f"wording_{one.pk}"] for one in self.results}


class CitationForm(forms.Form):
    """Which resolution a change set carried out."""

    result = forms.ModelChoiceField(
        label="Setzt einen Beschluss um", queryset=Resolution.objects.none(), empty_label="– wählen –"
    )

    def __init__(self, data: Any = None, *, change_set: ChangeSet) -> None:
        super().__init__(data)
        rows = Resolution.objects.filter(number__isnull=False).exclude(effects__change_set=change_set)
        self.fields["result"].queryset = rows.order_by("-year", "-number")  # type: ignore[attr-defined]
