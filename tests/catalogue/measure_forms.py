"""What a browser would send of a measure's form, taken from the page itself."""

from __future__ import annotations

from html.parser import HTMLParser

from django.test import Client


class _Fields(HTMLParser):
    """Collects the fields of a page's form of one class, as they stand; templates of rows are not sent."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._form = form
        self.sent: dict[str, str] = {}
        self._inside = self._template = False
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = self._form in fields.get("class", "").split()
        self._template = self._template or tag == "template"
        if not self._inside or self._template:
            return
        name = fields.get("name", "")
        if tag == "input" and (fields.get("type") not in ("checkbox", "radio") or "checked" in fields):
            self.sent[name] = fields.get("value", "on" if "checked" in fields else "")
        elif tag == "textarea":
            self._area, self.sent[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in fields:
            self.sent[self._select] = fields.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._template = False
        elif tag == "textarea" and self._area:
            self.sent[self._area] = self.sent[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area] += data


def fields_of(html: str, form: str = "measure-form") -> dict[str, str]:
    """Return what the page's form of this class holds, ready to be sent."""
    parser = _Fields(form)
    parser.feed(html)
    return {name: value for name, value in parser.sent.items() if name}


def opened(client: Client, path: str, form: str = "measure-form") -> dict[str, str]:
    """Open a form and return what it holds."""
    response = client.get(path)
    assert response.status_code == 200, path
    return fields_of(response.content.decode(), form)
