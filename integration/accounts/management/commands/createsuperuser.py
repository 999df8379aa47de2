"""manage.py createsuperuser: Django's own, which asks nothing of a password that it does not ask for."""

from __future__ import annotations

import os
from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from integration.accounts.models import User


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        username = User.normalize_username(options["username"] or "")
        if User.objects.filter(username=username).exists():
            raise CommandError(
                f"Das Konto „{username}“ gibt es schon. Ein neues Passwort bekommt es mit "
                f"„changepassword {username}“."
            )
        password = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        if password and not options["interactive"]:
            _check(password, User(username=username, email=options["email"] or ""))
        super().handle(*args, **options)
        return None


def _check(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
