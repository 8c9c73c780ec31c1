"""The DAG that makes what is due: when it runs, what its steps are, how they are tried again."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def dag(read_dags):
    return read_dags()["ben_tre_2019__reports"]


def test_it_runs_every_day_after_the_stages_have_counted(dag):
    assert dag.schedule == "0 4 * * *"
    assert dag.start_date.astimezone(VIETNAM).date() == date(2019, 7, 1)
    assert (dag.catchup, dag.max_active_runs, dag.is_paused_upon_creation) == (False, 1, False)


def test_its_schedule_is_a_setting(read_dags):
    assert read_dags(HOTICH_REPORT_SCHEDULE="0 6 * * 1")["ben_tre_2019__reports"].schedule == "0 6 * * 1"


def test_each_due_report_is_a_step_of_its_own(dag):
    assert {task.task_id: task.downstream_task_ids for task in dag.tasks} == {"due": {"make"}, "make": set()}
    assert dag.get_task("make").is_mapped


def test_steps_are_tried_again_and_leave_a_record(dag):
    for task in dag.tasks:
        assert (task.retries, task.pool) == (5, "hotich_db")
        assert task.on_failure_callback
        assert task.owner == "Ủy ban nhân dân tỉnh Bến Tre"


def test_its_document_says_what_to_do_when_it_fails(dag):
    for words in ("hotich report make", "Clear", "60 ngày"):
        assert words in dag.doc_md
