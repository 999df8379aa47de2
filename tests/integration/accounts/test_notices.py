from __future__ import annotations

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.test import Client, override_settings
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from integration.accounts.invitations import invitation_path
from integration.accounts.notices import Change, tell
from tests.integration.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEW = "Ein-ganz-neues-Passwort-1"
BOTH = {"new_password1": NEW, "new_password2": NEW}


def test_person_is_told_that_the_password_was_changed(client: Client) -> None:
    person = make_user()
    client.force_login(person)
    client.post("/konto/passwort/", {"old_password": PASSWORD, **BOTH})
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert "Das Passwort ist geändert worden." in letter.body
    assert NEW not in letter.body


def test_person_is_told_that_a_link_changed_the_password(client: Client) -> None:
    person = make_user()
    uid, token = urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)
    page = client.get(f"/passwort-vergessen/{uid}/{token}/", follow=True)
    client.post(page.request["PATH_INFO"], BOTH)
    assert [letter.to for letter in mail.outbox] == [[person.email]]


def test_first_password_is_no_change(client: Client) -> None:
    person = make_user()
    person.set_unusable_password()
    person.save()
    page = client.get(invitation_path(person), follow=True)
    client.post(page.request["PATH_INFO"], BOTH)
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert mail.outbox == []


def test_change_stays_if_the_mail_cannot_leave() -> None:
    nowhere = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_PORT": 1}
    with override_settings(**nowhere, EMAIL_HOST="127.0.0.1"):
        assert tell(make_user(), Change.PASSWORD) is False
