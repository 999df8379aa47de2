"""What docs/ say holds something is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PLACES = (ROOT, ROOT / "tests" / "browser")


@pytest.mark.parametrize("name", ["barrierefreiheit.md", "schnittstellen.md"])
def test_every_test_that_is_named_exists(name: str) -> None:
    named = set(re.findall(r"`((?:tests/)?[\w/]+(?:\.py|/[\w/]+))`", (ROOT / "docs" / name).read_text()))
    named = {one for one in named if one.startswith(("tests/", "test_"))}
    assert named
    assert [one for one in sorted(named) if not any((place / one).exists() for place in PLACES)] == []
