"""A process that comes back after its retry has done the work changes nothing (F02, F03, F10, F32)."""

import threading

import pytest

pytestmark = pytest.mark.postgres


def assert_at_rest(office):
    assert office.all("SELECT batch_id FROM batch WHERE state <> 'loaded'") == []
    assert office.all("SELECT reason FROM incident WHERE closed_at IS NULL") == []


def test_a_load_that_wakes_up_after_its_retry_is_fenced_out(office, victims, deliver, assert_as_undisturbed):
    deliver(office)
    stopped = victims.run(office, "hotich.jobs.loading:publish", "before", signal="STOP")
    assert stopped["end"] == "stopped"
    assert office.run()["failed"] == {}
    before = office.recount()
    late = victims.resume(stopped)
    assert late["end"] == "exited"
    (reason,) = late["failed"].values()
    assert "bị thay thế" in reason
    assert office.recount().differences(before) == 0
    assert office.all("SELECT state, count(*)::int FROM load GROUP BY 1 ORDER BY 1") == [
        ("published", 2),
        ("replaced", 1),
    ]
    assert_at_rest(office)
    assert_as_undisturbed(office)


@pytest.mark.parametrize(
    "at",
    [
        "hotich.jobs.extraction:read_batch",
        "hotich.jobs.validation:judge",
        "hotich.storage.batches:record_results",
        "hotich.jobs.loading:publish",
    ],
)
def test_a_step_that_wakes_up_after_all_is_loaded_leaves_it_loaded(
    office, victims, deliver, assert_as_undisturbed, at
):
    deliver(office)
    stopped = victims.run(office, at, "after", signal="STOP")
    assert stopped["end"] == "stopped"
    assert office.run()["failed"] == {}
    assert victims.resume(stopped)["end"] == "exited"
    assert_at_rest(office)
    assert_as_undisturbed(office)


def test_two_whole_runs_at_once_load_everything_once(office, victims, deliver, assert_as_undisturbed):
    deliver(office)
    other = threading.Thread(target=victims.run, args=(office,))
    other.start()
    office.run()
    other.join()
    office.run()
    assert_at_rest(office)
    assert_as_undisturbed(office)
