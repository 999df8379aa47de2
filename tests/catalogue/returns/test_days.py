from __future__ import annotations

import datetime as dt

import pytest

from catalogue.returns.days import Unclear, read_day

DAY = dt.date(2026, 11, 3)


@pytest.mark.parametrize(
    "text",
    [
        "3.11.2026",
        "03.11.26",
        "2026-11-03",
        "3. November 2026",
        "3 Nov. 26",
        "Stand: 03.11.2026",
        "am 3. nov 2026",
    ],
)
def test_one_day_in_many_spellings(text: str) -> None:
    assert read_day(text) == DAY


@pytest.mark.parametrize("text", ["5. März 2026", "5. Maerz 2026", "5. Mrz. 2026"])
def test_months_in_their_spellings(text: str) -> None:
    assert read_day(text) == dt.date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Nov 2026", "nennt keinen Tag"),
        ("November 2026", "nennt keinen Tag"),
        ("11/2026", "nennt keinen Tag"),
        ("11.2026", "nennt keinen Tag"),
        ("2026", "nennt keinen Tag"),
        ("Q3 2026", "nennt keinen Tag"),
        ("3.11.", "nennt kein Jahr"),
        ("3. November", "nennt kein Jahr"),
        ("03/11/2026", "kann der 11.03.2026 oder der 03.11.2026 sein"),
        ("31.2.2026", "Den Tag „31.2.2026“ gibt es nicht"),
        ("3.13.2026", "gibt es nicht"),
        ("3.11.1026", "liegt außerhalb der Jahre"),
        ("46329", "ist kein Datum"),
        ("demnächst", "ist kein Datum"),
    ],
)
def test_what_leaves_the_day_open_is_no_day(text: str, why: str) -> None:
    with pytest.raises(Unclear) as unclear:
        read_day(text)
    assert why in str(unclear.value)
    assert str(unclear.value).endswith("Gebraucht wird ein Tag wie 03.11.2026.")


def test_date_with_slashes_that_can_be_one_day_only_is_read() -> None:
    assert read_day("25/11/2026") == dt.date(2026, 11, 25)
