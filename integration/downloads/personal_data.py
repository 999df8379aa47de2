"""What is kept about persons who take files away."""

from integration.downloads.models import Download, SystemRead
from integration.personal_data import ACCOUNTS, SECURITY, Fields, Kind

KINDS = (
    Kind(
        "downloads",
        "Dateien, die Sie herunterladen: Zeitpunkt, Name, Adresse mit Auswahl und Suchwörtern, Zeilen, "
        "Größe, Ihre Funktion",
        ACCOUNTS,
        "Nach einem Verlust lässt sich sagen, was betroffen ist. Eine Auswertung nach Personen gibt es "
        "nicht.",
        "Administration",
        "{period}",
        {Download: ("by", "by_function", "path", "query", "name")},
        basis=SECURITY,
        days="downloads",
    ),
)
FREE_TEXT: Fields = {}
# Systems are no persons, and nobody's use of one can be read from these rows.
NOBODY: Fields = {SystemRead: ("system",)}
