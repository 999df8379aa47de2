"""Whether at the year's end anybody will be able to tell if a goal was reached: what is missing for that."""

from __future__ import annotations

from collections.abc import Iterator

from steering.models import AnnualGoal, Indicator

_Kind = Indicator.Kind


def missing(goal: AnnualGoal) -> list[str]:
    """Return what a goal lacks, in sentences; its measures and indicators are best prefetched."""
    return list(_of_goal(goal))


def _of_goal(goal: AnnualGoal) -> Iterator[str]:
    if not goal.is_beyond and not goal.measures.all():
        yield "Keine Maßnahme: Nennen Sie eine, oder sagen Sie, dass das Ziel über den Katalog hinausgeht."
    indicators = goal.indicators.all()
    if not indicators:
        yield "Kein Indikator: Woran wird am Ende des Jahres erkennbar, ob das Ziel erreicht ist?"
    for one in indicators:
        for what in _of_indicator(one):
            yield f"„{one.name}“: {what}"


def _of_indicator(one: Indicator) -> Iterator[str]:
    if one.due is None:
        yield "Es fehlt, bis wann."
    if one.kind == _Kind.NUMBER and one.target is None:
        yield "Es fehlt der Zielwert."
    if one.kind == _Kind.NUMBER and not one.direction:
        yield "Es fehlt, ob der Wert steigen, sinken oder gehalten werden soll."
    if one.kind == _Kind.CRITERION and not one.criterion:
        yield "Es fehlt, wann das Kriterium erfüllt ist."
    if not one.measured_how and not one.source:
        yield "Es fehlt, wie gemessen wird oder woher der Wert kommt."


def is_verifiable(goal: AnnualGoal) -> bool:
    """True where nothing is missing, or somebody said why that is enough."""
    return bool(goal.waiver) or not missing(goal)
