"""What is kept about persons with the files they put here."""

from integration.files.models import StoredBytes, StoredFile
from integration.personal_data import ACCOUNTS, Fields, Kind

KINDS = (
    Kind(
        "files",
        "Dateien, die Sie ablegen: Name, Zeitpunkt, wer sie ablegte",
        ACCOUNTS,
        "Arbeitsmappen, Unterlagen und Nachweise gehören zu dem, was damit gesagt wurde.",
        "Wer die Seite sehen darf, zu der die Datei gehört.",
        "Der Inhalt, solange er gebraucht wird (siehe Importe und Rückmeldungen); Name und Prüfsumme "
        "bleiben.",
        {StoredFile: ("by", "name")},
    ),
)
FREE_TEXT: Fields = {StoredBytes: ("data",)}
NOBODY: Fields = {}
