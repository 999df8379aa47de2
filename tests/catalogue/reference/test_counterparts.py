from __future__ import annotations

import pytest

from catalogue.actions import undo
from catalogue.models import ActionField, Gap
from catalogue.reference.reference_actions import save_reference
from integration.history.models import ChangeSet
from tests.factories import make_measure

pytestmark = pytest.mark.usefixtures("city")


def lacking() -> set[int]:
    rows = Gap.objects.filter(kind="gegenfeld", version__valid_to=None)
    return set(rows.values_list("version__number", flat=True))


def test_new_spelling_of_a_field_closes_the_gap_it_caused_and_undo_opens_it_again() -> None:
    labels = {1: {"action_field": "iko", "label": "IKO (Lernen)"}, 2: {"action_field": "schule"}}
    make_measure(80, listings=labels)
    before = lacking()
    assert 80 in before
    save_reference(ActionField.objects.get(slug="schule"), {"aliases": ["Lernen"]}, by=None)
    assert lacking() == before - {80}
    undo(ChangeSet.objects.in_order()[0], by=None)
    assert lacking() == before
