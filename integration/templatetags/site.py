"""What the site's frame needs beyond Django's own tags: navigation, breadcrumb, widgets in KERN's clothes."""

from typing import Any, NamedTuple

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import (
    BoundField,
    CheckboxInput,
    ClearableFileInput,
    FileInput,
    PasswordInput,
    Select,
    Textarea,
)
from django.urls import reverse
from django.utils.safestring import SafeString

register = template.Library()


class Entry(NamedTuple):
    """A navigation entry: German label, URL name, the permission that shows it."""

    label: str
    url_name: str
    permission: str = ""


# Design: one entry per subject, shown to those whose hat has a page there. An entry with several
# pages leads to the first that the person may see; the others are its sub-navigation.
NAVIGATION: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "Übersicht",
        (
            Entry("Übersicht", "overview"),
            Entry("Jahresplan", "steering:year-plan", "catalogue.view_measure"),
        ),
    ),
    (
        "Maßnahmen",
        (
            Entry("Maßnahmen", "catalogue:measure-list", "catalogue.view_measure"),
            Entry("Als Tabelle", "catalogue:catalogue", "catalogue.view_measure"),
            Entry("Auswertung", "catalogue:evaluation", "catalogue.view_measure"),
            Entry("Änderungen", "catalogue:change-set-list", "catalogue.view_measure"),
            Entry("Zu tun", "catalogue:worklist", "catalogue.view_measure"),
            Entry("Klärungen", "catalogue:clarification-list", "catalogue.view_measure"),
            Entry("Bedarfe", "catalogue:need-change-list", "catalogue.view_measure"),
            Entry("Fortschreibung", "catalogue:revision-note-list", "catalogue.view_measure"),
            Entry("Wiedervorlagen", "catalogue:follow-up-list", "catalogue.add_followup"),
        ),
    ),
    (
        "Rückmeldungen",
        (
            Entry("Auszüge", "catalogue:extract-list", "catalogue.view_extract"),
            Entry("Vorschläge", "catalogue:suggestion-list", "catalogue.decide_suggestion"),
            Entry("Zurückgesandt", "catalogue:returned-file-list", "catalogue.view_extract"),
            Entry("Rückmeldung", "catalogue:unit-return-list", "catalogue.add_unitreturn"),
        ),
    ),
    (
        "Steuerungsgruppe",
        (
            Entry("Sitzungen", "steering:meeting-list", "steering.view_meeting"),
            Entry("Mitglieder", "steering:seat-list", "steering.view_meeting"),
            Entry("Beschlüsse", "steering:resolution-list", "steering.view_assignment"),
            Entry("Aufträge", "steering:assignment-list", "steering.view_assignment"),
            Entry("Stellungnahmen", "steering:review-list", "steering.add_review"),
            Entry("Ressourcen", "steering:resource-list", "catalogue.view_measure"),
        ),
    ),
    (
        "Zielgespräche",
        (
            Entry("Zielgespräche", "steering:goal-talk-list", "steering.view_goaltalk"),
            Entry("Indikatoren", "steering:indicator-list", "steering.view_goaltalk"),
            Entry("Schritte", "steering:goal-step-list", "steering.view_goaltalk"),
        ),
    ),
    (
        "Berichte",
        (Entry("Jahresberichte", "steering:report-list", "steering.view_annualreport"),),
    ),
    (
        "Verwaltung",
        (
            Entry("Personen", "accounts:user-list", "accounts.view_user"),
            Entry("Übergaben", "steering:departure-list", "steering.view_departure"),
            Entry("Stellen", "catalogue:unit-list", "catalogue.view_unit"),
            Entry("Handlungsfelder", "catalogue:action-field-list", "catalogue.change_reference"),
            Entry("Weitere Stammdaten", "catalogue:reference-list", "catalogue.change_reference"),
            Entry("Import", "catalogue:import-list", "catalogue.import_catalogue"),
            Entry("Erinnerungen", "steering:reminder-list", "steering.view_reminderletter"),
            Entry("Barrieren", "barriers:report-list", "barriers.change_barrierreport"),
            Entry("Zugriffe", "downloads:download-list", "downloads.view_download"),
            Entry("Schnittstellen", "catalogue:system-token-list", "catalogue.change_systemtoken"),
        ),
    ),
)
# The key that, after "g", leads to an entry (static/js/keys.js).
GO = {
    "Übersicht": "u",
    "Maßnahmen": "m",
    "Rückmeldungen": "r",
    "Steuerungsgruppe": "s",
    "Zielgespräche": "z",
    "Berichte": "b",
    "Verwaltung": "v",
}
# What the same entries are called for those who see only what is theirs.
OWN = {"Maßnahmen": "Meine Maßnahmen", "Rückmeldungen": "Rückmeldung", "Zielgespräche": "Zielgespräch"}


class Link(NamedTuple):
    """A link of the navigation. `current` is the value of `aria-current`: "page", "true" (below it) or ""."""

    label: str
    url: str
    current: str
    key: str = ""


def _links(entries: tuple[Entry, ...], user: Any, path: str) -> list[Link]:
    """Return the links among `entries` that `user` may follow."""
    links: list[Link] = []
    for entry in entries:
        if entry.permission and not user.has_perm(entry.permission):
            continue
        url = reverse(entry.url_name)
        below = url != "/" and path.startswith(url)
        links.append(Link(entry.label, url, "page" if path == url else "true" if below else ""))
    return links


def entries_for(user: Any, path: str = "") -> list[Link]:
    """Return the entries of the main navigation as the person's hats allow, the one of `path` marked."""
    found = []
    for section, entries in NAVIGATION:
        links = _links(entries, user, path)
        if not links:
            continue
        label, current = section, links[0].current or ("true" if any(link.current for link in links) else "")
        if not user.has_perm("catalogue.view_all_measures"):
            label = OWN.get(section, section)
            links.sort(key=lambda link: link.label != label)  # their own page first
        found.append(Link(label, links[0].url, current, GO[section]))
    return found


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context: template.Context) -> dict[str, Any]:
    """Render the main navigation."""
    request = context["request"]
    return {"sections": entries_for(request.user, request.path)}


@register.inclusion_tag("components/subnavigation.html", takes_context=True)
def subnavigation(context: template.Context, section: str) -> dict[str, Any]:
    """Render the pages of one navigation entry ("Verwaltung") side by side, the current one marked."""
    request = context["request"]
    return {"section": section, "links": _links(dict(NAVIGATION)[section], request.user, request.path)}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts: str) -> dict[str, Any]:
    """Render the way to this page: label, address, label, address, …, label of the page itself."""
    *way, here = parts
    return {"trail": list(zip(way[::2], way[1::2], strict=True)), "here": here}


@register.filter
def widget(field: BoundField) -> SafeString:
    """Render a form field's widget with KERN's class for its kind; choices by box stay the browser's own."""
    kind = field.field.widget
    if field.use_fieldset or isinstance(kind, CheckboxInput):
        return field.as_widget()
    is_select = isinstance(kind, Select)
    name = "kern-form-input__select" if is_select else "kern-form-input__input"
    classes = [kind.attrs.get("class", ""), name, f"{name}--error" if field.errors else ""]
    return field.as_widget(attrs={**kind.attrs, "class": " ".join(filter(None, classes))})


@register.filter
def widget_kind(field: BoundField) -> str:
    """Return how a field is laid out: "check", "group", "select", "text", "password", "area" or "file"."""
    kind = field.field.widget
    if isinstance(kind, CheckboxInput):
        return "check"
    if field.use_fieldset:
        return "group"
    if isinstance(kind, Select):
        return "select"
    if isinstance(kind, FileInput | ClearableFileInput):
        return "file"
    if isinstance(kind, PasswordInput):
        return "password"
    return "area" if isinstance(kind, Textarea) else "text"


@register.filter
def alert_kind(message: Message) -> str:
    """Return KERN's kind of alert for a message of Django's."""
    return {"error": "danger", "debug": "info"}.get(message.level_tag, message.level_tag)
