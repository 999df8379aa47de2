"""An extract as a PDF."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from catalogue.changes import ShownChange
from catalogue.extracts.extract_contents import Contents, Entry
from catalogue.extracts.extract_facts import PRELIMINARY
from catalogue.extracts.letters import filled
from catalogue.outside import is_outside
from catalogue.templatetags.catalogue import day
from integration.documents import pdf
from integration.naming import stored_names

_LONG, _LINES = 1_000, 20  # letters and lines that any row finds room for on a page
TEMPLATE = "documents/extract.typ"


def render(contents: Contents, *, names: bool | None = None) -> bytes:
    """Return the PDF; raises `pdf.Refused` with a German sentence.

    Where `names` is not said, persons are named to the city's units only.
    """
    title, context = prepared(contents, names=names)
    at = contents.extract.round.at if contents.extract else timezone.now()
    return pdf.render(TEMPLATE, context, title=title, at=at)


def prepared(contents: Contents, *, names: bool | None = None) -> tuple[str, dict[str, Any]]:
    """Return title and context: all that the database has to be asked for."""
    context = {
        "facts": contents.facts,
        "preliminary": PRELIMINARY if contents.is_preliminary else "",
        "letter": filled(contents.extract.round.letter, contents.extract) if contents.extract else "",
        "measures": contents.measures,
        "groups": [{"role": role, "rows": [_row(e) for e in group]} for role, group in contents.groups],
        "since": f"{contents.since.round.key_date:%d.%m.%Y}" if contents.since else "",
        "changes": list(_changes(contents)),
    }
    if names is None:
        names = not is_outside(contents.unit)
    if not names:  # facts and letter are the sender's own words
        naming = stored_names()
        context |= {name: naming.nameless(context[name]) for name in ("groups", "changes")}
    return contents.title, context


def _row(entry: Entry) -> dict[str, Any]:
    record = entry.record
    texts = (record.goal, record.text, record.progress, record.status.reason, record.clarification)
    return {
        "long": sum(map(len, texts)) > _LONG or sum(text.count("\n") for text in texts) > _LINES,
        "number": record.number,
        "goal": record.goal,
        "text": record.text,
        "status": entry.status,
        "reason": record.status.reason,
        "lead": record.title("units", record.lead) if record.lead else "",
        "progress": record.progress,
        "progress_date": day(record.progress_date),
        "questions": entry.questions,
        "mark": "neu" if entry.is_new else "geändert" if entry.change else "",
    }


def _changes(contents: Contents) -> Iterable[dict[str, Any]]:
    """Yield what changed in measures that were in the extract before, and which are not in it any more."""
    for _, entries in contents.groups:
        for entry in entries:
            if entry.change and not entry.is_new:
                yield {"number": entry.record.number, "fields": [_field(one) for one in entry.change.shown]}
    for gone in contents.gone:
        yield {"number": gone.number, "fields": [], "gone": gone.title}


def _field(change: ShownChange) -> dict[str, Any]:
    return {"label": change.label, "parts": [list(part) for part in change.parts]}
