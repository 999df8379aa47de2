import unicodedata

import pytest

from integration.known_names import Known, KnownNames, name_in_address
from integration.naming import MASK, Naming
from integration.texts import fold
from tests.integration.spreadsheets.test_letters import LETTERS, MISSING
from tests.outside import do_without


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Anfragen an kita-planung@stadt.example, bitte.", ["kita-planung@stadt.example"]),
        ("Tel. 0531 470-1234 oder +49 531 4701234", ["0531 470-1234", "+49 531 4701234"]),
        ("Gespräch mit Frau Muster am Montag", ["Frau Muster"]),
        ("mit Herrn Dr. Muster-Beispiel geklärt", ["Herrn Dr. Muster-Beispiel"]),
        ("Frau und Beruf; Frauen; Herren; Herr der Lage", []),
        ("0120/0200/FB51, 0120, 0200, 0400", []),
        ("am 01.04.2016 und 10.2, 29,2, 120 000 Euro, 2007–2008, S. 09", []),
        ("Beschluss 0123/2016 vom 15.03.2016", []),
    ],
)
def test_names_are_found(text: str, found: list[str]) -> None:
    assert Naming().names_in(text) == found


def test_what_is_found_is_masked_and_nothing_else() -> None:
    text = "Frau Muster (a@b.example, 0531 4701234) berät 51.3."
    assert Naming().without_names(text) == f"{MASK} ({MASK}, {MASK}) berät 51.3."
    value = {"a@b.example": ["Frau Muster", 7, None, ("Herr Muster",)]}
    assert Naming().nameless(value) == {"a@b.example": [MASK, 7, None, [MASK]]}


NAMES = (
    *("Dr. Vera Müller-Lüdenscheidt", "Şule Öztürk", "Hans-Peter von Stein", "Koch, Łukasz", "Anna Kita"),
    *("Groß", "Nguyễn Thị Hạnh", "O’Brien", "Li"),
)
STORED = Naming(KnownNames([*map(Known, NAMES), Known("Vera Muster", alone=False)], ["Kita und Hort"]))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mit Vera Müller-Lüdenscheidt klären", "mit * klären"),
        ("Müller-Lüdenscheidts Vorschlag", "* Vorschlag"),
        ("MÜLLER-LÜDENSCHEIDT", "*"),
        ("Mueller-Luedenscheidt, Vera sagt", "* sagt"),
        ("Frau Dr. Müller\N{HYPHEN}\nLüdenscheidt (V. Müller Lüdenscheidt)", "* (*)"),
        ("bei Müller-Lüden-\nscheidt", "bei *"),
        ("Mu\u0308ller–Lu\u0308denscheidt", "*"),
        ("Oeztuerk und S. Oztürk", "* und *"),
        ("Hans Peter von Stein; H.-P. v. Stein; ein stein", "*; *; ein stein"),
        ("Łukasz Koch kocht; Lukasz Koch; Koch; koch; Kochen", "* kocht; *; *; koch; Kochen"),
        ("die Kita; Anna Kita; A. Kita; Frau Kita; Kita-Planung", "die Kita; *; *; *; Kita-Planung"),
        ("Groß, GROSS, groß, Gross’ Liste, Großes", "*, *, groß, * Liste, Großes"),
        ("Nguye\u0302\u0303n Thị Ha\u0323nh", "*"),
        ("O'Brien, O’Briens, OBRIEN", "*, *, *"),
        ("Herr Li; Li, Lio", "*; Li, Lio"),  # too short alone
        ("Vera Muster; Muster, Vera; das Muster, Vera", "*; *; das *"),  # of an address, so only whole
        ("ein Muster; Vera allein", "ein Muster; Vera allein"),
        ("Vera\nMuster und Frau\nMeier", "* und *"),
    ],
)
def test_known_names_are_masked_however_they_are_written(text: str, masked: str) -> None:
    assert STORED.without_names(text) == masked.replace("*", MASK)


def test_every_letter_of_a_name_is_known_in_its_plain_spelling() -> None:
    file = LETTERS / "latin_list_search_form_1.3.txt"
    if not file.exists():
        do_without(MISSING)
    lines = [line.split("; ") for line in file.read_text(encoding="utf-8").splitlines() if "; " in line]
    letters = {parts[4] for parts in lines if parts[0] == "bll" and parts[4][:1].isalpha()}
    assert len(letters) > 500
    for letter in letters:
        begun = [f"{letter}martin"] if letter[0].isupper() else []
        for name in (f"Ma{letter}tin", *begun):
            naming = Naming(KnownNames([Known(f"Vera {name}")]))
            for said in (name, unicodedata.normalize("NFD", name), fold(name).title(), f"{name}s"):
                assert naming.without_names(f"mit {said} geklärt") == f"mit {MASK} geklärt", (letter, said)


def test_address_tells_a_name_where_it_has_two_parts() -> None:
    assert name_in_address("vera.muster-beispiel@stadt.example") == Known("Vera Muster-Beispiel", alone=False)
    for address in ("kita@stadt.example", "fb51", "", "a.b@x.example", "v.muster@x.example", "ref0120.x@y"):
        assert name_in_address(address) is None
