"""What the page says about a new password is what the server asks of it."""

import re

from django.contrib.auth.password_validation import get_default_password_validators
from django.template.loader import render_to_string

from integration.accounts.models import User
from integration.accounts.password_rules import told_to_the_browser

LINES = {
    "MinimumLengthValidator": "shortest",
    "NumericPasswordValidator": "digits",
    "CommonPasswordValidator": "common",
    "UserAttributeSimilarityValidator": "similarity",
}
PERSON = User(username="fb51", function="Fachbereich 51", email="fb51@stadt.example")


def test_every_rule_of_the_server_has_its_line() -> None:
    html = render_to_string("accounts/password_rules.html", {"rules": told_to_the_browser(PERSON)})
    rules = [LINES[type(one).__name__] for one in get_default_password_validators()]
    assert sorted(re.findall(r'data-rule="(\w+)"', html)) == sorted(rules)
    assert "mindestens 12 Zeichen" in html


def test_browser_is_told_what_the_rules_speak_of() -> None:
    told = told_to_the_browser(PERSON)
    assert told["about"] == [
        "51",
        "example",
        "fachbereich",
        "fachbereich 51",
        "fb51",
        "fb51@stadt.example",
        "stadt",
    ]
    assert "qwerty123456" in told["common"]
    assert all(len(word) >= told["shortest"] and not word.isdigit() for word in told["common"])


def test_link_that_is_void_has_nobody_to_compare_with() -> None:
    assert told_to_the_browser(None)["about"] == []
