"""What every page must hold in a browser."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (1280, 320)  # CSS pixels; the second is WCAG's narrowest window
# WCAG 2.1 AA is the law (NBGG, EN 301 549), 2.2 the goal; the rest is axe's advice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]  # all that darkness can change
PATIENCE = 10.0  # seconds
PAPER, WIDE_PAPER = 680, 1474  # CSS pixels: A4 upright and A3 across, without static/css/print.css' margins


def axe_clean(page: Page, rules: Sequence[str] = RULES) -> None:
    """Fail with a readable list if axe finds anything on the page as it stands."""
    page.wait_for_load_state()  # a click ends when the next page begins, which may be before it has a root
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


# What WCAG 1.4.12 lets a reader set; of the distance between paragraphs no page depends.
SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
CUT = """() => {
    const cuts = (flow, inner, outer) => ["hidden", "clip"].includes(flow) && inner > outer + 1;
    const isCut = (found) => {
        const look = getComputedStyle(found), aside = ".visually-hidden, select, input, svg";
        if (found.closest(aside) || !found.checkVisibility()) return false;
        return cuts(look.overflowX, found.scrollWidth, found.clientWidth)
            || cuts(look.overflowY, found.scrollHeight, found.clientHeight);
    };
    const cut = [...document.querySelectorAll("body *")].filter(isCut);
    return cut.map((found) => found.outerHTML.slice(0, 120));
}"""


TOO_WIDE = """() => [...document.querySelectorAll(".scroll")]
    .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
    .map((one) => `${one.scrollWidth} ${one.innerText.slice(0, 80)}`)"""


def nothing_cut(page: Page) -> None:
    cut = page.evaluate(CUT)
    assert cut == [], f"{page.url} cuts off: {cut}"


def fits_spaced_text(page: Page) -> None:
    """Hold the open page to WCAG 1.4.12: with more room between its letters nothing is cut or sticks out."""
    spaced = "text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);"
    page.evaluate(f"{spaced} document.adoptedStyleSheets = [sheet]; }}", SPACING)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        no_horizontal_scroll(page)
        nothing_cut(page)
    page.evaluate("() => { document.adoptedStyleSheets = []; }")


def fits_paper(page: Page) -> None:
    """Hold the open page to the width of a printed one; a wide table has a larger one of its own."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 900})
    no_horizontal_scroll(page)
    nothing_cut(page)
    page.set_viewport_size({"width": WIDE_PAPER, "height": 900})
    wide = page.evaluate(TOO_WIDE)
    assert wide == [], f"{page.url} wider than its paper: {wide}"
    page.emulate_media(media="screen")


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


def kept_in_browser(page: Page, text: str) -> None:
    """Wait until what was typed is kept by the browser, as it is after a pause in typing."""
    comes_true(page, f"() => Object.values(localStorage).join().includes({json.dumps(text)})")


def refused(check: Callable[[Page], None], page: Page) -> list[str]:
    """Return what a check has against the open page, so that a walk can go on and tell of all pages."""
    try:
        check(page)
    except AssertionError as fault:
        return [str(fault)]
    return []
