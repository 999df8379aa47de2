import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.template import Context, Template
from django.test import RequestFactory

from integration.accounts.backends import PasswordBackend, RoleBackend
from integration.accounts.roles import COORDINATION
from tests.integration.people import PASSWORD, make_administration, make_coordination, make_user

pytestmark = pytest.mark.django_db


def test_password_backend_recognises_and_grants_nothing() -> None:
    person, backend = make_coordination(), PasswordBackend()
    request = RequestFactory().get("/")
    assert backend.authenticate(request, username="koordination", password=PASSWORD) == person
    assert backend.authenticate(request, username="koordination", password="falsch") is None
    assert backend.get_all_permissions(person) == set()
    assert not backend.has_perm(person, "catalogue.change_measure")
    assert not backend.has_module_perms(person, "catalogue")


def test_role_backend_grants_the_roles_permissions_and_recognises_nobody() -> None:
    person, backend = make_coordination(), RoleBackend()
    assert backend.get_all_permissions(person) == COORDINATION
    assert backend.authenticate(None, username="koordination", password=PASSWORD) is None


def test_permissions_need_no_rows() -> None:
    person = make_coordination()
    Permission.objects.all().delete()
    assert person.has_perm("catalogue.view_person_names")
    assert person.has_perms(["catalogue.view_measure", "catalogue.change_measure"])
    assert person.has_module_perms("catalogue")


def test_rights_of_another_role_are_not_granted() -> None:
    assert not make_coordination().has_perm("accounts.change_user")
    assert not make_administration().has_perm("catalogue.change_measure")
    assert not make_user().get_all_permissions()


def test_deactivated_person_has_no_rights() -> None:
    person = make_coordination(is_active=False)
    assert not person.get_all_permissions()
    assert not person.has_perm("catalogue.view_measure")
    assert not person.has_module_perms("catalogue")
    assert person.hats() == []


def test_signed_out_visitor_has_no_rights() -> None:
    assert not AnonymousUser().has_perm("catalogue.view_measure")


def test_single_objects_are_left_to_the_querysets() -> None:
    person = make_coordination()
    assert not person.has_perm("catalogue.change_measure", obj=person)


def test_templates_ask_the_same_table() -> None:
    template = Template("{{ perms.accounts.view_user }} {{ perms.catalogue.change_measure }}")
    request = RequestFactory().get("/")
    request.user = make_administration()
    from django.contrib.auth.context_processors import auth

    assert template.render(Context(auth(request))) == "True False"
