"""Faults of whole files: what arrives so that it can't be taken as a book, and strays that are no book at all."""

# ruff: noqa: ARG001 – the ways of damaging a file share one signature

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final

from hotich.registers import REGISTERS, Kind
from hotich.simulate.sheets import new_workbook
from hotich.simulate.workbooks import Sheet, columns, write_book


@dataclass(frozen=True, slots=True)
class FileFault:
    """A way in which a whole file goes wrong."""

    key: str
    state: str
    """The state in which the file must end."""
    write: Callable[[Path, Sheet, Random], Path]
    """Writes the damaged file instead of the sound one; the path it took."""


def _xlsx(path: Path) -> Path:
    return path.with_suffix(".xlsx")


def _sound(path: Path, sheet: Sheet) -> Path:
    path = _xlsx(path)
    write_book(path, replace_style(sheet, csv=""))
    return path


def replace_style(sheet: Sheet, **changes: Any) -> Sheet:
    """The sheet in a changed manner."""
    return replace(sheet, style=replace(sheet.style, **changes))


def _truncated(path: Path, sheet: Sheet, rng: Random) -> Path:
    path = _sound(path, sheet)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * rng.randrange(30, 80) // 100])
    return path


def _empty(path: Path, sheet: Sheet, rng: Random) -> Path:
    path.write_bytes(b"")
    return path


def _wrong_name(path: Path, sheet: Sheet, rng: Random) -> Path:
    name = rng.choice(
        (f"so {sheet.register.term} {rng.randrange(1, 99)}", "Book1", f"{path.stem} (1)", "ban cuoi")
    )
    return _sound(path.with_name(f"{name.replace('.', '_')}.xlsx"), sheet)


def _unknown_type(path: Path, sheet: Sheet, rng: Random) -> Path:
    code = f".{sheet.register.code}."
    return _sound(
        path.with_name(path.name.replace(code, rng.choice((".KSS.", ".SKH.", ".HT.", ".KA.")), 1)), sheet
    )


def _unknown_unit(path: Path, sheet: Sheet, rng: Random) -> Path:
    inbox = next(parent for parent in path.parents if parent.name == "inbox")
    parts = path.relative_to(inbox).parts
    target = inbox.joinpath(rng.choice(("99999", "28000", "Xa Tan Thach", "8290")), *parts[1:])
    target.parent.mkdir(parents=True, exist_ok=True)
    return _sound(target, sheet)


def _macro(path: Path, sheet: Sheet, rng: Random) -> Path:
    path = _sound(path, sheet)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(
            zipfile.ZipInfo("xl/vbaProject.bin"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
        )
    return path


def _macro_name(path: Path, sheet: Sheet, rng: Random) -> Path:
    path = _sound(path, sheet)
    return path.rename(path.with_suffix(".xlsm"))


def _old_format(path: Path, sheet: Sheet, rng: Random) -> Path:
    path = path.with_suffix(".xls")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(4096))
    return path


def _encrypted(path: Path, sheet: Sheet, rng: Random) -> Path:
    path = _xlsx(path)
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + "EncryptedPackage".encode("utf-16-le")
        + rng.randbytes(8192)
    )
    return path


def _header_only(path: Path, sheet: Sheet, rng: Random) -> Path:
    return _sound(path, replace(sheet, rows=[]))


def _without_column(path: Path, sheet: Sheet, rng: Random) -> Path:
    missing = rng.choice(("registered_on", "entry_number", sheet.register.principal))
    return _sound(path, replace(sheet, fields=[field for field in sheet.fields if field.name != missing]))


def _other_template(path: Path, sheet: Sheet, rng: Random) -> Path:
    """The rows of this register typed into the template of another one."""
    other = REGISTERS[rng.choice([code for code in ("KS", "KH", "KT") if code != sheet.register.code])]
    plain = replace(sheet.style, edition="", csv="")
    return _sound(path, Sheet(other, columns(other, plain, rng), sheet.rows, plain))


def _column_twice(path: Path, sheet: Sheet, rng: Random) -> Path:
    double = next(field for field in sheet.fields if field.kind is Kind.NAME)
    return _sound(path, replace(sheet, fields=[*sheet.fields, double]))


def _merged_header(path: Path, sheet: Sheet, rng: Random) -> Path:
    path = _xlsx(path)
    workbook = new_workbook(path)
    page = workbook.add_worksheet("DL Import")
    page.merge_range(0, 0, 0, 2, sheet.fields[0].column)
    for place, field in enumerate(sheet.fields[3:], start=3):
        page.write_string(0, place, field.column)
    for line, row in enumerate(sheet.rows, start=1):
        for place, field in enumerate(sheet.fields):
            cell = row.get(field.name)
            if isinstance(cell, str):
                page.write_string(line, place, cell)
    workbook.close()
    return path


def _not_a_workbook(path: Path, sheet: Sheet, rng: Random) -> Path:
    path = _xlsx(path)
    path.write_bytes("<html><body>Không tải được tệp</body></html>".encode())
    return path


def _out_of_phase(path: Path, sheet: Sheet, rng: Random) -> Path:
    """A book of after the last phase: every row's date and number say so."""
    rows = []
    for number, row in enumerate(sheet.rows, start=1):
        rows.append(
            {**row, "registered_on": f"{number % 28 + 1:02d}.02.2020", "entry_number": f"{number:02d}/2020"}
        )
    return _sound(path, replace(sheet, rows=rows))


OUT_OF_PHASE: Final = "file.out_of_phase"
"""The one fault of a whole file whose rows are judged: each of them is returned."""
FILE_FAULTS: Final = tuple(
    FileFault(f"file.{key}", "rejected", write)
    for key, write in (
        ("truncated", _truncated),
        ("empty", _empty),
        ("wrong_name", _wrong_name),
        ("unknown_type", _unknown_type),
        ("unknown_unit", _unknown_unit),
        ("macro", _macro),
        ("macro_name", _macro_name),
        ("old_format", _old_format),
        ("encrypted", _encrypted),
        ("header_only", _header_only),
        ("column_missing", _without_column),
        ("other_template", _other_template),
        ("column_twice", _column_twice),
        ("merged_header", _merged_header),
        ("not_a_workbook", _not_a_workbook),
        ("out_of_phase", _out_of_phase),
    )
)


def stray_files(folder: Path, rng: Random) -> Iterator[tuple[Path, str, str]]:
    """Files in a unit's folder that are no book: (path, state, what it is). Those of Excel and of copying are ignored."""
    if rng.random() < 0.3:
        lock = folder / "~$thong_ke_so.xlsx"
        lock.write_bytes(b"\x05admin" + bytes(159))
        yield lock, "ignored", "file.lock"
    if rng.random() < 0.2:
        part = folder / "dang_chep.KS.2017.01.xlsx.part"
        part.write_bytes(_half_copied(rng))
        yield part, "ignored", "file.part"
    if rng.random() < 0.25:
        letter = folder / "cong van gui kem.docx"
        letter.write_bytes(_half_copied(rng))
        yield letter, "rejected", "file.letter"


def _half_copied(rng: Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(zipfile.ZipInfo("content"), rng.randbytes(2000))
    return out.getvalue()[:1500]
