from __future__ import annotations

import pytest
from django import forms
from django.template import engines
from django.test import Client, RequestFactory
from pytest_django.asserts import assertHTMLEqual, assertInHTML

from tests.integration.people import make_administration, make_coordination, make_user


def rendered(source: str, **context: object) -> str:
    template = engines["django"].from_string("{% load site %}" + source)
    return str(template.render(context, RequestFactory().get("/")))


class Sample(forms.Form):
    goal = forms.CharField(label="Ziel", widget=forms.Textarea, help_text="Ein Satz.")
    unit = forms.CharField(label="Stelle", required=False)
    status = forms.ChoiceField(label="Stand", choices=[("geplant", "geplant")])
    groups = forms.MultipleChoiceField(
        label="Zielgruppe", choices=[("kinder", "Kinder")], widget=forms.CheckboxSelectMultiple
    )
    checked = forms.BooleanField(label="Geprüft")


def test_breadcrumb_shows_way_and_place() -> None:
    assertHTMLEqual(
        rendered('{% breadcrumb "Übersicht" "/" "Maßnahme 29" %}'),
        """<nav class="breadcrumb" aria-label="Sie sind hier"><ol>
           <li><a href="/">Übersicht</a></li><li aria-current="page">Maßnahme 29</li></ol></nav>""",
    )


@pytest.mark.django_db
def test_navigation_shows_what_the_hats_allow(client: Client) -> None:
    client.force_login(make_administration())
    assert 'href="/personen/"' in client.get("/konto/").content.decode()
    client.force_login(make_user("niemand"))
    assert 'href="/personen/"' not in client.get("/konto/").content.decode()


@pytest.mark.django_db
def test_navigation_marks_where_one_is(client: Client) -> None:
    client.force_login(make_administration())
    here = '<a href="/" data-go="u" aria-current="page">Übersicht</a>'
    assertInHTML(here, client.get("/").content.decode())
    person = make_coordination()
    html = client.get(f"/personen/{person.pk}/").content.decode()
    assertInHTML('<a href="/" data-go="u">Übersicht</a>', html)
    assertInHTML('<a href="/personen/" data-go="v" aria-current="true">Verwaltung</a>', html)


def test_form_ties_hint_and_error_to_its_field() -> None:
    html = rendered("{{ form }}", form=Sample({"unit": "FB 51"}))
    assert 'aria-describedby="id_goal_helptext id_goal_error"' in html
    assert '<div class="kern-hint" id="id_goal_helptext">Ein Satz.</div>' in html
    assert '<ul class="field__errors" id="id_goal_error">' in html
    assert '<fieldset class="field field--group field--error" id="id_groups"' in html
    assert 'aria-describedby="id_groups_error"' in html


def test_form_says_on_top_what_to_check() -> None:
    html = rendered("{{ form }}", form=Sample({}))
    for target in ["id_goal", "id_status", "id_groups", "id_checked"]:
        assert f'<li><a href="#{target}">' in html
        assert f'id="{target}"' in html
    assert "error-summary" not in rendered("{{ form }}", form=Sample())


def test_form_marks_what_is_optional() -> None:
    html = rendered("{{ form }}", form=Sample())
    assert html.count("(freiwillig)") == 1
    optional = '<span class="kern-label__optional">(freiwillig)</span>'
    assertInHTML(f'<label class="kern-label" for="id_unit">Stelle {optional}</label>', html)


def test_field_keeps_its_own_attributes() -> None:
    class Dated(forms.Form):
        day = forms.DateField(widget=forms.DateInput(attrs={"type": "date", "class": "short"}))

    html = rendered("{{ form.day.as_field_group }}", form=Dated())
    assert 'type="date"' in html
    assert 'class="short kern-form-input__input"' in html
