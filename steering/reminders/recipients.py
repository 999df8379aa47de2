"""Who is told of what is owed: a unit's people, else those of the unit above it, else those of a role."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from catalogue.models import UnitMembership
from catalogue.reference.unit_tree import UnitTree
from integration.accounts.models import User
from integration.accounts.roles import Role
from steering.models import ReminderChoice
from steering.reminders.due import Due

_NEVER = ReminderChoice.Pace.NEVER


class Told(NamedTuple):
    """A due that reaches somebody, and in place of which unit, where that has nobody to tell."""

    due: Due
    instead_of: str = ""


class Recipients:
    """Everybody who can be written to today (four queries)."""

    def __init__(self, *, on: dt.date) -> None:
        people = User.objects.active().exclude(email="")
        self.people = {one.pk: one for one in people.order_by("function", "username")}
        self.paces = dict(ReminderChoice.objects.values_list("user", "pace"))
        self._of_role = {role: [one for one in self.people.values() if one.role == role] for role in Role}
        self._members = self._read_members(on)
        self._tree = UnitTree.load()

    def pace(self, person: User) -> str:
        return self.paces.get(person.pk, ReminderChoice.Pace.WEEKLY)

    def assign(self, dues: Iterable[Due]) -> tuple[dict[int, list[Told]], list[Due]]:
        """Return what each person is told, by key, and what reaches nobody."""
        found: dict[int, list[Told]] = defaultdict(list)
        unheard = []
        for due in dues:
            people, instead_of = self._of(due)
            for one in people:
                found[one.pk].append(Told(due, instead_of))
            if not people and due.person not in self.people:
                unheard.append(due)
        return dict(found), unheard

    def _read_members(self, on: dt.date) -> dict[int, list[User]]:
        """Return a unit's people who want to be reminded: where all have declined, the unit above is told."""
        held = UnitMembership.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on),
            valid_from__lte=on,
            user__in=list(self.people),
        )
        found: dict[int, list[User]] = defaultdict(list)
        for unit, user in held.order_by("user__function", "user").values_list("unit", "user"):
            if self.paces.get(user) != _NEVER:
                found[unit].append(self.people[user])
        return found

    def _of(self, due: Due) -> tuple[list[User], str]:
        if due.person is not None:
            person = self.people.get(due.person)
            declined = person and self.pace(person) == _NEVER and person.role != Role.COORDINATION
            return ([] if declined else [person] if person else self._bound(due)), ""
        for unit in self._tree.above(due.unit):
            if people := self._members.get(unit):
                return people, "" if unit == due.unit else self._name(due.unit)
        return self._bound(due), self._name(due.unit)

    def _bound(self, due: Due) -> list[User]:
        """Return the people of the role, else the Koordination: what is due they are told in any case."""
        people = self._of_role[due.role] or self._of_role[Role.COORDINATION]
        return [one for one in people if due.is_due or self.pace(one) != _NEVER]

    def _name(self, unit: int | None) -> str:
        node = self._tree.nodes.get(unit or 0)
        return (node.code or node.name) if node else ""
