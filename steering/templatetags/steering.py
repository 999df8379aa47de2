"""What other pages show of the Steuerungsgruppe's work."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from catalogue.upkeep.step_filters import SettledFilter
from integration.history.models import ChangeSet
from steering.assignments.follow_ups import visible_follow_ups
from steering.minutes.minutes_forms import CitationForm
from steering.minutes.register import cited_in, named
from steering.models import AnnualGoal, AssignmentFollowUp, Resolution, Takeover
from steering.numbers import amount
from steering.on_measure import OnMeasure
from steering.talks.talk_forms import WaiverForm

register = template.Library()


register.filter(amount)


@register.simple_tag
def waiver_form(goal: AnnualGoal) -> WaiverForm:
    """Return the form that says why a goal is verifiable enough as it is."""
    return WaiverForm(prefix=f"verzicht-{goal.pk}")


@register.inclusion_tag("steering/measure_steering.html")
def measure_steering(measure: int, user: Any) -> dict[str, Any]:
    """Show TOPs, results, assignments, reviews and resources of the measure of this key to who sees it."""
    return {"on": OnMeasure(measure, user)}


@register.inclusion_tag("steering/citations.html", takes_context=True)
def citations(context: template.Context, change_set: ChangeSet) -> dict[str, Any]:
    """Show which resolutions a change set carried out or names, and let the office say so."""
    user = context["request"].user
    carried_out = Resolution.objects.filter(effects__change_set=change_set)
    both = carried_out | Resolution.objects.filter(named(cited_in([change_set.reason])))
    rows = Resolution.objects.visible_to(user).filter(pk__in=both.order_by().values("pk"))
    may_cite = user.has_perm("steering.change_meeting")
    return {
        "change_set": change_set,
        "results": list(rows.select_related("item__meeting")),
        "form": CitationForm(change_set=change_set) if may_cite else None,
        "csrf_token": context.get("csrf_token"),
        "may_read_minutes": user.has_perm("steering.view_meeting"),
    }


@register.inclusion_tag("steering/reason_hint.html")
def resolutions_to_cite(user: Any) -> dict[str, Any]:
    """Say how a reason cites a resolution, and name the last ones."""
    if not user.has_perm("steering.view_meeting"):
        return {"results": []}
    rows = Resolution.objects.filter(number__isnull=False).select_related("item")
    return {"results": list(rows.order_by("-year", "-number")[:5])}


@register.simple_tag(takes_context=True)
def follow_ups_of_assignments(context: template.Context) -> list[AssignmentFollowUp]:
    """Return those of Aufträge that the list of Wiedervorlagen shows below a measure's, at most 200."""
    request = context["request"]
    rows = visible_follow_ups(request.user)
    return list(SettledFilter(request.GET, rows, timezone.localdate()).qs[:200])


@register.inclusion_tag("steering/takeovers_due.html")
def takeovers_due(user: Any) -> dict[str, Any]:
    """Show what a person has yet to acknowledge, to the office how much others have (one query)."""
    rows = Takeover.objects.open().select_related("departure")
    found = list(rows if user.has_perm("steering.view_departure") else rows.of(user))
    own = [one for one in found if one.successor_id == user.pk]
    return {"takeovers": own, "others": len(found) - len(own)}
