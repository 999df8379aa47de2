from __future__ import annotations

import pytest

from tests.city import build_city


@pytest.fixture
def city(db: None) -> None:
    build_city()
