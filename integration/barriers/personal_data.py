"""What is kept about people who tell of barriers."""

from integration.barriers.models import BarrierReport
from integration.personal_data import Fields, Kind

KINDS = (
    Kind(
        "barrier_reports",
        "Gemeldete Barrieren: Text, Seite, auf Wunsch E-Mail-Adresse; wer antwortete (Funktion)",
        "Alle, die eine Barriere melden, mit und ohne Konto",
        "Barrieren werden behoben, und wer es möchte, bekommt eine Antwort (§ 9b NBGG).",
        "Administration",
        "Bis zur Antwort und {period} danach.",
        {BarrierReport: ("email", "done_by", "done_by_function")},
        days="barrier_reports",
        found=lambda person: (
            [BarrierReport.objects.filter(email__iexact=person.email)] if person.email else []
        ),
    ),
)
FREE_TEXT: Fields = {BarrierReport: ("problem", "answer")}
NOBODY: Fields = {}
