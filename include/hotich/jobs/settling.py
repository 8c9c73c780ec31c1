"""After a stage's loads: scans matched, keyings compared, samples taken and drawn, books accepted, people asked."""

from datetime import date
from typing import Any

from hotich.jobs.accepting import accept_books
from hotich.jobs.approvals import approval_list
from hotich.jobs.keyings import compare_keyings
from hotich.jobs.scanning import take_scans
from hotich.settings import Settings


def settle(settings: Settings, stage_id: str, as_of: date) -> dict[str, Any]:
    """Do for a stage what waits for its loads, in the order in which one thing needs the other.

    Only what is new is looked at. Returns `stage_id`; `scans`, `keyings`, `acceptance`: the counts of each part;
    `approvals`: ids of what waits for a person's decision.
    """
    parts = (("scans", take_scans), ("keyings", compare_keyings), ("acceptance", accept_books))
    counts = {name: verb(settings, stage_id, as_of) for name, verb in parts}
    waiting = [one["approval_id"] for one in approval_list(settings, stage_id)]
    return {"stage_id": stage_id, **counts, "approvals": waiting}
