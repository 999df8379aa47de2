"""A small city: two departments, an office, three measures that differ in every dimension."""

from __future__ import annotations

from tests import factories as make


def build_city() -> None:
    """Store the city: reference data, then measures 7, 28 and 29, each written a moment after the other."""
    _build_reference_data()
    _write_measures()


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


def _write_measures() -> None:
    make.make_measure(
        7,
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
        goal="Eltern kennen die Kita",
        text="Mehrsprachige Sprechstunde",
        status="umgesetzt",
        units={"51.3": "beteiligt"},
        target_groups=["kinder", "erwachsene"],
        listings={1: {"action_field": "zugang", "label": "IKO - Zugangsbarrieren (Schule)"}},
    )
    make.make_measure(
        29,
        text="Wege zum Spielplatz",
        units={"FB-61": "kooperation"},
        listings={
            1: {"action_field": "iko", "concept": "fluechtlinge", "remark": "siehe 28,1 und Maßnahme 7"},
            2: {"action_field": "schule", "lost": {"goal": "Ein anderes Ziel"}},
        },
    )
