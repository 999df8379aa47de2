from __future__ import annotations

import re

import pytest
from django.test import Client

from integration.help.terms import TERMS, by_letter
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_every_term_has_an_anchor_of_its_own_and_one_or_two_sentences() -> None:
    anchors = [term.anchor for term in TERMS]
    assert len(set(anchors)) == len(anchors)
    assert [one for one in anchors if not re.fullmatch(r"[a-z0-9-]+", one)] == []
    assert [one.name for one in TERMS if not 1 <= len(re.findall(r"[.!?](?= |$)", one.meaning)) <= 2] == []
    assert [one.name for one in TERMS if not one.meaning.endswith(".")] == []


def test_umlauts_stand_with_their_vowels() -> None:
    letters = dict(by_letter())
    assert [one.name for one in letters["U"]] == ["Übernehmen", "Umsetzungsstand"]
    assert list(letters) == sorted(letters)


def test_the_sources_words_are_explained() -> None:
    """What the pages say and a new person cannot know."""
    names = {term.name for term in TERMS}
    words = "Abfrage Auszug Federführung Festlegung Handlungsfeld Indikator Katalogzeile Klärungsbedarf Mappe"
    words += " Maßnahme Rückmeldung Sachstand Steuerungsgruppe Stichtag TOP Vorschlag Zielgespräch"
    assert set(words.split()) <= names


def test_topic_leads_to_its_terms(client: Client) -> None:
    client.force_login(make_user())
    topic = client.get("/hilfe/auszuege/").content.decode()
    glossary = client.get("/hilfe/glossar/").content.decode()
    anchors = re.findall(r'href="/hilfe/glossar/#([\w-]+)"', topic)
    assert "stichtag" in anchors
    for anchor in anchors:
        assert f'<dt id="{anchor}">' in glossary
    for href in re.findall(r'href="#(buchstabe-\w)"', glossary):
        assert f'<h2 id="{href}">' in glossary
