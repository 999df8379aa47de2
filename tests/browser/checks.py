"""What every page must hold in a browser."""

from __future__ import annotations

import time
from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (1280, 320)  # CSS pixels; the second is WCAG's narrowest window
# WCAG 2.1 AA is the law (NBGG, EN 301 549), 2.2 the goal; the rest is axe's advice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]  # all that darkness can change
PATIENCE = 10.0  # seconds


def axe_clean(page: Page, rules: Sequence[str] = RULES) -> None:
    """Fail with a readable list if axe finds anything on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"runOnly": list(rules), "resultTypes": ["violations"]}
    # What is well stays in the page: to hand it over takes as long as some of the rules.
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    lines = [
        f"{rule['id']}: {rule['help']}\n    {node['html'][:160]}\n    {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
    assert not lines, f"{page.url}\n  " + "\n  ".join(lines)


def no_horizontal_scroll(page: Page) -> None:
    """Fail, naming what sticks out, if the page is wider than the window (WCAG 1.4.10)."""
    outside = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            const sticksOut = (element) => element.getBoundingClientRect().right > width + 1;
            return [...document.querySelectorAll("body *")]
                .filter((element) => sticksOut(element) && !element.closest(".scroll"))
                .map((element) => element.outerHTML.slice(0, 120));
        }"""
    )
    assert outside == [], f"{page.url} {outside}"


def fits_every_look(page: Page) -> None:
    """Hold the open page to both of the above, wide and narrow, light and dark."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light")
        axe_clean(page)
        no_horizontal_scroll(page)
        page.emulate_media(color_scheme="dark")
        axe_clean(page, COLOUR_RULES)


def comes_true(page: Page, condition: str) -> None:
    """Wait until a JavaScript function answers true.

    Playwright's own waiting evaluates text inside the page, which its Content-Security-Policy forbids.
    """
    until = time.monotonic() + PATIENCE
    while not page.evaluate(condition):
        assert time.monotonic() < until, f"{page.url}: never true: {condition}"
        page.wait_for_timeout(50)
