"""All that is kept about a person (DSGVO Art. 15 and 20), kind by kind as declared: JSON, and a page to "
"read."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, Field, Model
from django.template.loader import render_to_string
from django.utils import timezone

from integration.model_names import plural_of
from integration.personal_data import Kind
from integration.privacy.declaration import KINDS
from integration.privacy.traces import names_as_contact, traces, words_for

Row = dict[str, Any]
_NOTE = (
    "Anmeldename, E-Mail-Adresse und der Name als Ansprechperson wurden auch in allen Texten gesucht, die "
    "andere geschrieben haben; „Fundstellen in Texten“ sagt, wo und wie oft. Den Wortlaut gibt, wer sie "
    "verantwortet. Andere Schreibweisen des Namens und der Inhalt abgelegter Dateien sind nicht durchsucht."
)
_HIDDEN = "gespeichert, hier nicht gezeigt"


def data_of(person: Any, *, now: dt.datetime) -> dict[str, Any]:
    """Return everything about a person; each kind says what it is for and how long it stays."""
    return {
        "Auskunft über": str(person),
        "Stand": now,
        "Verantwortlich": f"Stadtverwaltung {settings.CITY_NAME}",
        "Daten": [
            {
                "Art": kind.what,
                "Zweck": kind.purpose,
                "Rechtsgrundlage": kind.basis,
                "Wer es sieht": kind.seen_by,
                "Wie lange": kind.how_long,
                "Einträge": _rows(kind, person),
            }
            for kind in KINDS
        ],
        "Fundstellen in Texten": _places(person),
        "Hinweis": _NOTE,
    }


def as_zip(person: Any, *, now: dt.datetime) -> bytes:
    """Return the data twice in one file: for machines as JSON, for people as a page."""
    data = data_of(person, now=now)
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        archive.writestr("daten.json", text)
        archive.writestr("daten.html", render_to_string("privacy/person_data.html", _page(data)))
    return stream.getvalue()


def _places(person: Any) -> dict[str, int]:
    words = [*words_for(person), *names_as_contact(person)]
    return {one.where: one.number for one in traces(words)}


def _rows(kind: Kind, person: Any) -> dict[str, list[Row]]:
    """Return a person's rows by what they are; a row that is tied twice stands once."""
    found: dict[str, dict[Any, Row]] = {}
    for rows in (*kind.linked(person), *kind.found(person)):
        of_model = found.setdefault(plural_of(rows.model), {})
        for row in rows.iterator():
            of_model.setdefault(row.pk, _row(row, kind))
    return {name: list(rows.values()) for name, rows in found.items()}


def _row(row: Model, kind: Kind) -> Row:
    names = None if kind.whole else kind.fields[type(row)]
    return {
        str(field.verbose_name): _value(row, field, kind.secret)
        for field in row._meta.concrete_fields
        if (names is None or field.name in names) and not isinstance(field, BinaryField)
    }


def _value(row: Model, field: Field, secret: frozenset[str]) -> Any:
    value = getattr(row, field.attname)
    if field.name in secret:
        return _HIDDEN if value else ""
    return dict(field.flatchoices).get(value, value) if field.choices else value


def _page(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data as the template shows them: rows as pairs, moments as people write them."""
    kinds = [
        {
            "about": {key: text for key, text in kind.items() if key not in ("Art", "Einträge")},
            "what": kind["Art"],
            "tables": [
                (name, [_shown(row) for row in rows]) for name, rows in kind["Einträge"].items() if rows
            ],
        }
        for kind in data["Daten"]
    ]
    return {
        "data": data,
        "who": data["Auskunft über"],
        "at": data["Stand"],
        "kinds": kinds,
        "traces": list(data["Fundstellen in Texten"].items()),
        "note": data["Hinweis"],
    }


def _shown(row: Row) -> list[tuple[str, str]]:
    return [(name, _words(value)) for name, value in row.items() if value not in (None, "", [], {})]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%d.%m.%Y, %H:%M} Uhr"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, list | dict):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return str(value)
