from __future__ import annotations

import datetime as dt
import hashlib

from django.db import models

from catalogue.models.recorded import Settled
from catalogue.models.unit import Unit


def digest_of(secret: str) -> str:
    """Return what is stored of a token. It is long and random, so a quick hash keeps it safe."""
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()


class SystemTokenQuerySet(models.QuerySet["SystemToken"]):
    def valid(self, *, on: dt.date) -> SystemTokenQuerySet:
        """Tokens that open the interface on the day `on`."""
        return self.filter(done_at__isnull=True, valid_until__gte=on)

    def in_order(self) -> SystemTokenQuerySet:
        """Those in force first, then by name."""
        return self.order_by(models.F("done_at").asc(nulls_first=True), "name", "pk")


class SystemToken(Settled):
    """What another system shows to read the catalogue; `done_at` says that it was revoked.

    Nothing is deleted: the list is the record of who gave which system what, and who took it back.
    """

    name = models.CharField("System", max_length=120)
    purpose = models.CharField("Zweck", max_length=300)
    contact = models.CharField("Ansprechstelle", max_length=200)  # a function, never a name
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Umfang"
    )  # null: the whole catalogue
    valid_until = models.DateField("gültig bis")
    last_used = models.DateField("zuletzt genutzt", null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField("Anfang", max_length=12, editable=False)  # tells tokens apart, opens nothing

    objects = SystemTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "Token eines Systems"
        verbose_name_plural = "Token der Systeme"
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="system_token_name_once",
                condition=models.Q(done_at__isnull=True),
                violation_error_message="Dieses System hat schon ein Token. Widerrufen Sie erst das alte.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def state(self, on: dt.date) -> str:
        if self.is_done:
            return "widerrufen"
        return "gültig" if self.valid_until >= on else "abgelaufen"
