"""Data sheets of lines: a cell to look at in each, beside the row as written, with a place for the right value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hotich.registers import Field, Register
from hotich.slips.drawing import Drawer, Mark
from hotich.slips.layout import COLUMNS, CONFIRMED

_WIDTHS: Final = (8, 6, 18, 9, 52, 20, 22, 18)
_ANSWER: Final = COLUMNS.index("giaTriDung")


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One cell to look at; with `field` None the row as a whole is meant: it can be confirmed at most."""

    sha256: str
    """Of the file that holds the cell."""
    row_no: int
    """As Excel shows it in that file."""
    field: Field | None
    rule_ids: tuple[str, ...]
    """What was found, also by names that are no rule's."""
    reasons: tuple[str, ...]
    """What to do, in Vietnamese, one for each."""
    value: str | None
    """As written."""
    mark: Mark
    row: Mapping[str, str | None]
    """The whole row as written: field name → text."""
    confirmable: bool = True
    """Whether "đúng như sổ" is an answer."""


def draw_lines(drawer: Drawer, sheet_name: str, register: Register, lines: Sequence[SlipLine]) -> None:
    """A data sheet with the contract's seven columns and the row; only `giaTriDung` can be written to."""
    fields = _shown_fields(register, lines)
    headers = (*COLUMNS, *(field.column for field in fields))
    sheet = drawer.data_sheet(sheet_name, headers, _WIDTHS)
    for at, line in enumerate(lines, start=1):
        drawer.clipped(sheet, at, 0, line.sha256)
        known = (
            str(line.row_no),
            line.field.column if line.field else "",
            "; ".join(line.rule_ids),
            "\n".join(line.reasons),
        )
        for column, value in enumerate(known, start=1):
            drawer.text(sheet, at, column, value)
        drawer.fit_row(sheet, at, zip((*known, line.value or ""), _WIDTHS[1:], strict=False))
        drawer.text(sheet, at, _ANSWER - 1, line.value, line.mark)
        words = (CONFIRMED,) if line.confirmable else ()
        if line.field is None and not words:
            drawer.text(sheet, at, _ANSWER, None)
        else:
            drawer.answer(sheet, at, _ANSWER, field=line.field, words=words)
        for column, field in enumerate(fields, start=len(COLUMNS)):
            marked = line.field is not None and field.name == line.field.name
            drawer.text(sheet, at, column, line.row.get(field.name), line.mark if marked else None)
    drawer.close_sheet(sheet, len(lines), len(headers), frozen=len(COLUMNS), printed=len(COLUMNS))


def _shown_fields(register: Register, lines: Sequence[SlipLine]) -> list[Field]:
    """The template's columns, and those of an edition that hold something in the rows."""
    extra = {field.name for edition in register.editions for field in edition.fields}
    filled = {name for name in extra for line in lines if line.row.get(name)}
    return [field for field in register.all_fields if field.name not in extra or field.name in filled]
