"""Turns books into the files that offices send, with what goes wrong in them, and notes the truth."""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from typing import Final

from hotich.plan import Plan
from hotich.registers import register
from hotich.registers.inventory import FILE_NAME
from hotich.simulate.book_faults import Notices, spoil_book
from hotich.simulate.books import Book
from hotich.simulate.content_faults import content_kinds
from hotich.simulate.faults import FaultRates, Line, Page, Planted, Rotation, lines_to_spoil, repeated
from hotich.simulate.file_faults import FILE_FAULTS, OUT_OF_PHASE, FileFault, stray_files
from hotich.simulate.naming import FileNames, distinct_neighbours
from hotich.simulate.places import Gazetteer
from hotich.simulate.rows import RowWriter
from hotich.simulate.scans import package_state, scan_book, scan_zip
from hotich.simulate.second_keying import key_again
from hotich.simulate.structural_faults import structural_kinds
from hotich.simulate.styles import Offices, Shares, Style, draw_style
from hotich.simulate.truth import Truth
from hotich.simulate.workbooks import Sheet, columns, write_book, write_inventory, write_manifest
from hotich.units import Level

COPY: Final = "file.copy"
"""A certified copy in another unit's folder: it loads, with warnings."""
TWICE: Final = "file.sent_twice"
_LEAST_FOR_FAULT: Final = 6
"""Smaller books are never damaged as a whole: there are few of some registers."""


@dataclass(slots=True)
class Delivery:
    """What was delivered: its truth and its counts."""

    truth: Truth = field(default_factory=Truth)
    rows: int = 0
    files: int = 0


class Deliverer:
    """Delivers the books of some units into the inbox."""

    def __init__(
        self,
        inbox: Path,
        plan: Plan,
        gazetteer: Gazetteer,
        levels: Mapping[str, Level],
        seed: int,
        faults: FaultRates,
        shares: Shares,
        as_of: date | None,
    ) -> None:
        self._inbox, self._plan, self._gazetteer, self._levels = inbox, plan, gazetteer, levels
        self._seed, self._rates, self._shares, self._as_of = seed, faults, shares, as_of
        self._offices = Offices(gazetteer, str(seed))
        self._writer = RowWriter(plan, gazetteer, self._offices)
        self._names = FileNames(gazetteer, seed)
        self._standing: dict[tuple[str, str, int], list[tuple[Line, Book]]] = defaultdict(list)
        self._highest: dict[tuple[str, str, int], int] = defaultdict(int)
        self._neighbours = distinct_neighbours(plan)
        self._delivery = Delivery()
        self._places: dict[int, tuple[str, int]] = {}
        self._whole: dict[tuple[str, str, int, int], Book] = {}
        self._titles: set[tuple[str, str]] = set()
        """(district, title) of copies sent to it."""
        self._copied: dict[tuple[str, str, int], str] = {}
        """(district, register, year) → commune whose books were copied."""
        self._turn = 0

    def deliver(self, books: Sequence[Book], part: str) -> Delivery:
        """Write all files of these books; `part` names the share of the province, for the source of chance."""
        rng = Random(f"{self._seed}/delivery/{part}")
        self._structural = Rotation(structural_kinds, Random(f"{self._seed}/structural/{part}"))
        self._content = Rotation(content_kinds, Random(f"{self._seed}/content/{part}"))
        self._file_faults: list[FileFault] = []
        for book in books:
            self._prepare(book, rng)
            for case in book.cases:
                key = (case.unit, case.register, case.on.year)
                self._highest[key] = max(self._highest[key], case.number)
        for book in books:
            self._deliver_book(book)
        by_unit: dict[str, list[Book]] = defaultdict(list)
        for book in books:
            by_unit[book.unit].append(book)
        for unit, own in by_unit.items():
            self._finish_unit(unit, own, rng)
        return self._delivery

    def _prepare(self, book: Book, rng: Random) -> None:
        """The fate of the original book, before anybody types it."""
        shares = self._shares
        for case in book.cases:
            case.struck_out = len(book.cases) > _LEAST_FOR_FAULT and rng.random() < shares.struck_out
        book.pages = -(-len(book.cases) // rng.choice((1, 2, 4))) + rng.randrange(0, 12)
        book.condition = rng.choices(("tot", "rach", "mo"), (90, 6, 4) if book.year > 1999 else (70, 18, 12))[
            0
        ]
        if len(book.cases) >= _LEAST_FOR_FAULT:
            chance = rng.random()
            if chance < shares.lost:
                book.condition, book.delivered = "mat", False
            elif chance < shares.lost + shares.not_delivered:
                book.delivered = False
            elif chance < shares.lost + shares.not_delivered + shares.not_in_inventory:
                book.in_inventory = False
        if self._as_of and book.stage_id and self._plan.stage(book.stage_id).window_start > self._as_of:
            book.delivered = False

    def _deliver_book(self, book: Book) -> None:
        if not book.delivered:
            self._note_cases(book, None, [])
            return
        described = register(book.register)
        own = Random(f"{self._seed}/{book.unit}/{book.title}")
        style = draw_style(own, self._shares, book.register, book.year, self._offices.transcribers(book.unit))
        damage = self._damage(book, own)
        lines = [
            Line(case, dict(self._writer.write(case, book, place, style, own)))
            for place, case in enumerate(book.rows)
        ]
        fields = columns(described, style, own)
        page = Page(
            book, described, style, lines, self._levels[book.unit], self._plan, self._gazetteer, own,
            self._standing, self._highest, frozenset(field.name for field in fields),
            self._neighbours[self._levels[book.unit]],
        )  # fmt: skip
        book.pages = max(book.pages, -(-len(lines) // style.cases_a_page))
        copied = self._copy_goes_to(book, style, own) if damage is None else ""
        notices: Notices = ()
        if copied:
            for line in page.lines:
                line.faults.append(Planted("row.other_unit_same", "content", "", "", ""))
        elif (
            damage is None
            and book.in_inventory
            and own.random() < self._rates.books
            and len(lines) >= _LEAST_FOR_FAULT
        ):
            self._turn += 1
            notices = spoil_book(
                page, self._whole.get((book.unit, book.register, book.year, book.number - 1)), self._turn
            )
        elif damage is None and not (self._rates.untouched and own.random() < self._rates.untouched):
            self._spoil(page)
        sheet = Sheet(described, fields, [line.cells for line in page.lines], style)
        path = self._inbox / self._names.book(book, "csv" if style.csv else "xlsx")
        path.parent.mkdir(parents=True, exist_ok=True)
        if damage is None:
            write_book(path, sheet)
        else:
            path = damage.write(path, sheet, own)
        self._settle(path)
        self._note_file(path, book, style.encoding or "unicode", page, damage)
        self._note_cases(book, path, page.lines, sheet.first_row)
        self._note_book_faults(path, notices)
        if copied:
            self._send_copy(path, book, page, copied, style)
        elif not notices and damage is None and all(line.sound for line in lines):
            self._send_twice(path, book, page, own)
        if damage is None:
            self._stand(page, path)
            if not notices and not copied:
                self._whole[book.unit, book.register, book.year, book.number] = book
            if own.random() < self._shares.short:
                self._second_keying(path, sheet, page, own)
            self._scan(path, book)

    def _damage(self, book: Book, rng: Random) -> FileFault | None:
        """What happens to the file as a whole; kinds take turns."""
        if rng.random() >= self._rates.files or len(book.rows) < _LEAST_FOR_FAULT:
            return None
        if not self._file_faults:
            self._file_faults = rng.sample(FILE_FAULTS, len(FILE_FAULTS))
        return self._file_faults.pop()

    def _spoil(self, page: Page) -> None:
        for index in list(lines_to_spoil(page, self._rates.structural)):
            if page.lines[index].sound:
                self._structural.plant(page, index)
        for index in list(lines_to_spoil(page, self._rates.content)):
            if page.lines[index].sound:
                self._content.plant(page, index)
        if self._rates.structural and len(page.lines) > _LEAST_FOR_FAULT and page.rng.random() < 0.01:
            self._repeat(page)

    def _repeat(self, page: Page) -> None:
        """A line typed twice: the second is returned, the first stands."""
        sound = [index for index, line in enumerate(page.lines) if line.sound]
        if sound:
            index = page.rng.choice(sound)
            first = page.lines[index]
            page.lines.insert(index + 1, repeated(first))

    def _stand(self, page: Page, path: Path) -> None:
        for index, line in enumerate(page.lines):
            if line.sound:
                case = line.case
                self._standing[case.unit, case.register, case.on.year].append((line, page.book))
                self._places[id(line)] = (self._relative(path), page.first_row + index)
        for key, line in page.partners:
            line.faults.append(Planted(key, "content", "entry_number", "", ""))
            file, row = self._places[id(line)]
            self._delivery.truth.add(
                "faults", file=file, row=row, case_id=line.case.case_id, key=f"{page.book.register}.{key}",
                severity="content", field="entry_number", original="", planted="",
            )  # fmt: skip

    def _copy_goes_to(self, book: Book, style: Style, rng: Random) -> str:
        """Code of the district that sends a copy of the book as its own; empty for none."""
        if not style.without_place or self._levels[book.unit] is not Level.COMMUNE:
            return ""
        district = self._gazetteer.district_of(book.unit)
        own = any(self._highest[district, book.register, case.on.year] for case in book.cases)
        # Copies from two communes would hold equal numbers in the district's folder.
        series = [(district, book.register, case.on.year) for case in book.cases]
        others = any(self._copied.get(one, book.unit) != book.unit for one in series)
        taken = own or others or (district, book.title) in self._titles or district not in self._levels
        if (
            taken
            or not self._gazetteer.exists(district, book.cases[0].on)
            or rng.random() >= self._rates.copies
        ):
            return ""
        self._titles.add((district, book.title))
        self._copied |= dict.fromkeys(series, book.unit)
        return district

    def _send_copy(self, path: Path, book: Book, page: Page, district: str, style: Style) -> None:
        """The same file in the district's folder: every row of both must be warned of, both files noticed."""
        target = self._inbox / district / f"ban_sao.{path.name}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        self._settle(target)
        self._delivery.rows += len(page.lines)
        self._note(
            target, "book", replace(book, unit=district), len(page.lines), "loaded", format=path.suffix[1:],
            encoding=style.encoding or "unicode", fault=COPY,
        )  # fmt: skip
        self._note_faults(self._relative(target), book, page)
        self._note_book_faults(target, ("copy_of_another_unit", "not_in_inventory"))
        self._note_book_faults(path, ("copy_of_another_unit",))

    def _send_twice(self, path: Path, book: Book, page: Page, rng: Random) -> None:
        """Now and then a file lies there twice under two names: the second brings nothing new."""
        if not self._rates.books or rng.random() >= self._rates.books / 3:
            return
        again = path.with_name(f"zz gui lai.{path.name}")
        again.write_bytes(path.read_bytes())
        self._settle(again)
        self._note(again, "book", book, len(page.lines), "unchanged", format=path.suffix[1:], fault=TWICE)
        for file in (path, again):
            self._note_book_faults(file, ("same_number",))

    def _note_book_faults(self, path: Path, notices: Notices) -> None:
        for name in notices:
            self._delivery.truth.add(
                "faults", file=self._relative(path), key=f"SO.{name}", severity="notice", field="", original="",
                planted="",
            )  # fmt: skip

    def _second_keying(self, path: Path, sheet: Sheet, page: Page, rng: Random) -> None:
        typists = [
            name for name in self._offices.transcribers(page.book.unit) if name != page.style.transcriber
        ]
        short, differences = key_again(sheet, page.lines, rng.choice(typists), self._rates.typing, rng)
        target = path.with_name(f"{path.stem}.short{path.suffix}")
        write_book(target, short)
        self._settle(target)
        self._note(target, "short", page.book, len(short.rows), "loaded")
        relative = self._relative(path)
        for index, name, first, second in differences:
            self._delivery.truth.add(
                "typing", file=relative, row=sheet.first_row + index, case_id=page.lines[index].case.case_id,
                field=name, first=first, second=second, wrong="second",
            )  # fmt: skip

    def _scan(self, path: Path, book: Book) -> None:
        """The book's scans beside its file, in one package or two."""
        # A source of chance of its own: the books are the same whether scans come or not.
        rng = Random(f"{self._seed}/scans/{book.unit}/{book.title}")
        if not book.rows or rng.random() >= self._shares.scans:
            return
        made = scan_book(book, book.rows, self._rates.scans, rng)
        cut = len(made) // 2 if rng.random() < 0.15 and len(made) > _LEAST_FOR_FAULT else 0
        while (
            0 < cut < len(made)
            and made[cut].case_id is not None
            and made[cut].case_id == made[cut - 1].case_id
        ):
            cut += 1  # Two scans of one case go together: apart, the later would be a new scan of the former.
        for number, part in enumerate((made[:cut], made[cut:]) if cut else (made,), start=1):
            if not any(scan.name for scan in part):
                continue
            title = f"phan{number}_{path.stem}" if cut else path.stem
            target = path.with_name(f"{title}.zip")
            target.write_bytes(scan_zip(part))
            self._settle(target)
            self._note(target, "scan", book, sum(1 for scan in part if scan.name), package_state(part))
            for scan in part:
                self._delivery.truth.add(
                    "scans", package=self._relative(target), name=scan.name, case_id=scan.case_id, state=scan.state,
                    fault=scan.fault,
                )  # fmt: skip

    def _finish_unit(self, unit: str, books: Sequence[Book], rng: Random) -> None:
        folder = self._inbox / unit
        folder.mkdir(parents=True, exist_ok=True)
        rows = [_inventory_row(book) for book in books if book.in_inventory]
        write_inventory(folder / FILE_NAME, rows)
        self._settle(folder / FILE_NAME)
        self._note(folder / FILE_NAME, "inventory", books[0], len(rows), "loaded", whole_unit=True)
        for book in books:
            self._delivery.truth.add_book(book)
        if self._rates.files:
            for path, state, fault in stray_files(folder, rng):
                self._settle(path)
                self._note(path, "stray", books[0], 0, state, fault=fault, whole_unit=True)
        for sub in sorted({path.parent for path in folder.rglob("*") if path.is_file()}):
            if rng.random() < self._shares.manifest and sub != folder:
                manifest = write_manifest(sub)
                self._settle(manifest)
                self._note(manifest, "manifest", books[0], 0, "loaded", whole_unit=True)

    def _settle(self, path: Path) -> None:
        """Date the file to the delivery, so that equal deliveries look equal and nothing waits to settle."""
        stamp = datetime.combine(self._as_of or date(2026, 1, 5), time(8), UTC).timestamp()
        os.utime(path, (stamp, stamp))

    def _relative(self, path: Path) -> str:
        return path.relative_to(self._inbox).as_posix()

    def _note_file(self, path: Path, book: Book, encoding: str, page: Page, damage: FileFault | None) -> None:
        returned = sum(
            1 for line in page.lines if any(fault.severity == "structural" for fault in line.faults)
        )
        state = "partly loaded" if returned else "loaded"
        if damage is not None and damage.key == OUT_OF_PHASE:
            for line in page.lines:
                line.faults.append(Planted("registered_on.no_stage", "structural", "registered_on", "", ""))
        elif damage is not None:
            self._note(path, "book", book, 0, damage.state, format=path.suffix[1:], fault=damage.key)
            return
        self._delivery.rows += len(page.lines)
        self._note(
            path, "book", book, len(page.lines), damage.state if damage else state, format=path.suffix[1:],
            encoding=encoding, fault=damage.key if damage else "",
        )  # fmt: skip
        self._note_faults(self._relative(path), book, page)

    def _note_faults(self, path: str, book: Book, page: Page) -> None:
        for index, line in enumerate(page.lines):
            for fault in line.faults:
                self._delivery.truth.add(
                    "faults", file=path, row=page.first_row + index, case_id=line.case.case_id,
                    key=f"{book.register}.{fault.key}", severity=fault.severity, field=fault.field,
                    original=fault.original, planted=fault.planted,
                )  # fmt: skip

    def _note(
        self,
        path: Path,
        kind: str,
        book: Book,
        rows: int,
        state: str,
        *,
        format: str = "",
        encoding: str = "unicode",
        fault: str = "",
        whole_unit: bool = False,
    ) -> None:
        self._delivery.files += 1
        of_book = {} if whole_unit else {
            "register": book.register, "year": book.year, "book_no": book.number, "stage_id": book.stage_id,
        }  # fmt: skip
        self._delivery.truth.add(
            "files", path=self._relative(path), kind=kind, unit_code=book.unit, format=format or path.suffix[1:],
            encoding=encoding, rows=rows, expected_state=state, fault=fault, **of_book,
        )  # fmt: skip

    def _note_cases(self, book: Book, path: Path | None, lines: Sequence[Line], first: int = 0) -> None:
        rows = {line.case.case_id: index + first for index, line in reversed(list(enumerate(lines)))}
        tier = next(tier for tier in self._plan.tiers if self._levels[book.unit] in tier.levels)
        for case in book.cases:
            stage = self._plan.stage_for(tier.id, case.on)
            self._delivery.truth.add(
                "cases", case_id=case.case_id, register=case.register, unit_code=case.unit,
                stage_id=stage.id if stage else None, registered_on=case.on, number=case.number, suffix=case.suffix,
                book_year=book.year, book_no=book.number, kind=case.kind, struck_out=case.struck_out,
                file=self._relative(path) if path and case.case_id in rows else None, row=rows.get(case.case_id),
            )  # fmt: skip


def _inventory_row(book: Book) -> dict[str, str]:
    return {
        "register_code": book.register,
        "year": str(book.year),
        "book_number": f"{book.number:02d}",
        "opened_on": f"{book.opened_on:%d.%m.%Y}",
        "locked_on": f"{book.locked_on:%d.%m.%Y}",
        "page_count": str(book.pages),
        "case_count": str(len(book.cases)),
        "struck_out_count": str(len(book.cases) - len(book.rows)),
        "condition": book.condition,
        **book.listed,
    }
