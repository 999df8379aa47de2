"""What is stuck: measures that wait, their day passed or untouched for long, and are not done."""

from __future__ import annotations

from urllib.parse import urlencode

from catalogue.models.version import MeasureVersionQuerySet
from catalogue.upkeep import worklist
from catalogue.vocabulary import Status
from integration.overview.reader import Reader
from steering.dossier import SETTLED, STUCK

QUERY = "?" + urlencode(
    [("luecke", one) for one in STUCK] + [("status", one.value) for one in Status if one not in SETTLED]
)


def stuck(reader: Reader) -> MeasureVersionQuerySet:
    """Return the measures that the dossier of a meeting held today would name, all of them."""
    return reader.versions.filter(worklist.having(STUCK, reader.today)).exclude(status__in=SETTLED)
