"""Imports: waiting for their real children, and what those keep of a workbook, written by hand."""

from __future__ import annotations

import time
from typing import Any

from catalogue.models import ImportDraft
from catalogue.spreadsheet.decisions import COLUMN


def wait_for(draft: ImportDraft, seconds: float = 60) -> ImportDraft:
    """Return the draft as its child leaves it."""
    until = time.monotonic() + seconds
    draft.refresh_from_db()
    while draft.is_at_work and time.monotonic() < until:
        time.sleep(0.1)
        draft.refresh_from_db()
    return draft


def question(kind: str, said: str, default: str, *cells: str, **fields: Any) -> dict[str, Any]:
    """Return a question as a draft keeps it, by default answered as by nobody."""
    given = {"shown": said, "answer": default, "remembered": False, "count": len(cells), **fields}
    return {"kind": kind, "said": said, "default": default, "cells": list(cells), **given}


def recognised(*questions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return what a draft keeps of a table whose header is in the rows 1 to 3 of its first sheet."""
    columns = [
        {"column": one["cells"][0][:-1], "key": one["answer"], "heading": "", "meaning": [], "samples": []}
        for one in questions
        if one["kind"] == COLUMN
    ]
    sheets = [{"name": "Katalog", "hidden": False}, {"name": "Alt", "hidden": True}]
    top = [[1, {"A": "Nr", "C": "Ziel"}], [4, {"A": "7,0", "C": "Raum für alle"}]]
    table = {"sheet": "Katalog", "header": [1, 3], "sheets": sheets, "top": top, "rows": 1}
    return {**table, "columns": columns, "questions": list(questions), "other_catalogue": None, **fields}
