"""How marks look in pictures of measures. On pages the stylesheet has the colours; these are for files."""

from __future__ import annotations

from catalogue.evaluation.counts import HEATS
from catalogue.vocabulary import Status
from integration.pictures.shapes import Kind
from integration.pictures.svg_file import Colours

STATES = Kind(
    "status",
    {
        Status.NOT_BEGUN.value: "punkte",
        Status.PLANNED.value: "waagerecht",
        Status.IN_PROGRESS.value: "steigend",
        Status.PERMANENT.value: "karo",
        Status.POSTPONED.value: "senkrecht",
        Status.DROPPED.value: "fallend",
    },
)
HEAT = Kind("heat")
COVERAGE = Kind("heat", {"0": "fallend"})  # where nothing is, is what it is about
AGES = Kind("heat", {"2": "waagerecht", "4": "steigend", "5": "karo"})
SHADES = ("#ffffff", "#eaf0fb", "#d2dff6", "#b7ccf0", "#9ab7e8", "#7ba0df")  # by heat, 0 first
STATE_COLOURS = {
    Status.NOT_RECORDED: "#f3f5fc",
    Status.NOT_BEGUN: "#d2d4dc",
    Status.PLANNED: "#eac9fc",
    Status.IN_PROGRESS: "#a4c5ff",
    Status.DONE: "#9acca3",
    Status.PERMANENT: "#98deeb",
    Status.POSTPONED: "#f6d19e",
    Status.DROPPED: "#f9b8ae",
}
COLOURS: Colours = {
    **{("status", status.value): colour for status, colour in STATE_COLOURS.items()},
    **{("heat", str(heat)): SHADES[heat] for heat in range(HEATS + 1)},
}
