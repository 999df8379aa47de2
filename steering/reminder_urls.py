"""Addresses of reminders; part of `steering.urls`."""

from django.urls import path

from steering.views import reminder

reminder_urls = [
    path("erinnerungen/", reminder.ReminderPreview.as_view(), name="reminder-list"),
    path("konto/erinnerungen/", reminder.ReminderChoiceUpdate.as_view(), name="reminder-choice"),
]
