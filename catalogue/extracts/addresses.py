"""Where a unit is reached: its Ansprechpersonen with an e-mail address."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from catalogue.models import Contact


def addresses_of(units: Iterable[int], *, on: dt.date) -> dict[int, list[Contact]]:
    """Return by unit whom to write to: who answers for the unit as a whole, else the deputies; an address
    once (one query).

    Units that cannot be written to are not in it.
    """
    valid = Contact.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on),
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        unit__in=list(units),
        measure__isnull=True,
    ).exclude(email="")
    found: dict[int, list[Contact]] = defaultdict(list)
    for contact in valid.order_by("unit", "is_deputy", "function"):
        known = found[contact.unit_id]
        is_known = any(one.email.casefold() == contact.email.casefold() for one in known)
        if not is_known and (not contact.is_deputy or not known or known[0].is_deputy):
            known.append(contact)
    return dict(found)


def named(contact: Contact) -> str:
    """Return "Leitung <leitung@stadt.example>", for the distribution log."""
    return f"{contact.function} <{contact.email}>"
