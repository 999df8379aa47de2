import pytest

from integration.naming import MASK, nameless, names_in, without_names


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
    assert names_in(text) == found


def test_what_is_found_is_masked_and_nothing_else() -> None:
    text = "Frau Muster (a@b.example, 0531 4701234) berät 51.3."
    assert without_names(text) == f"{MASK} ({MASK}, {MASK}) berät 51.3."
    value = {"a@b.example": ["Frau Muster", 7, None, ("Herr Muster",)]}
    assert nameless(value) == {"a@b.example": [MASK, 7, None, [MASK]]}
