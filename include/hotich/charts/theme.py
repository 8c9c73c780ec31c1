"""How charts look: colours that stay apart for colour-blind readers and keep contrast AA, shapes, letters, numbers."""

from pathlib import Path
from typing import Any, Final

from hotich.progress import Adherence

FONT: Final = "Roboto, Arial, sans-serif"
"""Comes with this package (`FONTS`), so that a machine without fonts still draws Vietnamese letters; vl-convert's own has none."""
FONTS: Final = Path(__file__).parent / "fonts"

PAPER: Final = "#ffffff"
INK: Final = "#17212e"
MUTED: Final = "#566273"
"""Secondary text; also the plan's line."""
LINE: Final = "#d5dbe3"
"""Rules and grids: they carry no meaning."""
TRACK: Final = "#e3e8ef"
"""What is still to do: the empty part of a bar."""

PLANNED: Final = "#566273"
ACCEPTED: Final = "#0b4f8a"
LOADED: Final = "#4a8cc7"
SCOPE: Final = "#8a5a00"
FORECAST: Final = "#7a3e9d"
FLAG: Final = "#a01522"

STATUS: Final[dict[Adherence, str]] = {
    Adherence.ON_TIME: "#00696b",
    Adherence.LATE: "#9a5200",
    Adherence.VERY_LATE: "#a01522",
    Adherence.DONE: "#0b4f8a",
    Adherence.NOT_OPEN: "#566273",
    Adherence.NO_DENOMINATOR: "#566273",
}
"""Beside a word and a shape, never alone."""

TEXT_COLOURS: Final = (INK, MUTED, PLANNED, ACCEPTED, SCOPE, FORECAST, FLAG, *STATUS.values())
"""Colours of words and figures on paper: contrast of at least 4.5."""
MARK_COLOURS: Final = (LOADED,)
"""Colours of lines and areas only: contrast of at least 3."""

SHAPES: Final[dict[Adherence, str]] = {
    Adherence.ON_TIME: "M0,-1A1,1,0,1,1,0,1A1,1,0,1,1,0,-1Z",
    Adherence.LATE: "M0,-1.1L1.1,0.9L-1.1,0.9Z",
    Adherence.VERY_LATE: "M-0.9,-0.9L0.9,-0.9L0.9,0.9L-0.9,0.9Z",
    Adherence.DONE: "M-1.1,0.1L-0.6,-0.4L-0.25,-0.05L0.7,-1L1.15,-0.5L-0.25,0.95Z",
    Adherence.NOT_OPEN: "M0,-1A1,1,0,1,1,0,1A1,1,0,1,1,0,-1ZM0,-0.6A0.6,0.6,0,1,0,0,0.6A0.6,0.6,0,1,0,0,-0.6Z",
    Adherence.NO_DENOMINATOR: "M-1.1,-0.25L-0.35,-0.25L-0.35,0.25L-1.1,0.25ZM0.35,-0.25L1.1,-0.25L1.1,0.25L0.35,0.25Z",
}
"""SVG paths within ±1.2: the same sign in a chart, on a page and in print, whatever fonts there are."""

FLAG_SHAPE: Final = "M-0.1,1.2L-0.1,-1.2L1.2,-0.6L0.1,0L0.1,1.2Z"

STEPS: Final = ("#f1f5f9", "#d3e3f2", "#a6c8e6", "#5b9bd0", "#0b4f8a")
"""0 to 100 % in five steps of one hue, from light to dark."""

AGES: Final = ("#a6c8e6", "#e0a04b", "#a01522")
"""Up to 7 days, 8 to 30, more than 30: from light to dark, so that they stay apart in grey."""

LOCALE: Final[dict[str, Any]] = {
    "number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0₫"], "percent": "\u00a0%"},
    "time": {
        "dateTime": "%H:%M %d/%m/%Y", "date": "%d/%m/%Y", "time": "%H:%M:%S", "periods": ["SA", "CH"],
        "days": ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"],
        "shortDays": ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
        "months": [f"tháng {month}" for month in range(1, 13)],
        "shortMonths": [f"th{month}" for month in range(1, 13)],
    },
}  # fmt: skip
"""Numbers 1.234.567,8 and days dd/mm/yyyy, in the notation of d3."""

CONFIG: Final[dict[str, Any]] = {
    "font": FONT,
    "background": PAPER,
    "locale": LOCALE,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "titleColor": MUTED, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "gridColor": LINE, "domainColor": MUTED, "tickColor": MUTED,
    },
    "legend": {"labelColor": INK, "labelFontSize": 12, "labelLimit": 0, "symbolStrokeWidth": 3, "title": None},
    "text": {"color": INK, "fontSize": 12},
    "title": {
        "anchor": "start", "color": INK, "fontSize": 15, "subtitleColor": MUTED, "subtitleFontSize": 12, "offset": 14,
        "frame": "bounds", "subtitlePadding": 5,
    },
}  # fmt: skip


TITLE_ABOVE: Final[dict[str, Any]] = {
    "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0, "titleY": -8, "titleBaseline": "bottom",
}  # fmt: skip
"""The name of a vertical axis, read without turning the head."""


def contrast(one: str, other: str) -> float:
    """Contrast of two colours "#rrggbb" by WCAG 2.2: 1 (none) to 21; AA asks 4.5 for text, 3 for graphics."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
