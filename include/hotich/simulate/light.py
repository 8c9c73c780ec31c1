"""A plain delivery for measuring speed: sound births only, in books of 100–200, many in little time.

No people are simulated: names, days and places are drawn anew for each row. Everything a birth book of NĐ 158/2005
holds is filled in, with as many different values as real books have.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Final

from hotich.plan import Plan, load_plan
from hotich.registers import BIRTH
from hotich.registers.inventory import FILE_NAME
from hotich.registers.nations import KINH, VIET_NAM
from hotich.simulate.districts import make_gazetteer
from hotich.simulate.names import NameGiver
from hotich.simulate.places import Gazetteer
from hotich.simulate.sheets import Look, SheetData
from hotich.simulate.workbooks import write_inventory
from hotich.text.words import in_words
from hotich.units import Level

YEARS: Final = range(2007, 2016)
"""All under one regime and in one phase of the districts' and communes' tier."""
_POOL: Final = 3_000
_PLACES: Final = {field.name: place for place, field in enumerate(BIRTH.fields)}
_COLUMNS: Final = [(place, field.column) for place, field in enumerate(BIRTH.fields)]


@dataclass(frozen=True, slots=True)
class _UnitOrder:
    inbox: Path
    plan_path: Path
    unit: str
    cases: int
    seed: int


def bench_delivery(
    out: Path,
    *,
    plan: Plan,
    cases: int,
    seed: int,
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write `cases` births in books of 100–200 under `out/inbox`, with inventories; the number of books.

    Args:
        progress: called with (units done, units in all).
    """
    gazetteer = make_gazetteer(plan)
    communes = [unit.code for unit in plan.units.active(gazetteer.last_day, Level.COMMUNE)]
    needed = max(1, min(len(communes), cases // (100 * len(YEARS))))
    units = Random(f"{seed}/light").sample(communes, needed)
    shares = [cases * (place + 1) // needed - cases * place // needed for place in range(needed)]
    inbox = out / "inbox"
    orders = [
        _UnitOrder(inbox, plan.path, unit, share, seed) for unit, share in zip(units, shares, strict=True)
    ]
    books = 0
    for done, made in enumerate(_run(orders, processes), start=1):
        books += made
        if progress is not None:
            progress(done, needed)
    return books


def _run(orders: Sequence[_UnitOrder], processes: int) -> Iterator[int]:
    if processes <= 1:
        yield from map(_deliver_unit, orders)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_deliver_unit, orders, chunksize=2)


def _deliver_unit(order: _UnitOrder) -> int:
    rng = Random(f"{order.seed}/light/{order.unit}")
    gazetteer = make_gazetteer(load_plan(order.plan_path))
    folder = order.inbox / order.unit
    folder.mkdir(parents=True, exist_ok=True)
    pools = _Pools(rng, gazetteer, order.unit)
    inventory = []
    for place, year in enumerate(YEARS):
        count = order.cases * (place + 1) // len(YEARS) - order.cases * place // len(YEARS)
        days = sorted(rng.choices(_days(year), k=count))
        books = max(1, round(count / 150))
        for book in range(1, books + 1):
            first, last = count * (book - 1) // books, count * book // books
            rows = [pools.row(number, book, days[number]) for number in range(first, last)]
            _write(folder / f"so.KS.{year}.{book:02d}.xlsx", rows)
            inventory.append(_inventory_row(year, book, days[first:last]))
    write_inventory(folder / FILE_NAME, inventory)
    return len(inventory)


def _days(year: int) -> list[date]:
    days = (date(year, 1, 2) + timedelta(days=place) for place in range(362))
    return [day for day in days if day.weekday() < 6]


class _Pools:
    """What the rows of a unit are drawn from."""

    def __init__(self, rng: Random, gazetteer: Gazetteer, unit: str) -> None:
        self._rng, self._gazetteer, self._unit = rng, gazetteer, unit
        names = NameGiver(rng)
        draw = partial(_full_names, names)
        self._children = {"1": draw("1", 2010), "2": draw("2", 2010)}
        self._mothers, self._fathers = draw("2", 1982), draw("1", 1979)
        day = date(YEARS[0], 6, 1)
        self._homes = [gazetteer.words(gazetteer.home(rng, unit), day) for _ in range(60)]
        self._office = gazetteer.office(unit, day, short=True)
        self._phrase = gazetteer.phrase(unit, day)
        self._births = sorted({gazetteer.birth_place(rng, unit, day) for _ in range(40)})
        self._signers = draw("1", 1965)[:5]

    def row(self, index: int, book: int, day: date) -> list[tuple[int, str]]:
        """The cells of the entry with number `index` + 1."""
        rng, choice = self._rng, self._rng.choice
        sex = "1" if rng.random() < 0.52 else "2"
        born = day - timedelta(days=rng.randrange(1, 29))
        mother, father, home = choice(self._mothers), choice(self._fathers), choice(self._homes)
        issued = date(rng.randrange(1999, YEARS[0]), rng.randrange(1, 13), rng.randrange(1, 29))
        cells = {
            "entry_number": f"{index + 1:02d}/{day.year}",
            "book_number": f"{book:02d}/{day.year}",
            "page_number": str(index // 2 + 1),
            "registered_on": f"{day:%d.%m.%Y}",
            "registration_kind": "1",
            "registration_place": self._office,
            "signer_name": choice(self._signers),
            "signer_title": "Chủ tịch",
            "transcriber_name": self._signers[0],
            "child_full_name": choice(self._children[sex]),
            "child_sex": sex,
            "child_birth_date": f"{born:%d.%m.%Y}",
            "child_birth_date_in_words": in_words(born.isoformat()),
            "child_birth_place": choice(self._births),
            "child_birth_place_unit": self._phrase,
            "child_native_place": self._phrase,
            "child_ethnicity": KINH,
            "child_nationality": VIET_NAM,
            "child_birth_kind": "1",
            "mother_full_name": mother,
            "mother_birth_date": str(born.year - rng.randrange(20, 38)),
            "mother_ethnicity": KINH,
            "mother_nationality": VIET_NAM,
            "mother_residence_kind": "1",
            "mother_residence_place": home,
            "father_full_name": father,
            "father_birth_date": str(born.year - rng.randrange(22, 45)),
            "father_ethnicity": KINH,
            "father_nationality": VIET_NAM,
            "father_residence_kind": "1",
            "father_residence_place": home,
            "declarant_full_name": father,
            "declarant_relation": "Cha",
            "declarant_identity_document_kind": "1",
            "declarant_identity_number": f"32{rng.randrange(10**7):07d}",
            "declarant_identity_issued_on": f"{issued:%d.%m.%Y}",
            "declarant_identity_issue_place": f"Công an tỉnh {self._gazetteer.province}",
        }
        return [(_PLACES[name], text) for name, text in cells.items()]


def _full_names(names: NameGiver, sex: str, year: int) -> list[str]:
    return [names.full_name(sex, year, names.surname()).upper() for _ in range(_POOL)]


def _write(path: Path, rows: Sequence[Sequence[tuple[int, str]]]) -> None:
    data = SheetData(Look("DL Import", len(_COLUMNS), 1))
    data.add(1, _COLUMNS)
    for number, cells in enumerate(rows, start=2):
        data.add(number, cells)
    data.save(path)


def _inventory_row(year: int, book: int, days: Sequence[date]) -> dict[str, str]:
    return {
        "register_code": BIRTH.code,
        "year": str(year),
        "book_number": f"{book:02d}",
        "opened_on": f"{days[0]:%d.%m.%Y}",
        "locked_on": f"{days[-1]:%d.%m.%Y}",
        "page_count": str(len(days)),
        "case_count": str(len(days)),
        "struck_out_count": "0",
        "condition": "tot",
    }
