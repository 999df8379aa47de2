from __future__ import annotations

import pytest

from catalogue.spreadsheet.labels import counterpart, parse_label


@pytest.mark.parametrize(
    ("label", "parts"),
    [
        ("Bildung", ("Bildung", "", "")),
        ("Bildung (IKO)", ("Bildung", "", "IKO")),
        ("IKO (Bildung-Vorschulisch)", ("IKO", "", "Bildung-Vorschulisch")),
        (
            "IKO - Zugangsbarrieren (vorschulische Bildung)",
            ("IKO", "Zugangsbarrieren", "vorschulische Bildung"),
        ),
        (
            "Steuerung-Koordination (vorschulische Bildung)",
            ("Steuerung-Koordination", "", "vorschulische Bildung"),
        ),
        ("IKO – Zugang – Sprache", ("IKO", "Zugang – Sprache", "")),
        ("Interkulturelle Öffnung › Fortbildung", ("Interkulturelle Öffnung", "Fortbildung", "")),
        ("Bildung (IKO) (Steuer)", ("Bildung (IKO)", "", "Steuer")),
        ("Bildung (offen", ("Bildung (offen", "", "")),
        ("", ("", "", "")),
    ],
)
def test_parse_label_knows_field_sub_topic_and_counterpart(label: str, parts: tuple[str, str, str]) -> None:
    assert parse_label(label) == parts


def test_counterpart_is_what_stands_in_parentheses() -> None:
    assert counterpart("Bildung (Steuer)") == "Steuer"
    assert counterpart("Bildung") == ""
