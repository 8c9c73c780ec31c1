"""Which groups of a stage have work left, and what a former run left behind comes back."""

from datetime import date

import pytest

from hotich import jobs

pytestmark = pytest.mark.postgres

STAGE, OTHER, DAY = "huyen_xa_1", "huyen_xa_2", date(2026, 6, 30)


@pytest.fixture(scope="module")
def office(make_office, make_entries):
    """Marriages (group 1) and births (group 2) of one commune, discovered and not yet in batches."""
    office = make_office(settle_seconds=0.0)
    office.put("28855/an_hiep.KH.2017.1.xlsx", make_entries("KH", 3))
    office.put("28855/an_hiep.KS.2017.1.xlsx", make_entries("KS", 3))
    jobs.discover(office.settings, STAGE, DAY)
    return office


def test_groups_are_open_until_their_batches_are_loaded(office):
    settings = office.settings
    assert jobs.open_groups(settings, STAGE, DAY) == [1, 2]
    assert jobs.open_groups(settings, OTHER, DAY) == []

    (marriages,) = jobs.plan_batches(settings, STAGE, 1, DAY)
    assert jobs.open_groups(settings, STAGE, DAY) == [1, 2], "a batch that was made is not yet done"
    (births,) = jobs.plan_batches(settings, STAGE, 2, DAY)
    jobs.extract(settings, marriages)
    jobs.record_failure(
        settings, stage_id=STAGE, step="validate", batch_id=marriages, run_id="former", reason="x"
    )
    for step in (jobs.extract, jobs.validate, jobs.load):
        step(settings, births)

    assert jobs.open_groups(settings, STAGE, DAY) == [1], "the failed one is taken up again"
    assert jobs.plan_batches(settings, STAGE, 1, DAY) == [marriages]
    for step in (jobs.extract, jobs.validate, jobs.load):
        step(settings, marriages)
    assert jobs.open_groups(settings, STAGE, DAY) == []
