"""Writes down what is true of a delivery while its files are made: files, cases, faults, scans, typing differences."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

from hotich.plan import Plan
from hotich.simulate.cases import Book
from hotich.simulate.faults import Line, Page, Planted
from hotich.simulate.file_faults import OUT_OF_PHASE, FileFault
from hotich.simulate.scans import Scan
from hotich.simulate.second_keying import Difference
from hotich.simulate.truth import Truth
from hotich.units import Level

_DAY_OF_DELIVERY: Final = date(2026, 1, 5)


@dataclass(slots=True)
class Delivery:
    """What was delivered: its truth and its counts."""

    truth: Truth = field(default_factory=Truth)
    rows: int = 0
    files: int = 0


class Record:
    """The truth of one delivery in the making."""

    def __init__(self, inbox: Path, plan: Plan, levels: Mapping[str, Level], as_of: date | None) -> None:
        self.delivery = Delivery()
        self._inbox, self._plan, self._levels = inbox, plan, levels
        self._stamp = datetime.combine(as_of or _DAY_OF_DELIVERY, time(8), UTC).timestamp()

    def file(
        self,
        path: Path,
        kind: str,
        book: Book,
        rows: int,
        state: str,
        *,
        encoding: str = "unicode",
        fault: str = "",
        whole_unit: bool = False,
    ) -> None:
        """A file that must end in that state; it gets the delivery's date, so that equal deliveries look equal."""
        os.utime(path, (self._stamp, self._stamp))
        self.delivery.files += 1
        of_book = {} if whole_unit else {
            "register": book.register, "year": book.year, "book_no": book.number, "stage_id": book.stage_id,
        }  # fmt: skip
        self.delivery.truth.add(
            "files", path=self.relative(path), kind=kind, unit_code=book.unit, format=path.suffix[1:],
            encoding=encoding, rows=rows, expected_state=state, fault=fault, **of_book,
        )  # fmt: skip

    def book_file(self, path: Path, page: Page, damage: FileFault | None) -> None:
        """A book's file with the faults in its rows, or the one that it has as a whole."""
        encoding = page.style.encoding or "unicode"
        if damage is not None and damage.key == OUT_OF_PHASE:
            for line in page.lines:
                line.faults.append(Planted("registered_on.no_stage", "structural", "registered_on", "", ""))
        elif damage is not None:
            self.file(path, "book", page.book, 0, damage.state, fault=damage.key)
            return
        returned = any(fault.severity == "structural" for line in page.lines for fault in line.faults)
        state = "partly loaded" if returned else "loaded"
        self.delivery.rows += len(page.lines)
        self.file(
            path, "book", page.book, len(page.lines), damage.state if damage else state, encoding=encoding,
            fault=damage.key if damage else "",
        )  # fmt: skip
        self.faults(path, page)

    def copy(self, path: Path, page: Page, unit: Book, fault: str) -> None:
        """A copy of a book's file in the folder of the unit that `unit` stands in, with all that is wrong in its rows."""
        self.delivery.rows += len(page.lines)
        encoding = page.style.encoding or "unicode"
        self.file(path, "book", unit, len(page.lines), "loaded", encoding=encoding, fault=fault)
        self.faults(path, page)

    def faults(self, path: Path, page: Page) -> None:
        """The faults of all rows of the file."""
        for index, line in enumerate(page.lines):
            for fault in line.faults:
                self.fault(path, page.first_row + index, line, page.book.register, fault)

    def fault(self, path: Path, row: int, line: Line, register: str, fault: Planted) -> None:
        """A fault in one row."""
        self.delivery.truth.add(
            "faults", file=self.relative(path), row=row, case_id=line.case.case_id, key=f"{register}.{fault.key}",
            severity=fault.severity, field=fault.field, original=fault.original, planted=fault.planted,
        )  # fmt: skip

    def notices(self, path: Path, names: Iterable[str]) -> None:
        """What must be noticed of the file as a whole."""
        for name in names:
            self.delivery.truth.add(
                "faults", file=self.relative(path), key=f"SO.{name}", severity="notice", field="", original="",
                planted="",
            )  # fmt: skip

    def typing(self, path: Path, page: Page, differences: Iterable[Difference]) -> None:
        """Where the second keying of the book differs."""
        for index, name, first, second in differences:
            self.delivery.truth.add(
                "typing", file=self.relative(path), row=page.first_row + index,
                case_id=page.lines[index].case.case_id, field=name, first=first, second=second, wrong="second",
            )  # fmt: skip

    def scans(self, package: Path, scans: Iterable[Scan]) -> None:
        """The scans of a package, and the cases that have none."""
        for scan in scans:
            self.delivery.truth.add(
                "scans", package=self.relative(package), name=scan.name, case_id=scan.case_id, state=scan.state,
                fault=scan.fault,
            )  # fmt: skip

    def cases(self, book: Book, path: Path | None, lines: Sequence[Line], first: int = 0) -> None:
        """The book's cases, and in which rows of the file they stand."""
        rows = {line.case.case_id: index + first for index, line in reversed(list(enumerate(lines)))}
        tier = next(tier for tier in self._plan.tiers if self._levels[book.unit] in tier.levels)
        for case in book.cases:
            stage = self._plan.stage_for(tier.id, case.on)
            self.delivery.truth.add(
                "cases", case_id=case.case_id, register=case.register, unit_code=case.unit,
                stage_id=stage.id if stage else None, registered_on=case.on, number=case.number, suffix=case.suffix,
                book_year=book.year, book_no=book.number, kind=case.kind, struck_out=case.struck_out,
                file=self.relative(path) if path and case.case_id in rows else None, row=rows.get(case.case_id),
            )  # fmt: skip

    def relative(self, path: Path) -> str:
        """The path below the inbox."""
        return path.relative_to(self._inbox).as_posix()
