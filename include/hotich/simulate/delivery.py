"""Turns books into the files that offices send, with what goes wrong in them, and notes the truth."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

from hotich.plan import Plan
from hotich.registers import register
from hotich.registers.inventory import FILE_NAME
from hotich.simulate.book_faults import Notices, spoil_book
from hotich.simulate.cases import Book
from hotich.simulate.content_faults import content_kinds
from hotich.simulate.copies import Copies, Series
from hotich.simulate.faults import FaultRates, Line, Page, Planted, Rotation, repeated, spoil
from hotich.simulate.file_faults import FILE_FAULTS, FileFault, stray_files
from hotich.simulate.naming import FileNames, distinct_neighbours
from hotich.simulate.places import Gazetteer
from hotich.simulate.record import Delivery, Record
from hotich.simulate.rows import RowWriter
from hotich.simulate.scans import package_state, packages, scan_book, scan_zip
from hotich.simulate.second_keying import key_again
from hotich.simulate.structural_faults import structural_kinds
from hotich.simulate.styles import Offices, Shares, Style, draw_style
from hotich.simulate.workbooks import Sheet, columns, write_book, write_inventory, write_manifest
from hotich.units import Level

COPY: Final = "file.copy"
"""A certified copy in another unit's folder: it loads, with warnings."""
TWICE: Final = "file.sent_twice"
_LEAST_FOR_FAULT: Final = 6
"""Smaller books are never damaged as a whole: there are few of some registers."""
_MOST_RETURNED: Final = 1 / 3
"""Share of a book's rows with a structural fault, at most: not the whole file is to fail."""
_MOST_ODD: Final = 3 / 4
_REPEATED: Final = 0.01
_REPEATED_FIRST: Final = 0.5
"""Share of books in which a line is typed twice; of those of a register in which it has not yet happened."""


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
        self._record = Record(inbox, plan, levels, as_of)
        self._standing: dict[Series, list[tuple[Line, Book]]] = defaultdict(list)
        self._highest: dict[Series, int] = defaultdict(int)
        self._copies = Copies(gazetteer, levels, self._highest, faults.copies)
        self._neighbours = distinct_neighbours(plan)
        self._places: dict[int, tuple[Path, int]] = {}
        self._whole: dict[tuple[str, str, int, int], Book] = {}
        self._repeated: set[str] = set()
        """Registers in which a line was typed twice."""
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
        return self._record.delivery

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
            self._record.cases(book, None, [])
            return
        own = Random(f"{self._seed}/{book.unit}/{book.title}")
        style = draw_style(own, self._shares, book.register, book.year, self._offices.transcribers(book.unit))
        damage = self._damage(book, own)
        page = self._page(book, style, own)
        copied = self._copies.goes_to(page, own) if damage is None else ""
        notices = self._spoil(page) if damage is None and not copied else ()
        fields = [field for field in page.fields if field.name in page.columns]
        sheet = Sheet(page.register, fields, [line.cells for line in page.lines], style)
        path = self._inbox / self._names.book(book, "csv" if style.csv else "xlsx")
        path.parent.mkdir(parents=True, exist_ok=True)
        if damage is None:
            write_book(path, sheet)
        else:
            path = damage.write(path, sheet, own)
        self._record.book_file(path, page, damage)
        self._record.cases(book, path, page.lines, page.first_row)
        self._record.notices(path, notices)
        if copied:
            self._send_copy(path, page, copied)
        elif not notices and damage is None and all(line.sound for line in page.lines):
            self._send_twice(path, book, page, own)
        if damage is None:
            self._stand(page, path)
            if not notices and not copied:
                self._whole[book.unit, book.register, book.year, book.number] = book
            if own.random() < self._shares.short:
                self._second_keying(path, sheet, page, own)
            self._scan(path, book)

    def _page(self, book: Book, style: Style, rng: Random) -> Page:
        """The book's rows as they would be without any fault."""
        described = register(book.register)
        lines = [
            Line(case, dict(self._writer.write(case, book, place, style, rng)))
            for place, case in enumerate(book.rows)
        ]
        book.pages = max(book.pages, -(-len(lines) // style.cases_a_page))
        fields = columns(described, style, rng)
        level = self._levels[book.unit]
        return Page(
            book, described, style, lines, level, self._plan, self._gazetteer, rng, self._standing, self._highest,
            fields, frozenset(field.name for field in fields), self._neighbours[level],
        )  # fmt: skip

    def _damage(self, book: Book, rng: Random) -> FileFault | None:
        """What happens to the file as a whole; kinds take turns."""
        if rng.random() >= self._rates.files or len(book.rows) < _LEAST_FOR_FAULT:
            return None
        if not self._file_faults:
            self._file_faults = rng.sample(FILE_FAULTS, len(FILE_FAULTS))
        return self._file_faults.pop()

    def _spoil(self, page: Page) -> Notices:
        """Faults of the book as a whole, or of its rows, or none; the notices that the former must bring."""
        book, rates, rng = page.book, self._rates, page.rng
        if book.in_inventory and rng.random() < rates.books and len(page.lines) >= _LEAST_FOR_FAULT:
            self._turn += 1
            before = self._whole.get((book.unit, book.register, book.year, book.number - 1))
            return spoil_book(page, before, self._turn)
        if not (rates.untouched and rng.random() < rates.untouched):
            spoil(page, self._structural, rates.structural, _MOST_RETURNED)
            spoil(page, self._content, rates.content, _MOST_ODD)
            self._repeat(page)
        return ()

    def _repeat(self, page: Page) -> None:
        """Now and then a line is typed twice: the second is returned, the first stands."""
        chance = _REPEATED if page.register.code in self._repeated else _REPEATED_FIRST
        if not self._rates.structural or len(page.lines) <= _LEAST_FOR_FAULT or page.rng.random() >= chance:
            return
        sound = [index for index, line in enumerate(page.lines) if line.sound]
        if sound:
            index = page.rng.choice(sound)
            page.lines.insert(index + 1, repeated(page.lines[index]))
            self._repeated.add(page.register.code)

    def _stand(self, page: Page, path: Path) -> None:
        for index, line in enumerate(page.lines):
            if line.sound:
                case = line.case
                self._standing[case.unit, case.register, case.on.year].append((line, page.book))
                self._places[id(line)] = (path, page.first_row + index)
        for key, line in page.partners:
            fault = Planted(key, "content", "entry_number", "", "")
            line.faults.append(fault)
            self._record.fault(*self._places[id(line)], line, page.register.code, fault)

    def _send_copy(self, path: Path, page: Page, district: str) -> None:
        """The same file in the district's folder: every row of both must be warned of, both files noticed."""
        target = self._inbox / district / f"ban_sao.{path.name}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        for line, fault in page.elsewhere:
            line.faults.append(fault)
        self._record.copy(target, page, replace(page.book, unit=district), COPY)
        self._record.notices(target, ("copy_of_another_unit", "not_in_inventory"))
        self._record.notices(path, ("copy_of_another_unit",))

    def _send_twice(self, path: Path, book: Book, page: Page, rng: Random) -> None:
        """Now and then a file lies there twice under two names: the second brings nothing new."""
        if not self._rates.books or rng.random() >= self._rates.books / 3:
            return
        again = path.with_name(f"zz gui lai.{path.name}")
        again.write_bytes(path.read_bytes())
        self._record.file(again, "book", book, len(page.lines), "unchanged", fault=TWICE)
        for file in (path, again):
            self._record.notices(file, ("same_number",))

    def _second_keying(self, path: Path, sheet: Sheet, page: Page, rng: Random) -> None:
        typists = [
            name for name in self._offices.transcribers(page.book.unit) if name != page.style.transcriber
        ]
        short, differences = key_again(sheet, page.lines, rng.choice(typists), self._rates.typing, rng)
        target = path.with_name(f"{path.stem}.short{path.suffix}")
        write_book(target, short)
        self._record.file(target, "short", page.book, len(short.rows), "loaded")
        self._record.typing(path, page, differences)

    def _scan(self, path: Path, book: Book) -> None:
        """The book's scans beside its file."""
        # A source of chance of its own: the books are the same whether scans come or not.
        rng = Random(f"{self._seed}/scans/{book.unit}/{book.title}")
        if not book.rows or rng.random() >= self._shares.scans:
            return
        scans = scan_book(book, book.rows, self._rates.scans, rng)
        for name, part in packages(scans, path.stem, rng):
            target = path.with_name(name)
            target.write_bytes(scan_zip(part))
            self._record.file(target, "scan", book, sum(1 for scan in part if scan.name), package_state(part))
            self._record.scans(target, part)

    def _finish_unit(self, unit: str, books: Sequence[Book], rng: Random) -> None:
        folder = self._inbox / unit
        folder.mkdir(parents=True, exist_ok=True)
        rows = [_inventory_row(book) for book in books if book.in_inventory]
        write_inventory(folder / FILE_NAME, rows)
        self._record.file(folder / FILE_NAME, "inventory", books[0], len(rows), "loaded", whole_unit=True)
        for book in books:
            self._record.delivery.truth.add_book(book)
        if self._rates.files:
            for path, state, fault in stray_files(folder, rng):
                self._record.file(path, "stray", books[0], 0, state, fault=fault, whole_unit=True)
        for sub in sorted({path.parent for path in folder.rglob("*") if path.is_file()}):
            if rng.random() < self._shares.manifest and sub != folder:
                manifest = write_manifest(sub)
                self._record.file(manifest, "manifest", books[0], 0, "loaded", whole_unit=True)


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
