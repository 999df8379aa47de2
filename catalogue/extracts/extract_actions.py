"""What Koordination does with an extract that is out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.extracts.extract_log import log
from catalogue.models import Extract, ExtractEvent


@transaction.atomic
def extend(extract: Extract, *, due: dt.date, reason: str, by: Any, at: dt.datetime | None = None) -> None:
    """Give a unit until `due` to answer. Raises ValidationError with German messages by field (`due`)."""
    extract = Extract.objects.select_for_update(of=("self",)).get(pk=extract.pk)
    if extract.received_at:
        day = timezone.localdate(extract.received_at)
        raise ValidationError({"due": f"Die Rückmeldung ist schon am {day:%d.%m.%Y} eingegangen."})
    if due <= extract.due:
        raise ValidationError(
            {"due": f"Wählen Sie einen Tag nach dem {extract.due:%d.%m.%Y}, der jetzigen Frist."}
        )
    note = f"von {extract.due:%d.%m.%Y} auf {due:%d.%m.%Y}: {reason}"
    extract.due = due
    extract.save(update_fields=["due"])
    log(extract, ExtractEvent.Kind.EXTENDED, by=by, note=note, at=at)
