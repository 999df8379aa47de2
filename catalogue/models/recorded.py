from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

_NO_FUNCTION = "Person ohne eingetragene Funktion"


class Recorded(models.Model):
    """Something a person stated beside a measure's record: when, and by whom, in which function."""

    at = models.DateTimeField("erfasst am")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="erfasst von",
    )
    by_function = models.CharField("Funktion", max_length=150, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def stamp(by: Any, at: dt.datetime | None = None) -> dict[str, Any]:
        """Return these fields for a statement of `by` (None: a command), now or, in a demo, at `at`."""
        function = (by.function or _NO_FUNCTION) if by else ""  # never the name one signs in with
        return {"at": at or timezone.now(), "by": by, "by_function": function}


class Settled(Recorded):
    """The same for something that is done one day: when, and by whom."""

    done_at = models.DateTimeField("erledigt am", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="erledigt von",
    )
    done_by_function = models.CharField("erledigt von der Funktion", max_length=150, blank=True)

    class Meta:
        abstract = True

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    def settle(self, by: Any, at: dt.datetime | None = None) -> None:
        """Say that it is done, without saving."""
        stamp = self.stamp(by, at)
        self.done_at, self.done_by, self.done_by_function = stamp["at"], by, stamp["by_function"]

    def reopen(self) -> None:
        """Say that it is not done after all, without saving."""
        self.done_at, self.done_by, self.done_by_function = None, None, ""
