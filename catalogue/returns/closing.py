"""When a return, and the extract it answers, is done with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.utils import timezone

from catalogue.extracts.extract_log import log
from catalogue.models import Extract, ExtractEvent, Suggestion, UnitReturn

_NAMED = 3  # returns that a reason names
_State = UnitReturn.State


def lock_returns(keys: Collection[int]) -> list[UnitReturn]:
    """Return these returns, so that nobody else writes them before this transaction is over."""
    rows = UnitReturn.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    return list(rows.select_related("unit", "extract"))


def close_decided(keys: Collection[int], *, by: Any, at: dt.datetime) -> None:
    """Say of returns in which nothing is open any more that they are decided, and check their extracts."""
    waiting = set(
        Suggestion.objects.open()
        .filter(answer__unit_return__in=keys)
        .values_list("answer__unit_return", flat=True)
    )
    done = [one for one in lock_returns(keys) if one.pk not in waiting and one.state == _State.SENT]
    for one in done:
        one.state, one.decided_at = _State.DECIDED, at
        one.save(update_fields=["state", "decided_at"])
    for extract in {one.extract for one in done if one.extract}:
        _check(extract, by=by, at=at)


def _check(extract: Extract, *, by: Any, at: dt.datetime) -> None:
    if extract.checked_at or extract.returns.filter(state=_State.SENT).exists():
        return
    extract.checked_at = at
    extract.save(update_fields=["checked_at"])
    log(extract, ExtractEvent.Kind.CHECKED, by=by, at=at)


def named(returns: Iterable[UnitReturn]) -> str:
    """Return in words which returns something comes from: "Rückmeldung FB 51 vom 24.04.2017"."""
    names = list(dict.fromkeys(_name(one) for one in returns))
    more = f" und {len(names) - _NAMED} weitere" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _name(one: UnitReturn) -> str:
    day = timezone.localtime(one.sent_at).date() if one.sent_at else one.received_on
    return f"{one} vom {day:%d.%m.%Y}" if day else str(one)
