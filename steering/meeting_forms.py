"""What the office types about a meeting."""

from __future__ import annotations

from django import forms

from catalogue.editing.form_fields import TextField
from catalogue.forms import DayField
from catalogue.upkeep.step_forms import Line
from integration.files.uploads import PaperField
from steering.appointment_form import AppointmentForm
from steering.models import Meeting


class MeetingForm(AppointmentForm):
    class Meta:
        model = Meeting
        fields = ["title", "day", "begins", "ends", "place", "video_link", "proposals_until"]
        field_classes = {"proposals_until": DayField}
        help_texts = {
            "place": "Zum Beispiel „Rathaus, Raum 12“. Ort oder Videokonferenz, oder beides.",
            "proposals_until": "Bis zu diesem Tag schlagen Mitglieder TOPs vor. Leer: bis zur Sitzung.",
        }


class CancelForm(forms.Form):
    reason = TextField(
        label="Warum fällt die Sitzung aus?",
        rows=3,
        required=True,
        max_length=1_000,
        help_text="Steht auf der Seite der Sitzung und in der Absage.",
    )


class DocumentForm(forms.Form):
    title = forms.CharField(label="Titel", max_length=200, required=False, help_text="Leer: Name der Datei.")
    file = PaperField(label="Datei")


class GuestForm(forms.Form):
    """Somebody without a seat who is asked to the meeting."""

    function = Line(
        label="Funktion", max_length=150, help_text="Zum Beispiel „Leitung Stadtbibliothek“, keine Namen."
    )
    email = forms.EmailField(label="E-Mail")
