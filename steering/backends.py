"""The Steuerungsgruppe's hat: worn by whoever holds a seat today, as member or deputy (design.md §3)."""

from __future__ import annotations

from django.utils import timezone

from integration.accounts.backends import HatBackend
from integration.accounts.models import User
from integration.accounts.roles import Hat
from steering.models import Seat


class SeatBackend(HatBackend):
    """Puts the Steuerungsgruppe's hat on who holds a seat."""

    def find_hats(self, user: User) -> list[Hat]:
        holds = Seat.objects.held_by(user, on=timezone.localdate()).exists()
        return [Hat.STEERING_GROUP] if holds else []
