"""Confirming an agreement, freezing what both partners confirmed, and opening it again for an amendment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.models.unit import reach_of
from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.freezing import Record, checksum, frozen
from steering.models import AgreementConfirmation, AgreementEdition, GoalTalk, Side
from steering.talks import agreement_pdf
from steering.talks.agreement_record import agreed, record_of
from steering.talks.talk_actions import locked, remember, said
from steering.talks.verifiability import is_verifiable

_State = GoalTalk.State
_CHANGED = "Die Vereinbarung wurde inzwischen geändert. Lesen Sie sie noch einmal, bevor Sie bestätigen."


def sides_of(user: Any, talk: GoalTalk) -> list[Side]:
    """Return for whom a person may confirm as herself: the office; the unit, if she is of it or above."""
    found = [Side.COORDINATION] if user.has_perm("steering.change_goaltalk") else []
    if user.has_perm("steering.change_annualgoal"):
        found += [Side.UNIT] if talk.unit_id in reach_of(user, on=timezone.localdate()) else []
    return found


def obstacle(talk: GoalTalk) -> str:
    """Return why nobody may confirm a talk's agreement now, "" if both partners may."""
    if not talk.takes_goals:
        return "Hier ist nichts zu bestätigen."
    if talk.is_open:
        return "Bestätigt wird, was im Gespräch vereinbart wurde. Vermerken Sie zuerst, dass es geführt ist."
    if talk.amendment and not is_amended(talk):
        return "Noch ist nichts geändert. Ändern Sie die Ziele, oder geben Sie die Änderung auf."
    goals = list(talk.goals.prefetch_related("measures", "indicators"))
    if not goals:
        return "Ohne ein Jahresziel gibt es nichts zu bestätigen."
    lacking = [str(place) for place, goal in enumerate(goals, 1) if not is_verifiable(goal)]
    if lacking:
        which = f"Ziel {lacking[0]} ist" if len(lacking) == 1 else f"Die Ziele {', '.join(lacking)} sind"
        return (
            f"{which} noch nicht überprüfbar. Ergänzen Sie, was fehlt, oder halten Sie fest, "
            "warum es so genügt."
        )
    return ""


def is_amended(talk: GoalTalk) -> bool:
    """True where a talk's goals say something else than the edition in force."""
    last = talk.editions.order_by("-edition").first()
    return last is None or agreed(record_of(talk)) != agreed(last.record)


def standing(talk: GoalTalk, sha256: str) -> list[AgreementConfirmation]:
    """Return the confirmations of just this content."""
    return list(AgreementConfirmation.objects.filter(talk=talk, sha256=sha256))


@transaction.atomic
def confirm(
    talk: GoalTalk,
    side: Side,
    *,
    seen: str,
    by: Any,
    entered_for: str = "",
    confirmed_on: dt.date | None = None,
    at: dt.datetime | None = None,
) -> AgreementEdition | None:
    """Confirm for a partner what the person has `seen`, by checksum; return the edition both have confirmed.

    `entered_for` says for which function, and how it was told, where the office enters it for a partner.
    Raises ValidationError with a German sentence.
    """
    ChangeSet.objects.lock()
    talk = locked(talk)
    if reason := obstacle(talk):
        raise ValidationError(reason)
    record = record_of(talk)
    sha256 = checksum(record)
    if seen != sha256:
        raise ValidationError(_CHANGED)
    known = standing(talk, sha256)
    _refuse_twice(known, side, by, entered_for)
    confirmation = AgreementConfirmation(
        talk=talk,
        side=side,
        sha256=sha256,
        entered_for=clean_text(entered_for),
        confirmed_on=_day(talk, confirmed_on, at),
        **AgreementConfirmation.stamp(by, at),
    )
    confirmation.full_clean(exclude=["talk", "by"])
    confirmation.save()
    known.append(confirmation)
    return _freeze(talk, record, known, by=by, at=at) if {one.side for one in known} == set(Side) else None


def _day(talk: GoalTalk, confirmed_on: dt.date | None, at: dt.datetime | None) -> dt.date:
    """Return on which day it was confirmed; raises ValidationError where it cannot have been then."""
    today = timezone.localdate(at)
    day = confirmed_on or today
    if day > today:
        raise ValidationError({"confirmed_on": f"Der {day:%d.%m.%Y} liegt in der Zukunft."})
    if day < talk.day:
        raise ValidationError({"confirmed_on": "Dieser Tag liegt vor dem Gespräch."})
    return day


def _refuse_twice(known: Iterable[AgreementConfirmation], side: Side, by: Any, entered_for: str) -> None:
    """One confirms once, and nobody signs for both partners as herself."""
    for one in known:
        if one.side == side:
            raise ValidationError("Diese Fassung ist für diese Seite schon bestätigt.")
        if by is not None and one.by == by and not one.entered_for and not entered_for:
            raise ValidationError(
                "Für die andere Seite haben schon Sie bestätigt. "
                "Für beide Seiten bestätigt nicht dieselbe Person."
            )


def _freeze(
    talk: GoalTalk,
    record: Record,
    confirmations: Iterable[AgreementConfirmation],
    *,
    by: Any,
    at: dt.datetime | None,
) -> AgreementEdition:
    """Freeze what both have confirmed; with it the agreement is in force, and an amendment done."""
    moment, before = at or timezone.now(), said(talk)
    data = agreement_pdf.agreement(record, confirmations, at=moment, is_draft=False)
    fields = frozen(record, data, name=agreement_pdf.file_name(record), by=by, at=moment)
    edition = AgreementEdition.objects.create(
        talk=talk, edition=record["edition"], amendment=record["amendment"], **fields
    )
    if talk.state == _State.HELD:
        talk.state = _State.AGREED
    talk.amendment = ""
    talk.save(update_fields=["state", "amendment"])
    remember(talk, before, by=by, reason=f"{edition}: von beiden Seiten bestätigt", at=at)
    return edition


# --- Amendments -------------------------------------------------------------------------------------


@transaction.atomic
def amend(talk: GoalTalk, reason: str, *, by: Any, at: dt.datetime | None = None) -> GoalTalk:
    """Open an agreement in force again, for a reason; both confirm the next edition."""
    ChangeSet.objects.lock()
    talk = locked(talk)
    if talk.state not in (_State.AGREED, _State.CHECKED):
        raise ValidationError("Geändert wird eine Zielvereinbarung, die gilt und noch nicht ausgewertet ist.")
    if talk.amendment:
        raise ValidationError("Eine Änderung ist schon begonnen. Bringen Sie sie zuerst zu Ende.")
    before = said(talk)
    talk.amendment = clean_text(reason)
    if not talk.amendment:
        raise ValidationError({"reason": "Sagen Sie, was geändert wird und warum."})
    talk.save(update_fields=["amendment"])
    remember(talk, before, by=by, reason=talk.amendment, at=at)
    return talk


@transaction.atomic
def drop_amendment(talk: GoalTalk, *, by: Any, at: dt.datetime | None = None) -> GoalTalk:
    """Give up an amendment by which nothing was changed; else the goals would differ from what is frozen."""
    ChangeSet.objects.lock()
    talk = locked(talk)
    if not talk.amendment:
        raise ValidationError("Hier ist keine Änderung begonnen.")
    if is_amended(talk):
        raise ValidationError(
            "Es ist schon etwas geändert. Stellen Sie her, was in der geltenden Fassung steht, oder lassen "
            "Sie beide Seiten die Änderung bestätigen."
        )
    before = said(talk)
    talk.amendment = ""
    talk.save(update_fields=["amendment"])
    remember(talk, before, by=by, at=at)
    return talk
