"""Gaps that follow from how action fields are called: found anew when fields change."""

from __future__ import annotations

from django.db import transaction

from catalogue.gaps import gaps
from catalogue.models import Gap, MeasureVersion
from catalogue.records import MeasureRecord
from catalogue.reference.references import References
from integration.bulk import batches

KIND = "gegenfeld"  # the only rule that looks beyond the record (gaps.py)


@transaction.atomic
def refresh() -> None:
    """Store for today's measures which lack the listing their label names, as fields are called now."""
    refs = References.load()
    current = MeasureVersion.objects.current()
    stored = set(Gap.objects.filter(version__in=current, kind=KIND).values_list("version", flat=True))
    found = set()
    rows = current.order_by().values_list("pk", "number", "stored__data")
    for pk, number, data in rows.iterator(chunk_size=2_000):
        if KIND in gaps(MeasureRecord.from_json(number, data), refs):
            found.add(pk)
    for part in batches(sorted(stored - found), 2_000):
        Gap.objects.filter(version__in=part, kind=KIND).delete()
    Gap.objects.bulk_create([Gap(version_id=pk, kind=KIND) for pk in sorted(found - stored)])
