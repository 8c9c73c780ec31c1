"""Boards made of a few snapshots, and what reports make of them: no database."""

from datetime import UTC, date, datetime
from functools import cache

import polars as pl
import pytest

from hotich.plan import ReportKind, load_plan
from hotich.progress import Board
from hotich.progress.snapshots import NUMBERS
from hotich.reports.gathering import gather
from hotich.reports.issuer import issuer_of
from hotich.reports.period import period_of
from hotich.units import Level

KNOWN_AT = datetime(2021, 7, 2, 1, 15, tzinfo=UTC)
STAGES = ("tinh_1", "huyen_xa_1", "huyen_xa_2")
UNITS = ("83", "836", "28855", "28984", "28987")
REGISTERS = ("KH", "KS", "GH", "LH")
DAYS = (date(2019, 8, 1), date(2020, 6, 1), date(2021, 3, 31), date(2021, 5, 15), date(2021, 6, 20))


def snapshots(plan):
    """Units that go on at speeds of their own; every second one still has rows returned."""
    rows = []
    for unit_no, code in enumerate(UNITS):
        unit = plan.units.at(code, date(2021, 1, 1))
        tier = plan.tier_of(unit).id
        for stage_id in STAGES:
            if plan.stage(stage_id).tier != tier:
                continue
            for register_no, register in enumerate(REGISTERS):
                planned = 1000 * (unit_no + 1) + 37 * register_no
                for no, day in enumerate(DAYS):
                    accepted = planned * no * (3 + unit_no) // 40
                    numbers = {
                        "planned": planned + (10 if no == 4 else 0), "lost": 3, "delivered": accepted + 50 * no,
                        "checked": accepted + 40 * no, "returned": 7 * (unit_no % 2), "loaded": accepted + 20 * no,
                        "accepted": accepted, "books_planned": planned // 50, "books_delivered": accepted // 40,
                        "books_loaded": accepted // 45,
                    }  # fmt: skip
                    rows.append({"stage_id": stage_id, "unit_id": unit.unit_id, "register": register,
                                 "day": day.toordinal(), **{name: numbers[name] for name in NUMBERS}})  # fmt: skip
    schema = {"unit_id": pl.Int32, "day": pl.Int32} | dict.fromkeys(NUMBERS, pl.Int32)
    return pl.DataFrame(rows, schema_overrides=schema).sort("stage_id", "unit_id", "register", "day")


@pytest.fixture(scope="session")
def plan():
    return load_plan("ben_tre_2019")


@pytest.fixture(scope="session")
def board_of(plan):
    """The board of a day: of the snapshots that were there by then."""
    rows = snapshots(plan)

    @cache
    def make(as_of):
        seen = rows.filter(pl.col("day") <= as_of.toordinal())
        return Board(plan.at(as_of), seen, as_of=as_of, known_at=KNOWN_AT)

    return make


@pytest.fixture(scope="session")
def content_of(plan, board_of):
    """The content of a quarter's report, province or district."""

    @cache
    def make(level=Level.PROVINCE, code=None, period="2021-Q2"):
        quarter = period_of(ReportKind.QUARTERLY, period)
        issuer = issuer_of(plan, level, code, quarter.end)
        return gather(board_of(quarter.end), issuer, quarter)

    return make


@pytest.fixture(scope="session")
def content(content_of):
    return content_of()


@pytest.fixture(scope="session")
def report_file(content, tmp_path_factory):
    """A whole report with small pictures."""
    return _write(content, tmp_path_factory.mktemp("report") / "bao_cao.docx")


def _write(content, out):
    from hotich.reports.blanks import PICTURES, fill
    from hotich.reports.document import write_document
    from hotich.reports.papers import REPORT

    return write_document(REPORT.packaged, fill(content), dict.fromkeys(PICTURES, _PNG), out)


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6260606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
"""One pixel."""
