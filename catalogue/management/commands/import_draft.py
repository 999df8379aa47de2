"""manage.py import_draft: the child process of an import in the browser; nobody calls it by hand."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalogue.drafts import draft_actions, drafting
from catalogue.models import ImportDraft
from integration import children

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Liest oder übernimmt einen hochgeladenen Katalog. Wird vom Import im Browser gestartet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("task", choices=["read", "apply"])
        parser.add_argument("draft", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        children.limit()
        draft = ImportDraft.objects.select_related("file", "concept", "by", "based_on").get(
            pk=options["draft"]
        )
        try:
            if options["task"] == "read":
                drafting.read(draft)
            else:
                self._apply(draft)
        except Exception:
            log.exception("Import %s", draft.pk)
            draft_actions.break_off(draft)
            raise

    def _apply(self, draft: ImportDraft) -> None:
        draft.tell(progress="Die Änderungen werden geschrieben …")
        try:
            drafting.write(draft)
        except drafting.Stale:
            draft.tell(message=drafting.STALE)
            drafting.read(draft)
