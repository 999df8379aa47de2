"""Sessions that know whose they are, where they were begun and when they were last used (a row each).

`settings.SESSION_ENGINE`. A session ends `SESSION_COOKIE_AGE` after signing in, and before that once nothing
was asked for during `SESSION_IDLE_SECONDS`. What ended stays known for some days (`late()`), so that a form
that comes too late can be given back to the person who wrote it (late_forms.py).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

if TYPE_CHECKING:
    from integration.accounts.models import Session

DEVICE = "device"


class SessionStore(db.SessionStore):
    row: Session | None = None
    ended_for: int | None = None  # whose session this was, if it is over

    @classmethod
    def get_model_class(cls) -> type[Session]:
        from integration.accounts.models import Session

        return Session

    @classmethod
    def clear_expired(cls) -> None:
        cls.get_model_class().objects.filter(expire_date__lt=timezone.now() - late()).delete()

    def _get_session_from_db(self) -> Session | None:
        found: Any = self.model.objects.filter(session_key=self.session_key).first()
        if found and found.ends_at > timezone.now():
            self.row = found
            return found
        if found:
            self.ended_for = found.user_id
            found.delete()
        self._session_key = None
        return None

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row to store; what is known of the same person's session stays."""
        row: Any = super().create_model_instance(data)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.device = data.get(DEVICE, "")
        if self.row and self.row.user_id == row.user_id:
            row.since, row.last_used = self.row.since, self.row.last_used
        row.expire_date = row.since + lifetime()
        self.row = row
        return row

    def touch(self, now: dt.datetime, *, always: bool = False) -> None:
        """Note that the session is in use: not at every request, to spare the database the writing."""
        if self.row and self.row.user_id and (always or now - self.row.last_used > idle_time() / 60):
            self.row.last_used = now
            self.get_model_class().objects.filter(pk=self.row.pk).update(last_used=now)


def lifetime() -> dt.timedelta:
    return dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)


def idle_time() -> dt.timedelta:
    return dt.timedelta(seconds=settings.SESSION_IDLE_SECONDS)


def late() -> dt.timedelta:
    """Return how long after its end something may still come from a session: over a weekend."""
    return dt.timedelta(days=settings.RETENTION_DAYS["sessions"])


_BROWSERS = [
    *(("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari")),
]
_SYSTEMS = [
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("Macintosh", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux")),
]


def device_of(user_agent: str) -> str:
    """Return what a person needs to recognise a device, and no more: "Firefox, Windows"."""
    return ", ".join(
        next((name for sign, name in known if sign in user_agent), other)
        for known, other in ((_BROWSERS, "anderer Browser"), (_SYSTEMS, "anderes Gerät"))
    )
