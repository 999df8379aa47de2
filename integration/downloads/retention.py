"""How long it is known which files left, and what other systems read."""

from integration.downloads.models import Download, SystemRead
from integration.retention import Rule

RULES = (
    Rule(
        "downloads",
        "Protokoll der heruntergeladenen Dateien",
        "gelöscht",
        lambda until: [Download.objects.filter(at__lt=until)],
    ),
    Rule(
        "downloads",
        "Protokoll der Abrufe anderer Systeme",
        "gelöscht",
        lambda until: [SystemRead.objects.filter(last_at__lt=until)],
    ),
)
