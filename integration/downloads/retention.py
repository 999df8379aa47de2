"""How long it is known which files left."""

from integration.downloads.models import Download
from integration.retention import Rule

RULES = (
    Rule(
        "downloads",
        "Protokoll der heruntergeladenen Dateien",
        "gelöscht",
        lambda until: [Download.objects.filter(at__lt=until)],
    ),
)
