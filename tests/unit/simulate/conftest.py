"""One small province with many faults, simulated once for all tests of this folder."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
import python_calamine

from hotich.plan import Plan, load_plan
from hotich.simulate import FaultRates, Shares, SimulationSummary, UnitCounts, simulate

UNITS = UnitCounts(communes=3, districts=2)


@dataclass(frozen=True)
class Province:
    """A simulated province as the tests look at it."""

    root: Path
    summary: SimulationSummary

    def truth(self, table: str) -> pl.DataFrame:
        """A table of the truth."""
        return pl.read_parquet(self.root / "truth" / f"{table}.parquet")

    def rows(self, path: str) -> list[list[object]]:
        """The first sheet of an xlsx file, from row 1."""
        workbook = python_calamine.CalamineWorkbook.from_path(self.root / "inbox" / path)
        return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)


@pytest.fixture(scope="session")
def plan() -> Plan:
    return load_plan("ben_tre_2019")


@pytest.fixture(scope="session")
def make_province(plan: Plan) -> Callable[..., Province]:
    def make(root: Path, **changes: object) -> Province:
        arguments: dict[str, object] = {"plan": plan, "units": UNITS, "cases": 3000, "seed": 7, **changes}
        return Province(root, simulate(root, **arguments))  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory, make_province: Callable[..., Province]) -> Province:
    rates = FaultRates(structural=0.08, content=0.15, files=0.06, typing=0.01, scans=0.1)
    return make_province(
        tmp_path_factory.mktemp("province"), faults=rates, shares=Shares(short=0.3, scans=0.2)
    )
