"""What people do with a returned file: upload it, say whose it is, have it read again, discard it.

A child does the reading. Every step moves the return on from the state the person saw, or not at all.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue.models import Extract, UnitReturn
from catalogue.models.recorded import Recorded
from catalogue.models.unit_return import UnitReturnQuerySet
from catalogue.returns.return_actions import withdraw
from integration import children
from integration.files.models import StoredFile

PATIENCE = 2.0  # seconds a request waits for its child before it shows the progress
BROKE_OFF = (
    "Das Lesen der Datei wurde abgebrochen, meist weil es zu viel Zeit oder Speicher gebraucht hat. Bitte "
    "laden Sie den Auszug neu herunter, tragen Sie die Angaben dort ein und senden Sie ihn zurück."
)
_State = UnitReturn.State
READABLE = (_State.REFUSED, _State.UNASSIGNED)  # beside those a child was lost with


class TooLate(Exception):
    """The return is not in the state any more in which this can be done; the message says where it is."""

    def __init__(self, unit_return: UnitReturn):
        unit_return.refresh_from_db()
        super().__init__(f"Diese Rückmeldung hat inzwischen den Stand „{unit_return.get_state_display()}“.")


def receive(
    *, name: str, data: bytes, by: Any, received_on: dt.date | None = None, channel: str = ""
) -> UnitReturn:
    """Keep a returned workbook and begin to read it; `received_on` and `channel` say how it came."""
    unit_return = UnitReturn.objects.create(
        way=UnitReturn.Way.FILE,
        state=_State.READING,
        file=StoredFile.objects.store(name=name, data=data, by=by),
        received_on=received_on,
        channel=channel,
        **Recorded.stamp(by),
    )
    send_to_child(unit_return)
    return unit_return


def assign(unit_return: UnitReturn, extract: Extract) -> None:
    """Say of which extract a file without a token is the return, and read it against that."""
    waiting = UnitReturn.objects.filter(state=_State.UNASSIGNED)
    _move(unit_return, waiting, state=_State.READING, extract=extract)
    send_to_child(unit_return)


def read_again(unit_return: UnitReturn) -> None:
    """Read the file once more: the child died, or what refused it is different now."""
    _move(unit_return, _idle(), state=_State.READING)
    send_to_child(unit_return)


@transaction.atomic
def discard(unit_return: UnitReturn, *, by: Any) -> None:
    """Give a returned file up before anything in it is decided; its bytes are deleted.

    Raises ValidationError where it is too late.
    """
    if unit_return.state in (_State.SENT, _State.DECIDED):
        withdraw(unit_return, by=by)
    else:
        _move(unit_return, _idle(), state=_State.DISCARDED, findings=[])
    if unit_return.file:
        unit_return.file.forget()
    unit_return.refresh_from_db()


def _idle() -> UnitReturnQuerySet:
    return UnitReturn.objects.idle(now=timezone.now())


def _move(unit_return: UnitReturn, allowed: UnitReturnQuerySet, **fields: Any) -> None:
    """Compare and set: write `fields` if the return is among `allowed`, else raise `TooLate`."""
    fields = {"message": "", "progress": "", "touched_at": timezone.now(), **fields}
    if not allowed.filter(pk=unit_return.pk, way=UnitReturn.Way.FILE).update(**fields):
        raise TooLate(unit_return)
    unit_return.refresh_from_db()


# --- The child ------------------------------------------------------------------------------


def send_to_child(unit_return: UnitReturn) -> None:
    """Have a child read the file; wait a moment, for most are done in it."""
    children.hand_over(
        "read_return",
        str(unit_return.pk),
        patience=PATIENCE,
        done=lambda: not _at_work(unit_return),
        failed=lambda: break_off(UnitReturn.objects.get(pk=unit_return.pk)),
    )
    unit_return.refresh_from_db()


def _at_work(unit_return: UnitReturn) -> bool:
    unit_return.refresh_from_db(fields=["state"])
    return unit_return.state == _State.READING


def break_off(unit_return: UnitReturn) -> None:
    """Say that the child failed; it has left nothing behind, for it writes in one transaction."""
    if _at_work(unit_return):
        unit_return.tell(state=_State.REFUSED, message=BROKE_OFF, progress="")
