"""Decisions about targets and units, and what was known of them when."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hotich.errors import PlanError
from hotich.plan import Plan, load_plan
from hotich.plan.reference import markdown

NGHE_AN = (Path(__file__).parents[2] / "golden" / "plans" / "nghe_an_hu_cau.yaml").read_text(encoding="utf-8")
DECISIONS = """
  - id: chi_tieu
    decision: Quyết định số 03/QĐ-UBND (hư cấu)
    decided_on: 2023-03-01
    effective_from: 2023-01-15
    reason: giảm chỉ tiêu, có hiệu lực trở về trước
    changes:
      - {stage: xa_3, set: {target_percent: 87.5}}
  - id: bot_don_vi
    decision: Quyết định số 04/QĐ-UBND (hư cấu)
    decided_on: 2023-04-01
    effective_from: 2023-04-15
    reason: đã số hóa trong dự án khác
    changes:
      - {drop_units: ["17152"]}
  - id: them_don_vi
    decision: Quyết định số 05/QĐ-UBND (hư cấu)
    decided_on: 2023-06-01
    effective_from: 2023-06-15
    reason: dự án khác không làm
    changes:
      - {add_units: ["17152"]}

units:"""


def plan_file(folder: Path, decisions: str = DECISIONS) -> Path:
    path = folder / "plan.yaml"
    path.write_text(NGHE_AN.replace("\nunits:", decisions, 1), encoding="utf-8")
    return path


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return load_plan(plan_file(tmp_path))


def makers(plan: Plan, stage_id: str) -> list[str]:
    return [unit.name for unit in plan.makers_of(plan.stage(stage_id))]


def test_target_of_a_stage_changes_from_its_day_on(plan):
    assert plan.at(date(2023, 1, 14)).stage("xa_3").target_percent == 100
    assert plan.at(date(2023, 1, 15)).stage("xa_3").target_percent == Decimal("87.5")
    assert plan.at(date(2023, 1, 15)).stage("xa_4").target_percent == 100


def test_decision_was_not_known_before_it_was_signed(plan):
    day = date(2023, 2, 1)
    assert plan.at(day, known_on=date(2023, 2, 28)).stage("xa_3").target_percent == 100
    assert plan.at(day, known_on=date(2023, 3, 1)).stage("xa_3").target_percent == Decimal("87.5")


def test_units_leave_the_plan_and_come_back(plan):
    before, without, again = (plan.at(date(2023, month, 20)) for month in (3, 5, 7))
    assert makers(before, "xa_2") == ["Phường Đông Vĩnh", "Xã Quỳnh Thạch", "Xã Quỳnh Văn"]
    assert makers(without, "xa_2") == ["Phường Đông Vĩnh", "Xã Quỳnh Thạch"]
    assert makers(again, "xa_2") == makers(before, "xa_2")


def test_makers_are_the_units_of_the_tier_that_were_there(plan):
    assert makers(plan, "tinh_1") == ["Tỉnh Nghệ An"]
    assert makers(plan, "huyen_1") == ["Thành phố Vinh", "Huyện Quỳnh Lưu"]
    assert "Xã Thạch Văn" not in makers(plan, "xa_1"), "it is of 2020; the paper books end in 2018"


def test_district_that_books_were_made_under(plan):
    by_name = {unit.name: unit for unit in plan.units}
    assert plan.district_of(by_name["Xã Quỳnh Thạch"]) == by_name["Huyện Quỳnh Lưu"]
    assert plan.district_of(by_name["Huyện Quỳnh Lưu"]) == by_name["Huyện Quỳnh Lưu"]
    assert plan.district_of(by_name["Tỉnh Nghệ An"]) is None


def test_page_tells_what_each_decision_changed(plan):
    page = markdown(plan)
    assert "xa_3, chỉ tiêu: 100 % → 87,5 %" in page
    assert "đơn vị 17152: bỏ khỏi kế hoạch" in page
    assert "đơn vị 17152: trở lại kế hoạch" in page


@pytest.mark.parametrize(
    ("sound", "faulty", "what"),
    [
        ("target_percent: 87.5", "target_percent: 0", "Chỉ tiêu 0 % của “xa_3” không dùng được"),
        ('{add_units: ["17152"]}', '{add_units: ["16666"]}', "Đơn vị 16666 vẫn thuộc kế hoạch"),
        ('{drop_units: ["17152"]}', '{drop_units: ["17999"]}', "Mã đơn vị 17999 không có trong danh mục"),
        ('{drop_units: ["17152"]}', '{drop_units: ["17152"], add_units: []}', "phải là một việc"),
        ("\nunits:", '\nexcluded_units: ["17152"]\nunits:', "Đơn vị 17152 đã ở ngoài kế hoạch"),
        ("\nunits:", "\ntracking: {on_time_from: 0.8}\nunits:", "Các mức SPI(t) 0.85 và 0.8"),
        ("\nunits:", "\ntracking: {country: XX}\nunits:", "Không có lịch nghỉ lễ của “XX”"),
    ],
)
def test_faulty_decision_is_refused(sound, faulty, what, tmp_path):
    assert sound in DECISIONS
    decisions = DECISIONS.replace(sound, faulty, 1)
    if "17999" in faulty:
        decisions = decisions.replace('{add_units: ["17152"]}', '{drop_units: ["17149"]}')
    with pytest.raises(PlanError, match="Việc cần làm") as caught:
        load_plan(plan_file(tmp_path, decisions))
    assert what in str(caught.value)
