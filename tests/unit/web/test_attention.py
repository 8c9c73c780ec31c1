"""Where a manager is told to look."""

from dataclasses import replace
from datetime import date

import pytest

from hotich.plan import load_plan
from hotich.progress import Adherence, Scope, Standing
from hotich.web.attention import late_parts, other_notices
from hotich.web.places import called, page_of

PLAN = load_plan("ben_tre_2019")
STANDING = Standing(
    scope=Scope(stage_id="huyen_xa_3", unit_id=32885501), title="Xã An Hiệp, huyện Châu Thành · UBND cấp huyện, cấp xã – Giai đoạn 3",
    as_of=date(2024, 1, 31), start=date(2022, 1, 1), end=date(2023, 6, 30), planned=1000, lost=0, target=1000, planned_by_now=1000.0,
    planned_at_start=1000, delivered=700, checked=700, returned=3, loaded=690, accepted=600, earned=600, books_planned=10,
    books_delivered=8, books_loaded=8, units_without_denominator=0, adherence=Adherence.VERY_LATE, overdue=True,
    months_ahead=-9.0, spi_t=0.6, spi=0.6, forecast_end=date(2024, 12, 31), forecast=None, forecast_gap="chưa đủ dữ liệu",
    pace=2.0, pace_needed=None, out_of_order=(), left=400, units_out_of_order=0, unlikely=False, overdue_stages=("huyen_xa_3",),
)  # fmt: skip


def test_only_what_is_late_is_named_the_worst_first_with_what_is_left() -> None:
    fine = replace(STANDING, adherence=Adherence.ON_TIME, title="đúng")
    worse = replace(STANDING, months_ahead=-12.0, title="chậm hơn")
    found = late_parts([fine, STANDING, worse], "đơn vị")
    assert [one.title for one in found] == ["chậm hơn", STANDING.title]
    assert found[1].text == "chậm 9,0 tháng, quá hạn 30/06/2023, còn 400 trường hợp"
    assert found[1].path == "/don-vi/32885501"


def test_the_rest_is_counted_and_can_be_opened() -> None:
    many = [replace(STANDING, months_ahead=-float(number)) for number in range(1, 9)]
    last = late_parts(many, "đơn vị", more_path="/don-vi?loc=x")[-1]
    assert last.text == "Còn 3 đơn vị khác chưa đúng tiến độ."
    assert last.path == "/don-vi?loc=x"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"units_without_denominator": 9}, "9 đơn vị chưa gửi thống kê sổ"),
        ({"planned_at_start": 900}, "tăng 100 trường hợp"),
        ({"lost": 12}, "12 trường hợp thuộc sổ đã mất"),
        ({"out_of_order": (PLAN.groups[4].id,), "units_out_of_order": 1}, PLAN.groups[4].term),
        ({"accepted": 612}, "12 trường hợp đã nghiệm thu không tính vào tiến độ"),
    ],
)
def test_what_hides_behind_the_headline_is_told(change: dict[str, object], said: str) -> None:
    assert list(other_notices(STANDING, PLAN)) == []
    (notice,) = other_notices(replace(STANDING, **change), PLAN)  # type: ignore[arg-type]
    assert said in notice.text


def test_parts_are_called_by_their_own_name_where_the_page_says_of_what() -> None:
    in_district = replace(STANDING, scope=replace(STANDING.scope, district_id=20083101))
    assert called(PLAN, [STANDING], "unit")[0].title == "Xã An Hiệp, huyện Châu Thành"
    assert called(PLAN, [in_district], "unit")[0].title == "Xã An Hiệp"
    assert called(PLAN, [STANDING], "stage")[0].title == PLAN.stage("huyen_xa_3").name
    of_group = replace(STANDING, scope=replace(STANDING.scope, group_id=PLAN.groups[0].id))
    assert called(PLAN, [of_group], "group")[0].title == PLAN.groups[0].term


def test_a_scope_leads_to_its_narrowest_page() -> None:
    assert page_of(replace(STANDING, scope=Scope(stage_id="tinh_1"))) == "/giai-doan/tinh_1"
    assert page_of(replace(STANDING, scope=Scope(district_id=5, stage_id="tinh_1"))) == "/dia-ban/5"
    assert page_of(replace(STANDING, scope=Scope())) is None
