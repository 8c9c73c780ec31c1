"""The flow of a stage: who waits for whom, what is tried again, what runs where."""

from datetime import timedelta

import pytest
from airflow.sdk import ExceptionRetryPolicy, RetryAction, TriggerRule

from hotich.errors import (
    DatabaseUnavailableError,
    DeliveryError,
    FencedOutError,
    HotichError,
    PlanError,
    RuleError,
)


@pytest.fixture
def dag(read_dags):
    return read_dags()["ben_tre_2019__huyen_xa_2"]


def test_the_exact_edges(dag):
    edges = {task.task_id: task.downstream_task_ids for task in dag.tasks}
    loads = {no: f"group_{no}.batch.load" for no in range(1, 7)}
    expected = {
        "discover": {"settle", "count", "verdict"},
        "settle": {"ask_for_decisions", "count", "verdict"},
        "ask_for_decisions": {"verdict"},
        "count": set(),
        "verdict": set(),
    }
    for no in range(1, 7):
        group = f"group_{no}"
        expected["discover"].add(f"{group}.plan_batches")
        expected[f"{group}.plan_batches"] = {
            f"{group}.batch.{step}" for step in ("extract", "validate", "load")
        }
        expected[f"{group}.batch.extract"] = {f"{group}.batch.validate"}
        expected[f"{group}.batch.validate"] = {f"{group}.batch.load"}
        # All later groups, not the next only: that one may have been skipped.
        later = {f"group_{after}.batch.extract" for after in range(no + 1, 7)}
        expected[loads[no]] = later | {"settle", "verdict"}
    assert edges == expected


def test_a_failed_group_does_not_stop_the_next_but_a_failed_step_stops_its_batch(dag):
    rules = {task.task_id.split(".")[-1]: task.trigger_rule for task in dag.tasks}
    assert rules == {
        "discover": TriggerRule.ALL_SUCCESS,
        "plan_batches": TriggerRule.ALL_SUCCESS,
        "extract": TriggerRule.ALL_DONE,
        "validate": TriggerRule.ALL_SUCCESS,
        "load": TriggerRule.ALL_SUCCESS,
        "settle": TriggerRule.ALL_DONE,
        "ask_for_decisions": TriggerRule.ALL_SUCCESS,
        "count": TriggerRule.ALL_DONE,
        "verdict": TriggerRule.ALL_DONE,
    }


def test_batches_flow_each_on_its_own(dag):
    for no in range(1, 7):
        mapped = dag.task_group.get_child_by_label(f"group_{no}").children[f"group_{no}.batch"]
        assert type(mapped).__name__ == "MappedTaskGroup"
        assert set(mapped.children) == {
            f"group_{no}.batch.{step}" for step in ("extract", "validate", "load")
        }


def test_checking_and_writing_to_the_database_have_pools_of_their_own(dag):
    pools = {task.task_id.split(".")[-1]: task.pool for task in dag.tasks}
    assert pools == {
        "discover": "hotich_files",
        "plan_batches": "hotich_files",
        "extract": "hotich_files",
        "validate": "hotich_checks",
        "load": "hotich_db",
        "settle": "hotich_db",
        "ask_for_decisions": "default_pool",
        "count": "hotich_db",
        "verdict": "default_pool",
    }


def test_a_batch_begun_goes_before_a_batch_not_begun(dag):
    weights = {task.task_id.split(".")[-1]: task.priority_weight for task in dag.tasks}
    assert weights["load"] > weights["validate"] > weights["extract"]


def test_what_touches_the_outside_is_tried_again_with_growing_pauses(dag):
    for task in dag.tasks:
        if task.task_id == "verdict":
            continue
        assert task.retries == 5, task.task_id
        assert task.retry_delay == timedelta(seconds=10)
        assert task.retry_exponential_backoff == 2.0
        assert task.max_retry_delay == timedelta(minutes=5)
        assert isinstance(task.retry_policy, ExceptionRetryPolicy)
        assert task.on_failure_callback


@pytest.mark.parametrize(
    "error",
    [
        DeliveryError("x"),
        PlanError("x"),
        RuleError("x"),
        FencedOutError("x"),
        HotichError("x"),
        KeyError("x"),
        ValueError("x"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_a_retry_cannot_cure_fails_at_once(error):
    assert _decide(error) is RetryAction.FAIL


@pytest.mark.parametrize(
    "error",
    [DatabaseUnavailableError("x"), OSError("x"), MemoryError(), TimeoutError("x")],
    ids=lambda error: type(error).__name__,
)
def test_what_can_heal_is_tried_again(error):
    assert _decide(error) is not RetryAction.FAIL


def test_a_reason_holds_our_words_but_never_those_of_a_foreign_error():
    from hotich_airflow.failures import reason_of

    assert reason_of(DeliveryError("Thiếu cột so.")) == "Thiếu cột so."
    assert "Nguyễn" not in reason_of(ValueError("row of Nguyễn Văn A"))
    assert reason_of(None)


def test_a_killed_attempt_leaves_a_record_though_its_batch_is_unknown(monkeypatch):
    from types import SimpleNamespace

    from hotich import jobs
    from hotich_airflow import failures, moment

    kept = {}
    monkeypatch.setattr(moment, "task_settings", lambda: "settings")
    monkeypatch.setattr(jobs, "record_failure", lambda settings, **facts: kept.update(facts), raising=False)
    task = SimpleNamespace(op_kwargs={"stage_id": "tinh_1", "batch_id": object()})
    failures.record_failure({"ti": SimpleNamespace(task=task, task_id="group_1.batch.load", run_id="r")})
    assert kept["stage_id"] == "tinh_1"
    assert kept["batch_id"] is None
    assert kept["step"] == "group_1.batch.load"
    assert kept["reason"]


def _decide(error):
    from hotich_airflow.failures import RETRY_POLICY

    return RETRY_POLICY.evaluate(error, try_number=1, max_tries=5).action
