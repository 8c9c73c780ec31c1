"""The guides of those who read the dashboard: pages of docs/ in Vietnamese, shown beside the numbers they explain."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from hotich.settings import PROJECT_ROOT
from hotich.web.paths import GUIDES

_DOCS: Final = PROJECT_ROOT / "docs"
_PAGES: Final = (
    "how-to/xem-bang-tien-do.md", "explanation/tien-do.md", "explanation/kinh-phi.md", "how-to/don-doc.md",
    "how-to/kho-khan-vuong-mac.md", "how-to/giao-nop-so.md", "how-to/kiem-mau.md", "how-to/bao-cao-tien-do.md",
    "how-to/du-toan.md", "how-to/ke-hoach-huyen.md", "how-to/dang-nhap-va-quyen.md",
)  # fmt: skip
"""What managers and officers read, in the order of the list."""
_BY_NAME: Final[Mapping[str, PurePosixPath]] = {
    path.stem: path for path in (PurePosixPath(one) for one in _PAGES)
}


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide."""

    name: str
    title: str
    html: str
    """Below the title; addresses begin where the application is mounted."""


def guides(base: str) -> list[Guide]:
    """All of them. `base`: where the application is mounted."""
    return [guide(name, base) for name in _BY_NAME]


@cache
def guide(name: str, base: str) -> Guide:
    """That one; KeyError if there is none."""
    path = _BY_NAME[name]
    tokens = _READER.parse((_DOCS / path).read_text(encoding="utf-8"))
    title, rest = tokens[1].content, tokens[3:]
    for token in rest:
        if token.type == "inline" and token.children:
            token.children = _led(token.children, path, base)
    for opening, text in zip(rest, rest[1:], strict=False):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(text.content))
    return Guide(name, title, _READER.renderer.render(rest, _READER.options, {}))


def anchor(heading: str) -> str:
    """The id of a heading, as links in docs/ have it: `#đổi-ngưỡng`."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.lower()).strip())


def _led(tokens: Sequence[Token], path: PurePosixPath, base: str) -> list[Token]:
    """Links to other guides lead to their pages; what is written for engineers stays a word without a link."""
    kept: list[Token] = []
    dropped = False
    for token in tokens:
        if token.type == "link_open":
            target, _, place = str(token.attrGet("href")).partition("#")
            found = PurePosixPath(target).stem if target else path.stem
            if dropped := found not in _BY_NAME:
                continue
            token.attrSet(
                "href", (f"{base}{GUIDES}/{found}" if target else "") + (f"#{place}" if place else "")
            )
        elif token.type == "link_close" and dropped:
            dropped = False
            continue
        kept.append(token)
    return kept


class _Renderer(RendererHTML):
    """Tables and commands that are wider than the page can be moved sideways, by keyboard too."""

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:  # noqa: ARG002
        number = sum(token.type == "table_open" for token in tokens[: idx + 1])
        return f'<div class="table" role="region" aria-label="Bảng {number}" tabindex="0"><table>'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:  # noqa: ARG002
        return "</table></div>"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return super().fence(tokens, idx, options, env).replace("<pre>", '<pre tabindex="0">', 1)


_READER: Final = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
