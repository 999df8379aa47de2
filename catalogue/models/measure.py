from django.db import models


class Measure(models.Model):
    """A measure's identity: its number, never reused and never deleted. What it says is in its versions."""

    number = models.PositiveIntegerField(
        "Nummer", unique=True, error_messages={"unique": "Diese Nummer ist vergeben."}
    )

    class Meta:
        verbose_name = "Maßnahme"
        verbose_name_plural = "Maßnahmen"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Maßnahme {self.number}"
