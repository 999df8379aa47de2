"""What tables and fields are called that have no German name of their own: packages', and technical ones."""

from __future__ import annotations

from django.db import models

_MANY = {
    "socialaccount.socialaccount": "Verbundene Konten",
    "mfa.authenticator": "Zweite Faktoren",
}
_ONE = {
    "account.emailconfirmation": "Bestätigung einer E-Mail-Adresse",
    "socialaccount.socialapp": "Anmeldedienst",
    "socialaccount.socialaccount": "Verbundenes Konto",
    "socialaccount.socialtoken": "Token eines Anmeldedienstes",
    "mfa.authenticator": "Zweiter Faktor",
}
_FIELDS = {
    "account.emailconfirmation.key": "Schlüssel",
    "catalogue.actionfieldalias.folded": "Suchform",
    "catalogue.answer.edits": "Angaben",
    "catalogue.draftfinding.level": "Stufe",
    "catalogue.draftfinding.topic": "Thema",
    "catalogue.draftmeasure.before": "Inhalt vorher",
    "catalogue.draftmeasure.deselected": "abgewählte Angaben",
    "catalogue.draftmeasure.edits": "Angaben",
    "catalogue.draftmeasure.kind": "Art",
    "catalogue.extract.token": "Kennung",
    "catalogue.needchange.changed_by": "zuletzt bearbeitet von",
    "catalogue.readingdecision.said": "Eintrag im Wortlaut",
    "catalogue.suggestion.path": "Angabe",
    "catalogue.suggestion.value": "vorgeschlagener Inhalt",
    "catalogue.unitalias.folded": "Suchform",
    "catalogue.unitmembership.user": "Person",
    "catalogue.versionrecord.data": "Angaben",
    "contenttypes.contenttype.app_label": "Bereich",
    "history.referencechange.after": "nachher",
    "history.referencechange.before": "vorher",
    "history.referencechange.key": "Schlüssel",
    "history.referencechange.model": "Art",
    "mfa.authenticator.created_at": "eingerichtet am",
    "mfa.authenticator.data": "Daten",
    "mfa.authenticator.last_used_at": "zuletzt benutzt am",
    "mfa.authenticator.type": "Art",
    "mfa.authenticator.user": "Person",
    "rates.rate.key": "Schlüssel",
    "socialaccount.socialaccount.extra_data": "Angaben des Anmeldedienstes",
    "socialaccount.socialaccount.provider": "Anmeldedienst",
    "socialaccount.socialaccount.uid": "Kennung beim Anmeldedienst",
    "socialaccount.socialaccount.user": "Person",
    "socialaccount.socialapp.client_id": "Kennung",
    "socialaccount.socialapp.key": "Schlüssel",
    "socialaccount.socialapp.provider": "Art",
    "socialaccount.socialapp.provider_id": "Kennung des Dienstes",
    "socialaccount.socialapp.secret": "Geheimnis",
    "socialaccount.socialapp.settings": "Einstellungen",
    "socialaccount.socialtoken.token": "Token",
    "socialaccount.socialtoken.token_secret": "Geheimnis",
    "steering.agendaitem.source": "Herkunft",
    "steering.goaltalk.uid": "Kennung im Kalender",
    "steering.meeting.uid": "Kennung im Kalender",
}


def plural_of(model: type[models.Model]) -> str:
    return _MANY.get(model._meta.label_lower) or str(model._meta.verbose_name_plural)


def name_of(model: type[models.Model]) -> str:
    return _ONE.get(model._meta.label_lower) or str(model._meta.verbose_name)


def field_of(model: type[models.Model], name: str) -> str:
    """Return what a field is called, "Begründung" for one."""
    given = _FIELDS.get(f"{model._meta.label_lower}.{name}")
    return given or str(getattr(model._meta.get_field(name), "verbose_name", name))
