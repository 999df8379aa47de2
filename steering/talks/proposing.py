"""A goal beyond the catalogue becomes a proposal of a further measure, as if the unit had sent it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from catalogue.models import Answer, Suggestion, UnitReturn
from catalogue.models.recorded import Recorded
from catalogue.records import edits_to_json
from catalogue.returns.return_actions import submit
from integration.history.models import ChangeSet
from steering.models import AnnualGoal


@transaction.atomic
def propose_measure(goal: AnnualGoal, *, by: Any, at: dt.datetime | None = None) -> Suggestion:
    """Propose the goal as a measure to those who decide about the catalogue. Raises ValidationError."""
    ChangeSet.objects.lock()
    goal = AnnualGoal.objects.select_for_update(of=("self",)).select_related("talk__unit").get(pk=goal.pk)
    if not goal.is_beyond:
        raise ValidationError("Vorgeschlagen wird ein Ziel, das über den Katalog hinausgeht.")
    if goal.proposal and goal.proposal.state != Suggestion.State.REJECTED:
        raise ValidationError("Dieses Ziel ist schon als Maßnahme vorgeschlagen.")
    is_office = by is None or by.has_perm("steering.change_goaltalk")
    stamp = Recorded.stamp(by, at)
    said = UnitReturn.objects.create(
        unit=goal.talk.unit,
        way=UnitReturn.Way.ENTERED if is_office else UnitReturn.Way.BROWSER,
        channel=UnitReturn.Channel.TALK if is_office else "",
        received_on=goal.talk.day if is_office else None,
        state=UnitReturn.State.DRAFT,
        touched_at=stamp["at"],
        **stamp,
    )
    edits = {("goal",): goal.text, ("text",): goal.methods}
    note = f"Aus dem Zielgespräch {goal.talk.year}."
    told = {path: text for path, text in edits.items() if text}
    Answer.objects.create(unit_return=said, edits=edits_to_json(told), note=note)
    submit(said, by=by, at=at)
    goal.proposal = Suggestion.objects.get(answer__unit_return=said)
    goal.save(update_fields=["proposal"])
    return goal.proposal
