"""The styles of a .docx, and which blocks of properties hold for a paragraph or run, the nearest first."""

from collections.abc import Iterator

from docx.oxml.ns import qn

from hotich.reports.lint.properties import Inherited, Node, Properties


class Styles:
    """A document's styles; what a style says, with those it is based on, is looked up once."""

    def __init__(self, root: Node) -> None:
        """`root`: the element `w:styles`."""
        self._styles = {style.get(qn("w:styleId")): style for style in root.iter(qn("w:style"))}
        self._default = next(
            (
                style.get(qn("w:styleId"))
                for style in root.iter(qn("w:style"))
                if style.get(qn("w:default")) in {"1", "true"} and style.get(qn("w:type")) == "paragraph"
            ),
            None,
        )
        defaults = {"w:pPr": "w:pPrDefault", "w:rPr": "w:rPrDefault"}
        self._base = {
            block: root.find(f"{qn('w:docDefaults')}/{qn(around)}/{qn(block)}")
            for block, around in defaults.items()
        }
        self._known: dict[tuple[str | None, str], list[Node]] = {}
        self._passed_on: dict[tuple[str | None, str], Inherited] = {}

    def of(self, paragraph: Node) -> str | None:
        """Id of a paragraph's style."""
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self._default if named is None else named.get(qn("w:val"))

    def of_paragraph(self, node: Node, style_id: str | None) -> Properties:
        """Its own block, those of its style, the document's defaults."""
        own = node.find(qn("w:pPr"))
        return Properties([] if own is None else [own], self._inherited(style_id, "w:pPr"))

    def of_run(self, node: Node, style_id: str | None) -> Properties:
        """Its own block, those of its character style and of its paragraph's style, the document's defaults."""
        own = node.find(qn("w:rPr"))
        found: list[Node] = []
        if own is not None:
            named = own.find(qn("w:rStyle"))
            found = [own, *self._blocks(None if named is None else named.get(qn("w:val")), "w:rPr")]
        return Properties(found, self._inherited(style_id, "w:rPr"))

    def _inherited(self, style_id: str | None, block: str) -> Inherited:
        key = (style_id, block)
        if key not in self._passed_on:
            self._passed_on[key] = Inherited([*self._blocks(style_id, block), *self._defaults(block)])
        return self._passed_on[key]

    def _defaults(self, block: str) -> list[Node]:
        return [] if self._base[block] is None else [self._base[block]]

    def _blocks(self, style_id: str | None, block: str) -> list[Node]:
        key = (style_id, block)
        if key not in self._known:
            found = (style.find(qn(block)) for style in self._chain(style_id))
            self._known[key] = [one for one in found if one is not None]
        return self._known[key]

    def _chain(self, style_id: str | None) -> Iterator[Node]:
        """A style and those it is based on; a circle ends."""
        seen: set[str] = set()
        while style_id is not None and style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            based = style.find(qn("w:basedOn"))
            style_id = None if based is None else based.get(qn("w:val"))
