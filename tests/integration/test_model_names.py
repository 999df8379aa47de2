from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps

from catalogue.models import Measure
from integration.model_names import _FIELDS, field_of, plural_of
from integration.privacy.declaration import DECLARED, fields_label
from integration.privacy.traces import searched_fields


def test_tables_of_packages_have_german_names_where_somebody_reads_them() -> None:
    named = [plural_of(model) for model in (SocialAccount, Authenticator, Measure)]
    assert named == ["Verbundene Konten", "Zweite Faktoren", "Maßnahmen"]


def test_no_field_named_on_the_pages_about_persons_bears_its_code_name() -> None:
    """The page on anonymising names every field of text, the Verzeichnis every declared one."""
    searched = {(model, one.name) for model in apps.get_models() for one in searched_fields(model)}
    declared = {(model, name) for model, names in DECLARED.items() for name in names}
    assert len(searched) > 200
    named_by_code = [
        fields_label(model, name)
        for model, name in searched | declared
        if field_of(model, name) == name.replace("_", " ") or "_" in fields_label(model, name)
    ]
    assert sorted(named_by_code) == []


def test_every_name_given_here_is_needed() -> None:
    for label, given in _FIELDS.items():
        app, model, name = label.split(".")
        field = apps.get_model(app, model)._meta.get_field(name)
        assert getattr(field, "verbose_name", "") != given, label
