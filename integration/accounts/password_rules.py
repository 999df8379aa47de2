"""What a new password must be, as people read it and as the browser checks it while they type.

The rules are those of `AUTH_PASSWORD_VALIDATORS`, which decide when the form is sent; `static/js/password.js`
only tells earlier.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.auth import password_validation as validation

if TYPE_CHECKING:
    from integration.accounts.models import User


def told_to_the_browser(user: User | None) -> dict[str, Any]:
    """Return the numbers, the words and the words about this person that the rules speak of."""
    shortest, common = _rule(validation.MinimumLengthValidator).min_length, validation.CommonPasswordValidator
    similar = _rule(validation.UserAttributeSimilarityValidator)
    return {
        "shortest": shortest,
        "common": _words(_rule(common), shortest),
        "about": _about(user, similar.user_attributes),
        "similarity": similar.max_similarity,
    }


def _rule(kind: type[Any]) -> Any:
    return next(one for one in validation.get_default_password_validators() if isinstance(one, kind))


@cache
def _words(rule: Any, shortest: int) -> list[str]:
    """Return the frequent passwords that no other rule refuses: a hundred or two of twenty thousand."""
    return sorted(word for word in rule.passwords if len(word) >= shortest and not word.isdigit())


def _about(user: User | None, attributes: tuple[str, ...]) -> list[str]:
    """Return what Django compares with: each attribute and each of its words."""
    values = [str(getattr(user, name, None) or "").lower() for name in attributes]
    return sorted({part for value in values for part in (value, *re.split(r"\W+", value)) if part})
