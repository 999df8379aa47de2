"""The columns of an issued workbook, and how a row is recognised."""

from __future__ import annotations

import pytest

from catalogue.extracts import extract_layout
from catalogue.extracts.extract_layout import number_of_key, row_key
from catalogue.reference.references import References
from catalogue.spreadsheet.columns import APPENDED, layout
from catalogue.spreadsheet.numbers import CatalogueNumber
from tests.city import build_city


@pytest.mark.django_db
def test_what_a_unit_is_asked_stands_beside_the_measure() -> None:
    build_city()
    city = layout(References.load())
    found = extract_layout.columns(city)
    keys = [column.key for column in found]
    place = keys.index("text")
    assert keys[place + 1 : place + 8] == [column.key for column in extract_layout.ASKED]
    assert sorted(keys) == sorted({*(c.key for c in (*city.columns, *APPENDED)), "note", "unchanged", "key"})


def test_key_tells_its_row_in_its_extract_only() -> None:
    number = CatalogueNumber(29, 10)
    key = row_key("mine", number)
    assert number_of_key("mine", key) == number
    assert number_of_key("other", key) is None
    for edited in ("", "29,10", "29,1-" + key.partition("-")[2], key + "0", "x-y"):
        assert number_of_key("mine", edited) is None
