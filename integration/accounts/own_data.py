"""What is stored about a person, for themselves to take away (DSGVO Art. 15 and 20)."""

from __future__ import annotations

from typing import Any

from django.db.models import ManyToOneRel, Model

from integration.accounts.models import User

_SECRET = {"password", "session_key", "session_data"}


def own_data(user: Any) -> dict[str, Any]:
    """Return the account and every row that points to it, by German names.

    Whatever app comes to store something about a person appears here by itself.
    """
    data: dict[str, Any] = {"Konto": _row(user)}
    for relation in User._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel):
            continue
        link, model = relation.field, relation.related_model
        rows = model._default_manager.filter(**{link.name: user}).order_by("pk")
        data[f"{model._meta.verbose_name_plural} ({link.verbose_name})"] = [_row(row) for row in rows]
    return data


def _row(stored: Model) -> dict[str, Any]:
    return {
        str(field.verbose_name): getattr(stored, field.attname)
        for field in stored._meta.concrete_fields
        if field.name not in _SECRET
    }
