"""Promises about speed and size, each measured beside its floor in the same run.

A benchmark's *floor* is the least that work of its kind costs on this machine (reading a file's cells,
rendering rows from memory). Floor and measured work alternate, so that a busy machine slows both, and
the ratio of their fastest calls is what is promised: whatever else the machine does only ever adds time.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

Work = Callable[[], Any]


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """One promise: `measured` takes at most `ratio` times as long as `floor`.

    `before` runs untimed ahead of every measured call, to bring back the state it starts from.
    Optional promises besides: database `queries` of one call, `kilobytes` of what the call returns
    (bytes or str), `megabytes` of peak memory of `child`, the name of a function without arguments
    ("tests.bench.bench_import:apply"), called once in a process of its own on the same database.
    """

    name: str
    floor: Work
    measured: Work
    ratio: float
    before: Work = lambda: None
    repeat: int = 5
    queries: int | None = None
    kilobytes: float | None = None
    megabytes: float | None = None
    child: str = ""


@dataclass(frozen=True)
class Figure:
    """One line of the result: what was promised, what was found, and how it came about."""

    name: str
    unit: str
    value: float
    limit: float
    note: str = ""

    @property
    def kept(self) -> bool:
        return self.value <= self.limit

    def __str__(self) -> str:
        mark = "✓" if self.kept else "✗ ÜBERSCHRITTEN"
        line = f"{self.name:<56} {self.value:>9.1f} ≤ {self.limit:<6g} {self.unit:<9} {mark:<3} {self.note}"
        return line.rstrip()


def figures(benchmark: Benchmark) -> Iterator[Figure]:
    """Carry out one benchmark and yield a figure for each of its promises."""
    floor, measured = _fastest(benchmark)
    note = f"{measured * 1000:.1f} ms gegen {floor * 1000:.1f} ms"
    yield Figure(benchmark.name, "×", measured / floor, benchmark.ratio, note)
    if benchmark.queries is not None or benchmark.kilobytes is not None:
        benchmark.before()
        with CaptureQueriesContext(connection) as queries:
            result = benchmark.measured()
        if benchmark.queries is not None:
            yield Figure(benchmark.name, "Abfragen", len(queries), benchmark.queries)
        if benchmark.kilobytes is not None:
            yield Figure(benchmark.name, "KB", _size(result) / 1000, benchmark.kilobytes)
    if benchmark.megabytes is not None:
        benchmark.before()
        yield Figure(benchmark.name, "MB", peak_memory(benchmark.child), benchmark.megabytes)


def peak_memory(name: str) -> float:
    """Return the peak memory in MB of a process that calls the function of this name."""
    command = [sys.executable, "-m", "tests.bench.child", name]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return int(done.stdout.split()[-1]) / 1000


def _fastest(benchmark: Benchmark) -> tuple[float, float]:
    floors, measured = [], []
    for _ in range(benchmark.repeat):
        floors.append(_seconds(benchmark.floor))
        benchmark.before()
        measured.append(_seconds(benchmark.measured))
    return min(floors), min(measured)


def _seconds(work: Work) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _size(result: bytes | str) -> int:
    return len(result.encode() if isinstance(result, str) else result)
