"""Single properties of a paragraph or run in a .docx, as numbers and words."""

from dataclasses import dataclass
from typing import Any, Final

from docx.oxml.ns import qn

Node = Any
"""An element of lxml, which ships no types."""

MM_PER_TWIP: Final = 25.4 / 1440
MM_PER_EMU: Final = 1 / 36_000
_LAID_OVER: Final = ("w:ind", "w:spacing", "w:rFonts")
_LINE_SHAPES: Final = ("line", "straightConnector1")


class Inherited:
    """What a style says, with those it is based on and the document's defaults; each property is looked up once."""

    def __init__(self, blocks: list[Node]) -> None:
        """`blocks`: the nearest first."""
        self._blocks = blocks
        self._known: dict[str, Node] = {}

    def nearest(self, tag: str) -> Node:
        """As `nearest` below."""
        if tag not in self._known:
            self._known[tag] = _nearest(self._blocks, tag)
        return self._known[tag]


@dataclass(frozen=True, slots=True)
class Properties:
    """The blocks that hold for a paragraph or run: its own, then what it inherits."""

    own: list[Node]
    inherited: Inherited


def nearest(properties: Properties, tag: str) -> Node:
    """The nearest block's element of that name; None if no block has one.

    For indents and spacing the attributes of all blocks are laid over each other.
    """
    own, rest = _nearest(properties.own, tag) if properties.own else None, properties.inherited.nearest(tag)
    if own is None or rest is None or tag not in _LAID_OVER:
        return rest if own is None else own
    return {**rest, **own}


def _nearest(blocks: list[Node], tag: str) -> Node:
    name = qn(tag)
    found = (node for block in blocks if (node := block.find(name)) is not None)
    if tag not in _LAID_OVER:
        return next(found, None)
    merged: dict[str, str] = {}
    for node in found:
        merged = {**dict(node.attrib), **merged}
    return merged or None


def amount(node: Any, name: str) -> float:
    value = None if node is None else node.get(qn(name))
    try:
        return float(value) if value is not None else 0.0
    except ValueError:
        return 0.0


def amount_or_none(node: Node, name: str) -> float | None:
    return None if node is None or node.get(qn(name)) is None else amount(node, name)


def word(node: Node) -> str:
    return "" if node is None else node.get(qn("w:val")) or ""


def is_on(node: Node) -> bool:
    return node is not None and (node.get(qn("w:val")) or "1") not in {"0", "false", "off"}


def line_height(spacing: Any, points: float) -> float:
    height = amount(spacing, "w:line")
    if not height:
        return 1.0
    if spacing.get(qn("w:lineRule")) in {"exact", "atLeast"}:
        return height / 20 / (points * 1.15)
    return height / 240


def drawn_rule(node: Node) -> float | None:
    """Length of a straight line drawn in the paragraph, by Word's newer or older drawing; None: there is none."""
    for shape in node.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}prstGeom"):
        if shape.get("prst") in _LINE_SHAPES:
            extent = next(node.iter(qn("wp:extent")), None)
            return float(extent.get("cx")) * MM_PER_EMU if extent is not None else None
    for line in node.iter("{urn:schemas-microsoft-com:vml}line"):
        ends = [line.get(name, "0,0").split(",")[0] for name in ("from", "to")]
        start, end = (float(one.removesuffix("pt") or 0) for one in ends)
        return abs(end - start) * 25.4 / 72
    return None


def has_page_number(node: Node) -> bool:
    """Whether a PAGE field stands in it."""
    simple = any("PAGE" in (one.get(qn("w:instr")) or "").split() for one in node.iter(qn("w:fldSimple")))
    return simple or any("PAGE" in (one.text or "").split() for one in node.iter(qn("w:instrText")))
