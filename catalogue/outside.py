"""Papers for readers outside the city: without names of persons, as far as they can be found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogue.models import ActionField, Contact, Location, TargetGroup, Unit
from catalogue.records import MeasureRecord
from integration.known_names import Known, names_in_addresses
from integration.naming import Naming

PARAMETER = "ohne_namen"


def asks_names(data: Mapping[str, str], unit: Unit | None = None) -> bool:
    """Tell whether a paper may name persons: as asked, else not if it is for a unit outside the city."""
    asked = data.get(PARAMETER, "")
    return asked == "0" or (asked != "1" and not is_outside(unit))


def is_outside(unit: Unit | None) -> bool:
    return unit is not None and unit.kind in Unit.OUTSIDE


def texts_of(record: MeasureRecord) -> Iterator[str]:
    """Yield the texts in which people write freely."""
    yield from (record.goal, record.text, record.status.reason, record.progress, record.clarification)
    yield from (record.timeframe, record.next_step)
    for listing in record.listings.values():
        yield from (listing.label, listing.remark, *listing.extra.values())


def named_in(record: MeasureRecord, naming: Naming) -> list[str]:
    """Return what in a measure's texts may name or reach somebody, each once."""
    return list(dict.fromkeys(name for text in texts_of(record) for name in naming.names_in(text or "")))


def known_names() -> tuple[list[Known], list[str]]:
    """Return the names of Ansprechpersonen, and the words of reference data, which are no names."""
    told = list(Contact.objects.values_list("name", "email"))
    names = [Known(name) for name, _ in told if name]
    names += names_in_addresses(email for _, email in told)
    kinds = (Unit, ActionField, TargetGroup, Location)
    return names, [word for kind in kinds for word in kind._default_manager.values_list("name", flat=True)]
