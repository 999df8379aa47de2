"""What most tests of the catalogue start from: the reference data of an empty installation."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.fixture
def reference_data(db: None) -> None:
    call_command("loaddata", "reference", verbosity=0)
