from __future__ import annotations

import pytest
from django.http import QueryDict

from catalogue.filter_panel import FilterPanel
from catalogue.filters import MeasureFilter
from catalogue.models import MeasureVersion, UnitAlias, UnitName
from tests.factories import LONG_AGO, make_measure, make_unit

pytestmark = pytest.mark.usefixtures("city")


def chosen(query: str) -> MeasureFilter:
    return MeasureFilter(QueryDict(query), MeasureVersion.objects.current())


def found(query: str) -> list[int]:
    return list(chosen(query).qs.in_catalogue_order().values_list("number", flat=True))


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        pytest.param("", [7, 28, 29], id="nothing asked for"),
        pytest.param("q=", [7, 28, 29], id="empty value"),
        pytest.param("q=büro", [7], id="umlaut"),
        pytest.param("q=Buero", [7], id="umlaut written out"),
        pytest.param("q=buro", [7], id="base letter"),
        pytest.param("q=29,1", [29], id="listing's number"),
        pytest.param("q=29", [29], id="two letters, too few for an index"),
        pytest.param("q=kita sprechstunde", [28], id="several words"),
        pytest.param("q=kita spielplatz", [], id="all words must be there"),
        pytest.param("handlungsfeld=schule", [7, 29], id="field, any listing"),
        pytest.param("handlungsfeld=iko", [28, 29], id="field with its sub-topics"),
        pytest.param("handlungsfeld=zugang", [28], id="sub-topic"),
        pytest.param("zielgruppe=kinder", [28], id="target group"),
        pytest.param("zielgruppe=kinder&zielgruppe=erwachsene", [7, 28], id="one of several target groups"),
        pytest.param("ort=wohnung", [7], id="location"),
        pytest.param("stelle=51.3", [28], id="unit"),
        pytest.param("stelle=FB-51", [7, 28], id="unit with those below"),
        pytest.param("stelle=fb 51", [7, 28], id="unit by code"),
        pytest.param("stelle=Stadtplanung", [7, 29], id="unit by name"),
        pytest.param("stelle=stadtpl", [7, 29], id="unit by a part of its name"),
        pytest.param("rolle=federfuehrend", [7], id="role of whatever unit"),
        pytest.param("stelle=FB-61&rolle=beteiligt", [7], id="role of this unit"),
        pytest.param("stelle=FB-61&rolle=federfuehrend", [], id="role of another unit"),
        pytest.param("status=geplant", [7], id="status"),
        pytest.param("status=geplant&status=umgesetzt", [7, 28], id="one of several states"),
        pytest.param("konzept=fluechtlinge", [7, 29], id="concept"),
        pytest.param("konzept=ohne", [28, 29], id="no concept"),
        pytest.param("handlungsfeld=ohne", [], id="no action field"),
        pytest.param("ort=ohne", [28, 29], id="no place"),
        pytest.param("zielgruppe=ohne&zielgruppe=kinder", [28, 29], id="no target group, or this one"),
        pytest.param("stelle=ohne", [], id="no unit of the city"),
        pytest.param("federfuehrung=ohne", [28, 29], id="nobody leads"),
        pytest.param("federfuehrung=FB 51", [7], id="who leads"),
        pytest.param("federfuehrung=FB-61", [], id="who takes part only"),
        pytest.param("luecke=ziel", [29], id="gap"),
        pytest.param("luecke=federfuehrung&zielgruppe=kinder&status=umgesetzt&q=kita", [28], id="combined"),
        pytest.param("handlungsfeld=&status=&rolle=", [7, 28, 29], id="selects left at all"),
    ],
)
def test_filter_finds(query: str, numbers: list[int]) -> None:
    assert found(query) == numbers


@pytest.mark.parametrize("word", ["29", "zu", "§", "a-"])
def test_too_short_a_word_is_read_for_not_looked_up(word: str) -> None:
    assert "LIKE" not in str(MeasureVersion.objects.search(word).query)
    assert "LIKE" in str(MeasureVersion.objects.search(f"{word} kita").query)


def test_unit_is_found_by_alias_and_former_name() -> None:
    unit = make_unit("FB 32", "Bürgerservice")
    UnitAlias.objects.create(unit=unit, alias="Ordnungsamt")
    UnitName.objects.create(unit=unit, name="Öffentliche Ordnung", valid_until=LONG_AGO)
    make_measure(40, units={"FB-32": "beteiligt"})
    assert found("stelle=ordnungsamt") == found("stelle=öffentliche ordnung") == [40]


@pytest.mark.parametrize(
    "query",
    [
        "status=quatsch",
        "handlungsfeld=quatsch",
        "zielgruppe=%00",
        "q=%00",
        "q=" + "x" * 5000,
        "stelle=nirgends",
        "stelle=%00",
        "rolle=chef",
        "konzept=quatsch",
        "luecke=quatsch",
    ],
)
def test_unknown_value_finds_nothing_and_is_told(query: str) -> None:
    asked = chosen(query)
    assert not asked.qs.exists()
    assert FilterPanel(asked).problems


def test_part_of_a_name_is_enough_if_one_unit_has_it() -> None:
    assert found("stelle=jugend") == [7, 28]


def test_unclear_name_proposes_units() -> None:
    panel = FilterPanel(chosen("stelle=kinder&status=geplant&page=2"))
    assert panel.problems == ["Stelle: Mehrere Stellen passen zu „kinder“. Welche meinen Sie?"]
    assert panel.units_like == [
        ("51.3 Kindertagesstätten", "?stelle=51.3&status=geplant"),
        ("FB 51 Kinder, Jugend und Familie", "?stelle=FB-51&status=geplant"),
    ]


def test_chip_takes_away_one_value_and_starts_on_the_first_page() -> None:
    panel = FilterPanel(chosen("status=geplant&status=umgesetzt&q=kita&sort=-nummer&page=3"))
    assert {(chip.label, chip.url) for chip in panel.chips} == {
        ("Suche: „kita“", "?status=geplant&status=umgesetzt&sort=-nummer"),
        ("Umsetzungsstand: geplant", "?status=umgesetzt&q=kita&sort=-nummer"),
        ("Umsetzungsstand: umgesetzt", "?status=geplant&q=kita&sort=-nummer"),
    }


def test_chip_names_what_the_address_only_abbreviates() -> None:
    panel = FilterPanel(chosen("stelle=fb51&handlungsfeld=zugang&konzept=ohne"))
    assert [chip.label for chip in panel.chips] == [
        "Handlungsfeld: Interkulturelle Öffnung › Zugangsbarrieren",
        "Stelle: FB 51 Kinder, Jugend und Familie",
        "Konzept: nicht angegeben",
    ]
    panel = FilterPanel(chosen("stelle=ohne&federfuehrung=fb51&zielgruppe=ohne&alter=3-bis-6"))
    assert [chip.label for chip in panel.chips] == [
        "Zielgruppe: nicht angegeben",
        "Stelle: keine der Stadt",
        "Federführung: FB 51 Kinder, Jugend und Familie",
        "Alter des letzten Standes: 3 bis 6 Monate",
    ]
    assert [option.label for option in panel.boxes[1][0].options if option.chosen] == ["nicht angegeben"]


def test_way_out_tells_which_filter_to_leave_out() -> None:
    (way,) = FilterPanel(chosen("zielgruppe=kinder&status=geplant&ort=wohnung")).ways_out
    assert (way.label, way.hits, way.url) == ("Zielgruppe", 1, "?status=geplant&ort=wohnung")


def test_second_value_of_a_select_rides_along() -> None:
    control = FilterPanel(chosen("luecke=ziel&luecke=ort")).gap
    assert [option.value for option in control.options if option.chosen] == ["ziel"]
    assert control.unseen == ["ort"]
