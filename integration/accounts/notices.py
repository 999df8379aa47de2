"""Word of a change to how somebody signs in: if they did not make it, somebody else did (ASVS 2.2.3)."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import models
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


class Change(models.TextChoices):
    """What was changed; the label is the letter's sentence."""

    PASSWORD = "password", "Das Passwort ist geändert worden."
    FACTOR_ON = "factor_on", "Ein zweiter Faktor ist eingerichtet worden."
    FACTOR_OFF = "factor_off", "Der zweite Faktor ist abgeschaltet worden."
    NEW_CODES = (
        "new_codes",
        "Es sind neue Codes für den Notfall ausgegeben worden; die alten gelten nicht mehr.",
    )
    FACTOR_RESET = (
        "factor_reset",
        "Der zweite Faktor ist von der Administration zurückgesetzt worden. Sie sind überall abgemeldet und "
        "melden sich wieder mit Ihrem Passwort an.",
    )
    PARTED = (
        "parted",
        "Die Verbindung mit dem Verzeichnis der Stadt ist von der Administration gelöst worden. Sie sind "
        "überall abgemeldet und können sich mit diesem Konto erst nach einer neuen Einladung anmelden.",
    )


def tell(user: Any, change: Change) -> bool:
    """Mail it; return False where the mail cannot be handed over: the change itself stays."""
    if not user.email:
        return True
    context = {
        "person": user,
        "sentence": change.label,
        "product_name": settings.PRODUCT_NAME,
        "contact_email": settings.CONTACT_EMAIL,
    }
    subject = f"Ihre Anmeldung in der {settings.PRODUCT_NAME} ist geändert"
    try:
        send_mail(subject, render_to_string("accounts/mail/notice.txt", context), None, [user.email])
    except OSError:
        logger.exception("The notice to person %s could not be sent", user.pk)
        return False
    return True
