from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.spreadsheet.numbers import Ambiguous, CatalogueNumber, cell_value, parse_number
from integration.spreadsheets.values import EPOCH_1904, ErrorValue, Number, Truth, Value


@pytest.mark.parametrize(
    ("value", "number"),
    [
        pytest.param(Number("7", "0.0"), (7, 0), id="7 means 7,0"),
        pytest.param(Number("29.2", "0.0"), (29, 2), id="float as in the original"),
        pytest.param(Number("29.199999999999999"), (29, 2), id="float with the noise of its storage"),
        pytest.param(Number("29.25"), (29, 25), id="two places"),
        pytest.param(Number("7", "0.00"), (7, 0), id="zeros shown after a whole number"),
        pytest.param(Number("29.2", "0"), (29, 2), id="places there but not shown"),
        pytest.param(Number("1E+3"), (1000, 0), id="exponent"),
        pytest.param("29,1", (29, 1), id="text"),
        pytest.param("29.1", (29, 1), id="text with a point"),
        pytest.param("29,10", (29, 10), id="text of sub-number 10"),
        pytest.param("29 , 1", (29, 1), id="blanks"),
        pytest.param("7", (7, 0), id="whole number as text"),
    ],
)
def test_parse_number_reads_what_people_mean(value: Value, number: tuple[int, int]) -> None:
    assert parse_number(value) == number


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        pytest.param(Number("7.1", "0.00"), "7,1 oder 7,10", id="7.1 shown as 7,10"),
        pytest.param(Number("42776", "d.m"), r"10\.02\.2017.*10,2 oder 2,17", id="10.2 became a date"),
        pytest.param(Number("0.5", "hh:mm"), "außerhalb", id="time of day"),
        pytest.param("29a", "„29a“ ist keine Nummer.*Gemeint sein kann 29,0", id="a letter"),
        pytest.param("neu", "„neu“ ist keine Nummer in der Form 29,1.$", id="letters"),
        pytest.param("29,1,2", "keine Nummer", id="three parts"),
        pytest.param("0,1", "keine Nummer", id="zero"),
        pytest.param(Number("0"), "außerhalb", id="the number zero"),
        pytest.param(Number("-7.1"), "außerhalb", id="negative"),
        pytest.param(Number("1000000"), "außerhalb", id="too high"),
        pytest.param(Number("29.123456"), "keine Nummer", id="more places than a sub-number has"),
        pytest.param(Truth(True), "keine Nummer", id="truth"),
        pytest.param(ErrorValue("#REF!"), "keine Nummer", id="error"),
    ],
)
def test_parse_number_says_what_it_cannot_read(value: Value, sentence: str) -> None:
    with pytest.raises(Ambiguous, match=sentence):
        parse_number(value)


def test_parse_number_names_the_day_of_the_workbooks_epoch() -> None:
    with pytest.raises(Ambiguous, match=r"10\.02\.2017"):
        parse_number(Number("41314", "d.m"), EPOCH_1904)


@given(st.builds(CatalogueNumber, st.integers(1, 999_999), st.integers(0, 9999)))
def test_cell_value_is_read_back(number: CatalogueNumber) -> None:
    value = cell_value(number)
    assert parse_number(value if isinstance(value, str) else Number(repr(value), "0.0")) == number


def test_cell_value_is_text_from_sub_number_10_on() -> None:
    assert cell_value(CatalogueNumber(29, 9)) == 29.9
    assert cell_value(CatalogueNumber(29, 10)) == "29,10"
