"""What a person can answer where a workbook leaves something open, in the words of the pages."""

from __future__ import annotations

from itertools import groupby
from typing import Any, NamedTuple

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from catalogue.reference.references import References
from catalogue.spreadsheet.columns import ADDED, APPENDED, Column, layout
from catalogue.spreadsheet.decisions import (
    CLARIFICATION,
    COMMENTS,
    EMPTY_STATUS,
    HAT,
    HIDDEN_ROWS,
    KEEP,
    LEAD,
    LEAVE_OUT,
    LONE_MARK,
    NEW,
    OWN,
    REMARK,
    STRUCK,
    TEXT,
    VOLUNTEERS,
)
from catalogue.vocabulary import Status

Options = list[tuple[str, str]]
Groups = list[tuple[str, Options]]

COLUMN_ITSELF: Options = [(OWN, "eigene Spalte, unter ihrer Überschrift"), (LEAVE_OUT, "nicht übernehmen")]
UNIT_OTHERWISE: Options = [(NEW, "neu anlegen"), (TEXT, "als Text lassen")]
STATUSES: Options = [(TEXT, "kein Stand, als Text lassen"), *((one.value, one.label) for one in Status)]


class Wording(NamedTuple):
    """A question in plain words; `{}` stands for what the workbook says."""

    question: str
    options: Options


WORDINGS = {
    EMPTY_STATUS: Wording(
        "Welchen Stand hat eine Maßnahme, zu der die Datei keinen nennt?",
        [
            (Status.NOT_RECORDED.value, "nicht erfasst: Niemand hat etwas gesagt"),
            (Status.IN_PROGRESS.value, "in Umsetzung: Was nicht gekennzeichnet ist, läuft"),
        ],
    ),
    HAT: Wording(
        "Was sagen Markierungen unter „{}“?",
        [(LEAD, "wer den Hut aufhat, also die Federführung"), (OWN, "etwas anderes: als eigene Spalten")],
    ),
    LONE_MARK: Wording(
        "Was heißt ein x, das allein unter „{}“ steht?",
        [(VOLUNTEERS, "Ehrenamtliche wirken mit"), (CLARIFICATION, "Es gibt Klärungsbedarf")],
    ),
    COMMENTS: Wording(
        "Was soll mit Kommentaren an Zellen geschehen?",
        [(LEAVE_OUT, "nur melden, nicht übernehmen"), (REMARK, "an die Bemerkung der Zeile anfügen")],
    ),
    STRUCK: Wording(
        "Gilt durchgestrichener Text?",
        [(KEEP, "ja, wie anderer Text"), (LEAVE_OUT, "nein, nur melden")],
    ),
    HIDDEN_ROWS: Wording(
        "Gelten ausgeblendete Zeilen?",
        [(KEEP, "ja, wie andere Zeilen"), (LEAVE_OUT, "nein, nur melden")],
    ),
}


def meanings(refs: References) -> Groups:
    """Return what a column can hold, by the groups of the table's header."""
    columns = (*layout(refs).columns, *APPENDED)
    groups: Groups = [("Ohne Feld im Katalog", COLUMN_ITSELF)]
    alone: Options = []
    for group, members in groupby(columns, key=lambda column: column.headings[0]):
        options = [(column.key, _below(column)) for column in members]
        if len(options) == 1 and group != ADDED:
            alone += options
        else:
            groups.append((group, options))
    return [("Angaben zur Maßnahme", alone), *groups[1:], groups[0]]


def _below(column: Column) -> str:
    """Return the column's headings below its group."""
    return " › ".join(text for text in column.headings[1:] if text) or column.heading


def action_fields(refs: References) -> Groups:
    """Return the action fields by name, after the way to a new one."""
    known = sorted((one.labels[1], slug) for slug, one in refs.action_fields.items())
    return [
        ("", [(NEW, "neu anlegen")]),
        ("Bekannte Handlungsfelder", [(slug, name) for name, slug in known]),
    ]


def named(groups: Groups) -> dict[str, str]:
    """Return each option's words by the option."""
    return {key: label for _, options in groups for key, label in options}


def rendered(groups: Groups) -> SafeString:
    """Return the options' HTML, for all the selects that share them."""
    return format_html_join("", "{}", ((_group(name, options),) for name, options in groups))


def _group(name: str, options: Options) -> SafeString:
    inner = format_html_join("", '<option value="{}">{}</option>', options)
    return format_html('<optgroup label="{}">{}</optgroup>', name, inner) if name else inner


class SharedSelect(forms.Select):
    """A select whose options are rendered already; Django renders each of each select by a template."""

    def __init__(self, html: SafeString, *more: tuple[str, str]) -> None:
        super().__init__()
        self.html = format_html_join("", '<option value="{}">{}</option>', more) + html

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        option = f'<option value="{escape(value)}"'
        options = self.html.replace(f"{option}>", f"{option} selected>", 1)
        own = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return mark_safe(f"<select{own}>{options}</select>")  # noqa: S308 – every part is escaped
