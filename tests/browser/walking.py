"""A page walked through by keyboard alone, and what its stops must hold."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

AT_ONCE = 20  # presses between two looks at the record
MOST = 1500  # presses of a page
TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
# Whatever has the focus is judged when Tab is pressed again: by then it was scrolled to. Nothing is asked of
# the page in between, so a stop costs some milliseconds. A date has stops for day, month and year.
RECORD = """() => {
    let last = null, begun = false;
    const stops = window.__stops = [];
    const isSkipLink = (found) => found.classList.contains("skip-link");
    const shows = (found) => {
        const box = found.getBoundingClientRect();
        if (!box.width || !box.height || box.bottom <= 0 || box.top >= innerHeight) return false;
        const labels = [...(found.labels ?? [])];
        const isOnTop = ([x, y]) => {
            const top = document.elementFromPoint(x, y);
            return top && [found, ...labels].some((one) => one.contains(top) || top.contains(one));
        };
        const spots = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]];
        const within = (part) =>
            spots.map(([x, y]) => [part.left + part.width * x, part.top + part.height * y]);
        return [...found.getClientRects()].flatMap(within).some(isOnTop);
    };
    const faults = (found) => {
        const look = getComputedStyle(found);
        const follows = !last || last.compareDocumentPosition(found) & Node.DOCUMENT_POSITION_FOLLOWING;
        return [
            !last && !isSkipLink(found) && "the first stop is no skip link",
            !shows(found) && "out of sight or covered",
            (look.outlineStyle === "none" || parseFloat(look.outlineWidth) < 1) && "no visible focus",
            !follows && "out of order",
        ].filter(Boolean);
    };
    addEventListener("keydown", (event) => {
        if (event.key !== "Tab" || window.__left) return;
        const found = document.activeElement, isNowhere = !found || found === document.body;
        window.__left = begun && (isNowhere || (last && found !== last && isSkipLink(found)));
        begun = true;
        if (window.__left || isNowhere || found === last) return;
        stops.push({ html: found.outerHTML.slice(0, 120), faults: faults(found) });
        last = found;
    }, true);
}"""


def stops(page: Page) -> list[dict[str, Any]]:
    """Press Tab from the top of the page until it is left; return where the focus was and what was wrong."""
    page.evaluate(RECORD)
    keys = page.context.new_cdp_session(page)
    for _ in range(MOST // AT_ONCE):
        for _ in range(AT_ONCE):
            keys.send("Input.dispatchKeyEvent", TAB)
        if page.evaluate("() => window.__left"):
            keys.detach()
            return page.evaluate("() => window.__stops")
    last = page.evaluate("() => window.__stops.at(-1)?.html")
    raise AssertionError(f"{page.url}: the focus never leaves; last at {last}")


def walk(page: Page) -> None:
    """Hold a page to what the keyboard needs: skip link first, stops seen and ringed, in reading order."""
    found = stops(page)
    assert found, f"{page.url}: nothing takes the focus"
    faults = [f"{', '.join(one['faults'])}: {one['html']}" for one in found if one["faults"]]
    assert not faults, "\n  ".join([page.url, *faults])
