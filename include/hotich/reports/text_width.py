"""How wide a text is in Times New Roman, for rules that must be as long as the words above them.

Widths are advances of Liberation Serif 2.1.5, which has the metrics of Times New Roman, in thousandths of the font size.
"""

import unicodedata
from typing import Final

_REGULAR: Final = {
    180: "'", 200: "|", 250: " ,.", 278: "/:;\\ijlt", 333: "!()-I[]`fr’", 389: "Js", 408: '"', 444: "?acezăâê“”",
    469: "^", 480: "{}", 500: "#$*0123456789_bdghknopquvxyđô–", 529: "ơ", 541: "~", 542: "ư", 556: "FPS", 564: "+<=>",
    611: "ELTZÊ", 667: "BCR", 722: "ADGHKNOQUVXYwĂÂĐÔƠ", 776: "Ư", 778: "&m", 833: "%", 889: "M", 921: "@", 944: "W",
    1000: "—…",
}  # fmt: skip
_BOLD: Final = {
    220: "|", 250: " ,.", 278: "'/\\il", 333: "!()-:;[]`fjt’", 389: "Is", 394: "{}", 444: "cerzê",
    500: "#$*0123456789?J_agovxyăâô–“”", 520: "~", 554: "ơ", 555: '"', 556: "Sbdhknpquđ", 570: "+<=>", 581: "^",
    600: "ư", 611: "FP", 667: "BELTZÊ", 722: "ACDNRUVXYwĂÂĐ", 778: "GHKOQÔƠ", 796: "Ư", 833: "&m", 930: "@", 944: "M",
    1000: "%W—…",
}  # fmt: skip
_WIDTHS: Final = [
    {letter: width for width, letters in group.items() for letter in letters} for group in (_REGULAR, _BOLD)
]
_OTHER: Final = 500
_HORN: Final = "\u031b"
_MM_PER_POINT: Final = 25.4 / 72


def text_width_mm(text: str, points: float, *, bold: bool) -> float:
    """Width of one line of text at a font size in points, in mm. Tone marks take no room."""
    widths = _WIDTHS[bold]
    return sum(widths.get(_base(letter), _OTHER) for letter in text) / 1000 * points * _MM_PER_POINT


def _base(letter: str) -> str:
    """The letter without its tone mark: "ạ" → "a", "ế" → "ê", "Ợ" → "Ơ"."""
    parts = unicodedata.normalize("NFD", letter)
    for kept in (2, 1):
        base = unicodedata.normalize("NFC", parts[:kept] + (_HORN if _HORN in parts[kept:] else ""))
        if base in _WIDTHS[0]:
            return base
    return letter
