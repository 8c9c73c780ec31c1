"""What is said of an incident is said to the one who has to act."""

import re

from hotich.plan import load_plan
from hotich.storage.incidents import ENGINEER, lateness


def test_a_late_stage_is_told_to_the_body_that_the_plan_names_without_commands():
    for stage in load_plan("ben_tre_2019").stages:
        notice = lateness(stage)
        assert notice.owner == stage.responsible != ENGINEER
        assert stage.name in notice.reason
        assert not re.search(r"hotich|`|--", notice.next_step)
