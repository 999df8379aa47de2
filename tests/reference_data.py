"""The reference data of an empty installation; the long way they get there is gone once a process."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import Model

_loaded: dict[type[Model], list[dict[str, Any]]] = {}


def load_reference_data() -> None:
    """Store the reference data, where there are none yet: the same rows under the same keys every time."""
    assert not any(model._base_manager.exists() for model in _models())
    if not _loaded:
        call_command("loaddata", "reference", verbosity=0)
        _loaded.update({model: list(model._base_manager.order_by("pk").values()) for model in _models()})
        return
    for model, rows in _loaded.items():
        model._base_manager.bulk_create([model(**row) for row in rows])


@cache
def _models() -> list[type[Model]]:
    """Return the models of the reference data, each before those that point to it, as in the file."""
    entries = json.loads((settings.BASE_DIR / "fixtures" / "reference.json").read_text())
    models = [apps.get_model(name) for name in dict.fromkeys(entry["model"] for entry in entries)]
    assert not any(model._meta.many_to_many for model in models)
    return models
