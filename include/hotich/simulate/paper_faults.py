"""Content faults of names and papers: what stands for a blank, halves without their other half, texts in old fonts."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from hotich.registers import Kind, Register
from hotich.simulate.faults import Change, Page, Plant
from hotich.text.legacy import encode

_NO_NAMES: Final = ("KHÔNG RÕ", "Không xác định", "chưa rõ", "không có", "KHÔNG BIẾT TÊN")
_ROLES: Final = (
    "mother", "father", "declarant", "child", "husband", "wife", "parent", "subject", "deceased", "guardian", "ward",
)  # fmt: skip


def paper_kinds(register: Register) -> Iterator[tuple[str, Plant, str]]:
    """(key, planter, field that truth names) of these faults of the register."""
    for field in register.all_fields:
        if field.kind is Kind.NAME:
            yield f"{field.name}.placeholder", partial(_instead, field.name, _NO_NAMES), ""
        elif field.part == "nationality_text":
            yield f"{field.name}.unknown", partial(_instead, field.name, ("Vịt Nam", "Phù Nam")), ""
            yield f"{field.name}.differs", partial(_other_country, field.name), ""
    for block in register.blocks():
        yield from _block_kinds(register, block)
    yield "row.encoding_unclear", _old_font, ""


def _block_kinds(register: Register, block: str) -> Iterator[tuple[str, Plant, str]]:
    part = {field.part: field for field in register.blocks()[block]}
    if {"identity_number", "identity_document_kind"} <= part.keys():
        number, kind = part["identity_number"].name, part["identity_document_kind"].name
        yield f"{number}.kind_only", partial(_half, number, kind), number
        yield f"{kind}.number_only", partial(_half, kind, number), kind
        if "other_document" in part:
            other = part["other_document"].name
            yield f"{other}.blank", partial(_unnamed_paper, kind, other), other
        if "identity_issue_place" in part:
            place = part["identity_issue_place"].name
            yield f"{number}.issuing_province", partial(_other_province, number, kind, place), number
    if "full_name" in part and block in _ROLES and part["full_name"].name not in register.principals:
        names = [field.name for field in register.blocks()[block]]
        yield (
            f"{block}_full_name.nameless",
            partial(_nameless, f"{block}_full_name", names),
            f"{block}_full_name",
        )


def _instead(name: str, choices: tuple[str, ...], page: Page, index: int) -> Change | None:
    return {name: page.rng.choice(choices)} if page.lines[index].text(name) else None


def _half(blank: str, filled: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    return {blank: None} if line.text(blank) and line.text(filled) else None


def _unnamed_paper(kind: str, other: str, page: Page, index: int) -> Change | None:
    return {kind: "8", other: None} if page.lines[index].text(kind) else None


def _other_province(number: str, kind: str, place: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    if (
        line.text(kind) != "1"
        or len(line.text(number)) != 9
        or page.gazetteer.province not in line.text(place)
    ):
        return None
    return {number: page.rng.choice(("23", "02", "33", "22")) + line.text(number)[2:]}


def _nameless(name: str, names: list[str], page: Page, index: int) -> Change | None:
    line = page.lines[index]
    told = [other for other in names if other != name and len(line.text(other)) > 1]
    return {name: None} if line.text(name) and told else None


def _other_country(name: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    written, twin = line.text(name), line.text(name.removesuffix("_text"))
    if not written or written != twin:
        return None
    return {name: page.rng.choice([country for country in ("Hoa Kỳ", "Pháp", "Úc") if country != written])}


def _old_font(page: Page, index: int) -> Change | None:
    """A name pasted from a text in an old font, in a book that is Unicode otherwise."""
    line = page.lines[index]
    words = line.text("signer_name").title()
    if page.style.encoding is not None or page.style.decomposed or len(page.lines) < _LEAST_EVIDENCE:
        return None
    pasted = encode(words, "tcvn3")
    plain = sum(not word.isascii() for word in words.split())
    return {"signer_name": pasted} if plain > 1 and pasted != words else None


_LEAST_EVIDENCE: Final = 8
"""So many rows of Unicode leave no doubt that the file is Unicode."""
