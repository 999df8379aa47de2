"""The people who sign in."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from integration.accounts.roles import Role


class User(AbstractUser):
    """A person. Shown to others by function ("Koordination 50.21"), never by name (domain.md §4)."""

    role = models.CharField("Rolle", max_length=20, choices=Role, blank=True)
    function = models.CharField("Funktion", max_length=150, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name = "Person"
        verbose_name_plural = "Personen"
        constraints = [
            models.CheckConstraint(
                name="user_role_known",
                condition=models.Q(role__in=["", *Role.values]),
                violation_error_message="Diese Rolle gibt es nicht.",
            )
        ]

    def __str__(self) -> str:
        return self.function or self.username
