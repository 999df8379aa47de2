from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from steering.numbers import NumberField, plain, shown


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("12.500", "12500"),
        ("12.500,50", "12500.50"),
        ("1 250", "1250"),
        ("12.500 €", "12500"),
        ("-3", "-3"),
        ("0.25", "0.25"),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, number: str) -> None:
    assert NumberField().clean(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["viel", "ja", "1,2,3", "12 %", "NaN", "1e400"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        NumberField().clean(typed)


def test_numbers_are_shown_without_idle_zeros() -> None:
    numbers = [Decimal(number) for number in ("12.00", "12.50", "1200", "-0.25", "1E+2")]
    assert [shown(number) for number in numbers] == ["12", "12,5", "1.200", "-0,25", "100"]
    assert [plain(number) for number in numbers] == ["12", "12,5", "1200", "-0,25", "100"]
    assert shown(None) == ""
