"""The cache is shared by all processes: it lies in the database, and a migration makes its table."""

from __future__ import annotations

from importlib import import_module
from io import StringIO

import pytest
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from integration.accounts.forms import PasswordResetForm
from tests.integration.people import make_user

TABLE = settings.CACHES["default"]["LOCATION"]


@pytest.mark.django_db
def test_nothing_is_kept_in_the_process() -> None:
    """Sessions, attempts to sign in, the cache: each lies in the database, whichever process asks."""
    assert issubclass(import_module(settings.SESSION_ENGINE).SessionStore, SessionStore)
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert settings.MESSAGE_STORAGE == "django.contrib.messages.storage.fallback.FallbackStorage"
    assert isinstance(AxesProxyHandler.get_implementation(), AxesDatabaseHandler)
    cache.set("gemeinsam", 1)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {TABLE} WHERE cache_key LIKE '%gemeinsam'")  # noqa: S608
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_one_letter_in_five_minutes_whichever_process_is_asked() -> None:
    person = make_user("fb51", password="Ein-langes-Passwort", email="fb51@stadt.example")
    assert list(PasswordResetForm().get_users(person.email)) == [person]
    assert list(PasswordResetForm().get_users(person.email)) == []
    cache.clear()
    assert list(PasswordResetForm().get_users(person.email)) == [person]


@pytest.mark.django_db(transaction=True)
def test_migration_makes_the_table_and_takes_it_away() -> None:
    try:
        call_command("migrate", "integration", "zero", verbosity=0)
        assert TABLE not in connection.introspection.table_names()
    finally:
        call_command("migrate", "integration", verbosity=0)
    assert TABLE in connection.introspection.table_names()
    call_command("createcachetable", stdout=StringIO())  # whoever does it from habit breaks nothing
