"""Reference data in the interface's shape."""

from __future__ import annotations

from catalogue.api.shapes import (
    ActionFieldShape,
    ConceptShape,
    Named,
    ReferenceData,
    ReferenceShape,
    UnitShape,
)
from catalogue.models import ActionField, Concept, Location, TargetGroup, Unit
from catalogue.models.reference import Reference
from catalogue.vocabulary import Status


def reference_data(last_change: int | None) -> ReferenceData:
    """Return all entries, also those not offered any more (five queries)."""
    fields = ActionField.objects.without_tree_fields().select_related("parent").order_by("position", "name")
    return ReferenceData(
        last_change=last_change,
        status=[Named(slug=one.value, label=one.label) for one in Status],
        units=[
            unit_shape(one) for one in Unit.objects.select_related("parent", "successor").order_by("slug")
        ],
        action_fields=[
            ActionFieldShape(
                slug=one.slug, label=one.name, parent=_slug(one.parent), valid_until=one.valid_until
            )
            for one in fields
        ],
        target_groups=[_shape(one) for one in TargetGroup.objects.order_by("column", "slug")],
        locations=[_shape(one) for one in Location.objects.order_by("column", "slug")],
        concepts=[
            ConceptShape(slug=one.slug, label=one.name, valid_until=one.valid_until, year=one.year)
            for one in Concept.objects.order_by("year", "slug")
        ],
    )


def unit_shape(unit: Unit) -> UnitShape:
    """Return a unit read with its parent and its successor."""
    return UnitShape(
        slug=unit.slug,
        code=unit.code,
        label=unit.name,
        kind=unit.kind,
        parent=_slug(unit.parent),
        successor=_slug(unit.successor),
        valid_from=unit.valid_from,
        valid_until=unit.valid_until,
    )


def _shape(row: Reference) -> ReferenceShape:
    return ReferenceShape(slug=row.slug, label=row.name, valid_until=row.valid_until)


def _slug(row: Reference | None) -> str | None:
    return row.slug if row else None
