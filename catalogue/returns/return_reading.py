"""From a returned workbook to what it says about each measure of its extract, and to the findings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.timezone import localtime

from catalogue.extracts.extract_layout import ASKED, KEY
from catalogue.extracts.extract_rows import IssuedTable, table_of
from catalogue.extracts.issuing import records_of
from catalogue.models import Answer, Extract, ExtractMeasure
from catalogue.records import MeasureRecord, edits_to_json
from catalogue.reference.references import References
from catalogue.returns.known_names import KnownNames
from catalogue.returns.returned_changes import Reader, Said
from catalogue.returns.returned_rows import Rows, tell_apart
from catalogue.returns.returned_sheet import ReturnedRow, ReturnedSheet, read_returned
from catalogue.spreadsheet.cells import Interpreter
from catalogue.spreadsheet.decisions import Decisions, Questions
from catalogue.spreadsheet.findings import Finding
from catalogue.spreadsheet.numbers import CatalogueNumber
from catalogue.vocabulary import Role
from integration.spreadsheets.workbook import Workbook

_NEW = 0  # the sub-number of a further measure's only listing


@dataclass(slots=True)
class Reading:
    """What was read: an answer for each of the extract's measures and each further one, unsaved."""

    answers: list[Answer]
    findings: list[Finding]


def read_return(workbook: Workbook, extract: Extract, *, by_hand: bool = False) -> Reading:
    """Return what a workbook says against the versions that its extract went out with.

    `by_hand`: a person said which extract it is, so only the numbers tell its rows. Raises `Refused` where
    it is no return of this extract.
    """
    refs = _references(extract.round.key_date)
    issued = records_of(extract)
    table = table_of(extract, [record for _, record in issued])
    sheet = read_returned(workbook, refs)
    printed = {row.number: row.cells for row in table.rows}
    rows = tell_apart(sheet, None if by_hand else extract.token, printed.keys(), str(extract))
    reader = Reader(sheet, _interpreter(sheet, refs), printed, _extra_headings(table))
    _say_what_there_is_to_know(sheet, extract)
    answers = [_answer(reader, sheet, rows, one, record) for one, record in issued]
    answers += [_further(reader, row) for row in rows.further]
    return Reading([one for one in answers if one is not None], sheet.findings)


def _references(day: dt.date) -> References:
    """Return the reference data as they were when the extract went out, with the names of today beside."""
    refs, today = References.load(day), References.load()
    refs.unit_keys = today.unit_keys | refs.unit_keys
    refs.action_field_keys = today.action_field_keys | refs.action_field_keys
    return refs


def _interpreter(sheet: ReturnedSheet, refs: References) -> Interpreter:
    questions = Questions(Decisions())
    interpreter = Interpreter.for_table(refs, sheet.columns, questions)
    interpreter.names = KnownNames(refs, questions)
    return interpreter


def _extra_headings(table: IssuedTable) -> frozenset[str]:
    return frozenset(column.name for column in table.columns if column.kind == "extra")


def _answer(
    reader: Reader, sheet: ReturnedSheet, rows: Rows, one: ExtractMeasure, record: MeasureRecord
) -> Answer | None:
    """Return what a measure's rows say; None where they are there, but not to be told for certain."""
    numbers = [CatalogueNumber(record.number, sub) for sub in record.listings]
    mine = {number.sub: rows.known[number] for number in numbers if number in rows.known}
    answer = Answer(measure_id=one.version.measure_id, base=one.version, is_lead=one.role == Role.LEAD)
    if not mine:
        if rows.unclear.intersection(numbers):
            return None
        answer.is_missing = True
        return answer
    for number in numbers:
        if number.sub not in mine and number not in rows.unclear:
            message = f"Die Katalogzeile {number} fehlt in der Datei und bleibt unverändert."
            sheet.report("info", "", message)
    answer.place = min(row.index for row in mine.values())
    return _filled(answer, reader.read(record, mine))


def _further(reader: Reader, row: ReturnedRow) -> Answer | None:
    """Return what a further row proposes, None where nothing is left of it."""
    said = reader.read(MeasureRecord(0), {_NEW: row})
    if not said.edits and not said.words:
        cells = "; ".join(f"{row.at(key)} „{text}“" for key, text in row.says.items())
        message = f"Die Zeile schlägt keine weitere Maßnahme vor. Nicht übernommen: {cells}"
        reader.sheet.report("warning", row.first, message)
        return None
    label = {("listings", _NEW, "label"): ""}
    return _filled(Answer(place=row.index), replace(said, edits={**label, **said.edits}, is_unchanged=False))


def _filled(answer: Answer, said: Said) -> Answer:
    answer.edits = edits_to_json(said.edits)
    answer.note = "\n".join(said.words)
    answer.is_unchanged = said.is_unchanged
    return answer


# --- What is to be said of the file as a whole ----------------------------------------------


def _say_what_there_is_to_know(sheet: ReturnedSheet, extract: Extract) -> None:
    _say_missing_columns(sheet)
    if extract.checked_at:
        day = f"{localtime(extract.checked_at):%d.%m.%Y}"
        message = f"Die Rückmeldung zu diesem Auszug ist am {day} schon geprüft; diese ist ein Nachtrag."
        sheet.report("warning", "", message)
    newer = Extract.objects.filter(unit=extract.unit_id, round__at__gt=extract.round.at)
    if later := newer.select_related("round").order_by("-round__at").first():
        message = (
            f"Für diese Stelle gibt es inzwischen einen neueren Auszug, zum {later.round.key_date:%d.%m.%Y}. "
            "Gelesen wird gegen den, aus dem die Datei stammt."
        )
        sheet.report("info", "", message)


def _say_missing_columns(sheet: ReturnedSheet) -> None:
    missing = [column.heading for column in (*ASKED, KEY) if column.key not in sheet.keys]
    if missing:
        names = ", ".join(f"„{name}“" for name in missing)
        message = f"In der Datei fehlen Spalten des Auszugs: {names}. Zu ihnen sagt sie nichts."
        sheet.report("warning", "", message)
