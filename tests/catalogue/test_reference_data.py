"""What an empty installation starts from: fixtures/reference.json."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import openpyxl
import pytest
from django.core import serializers
from django.core.management import call_command
from django.db.models import Model
from openpyxl.worksheet.worksheet import Worksheet

from catalogue.models import (
    ActionField,
    ActionFieldAlias,
    Concept,
    Contact,
    Location,
    TargetGroup,
    Unit,
    UnitAlias,
)
from catalogue.models.reference import slug_for
from catalogue.reference.references import References
from catalogue.spreadsheet.columns import heading_merges, layout
from catalogue.spreadsheet.labels import parse_label
from catalogue.spreadsheet.marks import PERSON, parse_list, parse_own
from integration.spreadsheets.headings import normalise
from integration.texts import match_key

pytestmark = pytest.mark.django_db

MODELS: list[type[Model]] = [
    Concept,
    TargetGroup,
    Location,
    ActionField,
    ActionFieldAlias,
    Unit,
    UnitAlias,
    Contact,
]
WORKBOOK = Path(__file__).resolve().parents[2] / "fixtures" / "demo-massnahmenkatalog.xlsx"
HEADER, LAST_COLUMN = (3, 5), 28  # rows of the demo workbook's header, columns of the original layout
ORIGINAL_LABELS = [
    "Bildung",
    "Bildung (IKO)",
    "Bildung (Steuer)",
    "IKO (Bildung-Vorschulisch)",
    "IKO - Zugangsbarrieren (vorschulische Bildung)",
    "Steuerung-Koordination (vorschulische Bildung)",
]

UNIT_SPELLINGS = {
    "Ref 0120": "Ref-0120",
    "Ref.0120": "Ref-0120",
    "Referat 0120": "Ref-0120",
    "0120": "Ref-0120",
    "0400": "FB-40",
    "FB50": "FB-50",
    "Fachbereich 51": "FB-51",
    "Abt. 50.2": "50.2",
    "ZK": "50.21",
    "Zentrale Koordinierungsstelle": "50.21",
    "Koordinator Ehrenamt": "koordination-ehrenamt",
    "VHS": "vhs",
    "Volkshochschule": "vhs",
    "Job-Center": "jobcenter",
    "Arbeitsagentur": "agentur-fuer-arbeit",
}
FIELD_SPELLINGS = {
    "Steuer": "Steuerung-Koordination",
    "Steuer-Koordination": "Steuerung-Koordination",
    "Bildung-Vorschulisch": "Vorschulische Bildung",
    "Bildung vorschulisch": "Vorschulische Bildung",
    "vorschulische Bildung": "Vorschulische Bildung",
    "IKO": "Interkulturelle Öffnung",
    "Kultur/Sport/Freizeit": "Kultur, Sport, Freizeit",
}


@pytest.fixture
def refs() -> References:
    call_command("loaddata", "reference", verbosity=0)
    return References.load()


@pytest.fixture(scope="module")
def sheet() -> Worksheet:
    return openpyxl.load_workbook(WORKBOOK)["Maßnahmenkatalog"]


def texts(sheet: Worksheet, column: str) -> list[str]:
    """Return the filled cells of a column below the header."""
    return [str(cell.value) for cell in sheet[column][HEADER[1] :] if cell.value is not None]


# --- Loading --------------------------------------------------------------------------------


def stored() -> dict[str, str]:
    return {
        model.__name__: serializers.serialize("json", model._default_manager.order_by("pk"))
        for model in MODELS
    }


def test_reference_data_load_twice_and_change_nothing(refs: References) -> None:
    once = stored()
    call_command("loaddata", "reference", verbosity=0)
    assert stored() == once


def test_reference_data_are_valid(refs: References) -> None:
    """Raw loading skips validation, so what a form would demand is checked here."""
    for model in MODELS:
        for row in model._default_manager.all():
            row.full_clean()


def test_both_concepts_exist(refs: References) -> None:
    assert {slug: one.year for slug, one in refs.concepts.items()} == {"konsens": 2008, "fluechtlinge": 2016}


# --- Spellings ------------------------------------------------------------------------------


def test_alias_is_folded_as_saving_would(refs: References) -> None:
    aliases = [*UnitAlias.objects.all(), *ActionFieldAlias.objects.all()]
    assert [one.alias for one in aliases if one.folded != match_key(one.alias)] == []


def test_unit_alias_names_its_unit_and_no_other(refs: References) -> None:
    spellings = defaultdict(set)
    for unit in Unit.objects.prefetch_related("aliases"):
        for text in (unit.slug, unit.name, unit.code, str(unit), *(one.alias for one in unit.aliases.all())):
            if text:
                spellings[match_key(text)].add(unit.slug)
    assert [slugs for slugs in spellings.values() if len(slugs) > 1] == []


def test_action_field_alias_names_its_field_and_no_other(refs: References) -> None:
    for one in ActionFieldAlias.objects.select_related("action_field"):
        assert refs.find_action_field(one.alias) == one.action_field.slug


def test_unit_is_found_by_usual_spellings(refs: References) -> None:
    assert {spelling: refs.find_unit(spelling) for spelling in UNIT_SPELLINGS} == UNIT_SPELLINGS


def test_action_field_is_found_by_usual_spellings(refs: References) -> None:
    found = {spelling: refs.find_action_field(spelling) for spelling in FIELD_SPELLINGS}
    names = {spelling: refs.action_fields[slug].name for spelling, slug in found.items() if slug}
    assert names == FIELD_SPELLINGS


# --- Units ----------------------------------------------------------------------------------


def test_slug_follows_code_or_name(refs: References) -> None:
    assert [unit.slug for unit in refs.units.values() if unit.slug != slug_for(unit.code or unit.name)] == []


def test_units_form_the_citys_tree(refs: References) -> None:
    chain = [unit.slug for unit in refs.unit_and_above("50.21")]
    assert chain == ["50.21", "50.2", "FB-50"]
    assert [unit.slug for unit in refs.unit_and_above("51.3")] == ["51.3", "FB-51"]


def test_contact_is_a_function_without_name(refs: References) -> None:
    contacts = Contact.objects.all()
    assert {one.name for one in contacts} == {""}
    assert {one.email.partition("@")[2] for one in contacts} == {"example.org"}


def test_no_text_holds_a_persons_name() -> None:
    text = (WORKBOOK.parent / "reference.json").read_text(encoding="utf-8")
    assert PERSON.search(text) is None


# --- Against the workbook's original layout ---------------------------------------------------


def test_column_stands_where_the_original_has_it(refs: References, sheet: Worksheet) -> None:
    top, bottom = HEADER
    original = [
        next(str(cell.value) for cell in reversed(column) if cell.value)
        for column in sheet.iter_cols(min_row=top, max_row=bottom, max_col=LAST_COLUMN)
    ]
    assert [column.heading for column in layout(refs).columns] == original


def test_headings_are_merged_as_in_the_original(refs: References, sheet: Worksheet) -> None:
    above = HEADER[0] - 1
    original = {
        (area.min_row - above, area.min_col, area.max_row - above, area.max_col)
        for area in sheet.merged_cells.ranges
        if area.max_row <= HEADER[1] and area.max_col <= LAST_COLUMN
    }
    assert set(heading_merges(layout(refs).columns)) == original


def test_heading_with_a_persons_name_is_the_functions_column(refs: References) -> None:
    keys = {normalise(column.heading): column.key for column in layout(refs).columns}
    assert keys[normalise("Koordinator Ehrenamt (Herr N. N.)")] == "unit:koordination-ehrenamt"
    assert not [column.heading for column in layout(refs).columns if PERSON.search(column.heading)]


def test_original_labels_name_known_fields(refs: References) -> None:
    for label in ORIGINAL_LABELS:
        field, sub_topic, other = parse_label(label)
        slug = refs.find_action_field(field)
        assert slug, label
        assert not sub_topic or refs.find_action_field(sub_topic, below=slug), label
        assert not other or refs.find_action_field(other), label


def test_field_and_counterpart_of_the_demo_are_known(refs: References, sheet: Worksheet) -> None:
    labels = [parse_label(text) for text in texts(sheet, "B")]
    named = {part for label in labels for part in (label.field, label.counterpart) if part}
    assert {part for part in named if not refs.find_action_field(part)} == set()


def test_city_units_of_the_demo_are_known(refs: References, sheet: Worksheet) -> None:
    columns = {"S": "FB-50", "T": "FB-51", "U": "50.21", "V": "koordination-ehrenamt"}
    for column, own in columns.items():
        for text in texts(sheet, column):
            found = parse_own(text, own, refs)
            assert found.keys() <= refs.units.keys(), text
            assert set(found.values()) == {"x"}, text
    assert unknown(sheet, "W", refs) == set()


def test_few_partners_of_the_demo_are_left_to_be_found(refs: References, sheet: Worksheet) -> None:
    assert 3 <= len(unknown(sheet, "X", refs)) <= 5


def unknown(sheet: Worksheet, column: str, refs: References) -> set[str]:
    """Return the names in a column of lists that no unit has."""
    items = [item for text in texts(sheet, column) for item in parse_list(text, refs)]
    return {name for slug, name, _ in items if not slug}
