"""What every template may know about the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return product and city name, whom to write to, the session, and whether KERN's stylesheet is there."""
    return {
        "product_name": settings.PRODUCT_NAME,
        "city_name": settings.CITY_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "session": getattr(getattr(request, "session", None), "row", None),
        "has_kern": (settings.ASSETS_DIR / "kern" / "kern.min.css").exists(),
    }
