from django.urls import path

from integration.help import views

help_urls = [
    path("hilfe/", views.Help.as_view(), name="help"),
    path("hilfe/glossar/", views.HelpGlossary.as_view(), {"slug": "glossar"}, name="help-glossary"),
    path("hilfe/tastatur/", views.HelpKeyboard.as_view(), {"slug": "tastatur"}, name="help-keyboard"),
    path("hilfe/<slug:slug>/", views.HelpTopic.as_view(), name="help-topic"),
]
