"""What people do with an import in the browser: upload, choose, apply, discard. A child does the work.

Every step moves the draft on from the state the person saw, or not at all: of two who act, one wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue.models import Concept, DraftMeasure, ImportDraft
from catalogue.models.import_draft import ImportDraftQuerySet
from integration import children
from integration.files.models import StoredFile

PATIENCE = 2.0  # seconds a request waits for its child before it shows the progress

READING_BROKE_OFF = (
    "Das Lesen der Datei wurde abgebrochen, meist weil es zu viel Zeit oder Speicher gebraucht hat. Bitte "
    "nur das Blatt mit dem Maßnahmenkatalog in eine neue Arbeitsmappe kopieren und diese hochladen."
)
APPLYING_BROKE_OFF = (
    "Das Übernehmen wurde abgebrochen. Der Katalog ist unverändert; bitte versuchen Sie es noch einmal."
)


class TooLate(Exception):
    """The draft is not in the state any more in which this can be done; the message says where it is."""

    def __init__(self, draft: ImportDraft):
        draft.refresh_from_db()
        super().__init__(f"Dieser Import hat inzwischen den Stand „{draft.get_state_display()}“.")


class Undecided(Exception):
    """It is open whether the workbook is an edition of this catalogue or of another one."""


def open_draft(*, name: str, data: bytes, concept: Concept | None, by: Any) -> ImportDraft:
    """Keep an uploaded workbook as a new draft and begin to read it."""
    now = timezone.now()
    draft = ImportDraft.objects.create(
        file=StoredFile.objects.store(name=name, data=data, by=by),
        concept=concept,
        by=by,
        by_function=str(by),
        created_at=now,
        touched_at=now,
    )
    send_to_child(draft, "read")
    return draft


def read_again(draft: ImportDraft) -> None:
    """Read the workbook once more: the catalogue has changed, or the child died."""
    _move(draft, _idle(), state=ImportDraft.State.READING)
    send_to_child(draft, "read")


def decide(draft: ImportDraft, choices: Mapping[str, Any]) -> None:
    """Read the workbook once more, as `choices` say (`Decisions.from_json`); what is deselected stays so."""
    _move(draft, _decidable(), state=ImportDraft.State.READING, choices=choices)
    send_to_child(draft, "read")


def choose(draft: ImportDraft, deselected: Mapping[int, list[list[Any]]]) -> None:
    """Set which paths of which measures are not to be changed; measures not named stay as they are."""
    with transaction.atomic():
        _move(draft, _ready())
        measures = list(draft.measures.filter(number__in=deselected))
        for measure in measures:
            measure.deselected = deselected[measure.number]
        DraftMeasure.objects.bulk_update(measures, ["deselected"])


def apply_draft(draft: ImportDraft, *, by: Any) -> None:
    """Write what is selected into the catalogue, in the name of `by`.

    Raises `Undecided` while nobody has said whether the workbook is an edition of this catalogue.
    """
    if draft.recognised.get("other_catalogue"):
        raise Undecided
    _move(draft, _ready(), state=ImportDraft.State.APPLYING, by=by, by_function=str(by))
    send_to_child(draft, "apply")


def discard(draft: ImportDraft) -> None:
    """Give the import up: what was read, and the file's bytes, are deleted."""
    with transaction.atomic():
        _move(draft, _idle(), state=ImportDraft.State.DISCARDED, recognised={}, summary={})
        draft.measures.all().delete()
        draft.findings.all().delete()
        draft.file.forget()


def _idle() -> ImportDraftQuerySet:
    return ImportDraft.objects.idle(now=timezone.now())


def _ready() -> ImportDraftQuerySet:
    return ImportDraft.objects.filter(state=ImportDraft.State.READY)


def _decidable() -> ImportDraftQuerySet:
    """Drafts with something to decide about, a preview or tables in sight, or with decisions to take back."""
    waiting = ImportDraft.objects.filter(state__in=(ImportDraft.State.READY, ImportDraft.State.REFUSED))
    return waiting.exclude(recognised={}, choices={})


def _move(draft: ImportDraft, allowed: ImportDraftQuerySet, **fields: Any) -> None:
    """Compare and set: write `fields` if the draft is among `allowed`, else raise `TooLate`."""
    fields = {"message": "", "progress": "", "touched_at": timezone.now(), **fields}
    if not allowed.filter(pk=draft.pk).update(**fields):
        raise TooLate(draft)
    draft.refresh_from_db()


# --- The child ------------------------------------------------------------------------------


def send_to_child(draft: ImportDraft, task: str) -> None:
    """Have a child read or apply the draft; wait a moment, for most are done in it."""
    children.hand_over(
        "import_draft",
        task,
        str(draft.pk),
        patience=PATIENCE,
        done=lambda: not _at_work(draft),
        failed=lambda: break_off(ImportDraft.objects.get(pk=draft.pk)),
    )
    draft.refresh_from_db()


def _at_work(draft: ImportDraft) -> bool:
    draft.refresh_from_db(fields=["state"])
    return draft.is_at_work


def break_off(draft: ImportDraft) -> None:
    """Say that the child failed; the catalogue is as it was, for it is written in one transaction."""
    if not _at_work(draft):
        return
    if draft.state == ImportDraft.State.APPLYING:
        draft.tell(state=ImportDraft.State.READY, message=APPLYING_BROKE_OFF, progress="")
    else:
        draft.tell(state=ImportDraft.State.REFUSED, message=READING_BROKE_OFF, progress="")
