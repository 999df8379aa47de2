"""What tests of the catalogue start from: an empty installation, or a small city."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.fixture
def reference_data(db: None) -> None:
    """The reference data of an empty installation."""
    call_command("loaddata", "reference", verbosity=0)


@pytest.fixture
def city(db: None) -> None:
    """Two departments, one with an office below it; three measures that differ in every dimension."""
    from tests.city import build_city  # needs Django's apps, which this file precedes

    build_city()
