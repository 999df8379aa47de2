"""What every page must hold in a browser."""

from __future__ import annotations

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LOOKS: list[tuple[int, Literal["light", "dark"]]] = [  # the window's width in CSS pixels and its brightness
    (1280, "light"),
    (1280, "dark"),
    (320, "light"),  # WCAG's narrowest window
    (320, "dark"),
]
# WCAG 2.1 AA is the law (NBGG, EN 301 549), 2.2 the goal; the rest is axe's advice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe_clean(page: Page) -> None:
    """Fail with a readable list if axe finds anything on the page as it stands."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
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
    assert outside == [], page.url


def fits_every_look(page: Page) -> None:
    """Hold the open page to both of the above, wide and narrow, light and dark."""
    for width, brightness in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=brightness)
        axe_clean(page)
        no_horizontal_scroll(page)
