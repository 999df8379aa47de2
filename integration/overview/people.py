"""People who may sign in and see nothing: they have neither role nor unit nor seat."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from catalogue.models import UnitMembership
from integration.accounts.models import User
from integration.accounts.views.user import UserList
from steering.models import Seat


def without_unit(*, on: dt.date) -> Any:
    """Return the active people who wear no hat on a day."""
    belongs = UnitMembership.objects.held(on=on).filter(user=OuterRef("pk"))
    sits = Seat.objects.held(on=on).filter(Q(person=OuterRef("pk")) | Q(deputy=OuterRef("pk")))
    return User.objects.active().filter(~Exists(belongs), ~Exists(sits), role="")


class PeopleWithoutUnit(UserList):
    """The same list, of these people alone."""

    extra_context = {"narrowed": "ohne Stelle"}

    def get_queryset(self) -> Any:
        return without_unit(on=timezone.localdate()).in_order()
