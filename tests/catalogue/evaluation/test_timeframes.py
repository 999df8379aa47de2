"""What timeframes in words say of days."""

from __future__ import annotations

import datetime as dt

import pytest

from catalogue.evaluation.timeframes import Timeframe, timeframe_of


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2017", "2017-01-01", "2017-12-31"),
        ("2017–2018", "2017-01-01", "2018-12-31"),
        ("2017/18", "2017-01-01", "2018-12-31"),
        ("bis Ende 2018", None, "2018-12-31"),
        ("bis Herbst 2018", None, "2018-11-30"),
        ("Anfang 2017 bis Mitte 2018", "2017-01-01", "2018-07-31"),
        ("bis 06/2018", None, "2018-06-30"),
        ("ab 2017", "2017-01-01", None),
        ("seit März 2016, laufend", "2016-03-01", None),
        ("1. Quartal 2017 bis 2. Halbjahr 2018", "2017-01-01", "2018-12-31"),
        ("vom 15.02.2017 bis 30.11.2017", "2017-02-15", "2017-11-30"),
        ("12/2017", "2017-12-01", "2017-12-31"),
        ("laufend", None, None),
    ],
)
def test_timeframe_says(text: str, start: str | None, end: str | None) -> None:
    days = (dt.date.fromisoformat(day) if day else None for day in (start, end))
    assert timeframe_of(text) == Timeframe(*days)


@pytest.mark.parametrize("text", ["", "kurzfristig", "31.02.2017", "13/2017", "Raum 20171"])
def test_timeframe_says_nothing_that_can_be_told(text: str) -> None:
    assert timeframe_of(text) is None
