"""The form that corrects how a draft's workbook was read: its table, its columns, what it leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import QueryDict

from catalogue.drafts.reading_options import COLUMN_ITSELF, WORDINGS
from catalogue.drafts.reading_questions import ORDER, Asked, FieldMaker, letters_of, name_of, otherwise_of
from catalogue.drafts.sheet_top import SheetTop, tops
from catalogue.models import ImportDraft, Measure, ReadingDecision
from catalogue.reference.references import References
from catalogue.spreadsheet.decisions import ACTION_FIELD, COLUMN, STATUS, UNIT, Answers
from catalogue.spreadsheet.numbers import HIGHEST
from integration.history.models import ChangeSet

PER_PAGE = 100  # questions beside those of columns
HEADER_DEPTH = 4  # rows a header has at most
LAST_ROW = 1_048_576
SAME, APART = "same", "apart"  # whether the workbook is an edition of this catalogue
CATALOGUES = [
    (SAME, "Derselbe Katalog: Gleiche Nummern sind dieselben Maßnahmen."),
    (APART, "Ein anderer Katalog: Seine Maßnahmen bekommen einen eigenen Nummernkreis."),
]


class ReadingForm(forms.Form):
    """What has been decided about a draft's workbook; what is not sent stays as it is.

    `remembered` are the answers kept from earlier workbooks. Only what differs from what would be recognised
    or remembered anyway becomes a choice of the draft.
    """

    sheet = forms.ChoiceField(label="Blatt", required=False)
    first = forms.IntegerField(label="Kopfzeile von Zeile", required=False, min_value=1, max_value=LAST_ROW)
    last = forms.IntegerField(label="bis Zeile", required=False, min_value=1, max_value=LAST_ROW)
    catalogue = forms.ChoiceField(
        label="Welcher Katalog ist das?", required=False, choices=CATALOGUES, widget=forms.RadioSelect
    )
    numbers_from = forms.IntegerField(
        label="Eigener Nummernkreis ab",
        required=False,
        min_value=1,
        max_value=HIGHEST,
        help_text="Kommt zu jeder Nummer der Datei hinzu: Ab 1000 wird aus Maßnahme 7 die Maßnahme 1007.",
    )

    def __init__(
        self,
        draft: ImportDraft,
        data: QueryDict | None = None,
        *,
        remembered: Answers,
        page: str | None = None,
    ) -> None:
        self.draft, self.recognised, self.remembered = draft, draft.recognised, remembered
        super().__init__(data, initial={**self._table_as_read(), **self._catalogue_as_decided()})
        sheets = self.recognised.get("sheets", [])
        self.fields["sheet"].required = bool(sheets)
        self.fields["catalogue"].required = self.shows_catalogue
        self.fields["numbers_from"].required = bool(self.recognised.get("other_catalogue"))
        self.fields["sheet"].choices = [(one["name"], _sheet_label(one)) for one in sheets]  # type: ignore[attr-defined]
        self.refs = References.load()
        questions = self.recognised.get("questions", [])
        others = [one for one in questions if one["kind"] != COLUMN]
        others.sort(key=lambda one: (ORDER.index(one["kind"]), -one["count"]))
        self.page = Paginator(others, PER_PAGE).get_page(page)
        self.questions = [one for one in questions if one["kind"] == COLUMN] + list(self.page.object_list)
        maker = FieldMaker(self.refs, self.recognised)
        for question in self.questions:
            self.fields.update(maker.fields(question))
        if data is not None:
            self.data = self._with_what_was_not_sent(data)

    def _table_as_read(self) -> dict[str, Any]:
        read, decided = self.recognised, self.draft.choices
        candidates = read.get("candidates", [])
        seen = candidates[0] if len(candidates) == 1 else {}
        first, last = read.get("header") or seen.get("header") or decided.get("header") or (None, None)
        sheet = read.get("sheet") or seen.get("sheet") or decided.get("sheet")
        return {"sheet": sheet, "first": first, "last": last}

    def _catalogue_as_decided(self) -> dict[str, Any]:
        decided, other = self.draft.choices, self.recognised.get("other_catalogue")
        own = decided.get("numbers_from")
        return {
            "catalogue": APART if own else SAME if decided.get("same_catalogue") else "",
            "numbers_from": other["proposed"] if other else own,
        }

    def _with_what_was_not_sent(self, data: QueryDict) -> QueryDict:
        everything = data.copy()
        for name, field in self.fields.items():
            if name not in data:
                value = self.get_initial_for_field(field, name)
                everything[name] = "" if value is None else str(value)
        return everything

    # --- What the page shows

    @property
    def tops(self) -> list[SheetTop]:
        return list(tops(self.recognised, self.initial))

    @property
    def columns(self) -> list[Asked]:
        return [one for one in self.asked if one.kind == COLUMN]

    @property
    def general(self) -> list[Asked]:
        """Return the questions about the workbook as a whole."""
        return [one for one in self.asked if one.kind in WORDINGS]

    @property
    def words(self) -> list[Asked]:
        return [one for one in self.asked if one.kind in (STATUS, ACTION_FIELD)]

    @property
    def units(self) -> list[Asked]:
        return [one for one in self.asked if one.kind == UNIT]

    @property
    def unit_names(self) -> list[str]:
        """Return the known units by the name people use, for the fields to suggest."""
        return sorted({unit.labels[0] for unit in self.refs.units.values()})

    @property
    def shows_catalogue(self) -> bool:
        """True where it was decided which catalogue this is; while it is open, the decision card asks."""
        return bool(self.initial["catalogue"]) and not self.recognised.get("other_catalogue")

    @property
    def asked(self) -> Iterator[Asked]:
        """Yield the questions of this page with their fields."""
        samples = self._samples()
        own = self.draft.choices.get("answers", {})
        for question in self.questions:
            kind, said = question["kind"], question["said"]
            decided = said in own.get(kind, {})
            yield Asked(
                question=question,
                field=self[name_of(question)],
                mark="festgelegt" if decided else "gemerkt" if question["remembered"] else "",
                otherwise=self[otherwise_of(question)] if kind == UNIT else None,
                source=self._sources.get((kind, said)),
                samples=samples.get(letters_of(question), []) if kind == COLUMN else [],
            )

    def _samples(self) -> dict[str, list[str]]:
        """Return some cells of each column by its letters; of one that is not read, from the first rows."""
        last = self.initial["last"] or 0
        tops = (top for top in self.tops if top.sheet == self.initial["sheet"])
        in_sight = next((top.samples(below=last) for top in tops), {})
        read = (one for one in self.recognised.get("columns", []) if one["samples"])
        return in_sight | {one["column"]: one["samples"] for one in read}

    @cached_property
    def _sources(self) -> dict[tuple[str, str], ChangeSet]:
        """Return the import for which each answer of this page was remembered."""
        said = [one["said"] for one in self.questions if one["remembered"]]
        kept = ReadingDecision.objects.filter(said__in=said).select_related("change_set")
        return {(one.kind, one.said): one.change_set for one in kept} if said else {}

    # --- Checks

    def clean(self) -> dict[str, Any]:
        self._check_header()
        self._check_catalogue()
        if self._same_table:
            self._check_columns()
        return self.cleaned_data

    def _check_header(self) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and not 0 <= last - first < HEADER_DEPTH:
            self.add_error("last", f"Eine Kopfzeile hat 1 bis {HEADER_DEPTH} Zeilen, von oben nach unten.")
        if last and not first and "first" not in self.errors:
            self.add_error("first", "Bitte geben Sie auch an, mit welcher Zeile die Kopfzeile beginnt.")

    def _check_catalogue(self) -> None:
        if self.cleaned_data.get("catalogue") != APART or "numbers_from" in self.errors:
            return
        start = self.cleaned_data.get("numbers_from")
        if not start:
            self.add_error("numbers_from", "Bitte geben Sie an, wo der Nummernkreis beginnt.")
        elif start != self.initial["numbers_from"]:
            self._check_range(start)

    def _check_range(self, start: int) -> None:
        """Say what speaks against a range that begins here: it has no room, or numbers of it are in use."""
        highest = self.draft.measures.aggregate(Max("number"))["number__max"] or 0
        end = start + highest - self.draft.choices.get("numbers_from", 0)
        taken = Measure.objects.filter(number__gt=start, number__lte=end).order_by("number").first()
        if end > HIGHEST:
            self.add_error("numbers_from", f"Ab {start} reicht der Platz nicht: Nummern gehen bis {HIGHEST}.")
        elif taken:
            message = f"Ab {start} ist nicht frei: Die Nummer {taken.number} ist vergeben."
            self.add_error("numbers_from", message)

    def _check_columns(self) -> None:
        """Say where two columns would have one meaning, at the one that was changed."""
        seen: dict[str, Asked] = {}
        without_field = dict(COLUMN_ITSELF)
        for one in self.columns:
            key = self.cleaned_data.get(one.field.name)
            if key and key not in without_field and (other := seen.setdefault(key, one)) is not one:
                changed, kept = (one, other) if key != one.question["answer"] else (other, one)
                message = f"So wird schon Spalte {kept.letters} gelesen. Bitte ändern Sie eine der beiden."
                self.add_error(changed.field.name, message)
        if self.columns and "number" not in seen:
            raise ValidationError("Keine Spalte ist „Nr“. Ohne Nummer ist keine Maßnahme wiederzufinden.")

    # --- What follows

    @property
    def _header(self) -> list[int] | None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        return [first, last or first] if first else None

    @property
    def _same_table(self) -> bool:
        sheet = self.cleaned_data.get("sheet")
        return sheet == self.recognised.get("sheet") and self._header == self.recognised.get("header")

    def choices(self) -> dict[str, Any]:
        """Return the draft's choices after this form (`Decisions.from_json`)."""
        cleaned, chosen = self.cleaned_data, dict(self.draft.choices)
        if not self._same_table:
            other_sheet = cleaned["sheet"] != self.recognised.get("sheet")
            same_rows = self._header == self.recognised.get("header")
            chosen["sheet"] = cleaned["sheet"] if other_sheet else chosen.get("sheet")
            chosen["header"] = None if same_rows else self._header
        chosen["same_catalogue"] = cleaned["catalogue"] == SAME
        chosen["numbers_from"] = cleaned["numbers_from"] if cleaned["catalogue"] == APART else 0
        chosen["answers"] = self._answers()
        return {name: value for name, value in chosen.items() if value}

    def _answers(self) -> dict[str, dict[str, str]]:
        answers = {kind: dict(own) for kind, own in self.draft.choices.get("answers", {}).items()}
        for question in self.questions:
            kind, said = question["kind"], question["said"]
            answer = self.cleaned_data[name_of(question)]
            if kind == UNIT:
                answer = answer or self.cleaned_data[otherwise_of(question)]
            own = answers.setdefault(kind, {})
            if answer == self.remembered.get(kind, {}).get(said, question["default"]):
                own.pop(said, None)
            else:
                own[said] = answer
        return {kind: own for kind, own in answers.items() if own}


def _sheet_label(sheet: dict[str, Any]) -> str:
    return f"{sheet['name']} (ausgeblendet)" if sheet["hidden"] else sheet["name"]
