"""Whether the catalogue holds together: versions without a gap, records and the rows derived from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Any, NamedTuple

from catalogue import derived
from catalogue.actions import TABLES
from catalogue.digests import differing
from catalogue.models import Clarification, Goal, Measure, MeasureVersion
from catalogue.models.goal import digest
from catalogue.records import MeasureRecord, references
from catalogue.reference import counterparts
from catalogue.reference.references import References
from catalogue.upkeep.clarifications import lines_of
from catalogue.vocabulary import FIELD_LABELS
from integration.checking import FROM_BACKUP, Check, Problem
from integration.history.models import ChangeSet

_AT_ONCE = 500  # versions
_COLUMNS = ("status", "status_reason", "goal__text", "superseded_by", "next_step_date", "search")
_NAMES = ("Umsetzungsstand", "Begründung", "Ziel", "Ersetzt durch", "Nächster Schritt bis", "Suchtext")
_KINDS = {
    derived.ListingRow: "Katalogzeilen",
    derived.ResponsibilityRow: "Zuständigkeiten",
    derived.TargetGroupRow: "Zielgruppen",
    derived.LocationRow: "Orte",
    derived.GapRow: "Fehlende Angaben",
}


# --- The chain of versions ----------------------------------------------------------------------


class _Link(NamedTuple):
    measure: int
    number: int
    version: int
    begins: Any
    ends: Any
    of_measure: int
    written: Any


def broken_chains() -> Iterator[Problem]:
    undone = set(ChangeSet.objects.filter(undoes__isnull=False).values_list("at", flat=True))
    rows = MeasureVersion.objects.order_by("measure", "version").values_list(
        "measure", "number", "version", "valid_from", "valid_to", "measure__number", "change_set__at"
    )
    links = (_Link(*row) for row in rows.iterator())
    for _, chain in groupby(links, key=lambda one: one.measure):
        yield from _chain(list(chain), undone)
    for number in Measure.objects.filter(versions=None).values_list("number", flat=True):
        yield Problem(f"Maßnahme {number}", "Sie hat keine einzige Fassung.")


def _chain(chain: list[_Link], undone: set[Any]) -> Iterator[Problem]:
    """Check one measure's versions; a gap is where an undo took it out of the catalogue for a while."""
    for place, one in enumerate(chain, start=1):
        following = chain[place] if place < len(chain) else None
        for is_wrong, what in (
            (one.number != one.of_measure, "Ihre Nummer ist nicht die der Maßnahme."),
            (one.version != place, "Eine Fassung vor ihr fehlt."),
            (one.begins != one.written, "Sie beginnt nicht mit ihrer Änderung."),
            (following and one.ends is None, "Sie gilt noch, obwohl eine spätere Fassung da ist."),
            (_leaves_gap(one, following, undone), "Sie endet, ohne dass eine Fassung oder Rücknahme folgt."),
        ):
            if is_wrong:
                yield Problem(f"Maßnahme {one.number}, Fassung {one.version}", what)


def _leaves_gap(one: _Link, following: _Link | None, undone: set[Any]) -> bool:
    if one.ends is None or (following and following.begins == one.ends):
        return False
    return one.ends not in undone or bool(following and following.begins < one.ends)


# --- Records and what is derived from them ------------------------------------------------------


class _Version(NamedTuple):
    key: int
    number: int
    version: int
    ended: Any
    data: Any
    digests: Any
    columns: tuple[Any, ...]

    @property
    def place(self) -> str:
        return f"Maßnahme {self.number}, Fassung {self.version}"


def wrong_rows() -> Iterator[Problem]:
    """Every version's record against its columns and rows, and every slug in it."""
    refs = References.load()
    numbers = set(Measure.objects.values_list("number", flat=True))
    rows = MeasureVersion.objects.order_by("pk").values_list(
        "pk", "number", "version", "valid_to", "stored__data", "stored__digests", *_COLUMNS
    )
    versions = (_Version._make((*row[:6], row[6:])) for row in rows.iterator(chunk_size=_AT_ONCE))
    while batch := list(islice(versions, _AT_ONCE)):
        stored = {kind: _rows(kind, batch) for kind in TABLES}
        for one in batch:
            if one.data is None:
                yield Problem(one.place, "Ihr Inhalt fehlt.")
                continue
            yield from _by_hand(one)
            if (record := _read(one)) is None:
                yield Problem(one.place, "Ihr Inhalt ist nicht lesbar.")
                continue
            if unknown := list(_unknown(record, refs, numbers)):
                yield from (Problem(one.place, what) for what in unknown)
                continue
            yield from _columns(one, record)
            yield from _compared(one, record, refs, stored)


def _read(one: _Version) -> MeasureRecord | None:
    """Return the record if it says what a record can say."""
    try:
        record = MeasureRecord.from_json(one.number, one.data)
        if record.superseded_by:
            int(record.superseded_by)
        derived.search_text(record)
    except (AttributeError, TypeError, ValueError):
        return None
    return record


def _by_hand(one: _Version) -> Iterator[Problem]:
    if not (isinstance(one.data, dict) and isinstance(one.digests, dict)):
        yield Problem(one.place, "Ihr Inhalt oder seine Prüfsummen sind keine Liste von Angaben.")
        return
    for name in differing(one.data, one.digests):
        label = FIELD_LABELS.get(name, "Bezeichnungen von damals")
        yield Problem(one.place, f"„{label}“ in ihrem Inhalt ist nicht, was gespeichert wurde.")


def _rows(kind: type[tuple], batch: Sequence[_Version]) -> dict[int, Counter[tuple]]:
    found: dict[int, Counter[tuple]] = {one.key: Counter() for one in batch}
    rows = TABLES[kind]._base_manager.filter(version__gte=batch[0].key, version__lte=batch[-1].key)
    for key, *row in rows.values_list("version", *derived.fields_of(kind)):
        if key in found:
            found[key][tuple(row)] += 1
    return found


def _unknown(record: MeasureRecord, refs: References, numbers: set[int]) -> Iterator[str]:
    for kind, key in sorted(set(references(record))):
        if key not in getattr(refs, kind):
            yield f"Sie nennt „{key}“, das es in den Stammdaten ({kind}) nicht gibt."
    if record.superseded_by and int(record.superseded_by) not in numbers:
        yield f"Sie nennt die Maßnahme {record.superseded_by}, die es nicht gibt."


def _columns(one: _Version, record: MeasureRecord) -> Iterator[Problem]:
    told = (
        *record.status,
        record.goal or None,
        int(record.superseded_by) if record.superseded_by else None,
        derived.day_of(record.next_step_date),
        _lines(derived.search_text(record)),
    )
    stored = (*one.columns[:-1], _lines(one.columns[-1]))
    for name, there, wanted in zip(_NAMES, stored, told, strict=True):
        if there != wanted:
            yield Problem(one.place, f"„{name}“ passt nicht zu ihrem Inhalt.")


def _lines(search: str) -> list[str]:
    """Return the lines of a search text, in one order: jsonb does not keep that of a record's keys."""
    return sorted(search.split("\n"))


def _compared(one: _Version, record: MeasureRecord, refs: References, stored: dict) -> Iterator[Problem]:
    for kind, rows in derived.rows_of(record, refs).items():
        there, wanted = stored[kind][one.key], Counter(map(tuple, rows))
        if kind is derived.GapRow and one.ended is not None:
            for rows_of_kind in (there, wanted):  # it looks at today's action fields, so only today's count
                rows_of_kind.pop((counterparts.KIND,), None)
        if there != wanted:
            yield Problem(one.place, f"„{_KINDS[kind]}“ passen nicht zu ihrem Inhalt.")


# --- What stands beside records -----------------------------------------------------------------


def changed_goals() -> Iterator[Problem]:
    for key, text, sha256 in Goal.objects.values_list("pk", "text", "sha256").iterator():
        if digest(text) != sha256:
            yield Problem(f"Ziel {key}", "Sein Text passt nicht zu seiner Prüfsumme.")


def stray_questions() -> Iterator[Problem]:
    """The open clarifications of a measure are the lines of its record's text."""
    asked: dict[int, set[str]] = defaultdict(set)
    rows = Clarification.objects.filter(state=Clarification.State.OPEN)
    for number, question in rows.values_list("measure__number", "question"):
        asked[number].add(question)
    told: dict[int, set[str]] = defaultdict(set)
    current = MeasureVersion.objects.current().filter(stored__data__has_key="clarification")
    for number, text in current.values_list("number", "stored__data__clarification").iterator():
        told[number] = set(lines_of(text))
    for number in sorted(told.keys() | asked.keys()):
        if told[number] != asked[number]:
            yield Problem(f"Maßnahme {number}", "Ihre offenen Fragen sind andere, als ihr Inhalt sagt.")


_SAVE = (
    "Ist es nur der Suchtext oder eine fehlende Angabe, hilft es, die Maßnahme neu zu speichern. "
    + FROM_BACKUP
)
CHECKS = (
    Check("versions", "Fassungen der Maßnahmen, lückenlos", broken_chains),
    Check("records", "Inhalte der Fassungen gegen ihre Zeilen", wrong_rows, _SAVE),
    Check("goals", "Ziele gegen ihre Prüfsumme", changed_goals),
    Check("clarifications", "Offene Fragen gegen den Inhalt", stray_questions),
)
