"""What tests of the catalogue start from: an empty installation, or a small city."""

from __future__ import annotations

import pytest

from tests.city import build_city, build_past
from tests.reference_data import load_reference_data


@pytest.fixture
def reference_data(db: None) -> None:
    """The reference data of an empty installation."""
    load_reference_data()


@pytest.fixture
def city(db: None) -> None:
    """Two departments, one with an office below it; three measures that differ in every dimension."""
    build_city()


@pytest.fixture
def past(db: None) -> None:
    """The same city with a history of two years."""
    build_past()
