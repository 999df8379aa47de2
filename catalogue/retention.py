"""How long workbooks, drafts, contacts and addresses are kept. What the history of measures needs stays."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import Q, QuerySet

from catalogue.models import Contact, DraftFinding, DraftMeasure, ExtractEvent, ImportDraft, UnitReturn
from integration.files.models import StoredBytes
from integration.retention import Rows, Rule

_EXPIRED = "Die Aufbewahrungsfrist ist abgelaufen. Laden Sie die Datei bei Bedarf noch einmal hoch."
_MAIL = re.compile(r"\s*[<(]?[\w.+-]+@[\w-]+(?:\.[\w-]+)+[>)]?")


def _import_files(until: dt.datetime) -> Rows:
    """Return the bytes of workbooks that were imported: name and checksum stay, so does what they changed."""
    done = ImportDraft.objects.filter(state=ImportDraft.State.APPLIED, touched_at__lt=until)
    return [StoredBytes.objects.filter(file__in=done.values("file"))]


def _import_drafts(until: dt.datetime) -> Rows:
    """Return the drafts that nobody has touched since then."""
    return [ImportDraft.objects.idle(now=until).filter(touched_at__lt=until)]


def _discard_drafts(drafts: QuerySet[Any]) -> None:
    keys = list(drafts.values_list("pk", "file"))
    drafts = ImportDraft.objects.filter(pk__in=[key for key, _ in keys])
    DraftMeasure.objects.filter(draft__in=drafts).delete()
    DraftFinding.objects.filter(draft__in=drafts).delete()
    StoredBytes.objects.filter(file__in=[file for _, file in keys]).delete()
    drafts.update(state=ImportDraft.State.DISCARDED, recognised={}, summary={}, progress="", message=_EXPIRED)


def _returned_files(until: dt.datetime) -> Rows:
    """Return the bytes of files and scans of Rückmeldungen that were decided before."""
    decided = UnitReturn.objects.filter(state=UnitReturn.State.DECIDED, decided_at__lt=until)
    return [StoredBytes.objects.filter(file__in=decided.values("file"))]


def _left_files(until: dt.datetime) -> Rows:
    """Return files that came back and that nobody has read or assigned since then."""
    return [UnitReturn.objects.idle(now=until).filter(way=UnitReturn.Way.FILE, touched_at__lt=until)]


def _discard_files(returns: QuerySet[Any]) -> None:
    keys = list(returns.values_list("pk", "file"))
    StoredBytes.objects.filter(file__in=[file for _, file in keys]).delete()
    given_up = UnitReturn.objects.filter(pk__in=[key for key, _ in keys])
    given_up.update(state=UnitReturn.State.DISCARDED, findings=[], progress="", message=_EXPIRED)


def _contacts(until: dt.datetime) -> Rows:
    """Return ended contacts that still name somebody: the function stays."""
    nobody = Q(name="", telephone="", email="")
    return [Contact.objects.filter(valid_until__lt=until.date()).exclude(nobody)]


def _addresses(until: dt.datetime) -> Rows:
    """Return entries of the distribution log with an address: to which function it went stays."""
    return [
        ExtractEvent.objects.filter(at__lt=until).filter(Q(recipient__contains="@") | Q(note__contains="@"))
    ]


def forget_addresses(events: QuerySet[Any], address: str = "") -> None:
    """Take mail addresses out of the entries, or only this one."""
    kept = list(events)
    for event in kept:
        event.recipient = without_address(event.recipient, address)
        event.note = without_address(event.note, address)
    ExtractEvent.objects.bulk_update(kept, ["recipient", "note"], batch_size=500)


def without_address(text: str, address: str = "") -> str:
    """Return a text without the mail addresses in it, or without this one.

    Where all shall go, a stray @ goes, too: nothing may be found again.
    """
    if address:
        return re.sub(rf"\s*[<(]?{re.escape(address)}[>)]?", "", text, flags=re.IGNORECASE).strip()
    return _MAIL.sub("", text).replace("@", "").strip()


RULES = (
    Rule("import_files", "Arbeitsmappen übernommener Importe", "Inhalt gelöscht", _import_files),
    Rule("import_drafts", "Liegen gebliebene Importe", "verworfen", _import_drafts, _discard_drafts),
    Rule(
        "import_drafts", "Liegen gebliebene zurückgesandte Dateien", "verworfen", _left_files, _discard_files
    ),
    Rule("returned_files", "Dateien geprüfter Rückmeldungen", "Inhalt gelöscht", _returned_files),
    Rule(
        "contacts",
        "Ausgeschiedene Ansprechpersonen",
        "Name, Telefon und E-Mail geleert",
        _contacts,
        lambda rows: rows.update(name="", telephone="", email=""),
    ),
    Rule(
        "addresses",
        "E-Mail-Adressen im Verteilprotokoll der Auszüge",
        "Adresse geleert",
        _addresses,
        forget_addresses,
    ),
)
