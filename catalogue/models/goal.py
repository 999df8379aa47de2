from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import models


class GoalQuerySet(models.QuerySet["Goal"]):
    def ids_of(self, texts: Iterable[str], batch: int = 500) -> dict[str, int]:
        """Return the key of the goal of each of `texts`; what does not exist yet is created."""
        hashes = {text: digest(text) for text in texts if text}
        wanted = list(set(hashes.values()))
        known: dict[str, int] = {}
        for start in range(0, len(wanted), batch):
            known.update(self.filter(sha256__in=wanted[start : start + batch]).values_list("sha256", "pk"))
        new = {value: text for text, value in hashes.items() if value not in known}
        rows = Goal.objects.bulk_create([Goal(text=text, sha256=value) for value, text in new.items()])
        known.update({goal.sha256: goal.pk for goal in rows})
        return {text: known[value] for text, value in hashes.items()}


class Goal(models.Model):
    """What is to be achieved: an immutable text. Editing a measure's goal points it to another one."""

    text = models.TextField("Ziel")
    sha256 = models.CharField(max_length=64, unique=True, editable=False)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = "Ziel"
        verbose_name_plural = "Ziele"

    def __str__(self) -> str:
        return self.text


def digest(text: str) -> str:
    """Return the hexadecimal SHA-256 of `text`, by which equal goals are one."""
    return hashlib.sha256(text.encode()).hexdigest()
