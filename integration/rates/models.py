"""How often somebody did something of late, counted for all web processes together."""

from __future__ import annotations

import datetime as dt

from django.db import connection, models

# One statement: of two processes that count at once, neither loses its count. Django has no such update.
_COUNT = """
    INSERT INTO rates_rate (key, number, ends_at) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET number = rates_rate.number + 1
    RETURNING number
"""


class RateQuerySet(models.QuerySet["Rate"]):
    def one_more(self, what: str, *, now: dt.datetime, seconds: int) -> tuple[int, dt.datetime]:
        """Count one more of `what`; return how many that makes in this span of `seconds`, and its end."""
        span = int(now.timestamp()) // seconds
        ends_at = dt.datetime.fromtimestamp((span + 1) * seconds, tz=dt.UTC)
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [f"{what}:{span}", connection.ops.adapt_datetimefield_value(ends_at)])
            (number,) = cursor.fetchone()
        if number == 1:
            self.filter(ends_at__lt=now).delete()
        return number, ends_at


class Rate(models.Model):
    """How many of something there were in one span of time. Rows of past spans go when a new one begins."""

    key = models.CharField(primary_key=True, max_length=150)
    number = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    objects = RateQuerySet.as_manager()

    class Meta:
        verbose_name = "Häufigkeit"
        verbose_name_plural = "Häufigkeiten"

    def __str__(self) -> str:
        return f"{self.key}: {self.number}"
