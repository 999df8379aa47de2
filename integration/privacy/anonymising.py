"""Anonymising a leaver's account, for good: history keeps the function, what names the person goes.

What is done follows from the declaration: rows that serve only the person go (`Kind.leaves`), rows others
need stay and point to an account that names nobody any more. Frozen papers stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalogue.models import Contact, ExtractEvent, UnitMembership
from catalogue.reference.contact_actions import save_contact
from catalogue.retention import forget_addresses
from integration.accounts.actions import save_user
from integration.accounts.models import User
from integration.barriers.models import BarrierReport
from integration.history.models import ChangeSet
from integration.model_names import plural_of
from integration.privacy.declaration import KINDS
from steering.departures.planning import Part, held_by
from steering.models import MeetingGuest, Seat
from steering.models.frozen import FrozenQuerySet

NO_FUNCTION = "Person ohne eingetragene Funktion"
# What nobody would go on with; the rest is the unit's, a function's, or goes with the account.
_THEIRS = ("stellen", "sitze", "wiedervorlagen", "wiedervorlagen-auftraege", "tops", "uebernahmen")


def what_is_held(person: User, *, today: dt.date) -> list[Part]:
    """Return what has to be handed over first, kind by kind."""
    return [part for part in held_by(person, after=today) if part.kind.slug in _THEIRS]


def obstacle(person: User, *, by: Any) -> str:
    """Return why a person cannot be anonymised whatever they hold, "" where they can."""
    if by is not None and person.pk == by.pk:
        return "Das ist Ihr eigenes Konto. Bitten Sie eine andere Administration darum."
    others = User.objects.administrators().exclude(pk=person.pk)
    if person.is_administrator and not others.exists():
        return "Das ist die letzte aktive Administration. Geben Sie zuerst einer anderen Person diese Rolle."
    return ""


def own_contacts(person: User) -> QuerySet[Contact]:
    """Return contacts that may be this person: with their address, or of a unit they belonged to."""
    units = UnitMembership.objects.filter(user=person).values("unit")
    maybe = Q(unit__in=units) | Q(email__iexact=person.email) if person.email else Q(unit__in=units)
    rows = Contact.objects.filter(maybe).exclude(name="", telephone="", email="")
    return rows.select_related("unit", "measure").order_by("unit__slug", "function", "pk")


def going(person: User) -> list[tuple[str, int]]:
    """Return what would be deleted with the account: of what, and how many."""
    found = [rows for kind in KINDS if kind.leaves for rows in kind.linked(person)]
    counts = [(plural_of(rows.model), rows.count()) for rows in found]
    return [(what, number) for what, number in counts if number]


@transaction.atomic
def anonymise(
    person: User, *, by: Any, contacts: Collection[int] | None = None, at: dt.datetime | None = None
) -> User:
    """Take out of the database who a leaver was, and return the account that is left.

    `contacts` are the keys of those Ansprechpersonen that are this person; where nobody says so, those with
    their address. Raises ValidationError with German messages where they still hold something.
    """
    ChangeSet.objects.lock()
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    now = at or timezone.now()
    if reason := obstacle(person, by=by):
        raise ValidationError(reason)
    if held := what_is_held(person, today=timezone.localdate(now)):
        kinds = ", ".join(part.kind.label for part in held)
        raise ValidationError(f"{person} hält noch etwas: {kinds}. Übergeben Sie es zuerst.")
    theirs = own_contacts(person)
    chosen = Q(email__iexact=person.email, email__gt="") if contacts is None else Q(pk__in=contacts)
    for contact in theirs.filter(chosen):
        save_contact(contact, {"name": "", "telephone": "", "email": ""}, by=by, reason="Anonymisiert", at=at)
    _forget_traces(person)
    _forget_name(person)
    fields = {"username": f"anonym-{person.pk}", "email": "", "role": "", "is_active": False}
    person = save_user(user=person, fields=fields, by=by, reason="Konto anonymisiert", at=at)
    person.set_unusable_password()
    person.last_login, person.anonymised_at = None, now
    person.save(update_fields=["password", "last_login", "anonymised_at"])
    return person


def _forget_traces(person: User) -> None:
    """Delete what serves only the person, and their address wherever it stands in columns of its own."""
    for kind in KINDS:
        if kind.leaves:
            for rows in kind.linked(person):
                rows.delete()
        if kind.leaves or kind.key == "sign_ins":
            for rows in kind.found(person):
                rows.delete()
    if person.email:
        told = Q(recipient__icontains=person.email) | Q(note__icontains=person.email)
        forget_addresses(ExtractEvent.objects.filter(told), person.email)
        for model in (Seat, MeetingGuest, BarrierReport):
            model.objects.filter(email__iexact=person.email).update(email="")


def _forget_name(person: User) -> None:
    """Replace the user name where it stood for want of a function."""
    for model, link, function in _functions():
        rows = model._default_manager.filter(**{link: person.pk, function: person.username})
        if not isinstance(rows, FrozenQuerySet):  # these never took a name
            rows.update(**{function: NO_FUNCTION})


def _functions() -> Iterator[tuple[Any, str, str]]:
    """Yield every link to a person that has a function beside it."""
    for kind in KINDS:
        for model, link in kind.links():
            if any(field.name == f"{link}_function" for field in model._meta.concrete_fields):
                yield model, link, f"{link}_function"
