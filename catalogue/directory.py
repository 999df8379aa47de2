"""Which units people belong to because the city's directory says so (settings.DIRECTORY_FOLLOWERS)."""

from __future__ import annotations

import datetime as dt
import logging

from django.db.models import Q

from catalogue.models import Unit, UnitMembership
from catalogue.reference.unit_actions import save_membership
from integration.accounts.directory.admission import REASON
from integration.accounts.models import User

logger = logging.getLogger(__name__)


class Memberships:
    """Begins and ends memberships; those given by hand stay as they are."""

    def labels(self, codes: list[str], *, day: dt.date) -> list[str]:
        return [str(unit) for unit in self._units(codes, day)]

    def follow(self, user: User, codes: list[str], *, day: dt.date) -> None:
        named = self._units(codes, day)
        if unknown := set(codes) - {word for unit in named for word in (unit.code, unit.slug)}:
            logger.warning("The directory names units that are not here: %s", ", ".join(sorted(unknown)))
        held = {one.unit_id: one for one in UnitMembership.objects.held_by(user, on=day)}
        for unit in named:
            if unit.pk not in held:
                self._save(user, unit, day, None)
        for membership in held.values():
            if membership.from_directory and membership.unit not in named:
                last = day - dt.timedelta(days=1)  # what the directory does not name ends at once
                self._save(user, membership.unit, min(membership.valid_from, last), last)

    def _units(self, codes: list[str], day: dt.date) -> list[Unit]:
        return list(
            Unit.objects.without_tree_fields().valid(on=day).filter(Q(code__in=codes) | Q(slug__in=codes))
        )

    def _save(self, user: User, unit: Unit, first: dt.date, last: dt.date | None) -> None:
        save_membership(
            user=user,
            unit=unit,
            valid_from=first,
            valid_until=last,
            from_directory=True,
            by=None,
            reason=REASON,
        )
