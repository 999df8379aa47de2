"""The site as a coordinator's browser meets it, without the network between."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.urls import include, path

from tests.integration.people import make_coordination

BACKEND = "integration.accounts.backends.PasswordBackend"
STATIC = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
EMPTY = "/leer/"  # a page of the site with nothing on it
_EMPTY = '{% extends "base.html" %}'


def empty_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(_EMPTY).render({}, request))


urlpatterns = [path("leer/", empty_page), path("", include("integration.urls"))]


@contextmanager
def signed_in() -> Iterator[Client]:
    """A coordinator's client; the static files are collected under hashed names, as in production."""
    with tempfile.TemporaryDirectory() as folder:
        storages = {"staticfiles": {"BACKEND": STATIC}}
        with override_settings(ROOT_URLCONF=__name__, STATIC_ROOT=folder, STORAGES=storages):
            call_command("collectstatic", interactive=False, verbosity=0)
            client = Client()
            client.force_login(make_coordination(), BACKEND)
            yield client


def get(client: Client, address: str) -> bytes:
    """Return what stands at this address; whatever is not a page is an error."""
    response = client.get(address)
    if response.status_code != 200:
        raise ValueError(f"{address}: {response.status_code}")
    return response.content


@contextmanager
def copy_of_database() -> Iterator[BaseDatabaseWrapper]:
    """A connection to a copy of the database as it is now."""
    creation = connection.creation
    connection.close()
    creation.clone_test_db("copy", verbosity=0, autoclobber=True)
    copy = connections["default"].copy()
    copy.settings_dict = creation.get_test_db_clone_settings("copy")
    try:
        yield copy
    finally:
        copy.close()
        creation.destroy_test_db(suffix="copy", verbosity=0)


def on(database: BaseDatabaseWrapper, work: Callable[[], Any]) -> Callable[[], Any]:
    """Return the same work, done on another database than the usual one."""

    def call() -> Any:
        usual = connections["default"]
        connections["default"] = database
        try:
            return work()
        finally:
            connections["default"] = usual

    return call
