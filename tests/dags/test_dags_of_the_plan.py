"""The set of DAGs is what the plan says, no more, no less; and so is what each of them shows."""

from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

BEN_TRE = {
    "ben_tre_2019__tinh_1": ("Sở Tư pháp – Giai đoạn 1", date(2019, 7, 1)),
    "ben_tre_2019__tinh_2": ("Sở Tư pháp – Giai đoạn 2", date(2020, 7, 1)),
    "ben_tre_2019__tinh_3": ("Sở Tư pháp – Giai đoạn 3", date(2022, 7, 1)),
    "ben_tre_2019__tinh_4": ("Sở Tư pháp – Giai đoạn 4", date(2024, 7, 1)),
    "ben_tre_2019__huyen_xa_1": ("UBND cấp huyện, cấp xã – Giai đoạn 1", date(2019, 7, 1)),
    "ben_tre_2019__huyen_xa_2": ("UBND cấp huyện, cấp xã – Giai đoạn 2", date(2020, 7, 1)),
    "ben_tre_2019__huyen_xa_3": ("UBND cấp huyện, cấp xã – Giai đoạn 3", date(2022, 1, 1)),
    "ben_tre_2019__huyen_xa_4": ("UBND cấp huyện, cấp xã – Giai đoạn 4", date(2023, 7, 1)),
}

NGHE_AN = {"tinh_1", "huyen_1", "huyen_2", "xa_1", "xa_2", "xa_3", "xa_4"}
"""The last by an amendment."""


OTHERS = ("approvals", "reminders", "reports")
"""The DAGs that are no stage's."""


@pytest.fixture
def ben_tre(read_dags):
    return _stages(read_dags())


def _stages(dags):
    return {dag_id: dag for dag_id, dag in dags.items() if dag_id.split("__")[1] not in OTHERS}


def test_the_dags_are_the_stages_and_those_that_ask_people_remind_units_and_report(read_dags):
    assert set(read_dags()) == {*BEN_TRE, *(f"ben_tre_2019__{name}" for name in OTHERS)}


def test_the_eight_stages_are_the_dags(ben_tre):
    assert {
        dag_id: (dag.dag_display_name, dag.start_date.astimezone(VIETNAM).date())
        for dag_id, dag in ben_tre.items()
    } == BEN_TRE


def test_a_second_plan_gives_its_dags_without_code(read_dags, golden_plan):
    assert set(read_dags(golden_plan)) == {f"nghe_an_hu_cau__{name}" for name in (*NGHE_AN, *OTHERS)}


def test_group_order_is_the_plans_and_may_differ_by_stage(read_dags, golden_plan):
    dags = read_dags(golden_plan)
    assert _groups_in_order(dags["nghe_an_hu_cau__xa_1"]) == ["group_1", "group_2", "group_3", "group_4"]
    assert _groups_in_order(dags["nghe_an_hu_cau__xa_2"]) == ["group_2", "group_1", "group_3", "group_4"]


def test_runs_daily_from_the_windows_start_without_end(ben_tre):
    for dag in ben_tre.values():
        start = dag.start_date.astimezone(VIETNAM)
        assert (start.hour, start.minute) == (0, 0)
        assert dag.end_date is None, "an overdue stage must go on"
        assert dag.catchup is False
        assert dag.max_active_runs == 1
        assert dag.is_paused_upon_creation is False
        assert dag.schedule == "0 1 * * *"
        assert str(dag.timezone) == "Asia/Ho_Chi_Minh"


def test_schedule_is_a_setting(read_dags):
    assert {dag.schedule for dag in _stages(read_dags(HOTICH_SCHEDULE="30 22 * * 1-5")).values()} == {
        "30 22 * * 1-5"
    }


def test_an_empty_schedule_means_by_hand(read_dags):
    dags = read_dags(HOTICH_SCHEDULE="", HOTICH_REPORT_SCHEDULE="")
    assert {dag.schedule for dag in dags.values()} == {None}


def test_tags_and_document_say_what_a_stage_is(ben_tre):
    dag = ben_tre["ben_tre_2019__huyen_xa_3"]
    assert dag.tags == {"plan:ben_tre_2019", "tier:huyen_xa", "phase:3"}
    for words in (
        "II.2.2.c",
        "01/01/1999",
        "31/03/2006",
        "01/01/2022",
        "30/06/2023",
        "Clear",
        "Sổ đăng ký kết hôn (KH)",
    ):
        assert words in dag.doc_md


def test_every_task_is_named_in_vietnamese_and_owned(ben_tre):
    names = {task.task_display_name for dag in ben_tre.values() for task in dag.tasks}
    assert names == {
        "Nhận tệp giao nộp",
        "Chia lô",
        "Đọc và chuẩn hoá",
        "Kiểm tra",
        "Nạp",
        "Đối chiếu và nghiệm thu",
        "Xin quyết định",
        "Thống kê tiến độ",
        "Kết luận",
    }
    assert {task.owner for task in ben_tre["ben_tre_2019__tinh_1"].tasks} == {"Sở Tư pháp"}


def test_as_of_takes_a_date_or_nothing(ben_tre):
    from airflow.sdk.exceptions import ParamValidationError

    for dag in ben_tre.values():
        param = dag.params.get_param("as_of")
        assert param.resolve() is None
        assert param.resolve("2020-02-29") == "2020-02-29"
        with pytest.raises(ParamValidationError):
            param.resolve("29/02/2020")


def test_deadline_is_the_windows_end_in_vietnam(ben_tre):
    for dag_id, dag in ben_tre.items():
        (alert,) = dag.deadline if isinstance(dag.deadline, list) else [dag.deadline]
        stage_id = dag_id.split("__")[1]
        assert alert.callback.kwargs == {"stage_id": stage_id}
        assert alert.callback.path == "hotich_airflow.lateness.record_lateness"
    (alert,) = [ben_tre["ben_tre_2019__tinh_1"].deadline[0]]
    assert alert.reference.deadline(date(2020, 7, 1), datetime(2026, 1, 1, tzinfo=VIETNAM)) == datetime(
        2020, 7, 1, tzinfo=VIETNAM
    )


def test_an_amendment_moves_the_deadline_from_its_own_date(read_dags, golden_plan):
    alert = read_dags(golden_plan)["nghe_an_hu_cau__xa_3"].deadline[0]
    assert alert.reference.window_end(date(2022, 11, 30)) == date(2022, 12, 31)
    assert alert.reference.window_end(date(2022, 12, 1)) == date(2023, 6, 30)


@pytest.mark.parametrize(
    ("stage_id", "day", "says"),
    [
        pytest.param("xa_2", date(2020, 12, 31), "chưa mở: bắt đầu 01/01/2021", id="day before the window"),
        pytest.param("xa_2", date(2021, 1, 1), None, id="first day"),
        pytest.param("xa_2", date(2026, 1, 1), None, id="overdue goes on"),
        pytest.param(
            "xa_4", date(2023, 1, 9), "chưa có giai đoạn xa_4", id="before the decision that adds it"
        ),
        pytest.param("xa_4", date(2023, 1, 31), "chưa mở", id="decided, not open"),
        pytest.param("xa_4", date(2023, 2, 1), None, id="added and open"),
    ],
)
def test_a_stage_works_from_its_window_on(golden_plan, stage_id, day, says):
    from hotich.plan import load_plan
    from hotich_airflow.steps import why_closed

    closed = why_closed(load_plan(str(golden_plan)).at(day), stage_id, day)
    assert (says in closed) if says else closed is None


def _groups_in_order(dag):
    """The groups, each after those whose loads it waits for."""
    first_steps = [task for task in dag.tasks if task.task_id.endswith(".batch.extract")]
    first_steps.sort(key=lambda task: len(task.upstream_task_ids))
    for before, task in pairwise(first_steps):
        assert task.upstream_task_ids >= {
            before.task_id.replace("extract", "load"),
            *(load for load in before.upstream_task_ids if load.endswith(".load")),
        }
    return [task.task_id.split(".")[0] for task in first_steps]
