"""`simulate`: deliveries of a whole province, from a seed, beside the truth about them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from random import Random

from hotich.errors import HotichError
from hotich.plan import Plan
from hotich.simulate.books import shelve
from hotich.simulate.cases import Case
from hotich.simulate.delivery import Deliverer
from hotich.simulate.districts import DistrictOrder, DistrictYield, Order, make_district, make_gazetteer
from hotich.simulate.faults import FaultRates
from hotich.simulate.places import Gazetteer
from hotich.simulate.record import Delivery
from hotich.simulate.styles import Shares
from hotich.simulate.truth import SimulationSummary, Truth, count
from hotich.units import Level

Progress = Callable[[int, int, str], None]
"""Called with (parts done, parts in all, what was done), in Vietnamese."""


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """How many units take part: the province's office, districts, and communes spread evenly over them."""

    communes: int = 6
    districts: int = 2
    province: bool = True


def simulate(
    out: Path,
    *,
    plan: Plan,
    units: Sequence[str] | UnitCounts,
    cases: int,
    seed: int,
    faults: FaultRates | None = None,
    shares: Shares | None = None,
    as_of: date | None = None,
    processes: int = 1,
    progress: Progress | None = None,
) -> SimulationSummary:
    """Make deliveries under `out/inbox` (delivery contract §1) and the truth about them under `out/truth`.

    Args:
        units: codes of the units that deliver, or how many of each level. Communes are needed: people live there.
        cases: registered events in all books together.
        seed: equal seeds (and other arguments) give equal files, whatever `processes` is.
        faults: rates of planted faults; default `FaultRates()`.
        shares: how many files are csv, legacy-encoded, keyed twice, …; default `Shares()`.
        as_of: day of delivery: only books of stages that are open by then are sent. None: all.

    Raises:
        HotichError: a unit is unknown or no commune is among the units, or `out/inbox` already holds something.
    """
    inbox = out / "inbox"
    if inbox.exists() and any(inbox.iterdir()):
        raise HotichError(f"Thư mục {inbox} đã có tệp: chọn thư mục khác, hoặc xóa nó rồi chạy lại.")
    inbox.mkdir(parents=True, exist_ok=True)
    gazetteer = make_gazetteer(plan)
    codes = _units(plan, gazetteer, units, seed)
    order = Order(inbox, plan.path, as_of, codes, seed, faults or FaultRates(), shares or Shares())
    parts = _parts(order, gazetteer, cases)
    truth, deliveries, province = Truth(), [], []
    for done, made in enumerate(_run(parts, processes), start=1):
        deliveries.append(made.delivery)
        province += made.province_cases
        if progress is not None:
            progress(done, len(parts) + 1, gazetteer.name(parts[done - 1].code, gazetteer.last_day))
    deliveries.append(_deliver_province(order, plan, gazetteer, province))
    if progress is not None:
        progress(len(parts) + 1, len(parts) + 1, "Sở Tư pháp")
    for delivery in deliveries:
        truth.merge(delivery.truth)
    summary = _summary(order, plan, truth, deliveries)
    truth.write(out / "truth", summary)
    return summary


def _units(plan: Plan, gazetteer: Gazetteer, units: Sequence[str] | UnitCounts, seed: int) -> tuple[str, ...]:
    if isinstance(units, UnitCounts):
        return _drawn(plan, gazetteer, units, seed)
    for code in units:
        if plan.units.at(code, gazetteer.last_day) is None:
            raise HotichError(f"Không có đơn vị mang mã “{code}” vào ngày {gazetteer.last_day:%d/%m/%Y}.")
    if not any(gazetteer.level(code) is Level.COMMUNE for code in units):
        raise HotichError("Cần ít nhất một xã, phường hoặc thị trấn: người dân của tỉnh mẫu sống ở đó.")
    return tuple(dict.fromkeys(units))


def _drawn(plan: Plan, gazetteer: Gazetteer, counts: UnitCounts, seed: int) -> tuple[str, ...]:
    """Units drawn by the seed, of districts that have enough communes."""
    rng = Random(f"{seed}/units")
    communes: dict[str, list[str]] = defaultdict(list)
    for unit in plan.units.active(gazetteer.last_day, Level.COMMUNE):
        communes[gazetteer.district_of(unit.code)].append(unit.code)
    if counts.communes < 1 or counts.communes > sum(map(len, communes.values())):
        raise HotichError(
            f"Số xã phải từ 1 đến {sum(map(len, communes.values()))}, không phải {counts.communes}."
        )
    homes = max(1, min(counts.districts or len(communes), len(communes), counts.communes))
    chosen = sorted(rng.sample(sorted(communes), homes))
    taken = {
        district: rng.sample(communes[district], len(communes[district])) for district in sorted(communes)
    }
    order = [*chosen, *(district for district in sorted(communes) if district not in chosen)]
    picked: list[str] = []
    while len(picked) < counts.communes:
        for district in order[:homes] if any(taken[district] for district in chosen) else order:
            if taken[district] and len(picked) < counts.communes:
                picked.append(taken[district].pop())
    province = [gazetteer.province_code] if counts.province else []
    return (*province, *(chosen if counts.districts else ()), *sorted(picked))


def _parts(order: Order, gazetteer: Gazetteer, cases: int) -> list[DistrictOrder]:
    """One part a district, with a share of the cases by its number of communes."""
    communes: dict[str, list[str]] = defaultdict(list)
    for code in order.units:
        if gazetteer.level(code) is Level.COMMUNE:
            communes[gazetteer.district_of(code)].append(code)
    total, done, given = sum(map(len, communes.values())), 0, 0
    parts = []
    for place, (district, codes) in enumerate(sorted(communes.items())):
        done += len(codes)
        share = cases * done // total - given
        given += share
        parts.append(DistrictOrder(order, place, district, tuple(sorted(codes)), share))
    return parts


def _run(parts: Sequence[DistrictOrder], processes: int) -> Iterator[DistrictYield]:
    """The districts in order; a fresh interpreter for each worker, since threads of libraries do not survive a fork."""
    if processes <= 1 or len(parts) == 1:
        yield from map(make_district, parts)
        return
    with ProcessPoolExecutor(min(processes, len(parts)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(make_district, parts)


def _deliver_province(order: Order, plan: Plan, gazetteer: Gazetteer, cases: Sequence[Case]) -> Delivery:
    """The books of the province's own office, with cases from all districts."""
    plan = order.plan()
    levels = {code: gazetteer.level(code) for code in order.units}
    deliverer = Deliverer(
        order.inbox, plan, gazetteer, levels, order.seed, order.faults, order.shares, order.as_of
    )
    rng = Random(f"{order.seed}/books/{gazetteer.province_code}")
    books = shelve(cases, plan, levels, rng, order.shares)
    return deliverer.deliver(books, gazetteer.province_code)


def _summary(order: Order, plan: Plan, truth: Truth, deliveries: Sequence[Delivery]) -> SimulationSummary:
    tables = truth.tables
    faults = tables["faults"]
    spoiled = {(row[0], row[1]) for row in faults if row[4] == "structural"}
    return SimulationSummary(
        seed=order.seed,
        plan=plan.id,
        units=order.units,
        cases=len(tables["cases"]),
        rows=sum(delivery.rows for delivery in deliveries),
        files=sum(delivery.files for delivery in deliveries),
        books=len(tables["books"]),
        persons=len(tables["persons"]),
        structural_faults=len(spoiled),
        content_faults=sum(1 for row in faults if row[4] == "content"),
        rejected_files=sum(1 for row in tables["files"] if row[10] == "rejected"),
        registers=_counts(row[1] for row in tables["cases"]),
        stages=_counts(row[3] for row in tables["cases"]),
        planted=_counts(row[3] for row in faults),
    )


def _counts(values: Iterable[str | None]) -> dict[str, int]:
    return count(value for value in values if value)
