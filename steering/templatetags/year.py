"""What pages show of agreements in force."""

from __future__ import annotations

from decimal import Decimal

from django import template

from steering.models import AnnualGoal
from steering.year import goal_year as reading
from steering.year.numbers import shown

register = template.Library()


@register.filter
def measured(number: Decimal | None) -> str:
    """Return a number as people read it: 12,5 and not 12,50."""
    return shown(number)


@register.simple_tag
def goal_year(goal: AnnualGoal) -> reading.GoalYear:
    """Return what came of an agreed goal."""
    return reading.goal_year(goal)
