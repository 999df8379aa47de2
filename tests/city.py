"""A small city: two departments, an office, three measures that differ in every dimension."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.records import Edits, State
from integration.history.models import ChangeSet
from tests import factories as make


def build_city(at: dt.datetime | None = None) -> None:
    """Store the city: reference data, then measures 7, 28 and 29, each written a moment after the other."""
    _build_reference_data()
    _write_measures(at)


def build_past() -> None:
    """Store the city with a history: imported on 10.01.2020, changed on three later days."""
    build_city(moment("2020-01-10 08:00"))
    _change("2021-06-01 12:00", "Sitzung im Juni", {7: {
        ("goal",): "Ein Büro für viele Fragen", ("status",): State("in-umsetzung"),
    }})  # fmt: skip
    _change("2022-03-01 12:00", "Aufgegangen in 7", {
        7: {("units", "FB-61"): None},
        28: {("status",): State("entfallen", "Aufgegangen in Maßnahme 7")},
    })  # fmt: skip
    _change(
        "2022-03-15 23:30",
        "",
        {30: {("text",): "Ganz neu", ("lead",): "FB-61", ("listings", 0, "label"): "S"}},
    )


def moment(text: str) -> dt.datetime:
    """Return "2022-03-15 23:30" as a moment in the city's time zone."""
    return timezone.make_aware(dt.datetime.fromisoformat(text))


def _change(at: str, reason: str, edits: dict[int, Edits]) -> None:
    measures = [MeasureEdit(number, one) for number, one in edits.items()]
    apply(measures, by=None, way=ChangeSet.Way.FORM, reason=reason, at=moment(at))


def _build_reference_data() -> None:
    fb51 = make.make_unit("FB 51", "Kinder, Jugend und Familie")
    make.make_unit("51.3", "Kindertagesstätten", parent=fb51)
    make.make_unit("FB 61", "Stadtplanung")
    iko = make.make_action_field("Interkulturelle Öffnung", slug="iko")
    make.make_action_field("Zugangsbarrieren", slug="zugang", parent=iko)
    make.make_action_field("Schule")
    make.make_target_group("Kinder", column=6)
    make.make_target_group("Erwachsene", column=8)
    make.make_location("Wohnung", column=14)
    make.make_concept("fluechtlinge")


def _write_measures(at: dt.datetime | None) -> None:
    make.make_measure(
        7,
        at=at,
        goal="Ein Büro für alle Fragen",
        text="Anlaufstelle im Erdgeschoss",
        status="geplant",
        lead="FB-51",
        units={"FB-61": "beteiligt"},
        target_groups=["erwachsene"],
        locations=["wohnung"],
        listings={0: {"action_field": "schule", "concept": "fluechtlinge", "page": "9"}},
    )
    make.make_measure(
        28,
        at=at,
        goal="Eltern kennen die Kita",
        text="Mehrsprachige Sprechstunde",
        status="umgesetzt",
        units={"51.3": "beteiligt"},
        target_groups=["kinder", "erwachsene"],
        listings={1: {"action_field": "zugang", "label": "IKO - Zugangsbarrieren (Schule)"}},
    )
    make.make_measure(
        29,
        at=at,
        text="Wege zum Spielplatz",
        units={"FB-61": "kooperation"},
        listings={
            1: {"action_field": "iko", "concept": "fluechtlinge", "remark": "siehe 28,1 und Maßnahme 7"},
            2: {"action_field": "schule", "lost": {"goal": "Ein anderes Ziel"}},
        },
    )
