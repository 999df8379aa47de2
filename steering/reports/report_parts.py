"""A report's record as parts with texts and tables: what page, PDF, Word and workbook show, each its own way.

A cell is a text, a number, or one of these with the address of the rows behind it: [12, "/massnahmen/?…"].
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from steering.freezing import Record
from steering.numbers import of_measures

Cell = Any


@dataclass(frozen=True)
class Bars:
    """What a picture of stacked bars shows: rows of (label, numbers, total) and the states' (key, label)."""

    rows: list[tuple[str, list[int], int]]
    states: list[list[str]]


@dataclass(frozen=True)
class Table:
    """`sheet` is its name in the workbook; `widths` are shares of a page; `empty` is said instead."""

    sheet: str
    title: str
    head: Sequence[str]
    rows: list[list[Cell]]
    widths: Sequence[float]
    empty: str = ""
    bars: Bars | None = None
    key: str = ""  # by which links within the report lead here


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    texts: list[Record] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def parts(record: Record) -> list[Part]:
    """Return all that a report says, in the order in which it says it."""
    found = [
        Part("einleitung", "Einleitung"),
        Part("kennzahlen", "Kennzahlen", tables=[_figures(record)]),
        Part("umsetzung", "Stand der Umsetzung", tables=_implementation(record)),
        Part("massnahmen", "Maßnahmen", tables=[_measures(record)]),
        Part("ziele", "Ziele und Indikatoren", tables=_goals(record)),
        Part("bedarfe", "Veränderte Bedarfe", tables=[_needs(record)]),
        Part("schwierigkeiten", "Schwierigkeiten und Ressourcen", tables=_difficulties(record)),
        Part("beschluesse", "Beschlüsse der Steuerungsgruppe", tables=[_decisions(record)]),
        Part("ausblick", "Ausblick"),
    ]
    for part in found:
        part.texts.extend(one for one in record["texts"] if one["kind"] == part.key and one["text"])
    return [part for part in found if part.texts or part.tables]


def plain(cell: Cell) -> int | str:
    """Return what a cell shows."""
    value: int | str = cell[0] if isinstance(cell, list | tuple) else cell
    return value


# --- The catalogue ----------------------------------------------------------------------------------


def _figures(record: Record) -> Table:
    now, before = record["total"]
    rows = [["Maßnahmen im Katalog", now, before]]
    rows += [[f"davon {one['label']}", one["now"], one["before"]] for one in record["states"]]
    for one in record["course"]:
        rows.append([f"im Jahr {one['label']}", [one["now"], f"#{one['key']}"], one["before"]])
    rows += [[label, [number, "#ziele"], earlier] for label, number, earlier in record["attained"]]
    head = ("Kennzahl", record["until"], record["since"])
    return Table("Kennzahlen", "Dieses Jahr und das Jahr zuvor", head, rows, (3, 1, 1))


def _implementation(record: Record) -> list[Table]:
    tables = [_states(table) for table in record["tables"]]
    moved = record["movement"]
    heads = ("Ende des", *(label for _, label in moved["states"]), "gesamt")
    rows = [[one["day"], *one["cells"], one["total"]] for one in moved["points"]]
    last = len(rows) - 1
    quarters = [one for place, one in enumerate(moved["points"]) if place % 3 == 0 or place == last]
    bars = Bars([_bar(one["day"], one) for one in quarters], moved["states"])
    tables.append(Table("Verlauf", "Verlauf im Berichtsjahr", heads, rows, _shares(1.4, rows), bars=bars))
    return [*tables, _transitions(record), *(_course(one) for one in record["course"])]


def _states(table: Record) -> Table:
    heads = (table["label"], *(label for _, label in table["states"]), "gesamt", "Vorjahr")
    rows = [
        [one["label"], *one["cells"], one["total"], one["before"]] for one in (*table["rows"], table["total"])
    ]
    bars = Bars([_bar(one["label"], one) for one in table["rows"]], table["states"])
    name = f"Nach {table['label']}"
    return Table(name, name, heads, rows, _shares(3, rows), "Keine Maßnahmen.", bars)


def _bar(label: str, row: Record) -> tuple[str, list[int], int]:
    return label, [cell[0] for cell in row["cells"]], row["total"][0]


def _shares(first: float, rows: list[list[Cell]]) -> list[float]:
    return [first, *(1.0 for _ in rows[0][1:])]


def _transitions(record: Record) -> Table:
    rows = [
        [one["from"], one["to"], len(one["measures"]), _numbers(one["measures"])] for one in record["moved"]
    ]
    return Table(
        "Übergänge",
        "Von Stand zu Stand im Berichtsjahr",
        ("von", "nach", "Zahl", "Maßnahmen"),
        rows,
        (2, 2, 1, 5),
        "Keine Maßnahme hat im Berichtsjahr ihren Stand gewechselt.",
    )


def _course(one: Record) -> Table:
    rows = [[[row["number"], row["link"]], row["title"], row["reason"]] for row in one["rows"]]
    title = f"Im Berichtsjahr {one['label']}"
    return Table(
        one["label"].capitalize(),
        title,
        ("Nr", "Maßnahme", "Begründung"),
        rows,
        (1, 6, 4),
        "Keine Maßnahme.",
        key=one["key"],
    )


def _measures(record: Record) -> Table:
    rows = [
        [
            [one["number"], one["link"]],
            one["title"],
            _joined(one["field"], one["unit"]),
            _joined(one["state"], one["before"] and f"zuvor {one['before']}"),
            _joined(one["progress"], one["progress_date"] and f"vom {one['progress_date']}"),
        ]
        for one in record["measures"]
    ]
    heads = ("Nr", "Maßnahme", "Handlungsfeld, Federführung", "Stand", "Sachstand")
    return Table("Maßnahmen", "Maßnahmen und ihr Sachstand", heads, rows, (1, 4, 3, 2, 5), "Keine Maßnahmen.")


# --- What stands beside it --------------------------------------------------------------------------


def _goals(record: Record) -> list[Table]:
    goals, indicators = [], []
    for place, one in enumerate(record["goals"], 1):
        follows = one["consequence"] and f"Folge: {one['consequence']}"
        done = f"{one['steps'][1]} von {one['steps'][0]} Schritten erledigt" if one["steps"][0] else ""
        goals.append(
            [
                [place, reverse("steering:goal-talk-detail", args=[one["talk"]])],
                one["unit"],
                _joined(one["text"], of_measures(one["measures"])),
                _joined(one["result"], one["because"], done, follows),
            ]
        )
        for each in one["indicators"]:
            target = _joined(each["target"], each["due"] and f"bis {each['due']}")
            indicators.append(
                [place, each["name"], each["baseline"], target, each["value"] or "nicht gemessen"]
            )
    return [
        Table(
            "Jahresziele",
            "Jahresziele und was daraus wurde",
            ("Ziel", "Stelle", "Jahresziel", "Ergebnis"),
            goals,
            (1, 2, 5, 5),
            "Für das Berichtsjahr sind keine Jahresziele vereinbart.",
        ),
        Table(
            "Indikatoren",
            "Indikatoren der Jahresziele",
            ("Ziel", "Indikator", "Ausgangswert", "Zielwert", "Erreicht"),
            indicators,
            (1, 4, 2, 3, 3),
            "Zu den Jahreszielen gibt es keine Indikatoren.",
        ),
    ]


def _needs(record: Record) -> Table:
    rows = [
        [
            one["day"],
            one["about"],
            _joined(one["text"], f"Quelle: {one['source']}"),
            one["decision"] or "offen",
        ]
        for one in record["needs"]
    ]
    heads = ("Am", "Wozu", "Was sich verändert hat", "Entscheidung")
    empty = "Im Berichtsjahr sind keine veränderten Bedarfe festgehalten."
    return Table("Bedarfe", "Veränderte Bedarfe im Berichtsjahr", heads, rows, (2, 3, 5, 3), empty)


def _difficulties(record: Record) -> list[Table]:
    said = [
        [_measure(one["measure"]), one["unit"], one["difficulties"], one["resources"], one["need"]]
        for one in record["difficulties"]
    ]
    asked = [
        [
            *(_measure(one["measure"]), one["unit"], _joined(one["kind"], one["purpose"])),
            *(one["year"], one["asked"], one["granted"] or "offen"),
        ]
        for one in record["resources"]
    ]
    return [
        Table(
            "Schwierigkeiten",
            "Was Stellen gemeldet haben",
            ("Nr", "Stelle", "Schwierigkeiten", "Ressourcen", "Änderungsbedarf"),
            said,
            (1, 1.6, 4, 4, 4),
            "Im Berichtsjahr hat keine Stelle Schwierigkeiten gemeldet.",
        ),
        Table(
            "Ressourcen",
            "Ressourcenbedarf",
            ("Nr", "Stelle", "Wofür", "Jahr", "beantragt", "bewilligt"),
            asked,
            (1, 1.6, 5, 1.2, 2, 2),
            "Für das Berichtsjahr ist kein Ressourcenbedarf angegeben.",
        ),
    ]


def _decisions(record: Record) -> Table:
    rows = [
        [
            [one["day"], reverse("steering:minutes", args=[one["meeting"]])],
            f"{one['kind']} {one['number']}".strip(),
            _joined(one["title"], one["wording"], of_measures(one["measures"])),
        ]
        for one in record["decisions"]
    ]
    heads = ("Sitzung", "Ergebnis", "Gegenstand und Wortlaut")
    empty = "Die Steuerungsgruppe hat im Berichtsjahr nichts beschlossen, was diesen Bericht betrifft."
    return Table("Beschlüsse", "Beschlüsse und Empfehlungen", heads, rows, (2, 2.4, 8), empty)


def _joined(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _measure(number: int | None) -> int | str:
    return "neu" if number is None else number
