"""What other pages show of annual reports."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from steering.reports.board import errands

register = template.Library()


@register.inclusion_tag("steering/overview_reports.html")
def reports_due(user: Any) -> dict[str, Any]:
    """Show units what they are asked for and have to sign, the office what is late."""
    today = timezone.localdate()
    return {"errands": errands(user, today=today), "today": today}
