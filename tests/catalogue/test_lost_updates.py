"""Many people save the same measure at once, and whatever anybody saved is there in the end."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from catalogue.actions import Collision, MeasureEdit, edit_measure
from catalogue.models import MeasureVersion
from catalogue.records import Edits, MeasureRecord
from tests.city import build_city

THREADS, ROUNDS = 8, 1_000
NUMBER = 7


def opened() -> MeasureRecord:
    """Return the measure as a form that is opened now would show it."""
    return MeasureVersion.objects.current().with_records().get(number=NUMBER).record


def save(change: Callable[[MeasureRecord], Edits]) -> int:
    """Save as a person does who, asked what shall count, looks again; return how often that was."""
    base, asked = opened(), 0
    while True:
        try:
            edit_measure(MeasureEdit(NUMBER, change(base), base), by=None)
        except Collision:
            base, asked = opened(), asked + 1
        else:
            return asked


def work(thread: int) -> int:
    """Add words to one text, which collides, and entries to a set, which does not, in turn."""
    asked = 0
    try:
        for place in range(thread, ROUNDS, THREADS):
            word = f"w{place}."
            if place // THREADS % 2:
                asked += save(lambda record, word=word: {("goal",): f"{record.goal} {word}"})  # type: ignore[misc]
            else:
                asked += save(lambda _, word=word: {("listings", 0, "extra", word): "x"})  # type: ignore[misc]
    finally:
        connection.close()
    return asked


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_not_one_update_is_lost() -> None:
    build_city()
    before = MeasureVersion.objects.count()
    with ThreadPoolExecutor(THREADS) as people:
        asked = sum(people.map(work, range(THREADS)))
    assert asked > 0, "Nobody met anybody: this proves nothing."
    now = opened()
    words = [*now.goal.split(), *now.listings[0].extra]
    assert sorted(word for word in words if word[1:-1].isdigit()) == sorted(f"w{n}." for n in range(ROUNDS))
    assert MeasureVersion.objects.count() == before + ROUNDS
