"""What tables are called that packages bring with them: their own names are English."""

from __future__ import annotations

from django.db import models

_GERMAN = {
    "socialaccount.socialaccount": "Verbundene Konten",
    "mfa.authenticator": "Zweite Faktoren",
}


def plural_of(model: type[models.Model]) -> str:
    return _GERMAN.get(model._meta.label_lower) or str(model._meta.verbose_name_plural)
