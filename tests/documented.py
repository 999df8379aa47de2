"""Examples in docs/: a call, and the answer it shows; "…" stands for whatever was left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[1] / "docs"
LEFT_OUT = "…"
_EXAMPLE = re.compile(r'```sh\ncurl [^\n]*"(https://[^"\n]+)"\n```\n\n```json\n(.*?)\n```', re.DOTALL)


def examples(name: str) -> Iterator[tuple[str, Any]]:
    """Yield address and shown answer of each call in a file of docs/."""
    for address, answer in _EXAMPLE.findall((DOCS / name).read_text()):
        yield address, json.loads(answer)


def differs(shown: Any, found: Any, where: str = "") -> list[str]:
    """Return where an answer is another one than the one that is shown."""
    if shown == LEFT_OUT:
        return []
    if isinstance(shown, dict) and isinstance(found, dict):
        keys = [] if shown.keys() == found.keys() else [f"{where}: {sorted(shown.keys() ^ found.keys())}"]
        both = shown.keys() & found.keys()
        return [*keys, *(one for key in both for one in differs(shown[key], found[key], f"{where}.{key}"))]
    if isinstance(shown, list) and isinstance(found, list):
        rest = bool(shown) and shown[-1] == LEFT_OUT
        listed = shown[:-1] if rest else shown
        if len(found) <= len(listed) if rest else len(found) != len(listed):
            return [f"{where}: {len(found)} statt {len(listed)}"]
        pairs = zip(listed, found, strict=False)
        return [one for at, pair in enumerate(pairs) for one in differs(*pair, f"{where}[{at}]")]
    return [] if shown == found else [f"{where}: {found!r} statt {shown!r}"]
