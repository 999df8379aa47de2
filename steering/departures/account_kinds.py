"""What an account holds: its role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from integration.accounts.actions import save_user
from integration.accounts.models import User
from steering.departures.holding import Giving, Holding, Kind


def _role(person: Any, after: dt.date) -> Iterator[Holding]:
    if person.role:
        others = User.objects.active().filter(role=person.role).exclude(pk=person.pk)
        label = person.get_role_display()
        alone = "" if others.exists() else f"Danach hat niemand mehr die Rolle {label}."
        yield Holding(f"rolle:{person.role}", label, note=alone, row=person.role)


def _give_role(giving: Giving, role: str) -> None:
    person, heir = (User.objects.get(pk=one.pk) for one in (giving.person, giving.heir))
    if heir.role not in ("", role):
        raise ValidationError(
            f"{heir} hat die Rolle {heir.get_role_display()}, und eine Person hat nur eine. Lassen Sie die "
            "Rolle, wo sie ist, oder geben Sie sie jemand anderem."
        )
    for one, has in ((heir, role), (person, "")):
        save_user(user=one, fields={"role": has}, by=giving.by, within=giving.change_set)


ROLE = Kind(
    slug="rolle",
    label="Rolle",
    otherwise="Sie bleibt beim Konto und ruht, sobald es deaktiviert ist.",
    find=_role,
    give=_give_role,
    stays=True,
)
