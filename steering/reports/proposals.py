"""Sentences a section can begin with, taken from what the report counts: the author edits them."""

from __future__ import annotations

from collections.abc import Callable

from steering.freezing import Record
from steering.models import ReportSection

_Kind = ReportSection.Kind


def proposal(kind: str, record: Record) -> str:
    """Return a proposed text (Markdown) for a section, "" where the record says nothing to it."""
    return _PROPOSALS[kind](record)


def _introduction(record: Record) -> str:
    whose = f"der Stelle {record['unit']}" if record["unit"] else "der Stadt"
    now, before = (cell[0] for cell in record["total"])
    return (
        f"Dieser Bericht gibt den Stand der Umsetzung {whose} zum {record['until']} wieder. Der "
        f"Maßnahmenkatalog enthält dazu {_measures(now)}; am {record['since']} waren es {before}."
    )


def _progress(record: Record) -> str:
    now = [f"{one['now'][0]} {one['label']}" for one in record["states"] if one["now"][0]]
    course = [f"{one['now']} {one['label']}" for one in record["course"] if one["now"]]
    told = f"Am {record['until']} sind von {_measures(record['total'][0][0])} {_list(now)}."
    told += f" Im Berichtsjahr: {_list(course)}." if course else ""
    moved = [f"- {len(one['measures'])} × von „{one['from']}“ nach „{one['to']}“" for one in record["moved"]]
    return told + ("\n\n" + "\n".join(moved) if moved else "")


def _goals(record: Record) -> str:
    agreed, *degrees = record["attained"]
    if not agreed[1]:
        return "Für das Berichtsjahr waren keine Jahresziele vereinbart."
    told = [f"{number} {label}" for label, number, _ in degrees if number]
    noun = "ist ein Jahresziel" if agreed[1] == 1 else f"sind {agreed[1]} Jahresziele"
    before = f" Im Jahr zuvor waren es {agreed[2]}." if agreed[2] else ""
    return f"Vereinbart {noun}: {_list(told)}.{before}"


def _needs(record: Record) -> str:
    if not record["needs"]:
        return "Im Berichtsjahr wurden keine veränderten Bedarfe festgehalten."
    lines = [f"- {one['about']}: {_line(one['text'])}" for one in record["needs"]]
    noun = "veränderter Bedarf" if len(lines) == 1 else "veränderte Bedarfe"
    return f"Festgehalten: {len(lines)} {noun}.\n\n" + "\n".join(lines)


def _difficulties(record: Record) -> str:
    said = [
        f"- {_about(one['measure'])}: {_line(one['difficulties'] or one['resources'] or one['need'])}"
        for one in record["difficulties"]
    ]
    if not said:
        return "Im Berichtsjahr hat keine Stelle Schwierigkeiten gemeldet."
    return "Gemeldet wurde:\n\n" + "\n".join(said)


def _decisions(record: Record) -> str:
    lines = [
        f"- {one['day']}, {one['kind']} {one['number']}".rstrip()
        + f": {_line(one['wording'] or one['title'])}"
        for one in record["decisions"]
    ]
    if not lines:
        return "Die Steuerungsgruppe hat im Berichtsjahr hierzu nichts beschlossen."
    return "Die Steuerungsgruppe hat beschlossen oder empfohlen:\n\n" + "\n".join(lines)


def _outlook(record: Record) -> str:
    follows = [
        f"- {_line(one['text'])} ({one['consequence']})"
        for one in record["goals"]
        if one["consequence"] in ("fortführen", "anpassen", "neue Maßnahme")
    ]
    return "Aus den Jahreszielen folgt für das nächste Jahr:\n\n" + "\n".join(follows) if follows else ""


_PROPOSALS: dict[str, Callable[[Record], str]] = {
    _Kind.INTRODUCTION: _introduction,
    _Kind.PROGRESS: _progress,
    _Kind.GOALS: _goals,
    _Kind.NEEDS: _needs,
    _Kind.DIFFICULTIES: _difficulties,
    _Kind.DECISIONS: _decisions,
    _Kind.OUTLOOK: _outlook,
}


def _measures(number: int) -> str:
    return f"{number} Maßnahme" if number == 1 else f"{number} Maßnahmen"


def _list(parts: list[str]) -> str:
    return " und ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else "nichts"


def _about(measure: int | None) -> str:
    return f"Maßnahme {measure}" if measure else "Neuer Vorschlag"


def _line(text: str) -> str:
    return " ".join(text.split())
