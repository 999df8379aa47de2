"""What there is to do about measures, rule by rule, the gravest first.

Rules that look at the record alone are declared in `catalogue.gaps`; what they find is stored with each
version. The others are declared here: they look at the day or at other tables, and the database finds them
when it is asked. Both are values of the filter `luecke`. A dropped measure has nothing to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value

from catalogue import gaps
from catalogue.models import Clarification, Confirmation, Contact, Gap, MeasureVersion, Responsibility
from catalogue.models.version import MeasureVersionQuerySet, end_of
from catalogue.vocabulary import Status
from integration.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Rule:
    """As `gaps.Rule`, but told by a condition on versions as of a day, the last day that counts.

    `section` is where it is mended: in the measure's form, or on the measure's page itself.
    """

    kind: str
    label: str
    sentence: str
    condition: Callable[[dt.date], Q]
    section: str = ""
    mended_on_page: bool = False


def months_before(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` earlier, the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _untouched(day: dt.date) -> Q:
    since = end_of(months_before(day, settings.STALE_AFTER_MONTHS))
    seen = Confirmation.objects.filter(at__gte=since, at__lt=end_of(day))
    return Q(valid_from__lt=since) & ~Q(measure__in=seen.values("measure"))


def _nobody_to_talk_to(day: dt.date) -> Q:
    there = Contact.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
    )
    # Asked in two, one of them the same for all measures: PostgreSQL answers it ten times as fast. The other
    # as one join, which it begins with the few persons who are there for one measure alone.
    for_all = there.filter(measure__isnull=True).values("unit")
    for_this = Q(version__measure__contacts__in=there, version__measure__contacts__unit=F("unit"))
    units = Responsibility.objects.filter(version=OuterRef("pk"))
    nobody = ~Q(Exists(units.filter(unit__in=for_all))) & ~Q(Exists(units.filter(for_this)))
    return Q(Exists(units)) & nobody


def _unit_ended(day: dt.date) -> Q:
    ended = Responsibility.objects.filter(unit__valid_until__lt=day)
    return Q(pk__in=ended.values("version"))


def _day_passed(day: dt.date) -> Q:
    overdue = Clarification.objects.overdue(on=day)
    return Q(next_step_date__lt=day) | Q(measure__in=overdue.values("measure"))


def _done_but_open(day: dt.date) -> Q:
    return Q(status=Status.DONE, measure__in=Clarification.objects.standing(on=day).values("measure"))


def _successor_dropped(day: dt.date) -> Q:
    successor = MeasureVersion.objects.on(day).filter(measure__number=OuterRef("superseded_by"))
    return Q(superseded_by__isnull=False) & Q(Exists(successor.filter(status=Status.DROPPED)))


RULES = (
    Rule(
        "frist",
        "Termin verstrichen",
        "Der nächste Schritt oder eine Antwort ist überfällig.",
        _day_passed,
        "inhalt-stand",
    ),
    Rule(
        "stelle-aufgeloest",
        "Stelle aufgelöst",
        "Eine zuständige Stelle gibt es nicht mehr. Wer übernimmt?",
        _unit_ended,
        "inhalt-stellen",
    ),
    Rule(
        "ersatz-entfallen",
        "Ersatz entfallen",
        "Die Maßnahme, die diese ersetzt, ist entfallen. Was gilt jetzt?",
        _successor_dropped,
        "inhalt-stand",
    ),
    Rule(
        "umgesetzt-offen",
        "Umgesetzt, aber Klärung offen",
        "Die Maßnahme gilt als umgesetzt, obwohl eine Frage offen ist.",
        _done_but_open,
        "klaerung",
        mended_on_page=True,
    ),
    Rule(
        "unberuehrt",
        "Lange nicht angefasst",
        "Seit Monaten hat sich nichts geändert. Stimmt noch alles?",
        _untouched,
        "bestaetigt",
        mended_on_page=True,
    ),
    Rule(
        "ansprechperson",
        "Ansprechperson fehlt",
        "Keine der zuständigen Stellen nennt eine Ansprechperson.",
        _nobody_to_talk_to,
        "zustaendig",
        mended_on_page=True,
    ),
)
AnyRule = gaps.Rule | Rule
_BY_KIND: dict[str, AnyRule] = {rule.kind: rule for rule in (*gaps.RULES, *RULES)}
WORKLIST = [
    _BY_KIND[kind]
    for kind in (
        *("widerspruch", "federfuehrung", "stelle", "stelle-aufgeloest", "frist", "umgesetzt-offen"),
        *("ersatz-entfallen", "ziel", "massnahme", "status", "zuordnung", "handlungsfeld", "gegenfeld"),
        *("zielgruppe", "ansprechperson", "unberuehrt", "konzept", "ort"),
    )
]
LABELS = {rule.kind: rule.label for rule in WORKLIST}
_NOT_DROPPED = ~Q(status=Status.DROPPED)


def having(kinds: Iterable[str], day: dt.date) -> Q:
    """Return the condition on versions of having at least one of these things to do as of `day`.

    Asked of subqueries, never a join: nothing is counted twice and nothing needs DISTINCT. Where no rule
    of the record is among them, stored gaps are not asked: PostgreSQL plans a lone condition far better.
    """
    chosen = set(kinds)
    stored = sorted(chosen - {rule.kind for rule in RULES})
    gap_rows = Gap.objects.filter(kind__in=stored).values("version")
    found = Q(pk__in=gap_rows if stored else ())
    for rule in RULES:
        if rule.kind in chosen:
            found |= _NOT_DROPPED & rule.condition(day)
    return found


def counts(versions: MeasureVersionQuerySet, day: dt.date) -> dict[str, int]:
    """Return how many of `versions` have each thing to do as of `day`, by kind (two queries)."""
    stored = Gap.objects.filter(version__in=versions.order_by()).order_by()
    found = dict(stored.values_list("kind").annotate(Count("pk")))
    first, *others = _of_each_rule(versions, day)
    found |= {kind: number for kind, number in first.union(*others, all=True) if number}
    return found


def _of_each_rule(versions: MeasureVersionQuerySet, day: dt.date) -> list[QuerySet]:
    return [
        versions.order_by()
        .filter(_NOT_DROPPED, rule.condition(day))
        .annotate(kind=Value(rule.kind, CharField()))
        .values_list("kind")
        .annotate(number=Count("pk"))
        for rule in RULES
    ]


def rules_of(version: int, day: dt.date) -> list[AnyRule]:
    """Return the rules by which there is something to do about one version, gravest first (one query)."""
    kinds = {kind for (kind,) in _KINDS.rows(version, day, settings.STALE_AFTER_MONTHS)}
    return [rule for rule in WORKLIST if rule.kind in kinds]


def _kinds(version: int, day: dt.date, _stale_after: int) -> QuerySet:
    rows: QuerySet = Gap.objects.filter(version=version).order_by().values_list("kind")
    live = [
        MeasureVersion.objects.filter(_NOT_DROPPED, rule.condition(day), pk=version)
        .order_by()
        .values_list(Value(rule.kind, CharField()))
        for rule in RULES
    ]
    return rows.union(*live, all=True)


_KINDS = Prepared(_kinds)
