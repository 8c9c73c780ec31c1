"""Packages of scans as an office sends them: one tiny PDF a case, and what goes wrong with some."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from hotich.simulate.cases import Book, Case
from hotich.simulate.naming import plain

_MOMENT: Final = (2026, 1, 5, 8, 0, 0)
_FAULTS: Final = ("missing", "cut_off", "doubled", "surplus", "wrong_date", "null_date", "null_number")


@dataclass(frozen=True, slots=True)
class Scan:
    """One file of a package (no name: the case has none), and what it must be found to be."""

    name: str | None
    case_id: int | None
    state: str
    """matched, missing, unreadable, doubled, surplus or misnamed."""
    fault: str
    content: bytes = b""


def pdf_page(text: str) -> bytes:
    """The smallest PDF: one A4 page with a line of text (letters without marks)."""
    line = plain(text).translate(str.maketrans("()\\", "   ")).encode("ascii", "replace")
    content = b"BT /F1 14 Tf 60 780 Td (%s) Tj ET" % line
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)


def scan_book(book: Book, cases: Sequence[Case], rate: float, rng: Random) -> list[Scan]:
    """The scans of a book's cases; `rate`: share of cases with whose scan something is wrong, kinds in turn."""
    faults = _turns(rng)
    highest = max(case.number for case in cases)
    numbers = Counter((case.number, case.suffix.lower()) for case in cases)
    scans: list[Scan] = []
    for case in cases:
        fault = next(faults) if rng.random() < rate else ""
        if fault == "null_date" and numbers[case.number, case.suffix.lower()] > 1:
            fault = ""  # In a book of several years only the date tells which one is meant.
        scans += _scan(book, case, fault, highest)
    return scans


def packages(scans: Sequence[Scan], stem: str, rng: Random) -> Iterator[tuple[str, Sequence[Scan]]]:
    """(file name, scans in it): the scans of the book whose file has that stem, in one package or two."""
    cut = len(scans) // 2 if rng.random() < _IN_TWO and len(scans) > _LEAST_IN_TWO else 0
    while (
        0 < cut < len(scans)
        and scans[cut].case_id is not None
        and scans[cut].case_id == scans[cut - 1].case_id
    ):
        cut += 1  # Two scans of one case go together: apart, the later would be a new scan of the former.
    for number, part in enumerate((scans[:cut], scans[cut:]) if cut else (scans,), start=1):
        if any(scan.name for scan in part):
            yield f"phan{number}_{stem}.zip" if cut else f"{stem}.zip", part


_IN_TWO: Final = 0.15
"""Share of books whose scans come in two packages."""
_LEAST_IN_TWO: Final = 6


def _turns(rng: Random) -> Iterator[str]:
    while True:
        yield from rng.sample(_FAULTS, len(_FAULTS))


def _scan(book: Book, case: Case, fault: str, highest: int) -> list[Scan]:
    """The files of one case with that fault ("" for none)."""
    number, day = f"{case.number:03d}{case.suffix}", f"{case.on:%Y-%m-%d}"
    page = pdf_page(f"{book.title} so {number}")
    sound = Scan(_name(book, day, number), case.case_id, "matched", fault, page)
    match fault:
        case "missing":
            return [Scan(None, case.case_id, "missing", fault)]
        case "cut_off":
            return [Scan(sound.name, case.case_id, "unreadable", fault, page[: len(page) * 2 // 3])]
        case "doubled":
            twin = Scan(f"quet lai/{sound.name}", case.case_id, "doubled", fault, page)
            return [Scan(sound.name, case.case_id, "doubled", fault, page), twin]
        case "surplus":
            beyond = highest + 1000 + case.number
            return [sound, Scan(_name(book, day, f"{beyond}"), None, "surplus", fault, page)]
        case "wrong_date":
            wrong = f"{case.on.year}-{case.on.month % 12 + 1:02d}-{min(case.on.day, 28):02d}"
            return [Scan(_name(book, wrong, number), case.case_id, "matched", fault, page)]
        case "null_date":
            return [Scan(_name(book, "null", number), case.case_id, "matched", fault, page)]
        case "null_number":
            missing = Scan(None, case.case_id, "missing", fault)
            name = f"khong so/{number}/{_name(book, day, 'null')}"
            return [missing, Scan(name, None, "misnamed", fault, page)]
    return [sound]


def _name(book: Book, day: str, number: str) -> str:
    return f"{book.register}.{book.year}.{book.number:02d}.{day}.{number}.pdf"


def scan_zip(scans: Sequence[Scan]) -> bytes:
    """The package; equal scans give equal bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for scan in scans:
            if scan.name is not None:
                archive.writestr(zipfile.ZipInfo(scan.name, _MOMENT), scan.content)
    return stream.getvalue()


def package_state(scans: Sequence[Scan]) -> str:
    """The state in which the package must end."""
    states = [scan.state for scan in scans if scan.name is not None]
    if set(states) <= {"unreadable", "misnamed"}:
        return "rejected"
    return "partly loaded" if set(states) & {"unreadable", "misnamed", "doubled"} else "loaded"
