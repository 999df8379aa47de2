"""Whether what the Steuerungsgruppe has frozen is still what it was."""

from __future__ import annotations

from collections.abc import Iterator

from integration.checking import Check, Problem
from steering.freezing import verify
from steering.models import AgreementEdition, Minutes, MinutesDraft, ReportEdition
from steering.models.frozen import FrozenRecord

FROZEN: tuple[type[FrozenRecord], ...] = (MinutesDraft, Minutes, AgreementEdition, ReportEdition)
_AT_ONCE = 20  # papers, each with its PDF


def changed_papers() -> Iterator[Problem]:
    for model in FROZEN:
        papers = model._base_manager.select_related("pdf__content").order_by("pk")
        for paper in papers.iterator(chunk_size=_AT_ONCE):
            place = f"{model._meta.verbose_name} {paper.pk}, festgeschrieben am {paper.at:%d.%m.%Y}"
            yield from (Problem(place, what) for what in verify(paper))


CHECKS = (Check("papers", "Festgeschriebene Dokumente gegen ihre Prüfsumme", changed_papers),)
