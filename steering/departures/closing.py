"""What a last day to come means for an account: it is closed in the night after, unless somebody says no."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from integration.accounts.actions import save_user
from integration.accounts.models import Session, User
from integration.history.models import ChangeSet
from steering.models import Departure


class Closing(NamedTuple):
    """An account whose last day is over; `refused` says why it stays open."""

    account: int | None
    last_day: dt.date
    refused: str = ""


def close_accounts(*, now: dt.datetime, rehearsal: bool) -> Iterator[Closing]:
    """Close each account whose last day is over, in a transaction of its own, or only try.

    The last Administration stays and is told of again the next night.
    """
    ended = Departure.objects.ended(on=timezone.localdate(now))
    found = list(ended.filter(person__is_active=True))
    if not rehearsal:  # closed by hand before: who lets them in again is not overruled
        ended.exclude(person__is_active=True).update(account_ends=None)
    for one in found:
        told = Closing(one.person_id, one.last_day)
        try:
            with transaction.atomic():
                _close(one.pk, now=now)
                transaction.set_rollback(rehearsal)
        except ValidationError as error:
            told = told._replace(refused=" ".join(error.messages))
        yield told


def _close(key: int, *, now: dt.datetime) -> None:
    ChangeSet.objects.lock()
    departure = Departure.objects.select_for_update(of=("self",)).get(pk=key)
    person = User.objects.get(pk=departure.person_id)
    told = f"{departure}: Der letzte Tag ist vorbei"
    save_user(user=person, fields={"is_active": False}, by=None, reason=told, at=now)
    Session.objects.of(person).delete()
    departure.account_ends = None
    departure.save(update_fields=["account_ends"])


@transaction.atomic
def keep_account(departure: Departure, *, by: Any, at: dt.datetime | None = None) -> bool:
    """Let an account go on beyond the last day that was planned; False where none is planned any more."""
    ChangeSet.objects.lock()
    row = Departure.objects.select_for_update(of=("self",)).get(pk=departure.pk)
    if row.account_ends is None:
        return False
    change_set = ChangeSet.objects.open(
        by=by, way=ChangeSet.Way.REFERENCE, reason=f"{row}: Das Konto endet nicht", at=at
    )
    change_set.reference_changes.create(
        model=Departure._meta.label_lower,
        key=str(row.pk),
        before={"account_ends": f"{row.account_ends:%Y-%m-%d}"},
        after={"account_ends": None},
    )
    row.account_ends = None
    row.save(update_fields=["account_ends"])
    return True
