"""What is kept about persons with an account, and about their signing in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session as UnusedSession
from django.db.models import QuerySet

from integration.accounts.late_forms import OWNER
from integration.accounts.models import Session, User
from integration.personal_data import ACCOUNTS, SECURITY, Fields, Kind
from integration.rates.models import Rate

_TRACES = (AccessAttempt, AccessFailureLog, AccessLog)


def _sign_ins(person: Any) -> Iterable[QuerySet[Any]]:
    return [model.objects.filter(username__iexact=person.username).order_by("pk") for model in _TRACES]


def _itself(person: Any) -> Iterable[QuerySet[Any]]:
    return [User.objects.filter(pk=person.pk)]


def _counted(person: Any) -> Iterable[QuerySet[Any]]:
    keys = [f"{what}:{person.pk}" for what in settings.RATE_LIMITS]
    return [Rate.objects.filter(key__in=keys).exclude(key__startswith="interface:").order_by("pk")]


def _late_forms(person: Any) -> Iterable[QuerySet[Any]]:
    """Return sessions of nobody that hold a form for this person: it came too late (late_forms.py)."""
    nobodys = Session.objects.filter(user=None)
    theirs = [one.pk for one in nobodys if one.get_decoded().get(OWNER) == person.pk]
    return [Session.objects.filter(pk__in=theirs).order_by("pk")]


KINDS = (
    Kind(
        "account",
        "Anmeldename, E-Mail-Adresse, Funktion, Rolle, seit wann es das Konto gibt",
        ACCOUNTS,
        "Sie können sich anmelden und sehen, was zu Ihrer Aufgabe gehört.",
        "Andere sehen Ihre Funktion; den Anmeldenamen auch Koordination und Administration, alles die "
        "Administration.",
        "Solange das Konto besteht. Danach, spätestens {period} nach der letzten Anmeldung, wird es "
        "anonymisiert: Im Verlauf bleibt nur die Funktion.",
        {User: ("username", "email", "function", "role", "is_active", "date_joined", "directory")},
        days="leavers",
        whole=False,
        found=_itself,
    ),
    Kind(
        "password",
        "Passwort",
        ACCOUNTS,
        "Nur als Prüfwert (Argon2), damit niemand anderes sich als Sie anmeldet.",
        "Niemand; aus dem Prüfwert lässt sich das Passwort nicht lesen.",
        "Bis Sie es ändern oder das Konto endet.",
        {User: ("password",)},
        basis=SECURITY,
        secret=frozenset({"password"}),
        whole=False,
        found=_itself,
    ),
    Kind(
        "last_login",
        "Zeitpunkt der letzten Anmeldung",
        ACCOUNTS,
        "Ungenutzte Konten fallen auf und werden geschlossen.",
        "Administration",
        "Bis zur nächsten Anmeldung oder bis das Konto anonymisiert wird.",
        {User: ("last_login",)},
        basis=SECURITY,
        whole=False,
        found=_itself,
    ),
    Kind(
        "sign_ins",
        "Fehlgeschlagene Anmeldungen: Anmeldename, IP-Adresse, Browser, Zeitpunkt",
        "Wer sich anzumelden versucht",
        "Schutz vor dem Erraten von Passwörtern.",
        "Niemand auf einer Seite; die Systembetreuung in der Datenbank.",
        "Bis zur nächsten erfolgreichen Anmeldung, längstens {period}.",
        dict.fromkeys(_TRACES, ("username", "ip_address", "user_agent")),
        basis=SECURITY,
        days="sign_ins",
        found=_sign_ins,
    ),
    Kind(
        "rates",
        "Zähler von Anmeldungen, Suchen, Abrufen und Hochgeladenem: Nummer des Kontos, ohne Anmeldung die "
        "IP-Adresse; wie oft in der letzten Minute, nicht wonach",
        "Alle, die das System aufrufen",
        "Niemand legt es durch zu viele Anfragen lahm.",
        "Niemand auf einer Seite; die Systembetreuung in der Datenbank.",
        "{period} nach dem Ende der Minute.",
        {Rate: ("key",)},
        basis=SECURITY,
        days="sessions",
        found=_counted,
    ),
    Kind(
        "sessions",
        "Ihre Anmeldungen: Art von Browser und Gerät („Firefox, Windows“), Beginn, letzte Benutzung; ein "
        "Formular, das Sie nach dem Ende der Anmeldung absenden (sein Inhalt, ohne Dateien)",
        ACCOUNTS,
        "Sie sehen unter „Mein Konto“ Ihre Anmeldungen und können sie beenden; Ihr Text geht nicht verloren.",
        "Nur Sie",
        "Bis zum Abmelden; sonst bis {period} nach dem Ende.",
        {Session: ("user", "device", "since", "last_used", "session_data")},
        basis=SECURITY,
        days="sessions",
        secret=frozenset({"session_key", "session_data"}),
        leaves=True,
        found=_late_forms,
    ),
    Kind(
        "directory",
        "Wenn Sie sich über das Verzeichnis der Stadt anmelden: Ihre Kennung dort, seit wann, zuletzt wann",
        ACCOUNTS,
        "Das Konto wird wiedererkannt. Namen und andere Angaben des Verzeichnisses werden nicht gespeichert.",
        "Dass Sie sich so anmelden, sieht die Administration; die Kennung niemand auf einer Seite.",
        "Solange das Konto besteht.",
        {
            SocialAccount: ("user", "provider", "uid", "last_login", "date_joined"),
            EmailAddress: ("user", "email"),  # a table of allauth's that stays empty here
        },
        basis=SECURITY,
        leaves=True,
    ),
    Kind(
        "second_factor",
        "Der zweite Faktor, wenn Sie einen eingerichtet haben: sein Schlüssel, Einmalcodes, letzte Benutzung",
        ACCOUNTS,
        "Wer nur Ihr Passwort kennt, kommt nicht hinein.",
        "Niemand; Schlüssel und Codes sind verschlüsselt.",
        "Bis Sie ihn abschalten, die Administration ihn zurücksetzt oder das Konto endet.",
        {Authenticator: ("user", "type", "data", "created_at", "last_used_at")},
        basis=SECURITY,
        secret=frozenset({"data"}),
        leaves=True,
    ),
)

# Texts in which somebody may be named although nobody should be.
FREE_TEXT: Fields = {AccessAttempt: ("get_data", "post_data"), UnusedSession: ("session_data",)}
# What sounds like a person and is none.
NOBODY: Fields = {
    Group: ("name",),
    Permission: ("name",),
    SocialAccount: ("extra_data",),  # always empty (provider.py)
    # What allauth has tables for and is not used here.
    EmailConfirmation: ("email_address",),
    SocialApp: ("name", "settings"),
    SocialToken: ("token", "token_secret"),
}
