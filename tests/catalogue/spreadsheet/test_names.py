from __future__ import annotations

from collections.abc import Callable

import pytest

from catalogue.models import Unit
from catalogue.reference.references import References
from catalogue.spreadsheet.decisions import ACTION_FIELD, NEW, TEXT, UNIT, Answers, Decisions, Questions
from catalogue.spreadsheet.names import Names

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def decided() -> Callable[[Answers], Names]:
    return lambda answers: Names(References.load(), Questions(Decisions(answers=answers)))


@pytest.fixture
def names(decided: Callable[[Answers], Names]) -> Names:
    return decided({})


def association() -> Unit:
    return Unit(name="Heimatverein", kind=Unit.Kind.PARTNER)


# --- Units


def test_unknown_unit_is_taken_in_and_asked_about(names: Names) -> None:
    slug = names.unknown_unit("Heimatverein", association())
    assert (slug, [str(unit) for unit in names.refs.new]) == ("heimatverein", ["Heimatverein"])
    assert names.asks == [(UNIT, "heimatverein", "Heimatverein", NEW)]
    assert names.new == ["Neue Stelle „Heimatverein“ (Partner). Bitte prüfen."]


@pytest.mark.parametrize(("answer", "slug"), [("vhs", "vhs"), (TEXT, None), (NEW, "heimatverein")])
def test_unknown_unit_is_what_was_decided(
    decided: Callable[[Answers], Names], answer: str, slug: str | None
) -> None:
    names = decided({UNIT: {"heimatverein": answer}})
    assert names.unknown_unit("Heimatverein", association()) == slug
    assert len(names.refs.new) == (answer == NEW)


def test_unit_that_was_taken_in_is_asked_about_again(names: Names) -> None:
    slug = names.unknown_unit("Heimatverein", association())
    names.asks.clear()
    assert names.known_unit(slug or "") == "heimatverein"
    assert names.known_unit("vhs") == "vhs"
    assert names.asks == [(UNIT, "heimatverein", "Heimatverein", NEW)]


def test_lead_is_a_known_unit_or_one_that_was_decided(decided: Callable[[Answers], Names]) -> None:
    names = decided({UNIT: {"sozialreferat": "FB-51", "irgendwer": NEW}})
    assert [names.lead(text) for text in ("FB 50", "Sozialreferat", "Irgendwer", "?")] == [
        "FB-50",
        "FB-51",
        None,
        None,
    ]
    assert [ask.shown for ask in names.asks] == ["Sozialreferat", "Irgendwer"]
    assert names.refs.new == []


# --- Action fields


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("Bildung (IKO)", "bildung"),
        ("IKO (Bildung-Vorschulisch)", "interkulturelle-oeffnung"),
        ("IKO - Zugangsbarrieren (vorschulische Bildung)", "interkulturelle-oeffnung-zugangsbarrieren"),
        ("Steuer-Koordination", "steuerung-koordination"),
        ("vorschulische Bildung", "vorschulische-bildung"),
        ("Bildung - Turnen", "bildung"),
    ],
)
def test_action_field_is_found_by_every_spelling(names: Names, label: str, slug: str) -> None:
    assert names.action_field(label) == slug
    assert names.new == []


def test_action_field_that_is_unknown_is_taken_in_once(names: Names) -> None:
    assert names.action_field("Digitales (IKO)") == names.action_field("digitales - Zugang")
    assert [one.name for one in names.refs.new] == ["Digitales"]
    assert names.new == ["Neues Handlungsfeld „Digitales“. Bitte prüfen."]


def test_action_field_of_endless_labels_is_one(names: Names) -> None:
    assert names.action_field("A" * 250 + "b") == names.action_field("A" * 250 + "c")
    assert len(names.refs.new) == 1


@pytest.mark.parametrize(
    ("answer", "label", "slug"),
    [
        ("bildung", "Lernen (IKO)", "bildung"),
        (
            "interkulturelle-oeffnung",
            "Lernen - Zugangsbarrieren",
            "interkulturelle-oeffnung-zugangsbarrieren",
        ),
        (NEW, "Lernen", "lernen"),
    ],
)
def test_action_field_is_what_was_decided_of_the_unknown_part(
    decided: Callable[[Answers], Names], answer: str, label: str, slug: str
) -> None:
    names = decided({ACTION_FIELD: {"lernen": answer}})
    assert names.action_field(label) == slug
    assert names.asks == [(ACTION_FIELD, "lernen", "Lernen", NEW)]


def test_action_field_is_asked_about_each_time_it_is_met(names: Names) -> None:
    for label in ("Lernen", "Lernen (IKO)", "Lernen - Turnen", "Lernen", "Bildung"):
        names.action_field(label)
    assert names.asks == [(ACTION_FIELD, "lernen", "Lernen", NEW)] * 4
