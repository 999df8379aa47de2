"""The harness itself, on work whose cost is plain."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType

from tests.bench.harness import Benchmark, Figure, figures, peak_memory

ROOT = Path(__file__).resolve().parents[2]


def add_up(count: int) -> int:
    return sum(range(count))


def hold_a_hundred_megabytes() -> None:
    bytearray(100_000_000)


def promise(**fields: object) -> Benchmark:
    usual = {
        "name": "adding up",
        "floor": lambda: add_up(20_000),
        "measured": lambda: add_up(40_000),
        "ratio": 20,
    }
    return Benchmark(**{**usual, **fields})  # type: ignore[arg-type]


def test_ratio_compares_measured_work_with_its_floor() -> None:
    (figure,) = figures(promise())
    assert 1 < figure.value < 20
    assert figure.kept


def test_figure_over_its_limit_is_a_broken_promise() -> None:
    (figure,) = figures(promise(ratio=0.1))
    assert not figure.kept
    assert "ÜBERSCHRITTEN" in str(figure)


def test_before_runs_ahead_of_every_measured_call() -> None:
    calls: list[str] = []
    work = promise(before=lambda: calls.append("before"), measured=lambda: calls.append("call"), repeat=2)
    list(figures(work))
    assert calls == ["before", "call"] * 2


@pytest.mark.django_db
def test_queries_and_size_are_counted() -> None:
    def measured() -> str:
        return "ß" * ContentType.objects.filter(model="nothing").count() + "ß" * 500

    _, queries, size = figures(promise(measured=measured, ratio=1e9, queries=1, kilobytes=1))
    assert queries == Figure("adding up", "Abfragen", 1, 1)
    assert size == Figure("adding up", "KB", 1, 1)


def test_peak_memory_is_that_of_a_process_of_its_own() -> None:
    idle = peak_memory("builtins:list")
    assert 95 < peak_memory(f"{__name__}:hold_a_hundred_megabytes") - idle < 120


def test_unknown_topic_is_named_with_those_there_are() -> None:
    command = [sys.executable, "-m", "tests.bench", "nirgends"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "Unbekannt: nirgends" in done.stdout
