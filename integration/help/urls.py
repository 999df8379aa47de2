from django.urls import path

from integration.help import views

help_urls = [
    path("hilfe/", views.Help.as_view(), name="help"),
    path("hilfe/<slug:slug>/", views.HelpTopic.as_view(), name="help-topic"),
]
