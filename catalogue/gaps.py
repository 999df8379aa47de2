"""What a measure leaves unsaid, rule by rule. A rule here looks at the record alone, never at the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalogue.records import MeasureRecord
from catalogue.reference.references import References
from catalogue.spreadsheet.labels import counterpart
from catalogue.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Rule:
    """`kind` is the value of the filter `luecke`; `label` groups ("27 × Zielgruppe fehlt").

    `section` is the part of the measure's form where it is mended.
    """

    kind: str
    label: str
    sentence: str
    applies: Callable[[MeasureRecord, References], bool]
    section: str


def missing_counterparts(record: MeasureRecord, known: References) -> list[int]:
    """Return the listings whose label names a counterpart field under which no other listing of the
    measure stands (domain.md §2 rules 3 and 4). "Bildung" and "Vorschulische Bildung" below it agree."""
    missing = []
    for sub, listing in record.listings.items():
        if named := counterpart(listing.label):
            wanted = known.find_action_field(named) or ""
            others = (one.action_field for other, one in record.listings.items() if other != sub)
            if not any(_same_branch(wanted, other, known) for other in others):
                missing.append(sub)
    return missing


def _same_branch(one: str, other: str, known: References) -> bool:
    above_one = {row.slug for row in known.field_and_above(one)}
    above_other = {row.slug for row in known.field_and_above(other)}
    return one in above_other or other in above_one


RULES = (
    Rule("ziel", "Ziel fehlt", "Was soll erreicht werden?", lambda r, _: not r.goal, "inhalt-ziel"),
    Rule(
        "massnahme",
        "Maßnahmentext fehlt",
        "Wie soll das Ziel umgesetzt werden?",
        lambda r, _: not r.text,
        "inhalt-ziel",
    ),
    Rule(
        "zielgruppe",
        "Zielgruppe fehlt",
        "Für wen ist die Maßnahme?",
        lambda r, _: not r.target_groups,
        "inhalt-zielgruppen",
    ),
    Rule(
        "ort",
        "Ort fehlt",
        "Wo findet die Maßnahme statt?",
        lambda r, _: not r.locations,
        "inhalt-zielgruppen",
    ),
    Rule(
        "stelle",
        "Stelle fehlt",
        "Welche Stelle ist zuständig?",
        lambda r, _: not (r.units or r.lead),
        "inhalt-stellen",
    ),
    Rule(
        "federfuehrung",
        "Federführung fehlt",
        "Wer hat den Hut auf?",
        lambda r, _: not r.lead,
        "inhalt-stellen",
    ),
    Rule(
        "status",
        "Umsetzungsstand nicht erfasst",
        "Wie weit ist die Maßnahme?",
        lambda r, _: r.status.value == Status.NOT_RECORDED,
        "inhalt-stand",
    ),
    Rule(
        "konzept",
        "Konzept nicht angegeben",
        "Aus welchem Konzept stammt die Katalogzeile?",
        lambda r, _: any(not listing.concept for listing in r.listings.values()),
        "inhalt-zeilen",
    ),
    Rule(
        "handlungsfeld",
        "Handlungsfeld fehlt",
        "Zu welchem Handlungsfeld gehört die Katalogzeile?",
        lambda r, _: any(not (one.action_field or one.label) for one in r.listings.values()),
        "inhalt-zeilen",
    ),
    Rule(
        "zuordnung",
        "Handlungsfeld nicht zugeordnet",
        "Der Wortlaut der Katalogzeile passt zu keinem Handlungsfeld. Welches ist gemeint?",
        lambda r, _: any(one.label and not one.action_field for one in r.listings.values()),
        "inhalt-zeilen",
    ),
    Rule(
        "gegenfeld",
        "Zweite Katalogzeile fehlt",
        "Die Maßnahme nennt ein weiteres Handlungsfeld, steht dort aber nicht im Katalog.",
        lambda r, known: bool(missing_counterparts(r, known)),
        "inhalt-zeilen",
    ),
    Rule(
        "widerspruch",
        "Zeilen widersprechen sich",
        "Zwei Katalogzeilen der Maßnahme sagen Verschiedenes. Welche Angabe gilt?",
        lambda r, _: any(listing.lost for listing in r.listings.values()),
        "inhalt-zeilen",
    ),
)
RULES_BY_KIND = {rule.kind: rule for rule in RULES}


def gaps(record: MeasureRecord, known: References) -> list[str]:
    """Return the kinds of the gaps of a record; a dropped measure has none."""
    if record.status.value == Status.DROPPED:
        return []
    return [rule.kind for rule in RULES if rule.applies(record, known)]
