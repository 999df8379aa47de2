import pytest
from django.core.exceptions import ImproperlyConfigured

from integration.accounts.directory.configuration import Directory, directory, providers, values

NEEDED = {"OIDC_ISSUER": "https://sso.stadt.example/", "OIDC_CLIENT_ID": "ip", "OIDC_CLIENT_SECRET": "x"}


def configured(**environment: str) -> Directory:
    found = directory({**NEEDED, **environment})
    assert found
    return found


def test_without_an_issuer_there_is_no_directory() -> None:
    assert directory({"OIDC_CLIENT_ID": "ip"}) is None
    assert providers(None) == {}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("roles", ["a", "b"]),
        ("realm_access.roles", ["c"]),
        ("https://stadt.example/rollen", ["d"]),
        ("department", ["51.3"]),
        ("nothing", []),
        ("department.more", []),
        ("", []),
    ],
)
def test_claim_is_read_by_its_path(path: str, found: list[str]) -> None:
    claims = {
        "roles": ["a", " b ", {}],
        "realm_access": {"roles": ["c"]},
        "https://stadt.example/rollen": "d",
        "department": "51.3",
    }
    assert values(claims, path) == found


def test_first_role_that_is_named_counts() -> None:
    found = configured(OIDC_ROLES="adm=administration, koo=koordination, gast=")
    assert found.role({"roles": ["koo", "adm"]}) == "administration"
    assert found.role({"roles": ["gast"]}) == ""
    assert found.role({"roles": ["andere"]}) is None


def test_units_are_codes_or_translated_into_them() -> None:
    assert configured().unit_codes({"units": ["51.3"]}) == ["51.3"]
    translated = configured(OIDC_UNITS="Kita=51.3,Jugend=FB 51", OIDC_UNIT_CLAIM="abt")
    assert translated.unit_codes({"abt": ["Jugend", "51.3"]}) == ["FB 51"]


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"OIDC_ISSUER": "http://sso.stadt.example"}, "muss mit https:// beginnen"),
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET fehlt"),
        ({"OIDC_ROLES": "a=chefin"}, "OIDC_ROLES nennt „chefin“"),
        ({"OIDC_UNITS": "51.3"}, "„51.3“ hat kein Gleichheitszeichen"),
        ({"OIDC_FUNCTION_CLAIM": "name"}, "nie mit ihrem Namen"),
    ],
)
def test_what_is_wrong_stops_with_a_sentence(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        configured(**environment)
