"""The round of reminders: two steps, on working days, from the plan's first window on."""

from datetime import date, timedelta

import pytest

from hotich.errors import HotichError
from hotich_airflow.moment import PLAN_ZONE


@pytest.fixture
def dag(read_dags):
    return read_dags()["ben_tre_2019__reminders"]


def test_difficulties_are_raised_before_units_are_reminded(dag):
    assert {task.task_id: task.downstream_task_ids for task in dag.tasks} == {
        "raise_difficulties": {"remind"}, "remind": set(),
    }  # fmt: skip
    assert {task.task_display_name for task in dag.tasks} == {"Nêu khó khăn, vướng mắc", "Đôn đốc đơn vị"}
    for task in dag.tasks:
        assert (task.retries, task.retry_delay) == (5, timedelta(seconds=10))
        assert task.pool == "hotich_db"
        assert task.on_failure_callback


def test_it_runs_on_working_days_after_the_stages(dag):
    assert dag.schedule == "0 7 * * 1-5"
    assert dag.start_date.astimezone(PLAN_ZONE).date() == date(2019, 7, 1)
    assert (dag.catchup, dag.max_active_runs, str(dag.timezone)) == (False, 1, "Asia/Ho_Chi_Minh")
    assert dag.params.get_param("as_of").resolve("2020-02-29") == "2020-02-29"
    assert "hotich_smtp" in dag.doc_md


def test_its_schedule_is_a_setting(read_dags):
    def schedule(**environment):
        return read_dags(**environment)["ben_tre_2019__reminders"].schedule

    assert schedule(HOTICH_REMINDERS_SCHEDULE="30 8 * * 1") == "30 8 * * 1"
    assert schedule(HOTICH_REMINDERS_SCHEDULE="") is None


def test_a_refused_address_is_no_matter_for_a_retry():
    from airflow.sdk import RetryAction

    from hotich.reminders import MailRefusedError
    from hotich_airflow.failures import RETRY_POLICY

    assert issubclass(MailRefusedError, HotichError)
    assert (
        RETRY_POLICY.evaluate(ConnectionRefusedError(), try_number=1, max_tries=5).action
        is not RetryAction.FAIL
    )
