"""How often somebody did something of late, counted for all web processes together."""

from __future__ import annotations

import datetime as dt

from django.db import connection, models

# One statement: of two processes that count at once, neither loses its count. Django has no such update.
_COUNT = """
    INSERT INTO rates_rate AS known (key, number, ends_at) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET
        number = CASE WHEN known.ends_at > %s THEN known.number + 1 ELSE 1 END,
        ends_at = CASE WHEN known.ends_at > %s THEN known.ends_at ELSE excluded.ends_at END
    RETURNING key, number, ends_at
"""


class RateQuerySet(models.QuerySet["Rate"]):
    def one_more(self, what: str, *, now: dt.datetime, seconds: int) -> tuple[int, dt.datetime]:
        """Count one more of `what`; return how many that makes in this span of `seconds`, and its end."""
        adapted = connection.ops.adapt_datetimefield_value
        here, end = adapted(now), adapted(now + dt.timedelta(seconds=seconds))
        (rate,) = self.raw(_COUNT, [what, end, here, here])
        return rate.number, rate.ends_at


class Rate(models.Model):
    """How many of something there were in the span of time that began with the first of them."""

    key = models.CharField(primary_key=True, max_length=150)
    number = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    objects = RateQuerySet.as_manager()

    class Meta:
        verbose_name = "Häufigkeit"
        verbose_name_plural = "Häufigkeiten"

    def __str__(self) -> str:
        return f"{self.key}: {self.number}"
