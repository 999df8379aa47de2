"""How long reports of barriers are kept."""

from integration.barriers.models import BarrierReport
from integration.retention import Rule

RULES = (
    Rule(
        "barrier_reports",
        "Gemeldete Barrieren, nach der Antwort",
        "gelöscht",
        lambda until: [BarrierReport.objects.filter(done_at__lt=until)],
    ),
)
