"""Wapiti as `scan.py` runs it, in wapiti's own environment: some of everything instead of all of the first.

Left to itself it takes pages by the alphabet and each with all it has, so that a scan of minutes ends at /b.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
from collections import Counter
from contextlib import suppress
from typing import Any

from wapitiCore.controller.wapiti import Wapiti  # type: ignore[import-not-found]
from wapitiCore.main.wapiti import wapiti_asyncio_wrapper  # type: ignore[import-not-found]
from wapitiCore.net.explorer import Explorer  # type: ignore[import-not-found]

MOST_OF_A_KIND = 3  # pages looked at
SHARE = 0.2  # of a module's time that one page or form may take

_looked_at: Counter[tuple[Any, ...]] = Counter()


def kind(request: Any) -> tuple[Any, ...]:
    """Return what pages have in common that differ in numbers only."""
    fields = [name for params in (request.get_params, request.post_params) for name, _ in params]
    return (
        request.method,
        re.sub(r"\d+", "N", request.path),
        *sorted(re.sub(r"\d+", "N", name) for name in fields),
    )


def is_one_too_many(_: Explorer, request: Any) -> bool:
    _looked_at[kind(request)] += 1
    return _looked_at[kind(request)] > MOST_OF_A_KIND


async def attack_broadly(self: Wapiti, module: Any, attacked: set[int]) -> None:
    """Attack one of each kind, in random order; what was stored may show on any page."""
    found: dict[Any, tuple[Any, Any]] = {}
    async for request, response in self.load_resources_for_module(module):
        found.setdefault(request.url if module.name == "permanentxss" else kind(request), (request, response))
    chosen = list(found.values())
    random.shuffle(chosen)
    for request, response in chosen:
        if await module.must_attack(request, response):
            with suppress(Exception):  # of a page that does not answer; the log of the site knows why
                await asyncio.wait_for(module.attack(request, response), module.max_attack_time * SHARE)
        attacked.add(request.path_id)


if __name__ == "__main__":
    random.seed(51)  # the same order each time
    Explorer.has_too_many_parameters = is_one_too_many
    Wapiti.load_and_attack = attack_broadly
    sys.exit(wapiti_asyncio_wrapper())
