"""The plan of Bến Tre says what the paper says, and decides what the paper leaves open."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.errors import HotichError
from hotich.plan import Plan, StageStatus, load_plan, maker_refusal, refusal_reason
from hotich.registers import REGISTERS
from hotich.units import Level

PAPER = Path(__file__).parents[2] / "golden" / "plans" / "ben_tre_2019.txt"
SCAN_ERRORS = {
    "Sở Tư nháp": "Sở Tư pháp",
    "Sơ Tư pháp": "Sở Tư pháp",
    "cận nhật": "cập nhật",
    "quy định nháp luật": "quy định pháp luật",
}
days = st.dates(date(1900, 1, 1), date(2030, 12, 31))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan("ben_tre_2019")


@pytest.fixture(scope="module")
def paper() -> str:
    text = " ".join(PAPER.read_text(encoding="utf-8").split())
    for wrong, right in SCAN_ERRORS.items():
        text = text.replace(wrong, right)
    return text


def test_the_eight_stages(plan: Plan) -> None:
    stages = {
        one.id: (one.window_start, one.window_end, one.registrations_from, one.registrations_until)
        for one in plan.stages
    }
    assert stages == {
        "tinh_1": (date(2019, 7, 1), date(2020, 6, 30), date(2013, 1, 1), date(2015, 12, 31)),
        "tinh_2": (date(2020, 7, 1), date(2022, 6, 30), date(2003, 1, 1), date(2012, 12, 31)),
        "tinh_3": (date(2022, 7, 1), date(2024, 6, 30), date(1995, 1, 1), date(2002, 12, 31)),
        "tinh_4": (date(2024, 7, 1), date(2025, 12, 31), None, date(1994, 12, 31)),
        "huyen_xa_1": (date(2019, 7, 1), date(2020, 6, 30), date(2016, 1, 1), date(2018, 12, 3)),
        "huyen_xa_2": (date(2020, 7, 1), date(2021, 12, 31), date(2006, 4, 1), date(2015, 12, 31)),
        "huyen_xa_3": (date(2022, 1, 1), date(2023, 6, 30), date(1999, 1, 1), date(2006, 3, 31)),
        "huyen_xa_4": (date(2023, 7, 1), date(2025, 12, 31), None, date(1998, 12, 31)),
    }


def test_clauses_and_wordings_are_in_the_paper(plan: Plan, paper: str) -> None:
    for clause, words in plan.clauses.items():
        for sentence in re.split(r"(?<=[.;:]) (?=- |Trong |Tổng )", words):
            assert sentence in paper, clause
    for stage in plan.stages:
        clause = plan.clauses[stage.clause]
        assert stage.window_wording in clause
        assert stage.registrations_wording in clause
    assert plan.electronic_from.wording in paper


def test_windows_are_read_as_the_paper_writes_them(plan: Plan) -> None:
    """ "7/2020 – 2021" begins on the first day of July and ends on the last day of 2021."""
    for stage in plan.stages:
        start, end = (part.strip() for part in stage.window_wording.removeprefix("Từ ").split("-"))
        month, year = map(int, start.split("/"))
        assert stage.window_start == date(year, month, 1)
        last_month = int(end.split("/")[0]) if "/" in end else 12
        last_year = int(end.split("/")[-1])
        after = date(last_year + last_month // 12, last_month % 12 + 1, 1)
        assert stage.window_end == after - timedelta(days=1)


def test_groups_in_the_papers_order_hold_each_register_once(plan: Plan) -> None:
    assert [group.registers for group in plan.groups] == [
        ("KH",),
        ("KS",),
        ("CMC",),
        ("HN",),
        ("KT",),
        ("GH", "CDGH", "LH", "TDCC"),
    ]
    assert sorted(code for group in plan.groups for code in group.registers) == sorted(REGISTERS)
    assert all(stage.groups == plan.groups for stage in plan.stages)
    assert plan.group_of("HN").no == 4


@pytest.mark.parametrize(
    ("on", "stage", "regime", "by_book"),
    [
        (date(1976, 2, 29), "huyen_xa_4", "truoc_1999", True),
        (date(1998, 12, 31), "huyen_xa_4", "truoc_1999", True),
        (date(1999, 1, 1), "huyen_xa_3", "nd_83_1998", True),
        (date(2006, 1, 1), "huyen_xa_3", "nd_83_1998", True),
        (date(2006, 3, 31), "huyen_xa_3", "nd_83_1998", True),
        (date(2006, 4, 1), "huyen_xa_2", "nd_158_2005", False),
        (date(2015, 12, 31), "huyen_xa_2", "nd_158_2005", False),
        (date(2016, 1, 1), "huyen_xa_1", "luat_ho_tich", False),
        (date(2018, 12, 3), "huyen_xa_1", "luat_ho_tich", False),
    ],
)
def test_boundaries_of_districts_and_communes(
    plan: Plan, on: date, stage: str, regime: str, by_book: bool
) -> None:
    found = plan.stage_for("huyen_xa", on)
    assert found is not None
    assert (found.id, plan.regime_for(on).id, plan.key_by_book(on)) == (stage, regime, by_book)
    assert refusal_reason(plan, "huyen_xa", on) is None


def test_both_phases_of_a_boundary_year_keep_the_papers_words_and_a_reason(plan: Plan) -> None:
    assert "2006" in plan.stage("huyen_xa_2").registrations_wording
    assert "2006" in plan.stage("huyen_xa_3").registrations_wording
    assert "1999" in plan.stage("huyen_xa_3").registrations_wording
    assert "1999" in plan.stage("huyen_xa_4").registrations_wording
    assert all(plan.stage(f"huyen_xa_{no}").reason for no in (2, 3, 4))


@pytest.mark.parametrize(
    ("tier", "on", "words"),
    [
        ("huyen_xa", date(2018, 12, 4), ["04/12/2018", "03/12/2018", "Hệ thống", "II.2.2"]),
        ("so_tu_phap", date(2016, 1, 1), ["01/01/2016", "31/12/2015", "không còn đăng ký"]),
    ],
)
def test_out_of_every_phase_is_refused_with_the_reason(
    plan: Plan, tier: str, on: date, words: list[str]
) -> None:
    assert plan.stage_for(tier, on) is None
    reason = refusal_reason(plan, tier, on) or ""
    assert [word for word in words if word not in reason] == []


@given(day=days)
def test_every_day_has_at_most_one_stage_a_tier_and_just_one_regime(day: date) -> None:
    plan = load_plan("ben_tre_2019")
    for tier in plan.tiers:
        covering = [one.id for one in plan.stages_of(tier.id) if one.covers(day)]
        assert len(covering) == (1 if day <= tier.ends.on else 0)
        found = plan.stage_for(tier.id, day)
        assert [found.id] == covering if found else not covering
        assert (refusal_reason(plan, tier.id, day) is None) == bool(covering)
        by_bounds = [
            name for start, until, name in plan.phase_bounds(tier.id) if (start or date.min) <= day <= until
        ]
        assert by_bounds == covering
    regimes = [
        name
        for start, until, name in plan.regime_bounds()
        if (start or date.min) <= day <= (until or date.max)
    ]
    assert regimes == [plan.regime_for(day).id]
    assert plan.key_by_book_before is not None
    assert plan.key_by_book(day) == (day < plan.key_by_book_before)


@given(first=days, length=st.integers(0, 400))
def test_a_partial_date_has_a_stage_when_all_its_days_have_the_same(first: date, length: int) -> None:
    plan = load_plan("ben_tre_2019")
    last = first + timedelta(days=length)
    stages = {plan.stage_for("huyen_xa", first + timedelta(days=no)) for no in range(length + 1)}
    expected = stages.pop() if len(stages) == 1 else None
    assert plan.stage_for_span("huyen_xa", first, last) == expected


@pytest.mark.parametrize(
    ("as_of", "done", "status", "term"),
    [
        (date(2020, 6, 30), False, StageStatus.NOT_OPEN, "chưa mở"),
        (date(2020, 7, 1), False, StageStatus.OPEN, "đang thực hiện"),
        (date(2021, 12, 31), False, StageStatus.OPEN, "đang thực hiện"),
        (date(2022, 1, 1), False, StageStatus.OVERDUE, "quá hạn"),
        (date(2022, 1, 1), True, StageStatus.DONE, "hoàn thành"),
        (date(2020, 1, 1), True, StageStatus.DONE, "hoàn thành"),
    ],
)
def test_status(plan: Plan, as_of: date, done: bool, status: StageStatus, term: str) -> None:
    found = plan.stage("huyen_xa_2").status(as_of, done)
    assert (found, found.term) == (status, term)


def test_each_level_digitises_what_it_made(plan: Plan) -> None:
    province, district, commune = (
        plan.units.resolve(code, date(2000, 1, 1)) for code in ("83", "833", "29161")
    )
    assert [plan.tier_of(unit).id for unit in (province, district, commune)] == [
        "so_tu_phap",
        "huyen_xa",
        "huyen_xa",
    ]
    assert plan.maker(province, date(2000, 1, 1)) == "Sở Tư pháp tỉnh Bến Tre"
    assert plan.maker(district, date(2000, 1, 1)) == "UBND huyện Mỏ Cày, tỉnh Bến Tre"
    assert plan.maker(commune, date(2000, 1, 1)) == "UBND xã An Hiệp, huyện Ba Tri, tỉnh Bến Tre"
    assert maker_refusal(plan, commune, date(2017, 5, 1)) is None
    assert "không còn đăng ký" in (maker_refusal(plan, province, date(2017, 5, 1)) or "")
    north = plan.units.resolve("838", date(2015, 1, 1))
    assert "không có vào ngày này" in (maker_refusal(plan, north, date(1995, 1, 1)) or "")


def test_the_decrees_deadline_is_recorded_beside_the_plans(plan: Plan) -> None:
    assert [one.on for one in plan.deadlines_on(date(2020, 9, 14))] == [date(2025, 12, 31)]
    assert [(one.id, one.on) for one in plan.deadlines_on(date(2020, 9, 15))] == [
        ("nd_87_2020", date(2024, 12, 31)),
        ("ke_hoach", date(2025, 12, 31)),
    ]


def test_unknown_names_say_what_exists(plan: Plan) -> None:
    with pytest.raises(HotichError, match="huyen_xa_9.*huyen_xa_4"):
        plan.stage("huyen_xa_9")
    with pytest.raises(HotichError, match="Không có kế hoạch.*ben_tre_2019"):
        load_plan("nowhere")


def test_districts_report_until_their_last_day(plan: Plan) -> None:
    assert plan.reporter_of(Level.DISTRICT, date(2025, 6, 30)).symbol == "UBND"
    with pytest.raises(HotichError, match="chỉ ghi đến ngày 30/06/2025"):
        plan.reporter_of(Level.DISTRICT, date(2025, 7, 1))
    assert plan.reporter_of(Level.PROVINCE, date(2026, 7, 1)).issuer == "Sở Tư pháp"
