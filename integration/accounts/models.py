"""The people who sign in, and their sessions."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.conf import settings
from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from integration.accounts.roles import Hat, Role
from integration.accounts.sessions import SessionStore, idle_time, late


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def administrators(self) -> UserQuerySet:
        """Return the people who can let others in."""
        return self.active().filter(role=Role.ADMINISTRATION)

    def named(self) -> UserQuerySet:
        """Return those who have not been anonymised: only of them can anything be changed."""
        return self.filter(anonymised_at__isnull=True)

    def in_order(self) -> UserQuerySet:
        return self.order_by("-is_active", "anonymised_at", "function", "username")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, email: str = "", password: str | None = None, **fields: Any) -> User:
        """Store a person; without a password they have to be invited."""
        user = self.model(
            username=self.model.normalize_username(username), email=self.normalize_email(email), **fields
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, email: str = "", password: str | None = None, **fields: Any
    ) -> User:
        """Let `manage.py createsuperuser` make an empty installation's first Administration."""
        return self.create_user(username, email, password, **{"role": Role.ADMINISTRATION, **fields})

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=self.model.normalize_username(username or ""))


class User(AbstractUser):
    """A person. Shown to others by function ("Koordination 50.21"), never by name (domain.md §4)."""

    # A function is enough to work together, and hats are the only rights system.
    first_name = last_name = None  # type: ignore[assignment]
    is_staff = is_superuser = groups = user_permissions = None  # type: ignore[assignment]

    class Directory(models.TextChoices):
        """How the city's directory stands to a person; who has none of these has a password here."""

        LINKED = "verbunden", "meldet sich über das Verzeichnis an"
        LEFT = "ausgeschieden", "vom Verzeichnis nicht mehr genannt"

    role = models.CharField("Rolle", max_length=20, choices=Role, blank=True)
    function = models.CharField("Funktion", max_length=150, blank=True)
    directory = models.CharField(
        "Verzeichnis", max_length=20, choices=Directory, blank=True, default="", editable=False
    )
    anonymised_at = models.DateTimeField("anonymisiert am", null=True, blank=True, editable=False)

    objects = UserManager()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):
        verbose_name = "Person"
        verbose_name_plural = "Personen"
        constraints = [
            models.CheckConstraint(
                name="user_role_known",
                condition=models.Q(role__in=["", *Role.values]),
                violation_error_message="Diese Rolle gibt es nicht.",
            ),
            models.CheckConstraint(
                name="user_username_lower_case",
                condition=models.Q(username=Lower("username")),
                violation_error_message="Anmeldenamen stehen in Kleinbuchstaben.",
            ),
            models.CheckConstraint(
                name="user_directory_known",
                condition=models.Q(directory__in=["", "verbunden", "ausgeschieden"]),
                violation_error_message="So kann das Verzeichnis nicht zu einer Person stehen.",
            ),
            models.CheckConstraint(
                name="user_anonymised_for_good",
                condition=models.Q(anonymised_at__isnull=True) | models.Q(is_active=False, email="", role=""),
                violation_error_message="Ein anonymisiertes Konto hat weder Rolle noch E-Mail-Adresse.",
            ),
        ]

    def __str__(self) -> str:
        return self.function or self.username

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return super().normalize_username(username).lower()

    @property
    def is_administrator(self) -> bool:
        return self.is_active and self.role == Role.ADMINISTRATION

    @property
    def is_invited(self) -> bool:
        """Tell whether this person has yet to set a first password."""
        return self.is_active and not self.directory and not self.has_usable_password()

    @property
    def state(self) -> str:
        if self.anonymised_at:
            return "anonymisiert"
        if not self.is_active:
            return "deaktiviert"
        return "eingeladen" if self.is_invited else "aktiv"

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def hats(self) -> list[Hat]:
        """Return the hats this person wears today, from whatever fact each follows."""
        worn = {hat for backend in get_backends() if hasattr(backend, "hats") for hat in backend.hats(self)}
        return [hat for hat in Hat if hat in worn]


class SessionQuerySet(models.QuerySet["Session"]):
    def of(self, user: Any) -> SessionQuerySet:
        return self.filter(user_id=user.pk)

    def lasting(self, *, at: dt.datetime) -> SessionQuerySet:
        """Return the sessions that can still be used."""
        return self.filter(expire_date__gt=at, last_used__gt=at - idle_time()).order_by("-last_used")


class SessionManager(BaseSessionManager.from_queryset(SessionQuerySet)):  # type: ignore[misc]
    pass


class Session(AbstractBaseSession):
    """A browser that somebody is signed in with. Neither address nor exact browser is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name="Person",
    )
    since = models.DateTimeField("angemeldet seit", default=timezone.now)
    last_used = models.DateTimeField("zuletzt benutzt", default=timezone.now)
    device = models.CharField("Gerät", max_length=60, blank=True)

    objects = SessionManager()  # type: ignore[misc]

    class Meta:
        verbose_name = "Anmeldung"
        verbose_name_plural = "Anmeldungen"

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        return SessionStore

    @property
    def ends_at(self) -> dt.datetime:
        if self.user_id is None:  # it only carries what came too late
            return self.expire_date + late()
        return min(self.expire_date, self.last_used + idle_time()).replace(microsecond=0)

    @property
    def seconds_left(self) -> int:
        return max(0, int((self.ends_at - timezone.now()).total_seconds()))

    @property
    def name(self) -> str:
        """Return what a form may call this session: the key itself lets whoever knows it in."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:20]
