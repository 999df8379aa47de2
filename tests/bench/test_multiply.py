"""Copies of measures are as whole as what they are copied from."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from catalogue.actions import MeasureEdit, apply
from catalogue.models import MeasureVersion
from catalogue.verifying import broken_chains, stray_questions, wrong_rows
from integration.history.models import ChangeSet
from tests.bench import multiply
from tests.city import build_past

pytestmark = pytest.mark.django_db


def test_copies_stand_the_verification_and_can_be_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("at_ease", "settle"):  # neither can be within a transaction
        monkeypatch.setattr(multiply, name, nullcontext)
    build_past()
    every, current = MeasureVersion.objects.count(), MeasureVersion.objects.current().count()
    multiply.multiply(3)
    assert MeasureVersion.objects.count() == 3 * every
    assert MeasureVersion.objects.current().count() == 3 * current
    assert MeasureVersion.objects.current().search("89,1 89,2").get().number == 89  # 29 + 2 × 30
    apply([MeasureEdit(89, {("progress",): "Begonnen"})], by=None, way=ChangeSet.Way.FORM)
    assert [*broken_chains(), *wrong_rows(), *stray_questions()] == []
