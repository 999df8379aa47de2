"""Take the help's pictures anew in a demo city of their own: `python3 run.py pictures [name …]`.

Beside the pictures, `structure.json` keeps what each page's headings were, so that a test can tell when a
page has grown away from its picture.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integration.settings")
os.environ.setdefault("SECRET_KEY", "for-pictures-only")

import django

if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from integration.accounts.demo import DEMO_PASSWORD
from integration.help.pictures import ALL, HEIGHT, WIDTH, Picture

FOLDER = settings.BASE_DIR / "static" / "help"
STRUCTURE = FOLDER / "structure.json"
ADDRESS = "http://127.0.0.1:8117"
SCALE = 0.75  # of a window that is wide enough for tables
QUALITY = 70
MARGIN = 16  # pixels above what a picture begins with
_HEADING = re.compile(r"<h[12][^>]*>(.*?)</h[12]>|{% block heading %}(.*?){% endblock %}", re.DOTALL)
_INCLUDED = re.compile(r"""{% include ["']([\w/.]+)["']""")


# --- What a page consists of ------------------------------------------------------------------


def structure(picture: Picture) -> str:
    """Return a fingerprint of the headings in the templates of the picture's page: the same on every day."""
    view: Any = resolve(reverse(picture.url_name, kwargs=picture.kwargs)).func
    headings = sorted(set(_headings(picture.template or view.view_class.template_name, set())))
    return sha256("\n".join(headings).encode()).hexdigest()[:16]


def _headings(template: str, seen: set[str]) -> Iterator[str]:
    if template in seen:
        return
    seen.add(template)
    text = (settings.BASE_DIR / "templates" / template).read_text(encoding="utf-8")
    for parts in _HEADING.findall(text):
        yield " ".join(re.sub(r"<[^>]+>|{[{%].*?[%}]}", " ", "".join(parts)).split())
    for name in _INCLUDED.findall(text):
        yield from _headings(name, seen)


# --- Taking them --------------------------------------------------------------------------------


@contextmanager
def served() -> Iterator[None]:
    """Serve a new demo city until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{folder}/city.sqlite3"}
        manage = [sys.executable, "manage.py"]
        for command in (["migrate", "-v0"], ["demo"]):
            subprocess.run([*manage, *command], cwd=settings.BASE_DIR, env=environment, check=True)
        serve = [*manage, "runserver", "--noreload", urlsplit(ADDRESS).netloc]
        server = subprocess.Popen(serve, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL)
        try:
            _wait()
            yield
        finally:
            server.terminate()
            server.wait()


def _wait() -> None:
    for _ in range(100):
        try:
            urlopen(f"{ADDRESS}/healthz")  # noqa: S310 (an address of our own)
        except URLError:
            time.sleep(0.5)
        else:
            return
    sys.exit("Der Server der Demostadt antwortet nicht.")


def signed_in(browser: Browser, person: str) -> Page:
    size = ViewportSize(width=round(WIDTH / SCALE), height=round(HEIGHT / SCALE) + 1)
    context = browser.new_context(locale="de-DE", color_scheme="light", viewport=size)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setScrollbarsHidden", {"hidden": True})
    page.goto(f"{ADDRESS}{reverse('accounts:sign-in')}")
    page.get_by_label("Anmeldename").fill(person)
    page.get_by_label("Passwort", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url(lambda url: "anmelden" not in url)
    return page


def open_page(page: Page, picture: Picture) -> None:
    if not picture.way:
        page.goto(ADDRESS + reverse(picture.url_name, kwargs=picture.kwargs) + picture.query)
        return
    first, *others = picture.way
    page.goto(ADDRESS + reverse(first))
    for url_name in (*others, picture.url_name):
        links = page.locator("main a").evaluate_all("links => links.map(link => link.pathname)")
        page.goto(ADDRESS + next(link for link in links if _leads_to(link, url_name)))


def _leads_to(path: str, url_name: str) -> bool:
    try:
        return resolve(path).view_name == url_name
    except Resolver404:
        return False


def take(page: Page, picture: Picture) -> bytes:
    open_page(page, picture)
    page.evaluate("document.fonts.ready")
    top = page.locator(picture.top).first.bounding_box() if picture.top else None
    clip = {
        "x": 0,
        "y": max(top["y"] - MARGIN, 0) if top else 0,
        "width": WIDTH / SCALE,
        "height": HEIGHT / SCALE,
        "scale": SCALE,
    }
    options = {"format": "webp", "quality": QUALITY, "clip": clip, "captureBeyondViewport": True}
    answer = page.context.new_cdp_session(page).send("Page.captureScreenshot", options)
    return base64.b64decode(answer["data"])


def main(names: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    wanted = [one for one in ALL if not names or one.name in names]
    known = json.loads(STRUCTURE.read_text()) if STRUCTURE.exists() else {}
    chromium = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None)
    with served(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        pages: dict[str, Page] = {}
        for picture in wanted:
            if picture.person not in pages:
                pages[picture.person] = signed_in(browser, picture.person)
            data = take(pages[picture.person], picture)
            Path(settings.BASE_DIR / "static" / picture.file).write_bytes(data)
            print(f"{picture.name}: {len(data) // 1024} KB", flush=True)
        browser.close()
    kept = {one.name: structure(one) if one in wanted else known.get(one.name, "") for one in ALL}
    STRUCTURE.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
