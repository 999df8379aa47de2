from __future__ import annotations

from typing import Any

import pytest

from tests.audit import told

SAFE = {"name": "django", "version": "5.2.19", "vulns": []}
HOLE = {"name": "lxml", "version": "1.0", "vulns": [{"id": "CVE-2099-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "typst", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "sentence"),
    [
        pytest.param([SAFE], 0, "In 1 Paketen ist keine Lücke bekannt.", id="nothing known"),
        pytest.param([SAFE, HOLE], 1, "lxml 1.0: CVE-2099-1, behoben in 1.1", id="hole"),
        pytest.param([SAFE, SKIPPED], 3, "Nicht geprüft werden konnten 1 von 2 Paketen", id="not asked"),
        pytest.param([HOLE, SKIPPED], 1, "CVE-2099-1", id="hole and not asked"),
    ],
)
def test_audit_never_calls_safe_what_it_could_not_ask(
    packages: list[dict[str, Any]], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(packages) == code
    assert sentence in capsys.readouterr().out
