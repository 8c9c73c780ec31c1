"""Makes everything of one district: its people, their events, its books and files; the unit of parallel work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

from hotich.plan import Plan, load_plan
from hotich.simulate.books import choose, shelve
from hotich.simulate.cases import Book, Case
from hotich.simulate.delivery import Deliverer
from hotich.simulate.faults import FaultRates
from hotich.simulate.lives import Lives
from hotich.simulate.people import Person
from hotich.simulate.places import Gazetteer
from hotich.simulate.population import Population
from hotich.simulate.record import Delivery
from hotich.simulate.registrar import Calendar, Registrar
from hotich.simulate.styles import Shares
from hotich.units import Level

FIRST_REGISTERS: Final = date(1976, 5, 1)
"""The model's first books; what is older is rare and looks the same."""
CASES_PER_FOUNDER: Final = 5.6
_ID_SPAN: Final = 100_000_000


@dataclass(frozen=True, slots=True)
class Order:
    """What a delivery shall hold; equal orders give equal deliveries."""

    inbox: Path
    plan_path: Path
    as_of: date | None
    units: tuple[str, ...]
    seed: int
    faults: FaultRates
    shares: Shares

    def plan(self) -> Plan:
        """The plan as of the day of delivery."""
        plan = load_plan(self.plan_path)
        return plan.at(self.as_of) if self.as_of else plan


@dataclass(frozen=True, slots=True)
class DistrictOrder:
    """The part of an order that falls on one district."""

    order: Order
    place: int
    """Which district in the order of the plan: keeps identifiers apart."""
    code: str
    communes: tuple[str, ...]
    cases: int


@dataclass(slots=True)
class DistrictYield:
    """What came of it: the delivered files' truth, and the cases that the province's office registered."""

    delivery: Delivery
    province_cases: list[Case] = field(default_factory=list)


def make_gazetteer(plan: Plan) -> Gazetteer:
    """The gazetteer of a plan's province."""
    last = max(tier.ends.on for tier in plan.tiers)
    return Gazetteer(plan.units, plan.province.code, last)


def make_district(part: DistrictOrder) -> DistrictYield:
    """Simulate one district and write the files of its units; pure but for the files."""
    order, plan = part.order, part.order.plan()
    gazetteer = make_gazetteer(plan)
    levels = {code: gazetteer.level(code) for code in order.units}
    cases = _events(part, plan, gazetteer, levels)
    province = [case for case in cases if levels[case.unit] is Level.PROVINCE]
    own = [case for case in cases if levels[case.unit] is not Level.PROVINCE]
    rng = Random(f"{order.seed}/books/{part.code}")
    books = shelve(own, plan, levels, rng, order.shares)
    deliverer = Deliverer(
        order.inbox, plan, gazetteer, levels, order.seed, order.faults, order.shares, order.as_of
    )
    delivery = deliverer.deliver(books, f"{part.code}")
    delivery.truth.add_people(cases)
    return DistrictYield(delivery, [detached(case) for case in province])


def _events(part: DistrictOrder, plan: Plan, gazetteer: Gazetteer, levels: Mapping[str, Level]) -> list[Case]:
    """As many cases as ordered, by a population that is just large enough; founders are added until it is."""
    order = part.order
    units = [unit for unit in order.units if unit in {part.code, plan.province.code, *part.communes}]
    calendar = Calendar(
        FIRST_REGISTERS, {level: tier.ends.on for tier in plan.tiers for level in tier.levels}
    )
    weights = _weights(part)
    founders = max(30, round(part.cases / CASES_PER_FOUNDER * 1.35))
    for attempt in range(4):
        people = Population(
            Random(f"{order.seed}/people/{part.code}/{attempt}"),
            gazetteer,
            part.place * _ID_SPAN + 1,
            order.shares.rare,
        )
        registrar = Registrar(people, units, calendar, part.place * _ID_SPAN + 1)
        Lives(registrar, part.communes, weights, order.shares.rare).run(founders)
        rng = Random(f"{order.seed}/choice/{part.code}")
        chosen = choose(registrar.cases, part.cases, plan, levels, rng, order.shares.rare)
        if len(chosen) >= part.cases:
            return chosen
        founders = round(founders * 1.5)
    return chosen


def _weights(part: DistrictOrder) -> Sequence[float]:
    rng = Random(f"{part.order.seed}/weights/{part.code}")
    return [rng.uniform(0.6, 1.5) for _ in part.communes]


def detached(case: Case) -> Case:
    """A copy of the case whose persons know no kin: small enough to hand to another process."""
    roles = {block: _alone(person) for block, person in case.roles.items()}
    refers = {prefix: _entry(entry) for prefix, entry in case.refers.items()}
    return replace(case, roles=roles, refers=refers, book=None)


def _alone(person: Person) -> Person:
    return replace(person, mother=None, father=None, spouses=[], children=[])


def _entry(case: Case) -> Case:
    book: Book | None = replace(case.book, cases=[]) if case.book else None
    return replace(case, roles={}, refers={}, book=book)
