"""Every write of a talk itself: planning, moving, calling it off, its points, what was said in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.reference.reference_changes import State, state_of
from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.models import GoalTalk, Side, TalkPoint

_State = GoalTalk.State
_STAMPS = ("at", "by", "by_function", "uid", "sequence")  # no news in the history
_ON_CALENDARS = ("starts_at", "ends_at", "place", "video_link")


def save_talk(
    talk: GoalTalk, fields: Mapping[str, Any], *, by: Any, at: dt.datetime | None = None
) -> GoalTalk:
    """Plan a talk, or move one that is still to be held, and return it.

    Raises ValidationError with German messages by field.
    """
    with transaction.atomic():
        ChangeSet.objects.lock()
        stored = locked(talk, open_only=True) if talk.pk else None
        for name, value in fields.items():
            setattr(talk, name, clean_text(value) if isinstance(value, str) else value)
        if stored is None:
            for name, value in GoalTalk.stamp(by, at).items():
                setattr(talk, name, value)
        elif any(getattr(talk, name) != getattr(stored, name) for name in _ON_CALENDARS):
            talk.sequence = stored.sequence + 1
        talk.full_clean()
        talk.save()
        remember(talk, said(stored) if stored else None, by=by, at=at)
    return talk


@transaction.atomic
def cancel(talk: GoalTalk, reason: str, *, by: Any, at: dt.datetime | None = None) -> GoalTalk:
    """Call a talk off, for a reason; another may be planned for the year. Raises ValidationError."""
    ChangeSet.objects.lock()
    talk = locked(talk, open_only=True)
    before = said(talk)
    talk.state, talk.cancelled_because = _State.CANCELLED, clean_text(reason)
    talk.sequence += 1
    talk.full_clean()
    talk.save()
    remember(talk, before, by=by, reason=talk.cancelled_because, at=at)
    return talk


@transaction.atomic
def prepare(talk: GoalTalk, *, by: Any, at: dt.datetime | None = None) -> GoalTalk:
    """Say that both sides have what they need for the talk."""
    ChangeSet.objects.lock()
    talk = locked(talk, open_only=True)
    return _step(talk, _State.PREPARED, by, at)


@transaction.atomic
def hold(talk: GoalTalk, *, by: Any, at: dt.datetime | None = None) -> GoalTalk:
    """Say that the talk took place. Raises ValidationError before its day."""
    ChangeSet.objects.lock()
    talk = locked(talk, open_only=True)
    refuse_before_its_day(talk, at)
    return _step(talk, _State.HELD, by, at)


def refuse_before_its_day(talk: GoalTalk, at: dt.datetime | None) -> None:
    if talk.day > timezone.localdate(at):
        raise ValidationError(f"Das Gespräch ist erst am {talk.day:%d.%m.%Y}.")


def _step(talk: GoalTalk, state: str, by: Any, at: dt.datetime | None) -> GoalTalk:
    before = said(talk)
    talk.state = state
    talk.save(update_fields=["state"])
    remember(talk, before, by=by, at=at)
    return talk


def locked(talk: GoalTalk, *, open_only: bool = False) -> GoalTalk:
    """Return the talk as it is stored; raises ValidationError where it may only be moved while it is open."""
    stored: GoalTalk = GoalTalk.objects.select_for_update(of=("self",)).select_related("unit").get(pk=talk.pk)
    if open_only and not stored.is_open:
        raise ValidationError(
            f"Dieses Zielgespräch ist inzwischen „{stored.get_state_display()}“; sein Termin bleibt stehen."
        )
    return stored


def remember(
    talk: GoalTalk, before: State | None, *, by: Any, reason: str = "", at: dt.datetime | None = None
) -> None:
    """Keep in history what became of a talk that has been saved, if anything did."""
    after = said(talk)
    if after == before:
        return
    opened = ChangeSet.objects.open(by=by, way=ChangeSet.Way.FORM, reason=reason, at=at)
    key = f"{talk.year}, {talk.unit}"[:200]
    opened.reference_changes.create(model=talk._meta.label_lower, key=key, before=before, after=after)


def said(talk: GoalTalk) -> State:
    """Return what history keeps of a talk."""
    return {name: value for name, value in state_of(talk).items() if name not in _STAMPS}


@transaction.atomic
def write_minutes(
    talk: GoalTalk, fields: Mapping[str, Any], *, by: Any, at: dt.datetime | None = None
) -> GoalTalk:
    """Write who was there, what was said, and what the Steuerungsgruppe should know of it.

    Whoever writes minutes says with it that the talk took place. Raises ValidationError with German messages.
    """
    ChangeSet.objects.lock()
    talk = locked(talk)
    if not talk.takes_goals:
        raise ValidationError(settled(talk))
    refuse_before_its_day(talk, at)
    before = said(talk)
    for name, value in fields.items():
        setattr(talk, name, clean_text(value) if isinstance(value, str) else value)
    if talk.is_open:
        talk.state = _State.HELD
    talk.full_clean()
    talk.save()
    remember(talk, before, by=by, at=at)
    return talk


def settled(talk: GoalTalk) -> str:
    """Return why nobody may write a talk's minutes and goals now."""
    if talk.is_cancelled:
        return "Dieses Zielgespräch ist abgesagt. Ziele werden in einem anderen vereinbart."
    return (
        f"Diese Zielvereinbarung ist „{talk.get_state_display()}“ und steht fest. "
        "Was sich ändern soll, ist eine neue Fassung: Beginnen Sie eine Änderung mit ihrem Grund."
    )


# --- What both sides note before --------------------------------------------------------------------


@transaction.atomic
def add_point(talk: GoalTalk, side: Side, text: str, *, by: Any, at: dt.datetime | None = None) -> TalkPoint:
    """Note what a side wants to speak of, until the talk was held."""
    locked(talk, open_only=True)
    point = TalkPoint(talk=talk, side=side, text=clean_text(text), **TalkPoint.stamp(by, at))
    point.full_clean(exclude=["talk", "by"])
    point.save()
    return point


@transaction.atomic
def remove_point(point: TalkPoint) -> None:
    locked(point.talk, open_only=True)
    point.delete()
