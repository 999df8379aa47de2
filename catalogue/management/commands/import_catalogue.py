"""manage.py import_catalogue: the same path as the import in the browser (design.md §6)."""

from __future__ import annotations

import json
import os
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.importing import Plan, carry_out, plan
from catalogue.models import ReadingDecision
from catalogue.other_catalogue import OtherCatalogue
from catalogue.spreadsheet.decisions import Decisions
from integration.spreadsheets.refusal import Refused

_COUNTS = ("new", "changed", "unchanged", "absent")
_GERMAN = {"new": "neu", "changed": "geändert", "unchanged": "unverändert", "absent": "nicht in der Datei"}
_LEVELS = {"error": "Fehler", "warning": "Warnung", "info": "Hinweis"}


class Command(BaseCommand):
    help = (
        "Liest einen Maßnahmenkatalog (.xlsx) ein. "
        "Ende 0: übernommen oder geprobt, 1: abgelehnt, 2: Aufruf falsch."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="die Arbeitsmappe (.xlsx)")
        parser.add_argument("--concept", help="Kürzel des Konzepts, dessen Seiten die Tabelle nennt")
        parser.add_argument("--sheet", help="Name des Blattes; sonst das einzige mit einem Katalog")
        parser.add_argument(
            "--header", type=_rows, metavar="VON-BIS", help="erste und letzte Zeile der Kopfzeile"
        )
        parser.add_argument(
            "--numbers-from",
            type=int,
            default=0,
            metavar="N",
            help="eigener Nummernkreis für einen anderen Katalog: Maßnahme 7 wird N + 7",
        )
        parser.add_argument(
            "--same-catalogue",
            action="store_true",
            help="als Ausgabe dieses Katalogs einlesen, auch wenn die meisten Texte andere sind",
        )
        parser.add_argument(
            "--strict", action="store_true", help="unbekannte Stellen und Handlungsfelder ablehnen"
        )
        parser.add_argument("--dry-run", action="store_true", help="nur proben, nichts schreiben")
        parser.add_argument("--json", action="store_true", help="ein JSON-Objekt ausgeben")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not _is_readable(path):
            raise CommandError(f"Die Datei {path} gibt es nicht, oder dieser Benutzer darf sie nicht lesen.")
        decisions = Decisions(
            sheet=options["sheet"],
            header=options["header"],
            numbers_from=options["numbers_from"],
            same_catalogue=options["same_catalogue"],
            remembered=ReadingDecision.objects.remembered(),
        )
        try:
            planned = plan(path, concept=options["concept"], decisions=decisions, strict=options["strict"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        if planned.other_catalogue:
            raise CommandError(_ways_out(planned.other_catalogue))
        change_set = None
        if not options["dry_run"]:
            change_set = carry_out(planned, by=None, reason=f"Import von {path.name}").change_set
        result = summary(
            planned, applied=not options["dry_run"], change_set=change_set.pk if change_set else None
        )
        if options["json"]:
            json.dump(result, self.stdout, ensure_ascii=False)
            self.stdout.write("")
        else:
            self._tell(result)

    def _tell(self, result: dict[str, Any]) -> None:
        for finding in result["findings"]:
            level, cell = _LEVELS[finding["level"]], finding["cell"]
            self.stdout.write(f"{level}{' ' + cell if cell else ''}: {finding['message']}")
        self.stdout.write("Übernommen." if result["applied"] else "Geprobt, nichts geschrieben.")
        for name, german in (("measures", "Maßnahmen"), ("listings", "Katalogzeilen")):
            counts = ", ".join(f"{result[name][key]} {_GERMAN[key]}" for key in _COUNTS)
            self.stdout.write(f"{german}: {counts}")
        cells = result["cells"]
        self.stdout.write(
            f"Zellen: {cells['filled']} gefüllt, {cells['imported']} übernommen, "
            f"{cells['reported']} nur gemeldet"
        )


def _is_readable(path: Path) -> bool:
    try:
        return path.is_file() and os.access(path, os.R_OK)
    except PermissionError:  # not even its folder may be looked into
        return False


def _rows(text: str) -> tuple[int, int]:
    """Return the first and the last row of a header, from "2-4" or "4"."""
    first, _, last = text.partition("-")
    try:
        rows = int(first), int(last or first)
    except ValueError as error:
        raise ArgumentTypeError(f"„{text}“ sind keine Zeilen wie 2-4.") from error
    if not 0 < rows[0] <= rows[1]:
        raise ArgumentTypeError(f"„{text}“ sind keine Zeilen wie 2-4.")
    return rows


def _ways_out(other: OtherCatalogue) -> str:
    return (
        f"{other} Bitte entscheiden: mit --numbers-from {other.proposed} bekommt die Datei einen eigenen "
        "Nummernkreis, mit --same-catalogue wird sie als Ausgabe dieses Katalogs eingelesen."
    )


def summary(planned: Plan, *, applied: bool, change_set: int | None) -> dict[str, Any]:
    """Return what the contract's `--json` prints."""
    return {
        "applied": applied,
        "change_set": change_set,
        "measures": {key: planned.measures[key] for key in _COUNTS},
        "listings": {key: planned.listings[key] for key in _COUNTS},
        "cells": planned.cells,
        "findings": [finding.to_json() for finding in planned.findings],
    }
