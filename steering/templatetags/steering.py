"""What other pages show of the Steuerungsgruppe's work."""

from __future__ import annotations

from typing import Any

from django import template

from steering.on_measure import OnMeasure

register = template.Library()


@register.inclusion_tag("steering/measure_steering.html")
def measure_steering(measure: int, user: Any) -> dict[str, Any]:
    """Show TOPs, results, assignments, reviews and resources of the measure of this key to who sees it."""
    return {"on": OnMeasure(measure, user)}
