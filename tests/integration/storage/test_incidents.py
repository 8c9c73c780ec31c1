"""One incident is kept once, in today's words."""

from dataclasses import replace

import pytest

from hotich.storage.incidents import failure, open_incident, open_incidents

pytestmark = pytest.mark.postgres


def test_the_same_incident_is_kept_once_and_says_the_newest_step(conn):
    place = {"kind": "failure", "stage_id": "tinh_1", "step": "load", "batch_id": None, "run_id": "r"}
    former = replace(failure("mất kết nối"), next_step="Như bản cũ của chương trình.")
    number = open_incident(conn, former, **place)
    assert open_incident(conn, failure("mất kết nối"), **place) == number
    (kept,) = open_incidents(conn, "tinh_1")
    assert kept.next_step == failure("").next_step != former.next_step
    assert open_incident(conn, failure("hết đĩa"), **place) != number
