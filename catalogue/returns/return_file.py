"""What the child process of a returned file does: read it, keep what it says, and send it in.

All of it happens at once or not at all: a file that is refused leaves nothing behind but its sentence.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.models import Answer, Extract, UnitReturn
from catalogue.returns.return_actions import submit
from catalogue.returns.return_reading import Reading, read_return
from catalogue.returns.return_token import Unassigned, extract_of
from integration.history.models import ChangeSet
from integration.spreadsheets.opening import open_workbook
from integration.spreadsheets.refusal import Refused

SAME_FILE = (
    "Genau diese Datei wurde schon hochgeladen: am {day}. Sie ist kein zweites Mal gelesen worden. Haben Sie "
    "etwas geändert, speichern Sie die Datei und laden Sie sie erneut hoch."
)
SAME_CONTENT = (
    "Diese Datei sagt dasselbe wie die Rückmeldung zu diesem Auszug vom {day}. Es gibt nichts weiter zu "
    "entscheiden."
)
_State = UnitReturn.State
_WAITING = (_State.UNASSIGNED, _State.SENT, _State.DECIDED)


def read(unit_return: UnitReturn, at: dt.datetime | None = None) -> None:
    """Read a return's workbook and submit what it says, now or, in a demo, `at` a moment.

    What is refused is said there.
    """
    unit_return.tell(progress="Die Datei wird geprüft und gelesen …")
    try:
        _refuse_twin(unit_return)
        extract, reading = _read(unit_return)
        unit_return.tell(progress="Die Angaben werden gespeichert …")
        _keep(unit_return, extract, reading, at)
    except Unassigned as unassigned:
        unit_return.tell(state=_State.UNASSIGNED, message=str(unassigned), progress="")
    except Refused as refused:
        unit_return.tell(state=_State.REFUSED, message=str(refused), progress="")
    except ValidationError as error:
        unit_return.tell(state=_State.REFUSED, message=" ".join(error.messages), progress="")


def _read(unit_return: UnitReturn) -> tuple[Extract, Reading]:
    """Return the extract, as its token or a person says, and what the file says to it."""
    workbook = open_workbook(unit_return.file.read() if unit_return.file else b"")
    by_hand = unit_return.extract is not None
    extract = unit_return.extract or extract_of(workbook, by=unit_return.by, on=timezone.localdate())
    return extract, read_return(workbook, extract, by_hand=by_hand)


@transaction.atomic
def _keep(unit_return: UnitReturn, extract: Extract, reading: Reading, at: dt.datetime | None) -> None:
    """Write what was read and send it in; two uploads of one file come one after the other."""
    ChangeSet.objects.lock()
    _refuse_twin(unit_return)
    _refuse_same(extract, reading)
    for answer in reading.answers:
        answer.unit_return = unit_return
    Answer.objects.bulk_create(reading.answers, batch_size=500)
    findings = [finding.to_json() for finding in reading.findings]
    unit_return.tell(extract=extract, unit=extract.unit, findings=findings, message="", progress="")
    submit(unit_return, by=unit_return.by, at=at)
    unit_return.refresh_from_db()


# --- What came before -----------------------------------------------------------------------


def _refuse_twin(unit_return: UnitReturn) -> None:
    sha256 = unit_return.file.sha256 if unit_return.file else ""
    twins = UnitReturn.objects.filter(way=UnitReturn.Way.FILE, file__sha256=sha256, state__in=_WAITING)
    if twin := twins.exclude(pk=unit_return.pk).order_by("at").first():
        raise Refused(SAME_FILE.format(day=_moment(twin)))


def _refuse_same(extract: Extract, reading: Reading) -> None:
    """Refuse what says the same as a file that came for the extract before, however often it was saved."""
    said = sorted(_said(one) for one in reading.answers)
    earlier = extract.returns.sent().filter(way=UnitReturn.Way.FILE)
    for one in earlier.prefetch_related("answers").order_by("at"):
        if sorted(_said(answer) for answer in one.answers.all()) == said:
            raise Refused(SAME_CONTENT.format(day=_moment(one)))


def _said(answer: Answer) -> str:
    fields: tuple[Any, ...] = (answer.base_id, answer.is_unchanged, answer.is_missing, answer.note)
    return repr((*fields, sorted(map(repr, _plain(answer.edits)))))


def _plain(edits: list[Any]) -> list[Any]:
    """Return edits as the database gives them back, which knows no tuples."""
    return [[list(path), list(value) if isinstance(value, tuple) else value] for path, value in edits]


def _moment(one: UnitReturn) -> str:
    return f"{timezone.localtime(one.at):%d.%m.%Y, %H:%M} Uhr"
