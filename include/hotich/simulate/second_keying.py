"""Second keyings (`.short`): another typist, the critical columns only, with the errors that typing brings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from hotich.registers import Kind
from hotich.simulate.faults import Line
from hotich.simulate.sheets import Cell
from hotich.simulate.workbooks import Sheet

Difference = tuple[int, str, str, str]
"""(index of the line, field, first keying, second keying)."""

_SLIPS: Final = (
    ("Ị", "I"), ("Ễ", "Ê"), ("Ư", "U"), ("Ơ", "O"), ("Ầ", "Â"), ("Ạ", "A"), ("Ỹ", "Ĩ"), ("Ỳ", "I"), ("Ấ", "Ẩ"),
    ("Ỏ", "Õ"), ("Ũ", "Ủ"), ("Đ", "D"), ("NG", "N"), ("H", "G"), ("ị", "i"), ("ễ", "ê"), ("ư", "u"), ("á", "à"),
)  # fmt: skip


def key_again(
    sheet: Sheet, lines: Sequence[Line], typist: str, rate: float, rng: Random
) -> tuple[Sheet, list[Difference]]:
    """The critical columns of the sheet typed by somebody else, and where the two keyings differ."""
    fields = [field for field in sheet.fields if field.critical]
    names = [field.name for field in fields]
    transcriber = sheet.register.field("transcriber_name")
    rows: list[Mapping[str, Cell]] = []
    differences: list[Difference] = []
    kinds = {field.name: field.kind for field in fields}
    for index, line in enumerate(lines):
        if line.repeated:
            continue
        # Structural faults are slips of the first typist; what is odd in content stands in the book itself.
        book = {**line.cells, **line.written}
        row: dict[str, Cell] = {name: book[name] for name in names if name in book}
        for name, cell in list(row.items()):
            if isinstance(cell, str) and name not in _KEPT and rng.random() < rate:
                typed = _mistyped(cell, kinds[name], rng)
                if typed != cell:
                    row[name] = typed
                    differences.append((index, name, cell, typed))
        rows.append({**row, "transcriber_name": typist})
    style = replace(sheet.style, edition="", transcriber=typist, caption=False)
    return Sheet(sheet.register, [*fields, transcriber], rows, style), differences


_KEPT: Final = frozenset({"entry_number"})
"""What identifies the case is never mistyped: a typist who finds no such number asks."""


def _mistyped(text: str, kind: Kind, rng: Random) -> str:
    digits = [place for place, c in enumerate(text) if c.isdigit()]
    if kind in {Kind.DATE, Kind.IDENTITY_NUMBER, Kind.BOOK_NUMBER, Kind.CODE} and digits:
        place = rng.choice(digits)
        return text[:place] + str((int(text[place]) + rng.randrange(1, 9)) % 10) + text[place + 1 :]
    for right, wrong in rng.sample(_SLIPS, len(_SLIPS)):
        if right in text:
            return text.replace(right, wrong, 1)
    if len(text) > 3:
        place = rng.randrange(1, len(text) - 1)
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text
