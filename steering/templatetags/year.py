"""What pages show of agreements in force."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from steering.minutes.rich_text import to_html
from steering.models import AnnualGoal, GoalTalk
from steering.year import goal_year as reading

register = template.Library()


@register.filter
def formatted(text: str) -> SafeString:
    """Return a Markdown text as harmless HTML."""
    return to_html(text)


@register.simple_tag
def goal_year(goal: AnnualGoal) -> reading.GoalYear | None:
    """Return what came of an agreed goal."""
    return reading.goal_year(goal)


@register.simple_tag(takes_context=True)
def may_write_values(context: template.Context, talk: GoalTalk) -> bool:
    """Tell whether the person is a partner of an agreement in force; asked once for a talk."""
    user = context["request"].user
    if "_may_write" not in talk.__dict__:
        mine = GoalTalk.objects.editable_by(user).filter(pk=talk.pk)
        talk.__dict__["_may_write"] = talk.state in GoalTalk.IN_FORCE and mine.exists()
    return bool(talk.__dict__["_may_write"])
