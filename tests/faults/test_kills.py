"""A process that is killed anywhere leaves nothing half-done: the next run ends where an undisturbed one would (F01, F20)."""

import pytest

pytestmark = pytest.mark.postgres

POINTS = {
    # received
    "intake: files written down": ("hotich.storage.deliveries:register_files", "after", None),
    "intake: inventory taken, its file still open": ("hotich.jobs.companions:take_inventory", "after", None),
    "intake: books not placed": ("hotich.storage.deliveries:place_books", "before", None),
    "intake: second keying kept, its file still open": ("hotich.jobs.companions:keep_short_rows", "after", None),
    # staged
    "batch: day written, batch not made": ("hotich.storage.batches:create_batch", "before", None),
    "batch: made": ("hotich.storage.batches:create_batch", "after", None),
    # parsed, normalised
    "extract: read": ("hotich.jobs.extraction:read_batch", "after", None),
    "extract: one frame of three written": ("hotich.jobs.batch_folder:BatchFolder.write_frame", "after", "raw.arrow"),
    "extract: a frame half-way to its name": ("hotich.jobs.batch_folder:BatchFolder._publish", "before", "clean.arrow"),
    "extract: files noted, batch not": ("hotich.storage.deliveries:record_extracted", "after", None),
    # validated
    "validate: verdict without its summary": ("hotich.jobs.batch_folder:BatchFolder.write_frame", "after", "verdict.arrow"),
    "validate: results kept": ("hotich.storage.batches:record_results", "after", None),
    # quarantined, upserted, not committed
    "load: attempt opened": ("hotich.jobs.loading:open_attempt", "after", None),
    "load: quarantined": ("hotich.storage.publish:keep_returned", "after", None),
    "load: all written, not committed": ("hotich.storage.publish:close_attempt", "after", None),
    # committed before the state is reported
    "load: committed": ("hotich.jobs.loading:publish", "after", None),
    "load: a workbook half-way to its name": ("hotich.quality.returned:draw_lines", "after", None),
    "load: counts not written": ("hotich.jobs.batch_folder:BatchFolder.write_json", "before", "loaded.json"),
    "load: state not reported": ("hotich.storage.batches:set_batch_state", "before", "loaded"),
    "load: counted, frames still there": ("hotich.jobs.loading:BatchFolder.discard_frames", "before", None),
    # numbers refreshed
    "count: snapshot taken": ("hotich.jobs.counting:take_snapshot", "after", None),
}  # fmt: skip


@pytest.mark.parametrize("point", POINTS)
def test_killed_and_run_again_the_work_ends_as_if_undisturbed(
    office, victims, deliver, assert_as_undisturbed, point
):
    deliver(office)
    at, when, only = POINTS[point]
    assert victims.run(office, at, when, only)["end"] == "killed"
    assert office.all(HALF_BOOKS) == []
    again = office.run()
    assert again["failed"] == {}
    assert_as_undisturbed(office)


SLIP_POINTS = {
    "extract: slip read": ("hotich.jobs.corrections:read_slip", "after", None),
    "extract: answers without their rows": ("hotich.jobs.batch_folder:BatchFolder.write_frame", "after", "answers.arrow"),
    "validate: judged": ("hotich.jobs.validation:confirmed_verdict", "after", None),
    "load: keys looked after, nothing merged": ("hotich.storage.corrections:CorrectingWave.begin", "after", None),
    "load: still wrong rows back in quarantine": ("hotich.storage.publish:keep_returned", "after", None),
    "load: answers kept, not committed": ("hotich.storage.corrections:CorrectingWave.finish", "after", None),
    "load: committed": ("hotich.jobs.loading:publish", "after", None),
    "load: new slip half-way to its name": ("hotich.quality.returned:draw_lines", "after", None),
    "load: state not reported": ("hotich.storage.batches:set_batch_state", "before", "loaded"),
}  # fmt: skip


@pytest.mark.parametrize("point", SLIP_POINTS)
def test_a_slip_whose_load_is_killed_ends_as_if_undisturbed(
    office, victims, deliver, answer, answered, outbox, point
):
    deliver(office)
    assert office.run()["failed"] == {}
    answer(office)
    at, when, only = SLIP_POINTS[point]
    assert victims.run(office, at, when, only)["end"] == "killed"
    assert office.all(HALF_BOOKS) == []
    assert office.run()["failed"] == {}
    assert office.content() == answered["content"]
    assert outbox(office) == answered["outbox"]


HALF_BOOKS = (
    "SELECT b.book_id FROM book b WHERE b.case_count <> (SELECT count(*) FROM birth c WHERE c.book_id = b.book_id)"
    " + (SELECT count(*) FROM marriage c WHERE c.book_id = b.book_id)"
    " OR EXISTS (SELECT FROM delivery_file f WHERE f.file_id = b.current_file_id AND f.decided_at IS NULL)"
)
"""Books that a reader would see half-done."""


def test_the_work_in_a_process_of_its_own_is_the_same(office, victims, deliver, assert_as_undisturbed):
    deliver(office)
    ended = victims.run(office)
    assert (ended["end"], ended["failed"]) == ("exited", {})
    assert_as_undisturbed(office)
