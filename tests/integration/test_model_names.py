from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from catalogue.models import Measure
from integration.model_names import plural_of


def test_tables_of_packages_have_german_names_where_somebody_reads_them() -> None:
    named = [plural_of(model) for model in (SocialAccount, Authenticator, Measure)]
    assert named == ["Verbundene Konten", "Zweite Faktoren", "Maßnahmen"]
