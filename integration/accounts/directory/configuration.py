"""What the environment says about the city's directory (OpenID Connect), and how its claims are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from integration.accounts.roles import Role

PROVIDER = "verzeichnis"  # what the one provider is called inside
_NAMES = {"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "email"}


class Directory(NamedTuple):
    issuer: str
    client_id: str
    secret: str
    label: str
    scopes: list[str]
    role_claim: str
    roles: dict[str, str]  # a value of the claim → an office role, "" for none
    unit_claim: str
    units: dict[str, str]  # a value of the claim → a unit's code; empty: the values are codes
    function_claim: str
    username_claim: str
    links_by_email: bool

    def role(self, claims: Mapping[str, Any]) -> str | None:
        """Return the office role that the claims give, "" for access alone, None for neither."""
        said = values(claims, self.role_claim)
        return next((role for value, role in self.roles.items() if value in said), None)

    def unit_codes(self, claims: Mapping[str, Any]) -> list[str]:
        """Return the codes of units that the claims name."""
        said = values(claims, self.unit_claim)
        return [self.units[value] for value in said if value in self.units] if self.units else said

    def function(self, claims: Mapping[str, Any]) -> str:
        return next(iter(values(claims, self.function_claim)), "")


def values(claims: Mapping[str, Any], path: str) -> list[str]:
    """Return a claim's values as texts; `realm_access.roles` looks into a claim that holds others."""
    found: Any = claims.get(path) if path else None
    if path and found is None:
        found = claims
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    listed = found if isinstance(found, list) else [found]
    return [str(one).strip() for one in listed if isinstance(one, str | int) and str(one).strip()]


def directory(environment: Mapping[str, str]) -> Directory | None:
    """Return the directory that is configured, if one is. Raises ImproperlyConfigured with a sentence."""
    issuer = environment.get("OIDC_ISSUER", "").strip().rstrip("/")
    if not issuer:
        return None
    found = Directory(
        issuer=issuer,
        client_id=_needed(environment, "OIDC_CLIENT_ID"),
        secret=_needed(environment, "OIDC_CLIENT_SECRET"),
        label=environment.get("OIDC_LABEL", "Mit dem Verzeichnis der Stadt anmelden"),
        scopes=environment.get("OIDC_SCOPES", "openid profile email").split(),
        role_claim=environment.get("OIDC_ROLE_CLAIM", "roles"),
        roles=_mapping(environment, "OIDC_ROLES"),
        unit_claim=environment.get("OIDC_UNIT_CLAIM", "units"),
        units=_mapping(environment, "OIDC_UNITS"),
        function_claim=environment.get("OIDC_FUNCTION_CLAIM", ""),
        username_claim=environment.get("OIDC_USERNAME_CLAIM", "preferred_username"),
        links_by_email=environment.get("OIDC_LINK_BY_EMAIL", "").lower() in {"1", "true", "yes", "ja", "on"},
    )
    _check(found)
    return found


def _check(found: Directory) -> None:
    address = urlsplit(found.issuer)
    if address.scheme != "https" and address.hostname not in {"localhost", "127.0.0.1"}:
        raise ImproperlyConfigured("OIDC_ISSUER muss mit https:// beginnen.")
    if wrong := set(found.roles.values()) - {"", *Role.values}:
        raise ImproperlyConfigured(
            f"OIDC_ROLES nennt „{min(wrong)}“. Möglich sind {', '.join(Role.values)} oder nichts "
            "hinter dem Gleichheitszeichen (Zugang ohne Rolle)."
        )
    if found.function_claim in _NAMES:
        raise ImproperlyConfigured(
            f"OIDC_FUNCTION_CLAIM darf nicht „{found.function_claim}“ sein: Personen erscheinen mit ihrer "
            "Funktion, nie mit ihrem Namen."
        )


def _needed(environment: Mapping[str, str], name: str) -> str:
    if not (value := environment.get(name, "").strip()):
        raise ImproperlyConfigured(f"{name} fehlt: OIDC_ISSUER ist gesetzt, also wird sie gebraucht.")
    return value


def _mapping(environment: Mapping[str, str], name: str) -> dict[str, str]:
    """Read "a=b,c=d"."""
    found = {}
    for pair in filter(None, (part.strip() for part in environment.get(name, "").split(","))):
        value, sign, meaning = pair.partition("=")
        if not sign:
            raise ImproperlyConfigured(f"{name}: „{pair}“ hat kein Gleichheitszeichen.")
        found[value.strip()] = meaning.strip()
    return found


def providers(found: Directory | None) -> dict[str, Any]:
    """Return what allauth wants to know (SOCIALACCOUNT_PROVIDERS)."""
    if found is None:
        return {}
    app = {
        "provider_id": PROVIDER,
        "name": found.label[:40],
        "client_id": found.client_id,
        "secret": found.secret,
        "settings": {"server_url": found.issuer, "oauth_pkce_enabled": True, "scope": found.scopes},
    }
    return {"openid_connect": {"APPS": [app]}}
