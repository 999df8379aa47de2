"""The city's directory as allauth sees it: OpenID Connect with a nonce, and no claim is stored.

allauth looks for this module by its name. State and PKCE are allauth's.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.urls import reverse

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class DirectoryAdapter(OpenIDConnectOAuth2Adapter):
    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("accounts:directory-callback"))


class DirectoryProvider(OpenIDConnectProvider):
    oauth2_adapter_class = DirectoryAdapter

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = {"nonce": nonce}
        return super().redirect(request, process, next_url, {"nonce": nonce}, **kwargs)

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> Any:
        token, userinfo = response.get("id_token"), response.get("userinfo", {})
        if not token or userinfo.get("sub", token.get("sub")) != token.get("sub"):
            raise ProviderException("The directory's answers are not about the same person.")
        login = super().sociallogin_from_response(request, response)
        login.account.extra_data = {}
        login.claims = {**token, **userinfo, "nonce": token.get("nonce")}
        return login


provider_classes = [DirectoryProvider]
