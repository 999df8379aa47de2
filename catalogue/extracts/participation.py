"""Which measures are a unit's: those in which it or a unit below it takes part, and how."""

from __future__ import annotations

from collections import defaultdict

from catalogue.models import Responsibility
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.reference.unit_tree import UnitTree
from catalogue.vocabulary import Role

_RANK = {role: rank for rank, role in enumerate(Role.values)}

Participation = dict[int, dict[int, str]]


def participation(versions: MeasureVersionQuerySet, tree: UnitTree) -> Participation:
    """Return by unit its versions with the strongest role of the unit and those below it (one query).

    Keys are primary keys; a unit without a version is not in it. The versions stand in catalogue order.
    """
    found: Participation = defaultdict(dict)
    above = {pk: list(tree.above(pk)) for pk in tree.nodes}
    rows = Responsibility.objects.filter(version__in=versions.order_by().values("pk"))
    for version, unit, role in rows.order_by("version__number").values_list("version", "unit", "role"):
        for pk in above[unit]:
            roles = found[pk]
            roles[version] = min(roles.get(version, role), role, key=_RANK.__getitem__)
    return dict(found)
