"""Whether history is in its order: change sets follow each other as their keys do."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps

from integration.checking import Check, Problem
from integration.history.models import ChangeSet, ReferenceChange


def disordered_sets() -> Iterator[Problem]:
    last = None
    rows = ChangeSet.objects.order_by("pk").values_list("pk", "at", "undoes_id")
    for key, at, undoes in rows.iterator():
        if last is not None and at <= last:
            yield Problem(f"Änderung {key}", "Sie liegt nicht nach der Änderung vor ihr.")
        if undoes is not None and undoes >= key:
            yield Problem(f"Änderung {key}", "Sie nimmt eine Änderung zurück, die nach ihr kam.")
        last = at


def unknown_things() -> Iterator[Problem]:
    known = {model._meta.label_lower for model in apps.get_models()}
    for name in ReferenceChange.objects.order_by("model").values_list("model", flat=True).distinct():
        if name not in known:
            yield Problem(f"Stammdatenänderungen an „{name}“", "Eine solche Art von Daten gibt es nicht.")


CHECKS = (
    Check("change_sets", "Reihenfolge der Änderungen", disordered_sets),
    Check("reference_changes", "Geänderte Stammdaten", unknown_things),
)
