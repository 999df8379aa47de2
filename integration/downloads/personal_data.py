"""What is kept about persons who take files away."""

from integration.downloads.models import Download
from integration.personal_data import ACCOUNTS, SECURITY, Fields, Kind

KINDS = (
    Kind(
        "downloads",
        "Dateien, die Sie herunterladen: Zeitpunkt, Name, Adresse mit Auswahl, Zeilen, Größe, Ihre Funktion",
        ACCOUNTS,
        "Nach einem Verlust lässt sich sagen, was betroffen ist. Eine Auswertung nach Personen gibt es "
        "nicht.",
        "Administration",
        "{period}",
        {Download: ("by", "by_function", "name")},
        basis=SECURITY,
        days="downloads",
    ),
)
FREE_TEXT: Fields = {}
NOBODY: Fields = {}
