"""Another province needs one file: other tiers, phases and groups, units inline, dated amendments."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from hotich.errors import HotichError
from hotich.plan import Plan, SamplingScheme, load_plan, refusal_reason
from hotich.units import Level

FILE = Path(__file__).parents[2] / "golden" / "plans" / "nghe_an_hu_cau.yaml"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(FILE)


def test_its_own_tiers_phases_and_groups(plan: Plan) -> None:
    assert {tier.id: len(plan.stages_of(tier.id)) for tier in plan.tiers} == {"tinh": 1, "huyen": 2, "xa": 3}
    assert [group.id for group in plan.groups] == ["khai_sinh", "ket_hon", "khai_tu", "khac"]
    assert [group.id for group in plan.stage("xa_2").groups] == ["ket_hon", "khai_sinh", "khai_tu", "khac"]
    assert plan.stage("xa_3").responsible == "UBND các xã, Sở Tư pháp hỗ trợ"
    assert plan.stage("xa_2").responsible == "UBND các xã"


def test_units_stand_in_the_plan_file(plan: Plan) -> None:
    old, new = (plan.units.resolve("17149", on) for on in (date(2010, 1, 1), date(2021, 1, 1)))
    assert (old.name, new.name) == ("Xã Quỳnh Thạch", "Xã Thạch Văn")
    assert plan.units.successor(old, date(2021, 1, 1)) == new
    assert [
        plan.tier_of(plan.units.resolve(code, date(2010, 1, 1))).id for code in ("40", "412", "16666")
    ] == [
        "tinh",
        "huyen",
        "xa",
    ]


def test_a_tier_may_also_begin_somewhere(plan: Plan) -> None:
    assert plan.stage_for("tinh", date(1975, 12, 31)) is None
    assert "trước 01/01/1976" in (refusal_reason(plan, "tinh", date(1975, 12, 31)) or "")
    assert plan.stage_for("xa", date(1975, 12, 31)) == plan.stage("xa_3")


def test_a_decision_holds_from_its_day_and_the_former_plan_stays(plan: Plan) -> None:
    before, after = plan.at(date(2022, 11, 30)), plan.at(date(2022, 12, 1))
    assert before.stages == plan.stages
    assert before.stage("xa_3").window_end == date(2022, 12, 31)
    assert after.stage("xa_3").window_end == date(2023, 6, 30)
    assert after.stage("xa_3").amended_by == ("Quyết định số 01/QĐ-UBND (hư cấu)",)
    assert [one.on for one in after.deadlines] == [date(2023, 6, 30)]
    assert after.at(date(2022, 1, 1)).stages == plan.stages
    untouched = [one.id for one in plan.stages if one.id != "xa_3"]
    assert [after.stage(one) for one in untouched] == [plan.stage(one) for one in untouched]


def test_a_decision_may_add_a_stage(plan: Plan) -> None:
    after = plan.at(date(2023, 1, 10))
    assert [one.id for one in after.stages_of("xa")] == ["xa_1", "xa_2", "xa_3", "xa_4"]
    found = after.stage_for("xa", date(1970, 1, 1))
    assert found is not None
    assert found.id == "xa_4"
    assert after.stage("xa_3").amended_by == (
        "Quyết định số 01/QĐ-UBND (hư cấu)",
        "Quyết định số 02/QĐ-UBND (hư cấu)",
    )


def test_a_decision_may_drop_a_stage(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8").replace(
        "      - {deadline: ke_hoach, on: 2023-06-30}\n",
        "      - drop_stage: huyen_2\n",
    )
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    plan = load_plan(path)
    assert [one.id for one in plan.at(date(2022, 12, 1)).stages_of("huyen")] == ["huyen_1"]
    assert len(plan.stages_of("huyen")) == 2


def test_a_changed_file_is_read_again_and_has_another_digest(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
    first = load_plan(path)
    assert load_plan(path) is first
    path.write_text(
        FILE.read_text(encoding="utf-8").replace("thiếu máy quét", "thiếu người"), encoding="utf-8"
    )
    second = load_plan(path)
    assert second.sha256 != first.sha256
    assert second.amendments[0].reason == "thiếu người"


def test_reading_a_plan_imports_nothing_heavy() -> None:
    """Airflow reads the plan at each parse of the DAG file."""
    code = (
        "import sys; from hotich.plan import load_plan; load_plan('ben_tre_2019');"
        "print(sorted({'pydantic', 'polars', 'pandas', 'pyarrow', 'sqlalchemy', 'airflow'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_it_samples_its_books_in_its_own_way_and_stops_on_a_day(plan: Plan) -> None:
    births = plan.sampling_of("KS", date(2022, 12, 31))
    assert births is not None
    assert (births.scheme, births.least) == (SamplingScheme.FIXED_SHARE, 5)
    assert plan.sampling_of("KT", date(2022, 12, 31)) is None
    assert plan.sampling_of("KS", date(2023, 1, 1)) is None


def test_it_names_who_reports_and_refuses_levels_that_it_leaves_out(plan: Plan) -> None:
    assert plan.reporter_of(Level.PROVINCE, date(2022, 1, 1)).place == "Vinh"
    with pytest.raises(HotichError, match="chưa ghi cơ quan báo cáo của cấp huyện"):
        plan.reporter_of(Level.DISTRICT, date(2022, 1, 1))
