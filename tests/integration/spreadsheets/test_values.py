from __future__ import annotations

import datetime as dt

import pytest

from integration.spreadsheets.values import (
    EPOCH_1904,
    ErrorValue,
    Number,
    Truth,
    Value,
    as_text,
    number,
)


@pytest.mark.parametrize("raw", ["7", "-7.0", ".5", "1E+3", "29.199999999999999"])
def test_number_keeps_the_raw_text(raw: str) -> None:
    assert number(raw, "0.0") == Number(raw, "0.0")


@pytest.mark.parametrize("raw", ["nan", "inf", "1e999", "1_000", "٣", "0x1", "7,1", "9" * 40])
def test_number_leaves_what_is_none_as_text(raw: str) -> None:
    assert number(raw, "General") == raw


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Ziel", "Ziel"),
        (None, ""),
        (Number("29.199999999999999"), "29,2"),
        (Number("7.0"), "7"),
        (Truth(True), "WAHR"),
        (ErrorValue("#REF!"), "#REF!"),
    ],
)
def test_as_text_reads_as_people_do(value: Value | None, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    "code", ["mm-dd-yy", "DD.MM.YYYY", "[$-407]d. mmm yy;@", "yyyy\\-mm\\-dd", "JJJJ", 'd"."m"."']
)
def test_number_day_tells_the_day_of_a_date(code: str) -> None:
    assert Number("42849.75", code).day() == dt.date(2017, 4, 24)


@pytest.mark.parametrize(
    "code", ["General", "0.00", "0%", '0 "Tage"', "[Red]0", "#,##0 [$€-407]", "@", "hh:mm:ss", "[hh]:mm"]
)
def test_number_day_is_none_for_other_numbers(code: str) -> None:
    assert Number("42849", code).day() is None


def test_number_day_counts_from_the_workbooks_epoch_and_bears_nonsense() -> None:
    assert Number("0", "d").day(EPOCH_1904) == dt.date(1904, 1, 1)
    assert Number("1E300", "d").day() is None
    assert Number("99999999", "d").day() is None
