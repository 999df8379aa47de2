"""Mails that a child sends one after the other, so that no request waits for a mail server.

A row (`Sending`) knows how far the child is; its key is all that the child is told. Catalogue and steering
each have such a row, a command that the child runs, and what one mail of theirs is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandParser
from django.db import models, transaction
from django.utils import timezone

from integration import children
from integration.children import SILENCE

log = logging.getLogger(__name__)


class Sending(models.Model):
    """How far the sending of mails is. `waiting` are the keys of those that have not been dealt with."""

    TOLD: ClassVar[tuple[str, ...]] = ()  # fields that a mail changes besides

    waiting: Any = models.JSONField("noch zu senden", default=list)
    broke_off = models.BooleanField("abgebrochen", default=False)
    touched_at = models.DateTimeField("zuletzt gemeldet", default=timezone.now)

    class Meta:
        abstract = True

    @property
    def is_lost(self) -> bool:
        """True where the child ended before its work did."""
        silent = timezone.now() - self.touched_at > SILENCE
        return bool(self.waiting) and (self.broke_off or silent)

    @property
    def is_at_work(self) -> bool:
        return bool(self.waiting) and not self.is_lost

    def break_off(self) -> None:
        """Say that the child ended, where something is left to send."""
        type(self)._default_manager.filter(pk=self.pk).exclude(waiting=[]).update(broke_off=True)


def lost(model: type[Sending]) -> models.QuerySet[Sending]:
    """Return those whose child ended before its work did: `is_lost`, asked of the database."""
    over = models.Q(broke_off=True) | models.Q(touched_at__lt=timezone.now() - SILENCE)
    return model._default_manager.filter(over).exclude(waiting=[])


def send_to_child(sending: Sending, command: str, *, patience: float) -> None:
    """Have a child run `manage.py command key`; most often all is sent when this returns."""

    def is_done() -> bool:
        sending.refresh_from_db()
        return not sending.is_at_work

    children.hand_over(
        command, str(sending.pk), patience=patience, done=is_done, failed=lambda: sending.break_off()
    )
    sending.refresh_from_db()


def take_up(sending: Sending) -> bool:
    """Say that another child goes on where one ended early; False where none did."""
    with transaction.atomic():
        rows: Any = type(sending)._default_manager.select_for_update(of=("self",))
        row: Sending = rows.get(pk=sending.pk)
        if not row.is_lost:
            return False
        row.broke_off, row.touched_at = False, timezone.now()
        row.save(update_fields=["broke_off", "touched_at"])
    return True


def carry_out(sending: Sending, write_to: Callable[[Any], None]) -> None:
    """Write to everybody who waits, and say after each how far it is."""
    while sending.waiting:
        key, *rest = sending.waiting
        write_to(key)
        sending.waiting, sending.touched_at = rest, timezone.now()
        sending.save(update_fields=["waiting", "touched_at", *sending.TOLD])


class SendCommand(BaseCommand):
    """The child: nobody calls it by hand."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", type=int)

    def load(self, key: int) -> Sending:
        raise NotImplementedError

    def send(self, sending: Any) -> None:
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        sending = self.load(options["key"])
        try:
            self.send(sending)
        except Exception:
            log.exception("%s %s", sending._meta.verbose_name, sending.pk)
            sending.break_off()
            raise
