"""A provider for all the tests here, and an installation that uses it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.directory import Provider, configure, running
from tests.factories import make_unit


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    with running() as found:
        yield found


@pytest.fixture
def configured(settings: Any, provider: Provider) -> None:
    configure(settings, provider)
    make_unit("51.3")
    make_unit("FB 61")
