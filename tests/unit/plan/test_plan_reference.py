"""The plan as people read it: table, page and JSON schema."""

import json
from datetime import date
from pathlib import Path

import pytest

from hotich.plan import load_plan
from hotich.plan.reading import Faults, read_text
from hotich.plan.reference import json_schema, markdown, plan_table
from hotich.plan.schema import PlanText

NGHE_AN = Path(__file__).parents[2] / "golden" / "plans" / "nghe_an_hu_cau.yaml"


def test_table_has_a_row_a_stage_with_its_status() -> None:
    plan = load_plan("ben_tre_2019")
    rows = plan_table(plan, date(2022, 3, 1), done=["tinh_1"])
    assert [row["stage"] for row in rows] == [stage.id for stage in plan.stages]
    assert {row["stage"]: row["status"] for row in rows} == {
        "tinh_1": "hoàn thành",
        "tinh_2": "đang thực hiện",
        "tinh_3": "chưa mở",
        "tinh_4": "chưa mở",
        "huyen_xa_1": "quá hạn",
        "huyen_xa_2": "quá hạn",
        "huyen_xa_3": "đang thực hiện",
        "huyen_xa_4": "chưa mở",
    }
    assert rows[5] == {
        "stage": "huyen_xa_2",
        "tier": "UBND cấp huyện, cấp xã",
        "phase": "2",
        "window": "01/07/2020 – 31/12/2021",
        "registrations": "01/04/2006 – 31/12/2015",
        "groups": "KH → KS → CMC → HN → KT → GH+CDGH+LH+TDCC",
        "status": "quá hạn",
        "clause": "II.2.2.b",
    }


def test_table_shows_the_plan_as_amended_by_the_day() -> None:
    rows = plan_table(load_plan(NGHE_AN), date(2023, 2, 1))
    assert {row["stage"]: row["window"] for row in rows}["xa_3"] == "01/01/2022 – 30/06/2023"
    assert "xa_4" in {row["stage"] for row in rows}


@pytest.mark.parametrize("plan", ["ben_tre_2019", str(NGHE_AN)])
def test_page_holds_every_value_that_was_decided(plan: str) -> None:
    loaded = load_plan(plan)
    page = markdown(loaded)
    told = [stage.window_wording for stage in loaded.stages]
    told += [stage.registrations_wording for stage in loaded.stages]
    told += [stage.reason for stage in loaded.stages]
    told += [regime.source for regime in loaded.regimes]
    told += [deadline.source for deadline in loaded.deadlines]
    told += [duty.what for duty in loaded.duties]
    told += [amendment.decision for amendment in loaded.amendments]
    assert [text for text in told if text not in page] == []
    widths = {
        len(block.splitlines()[0].split(" | ")) for block in page.split("\n\n") if block.startswith("|")
    }
    for block in page.split("\n\n"):
        if block.startswith("|"):
            assert len({line.count(" | ") for line in block.splitlines()}) == 1, block
    assert widths


def test_page_tells_what_each_decision_changed() -> None:
    page = markdown(load_plan(NGHE_AN))
    assert "xa_3, thời gian: 01/01/2022 – 31/12/2022 → 01/01/2022 – 30/06/2023" in page
    assert "Hoàn thành: 31/12/2022 → 30/06/2023" in page
    assert "xa_4: thêm" in page


def test_every_key_has_a_text_in_the_json_schema() -> None:
    schema = json_schema()
    json.dumps(schema)

    def walk(part: dict[str, object], where: str) -> list[str]:
        silent = []
        for name, child in (part.get("properties") or {}).items():  # type: ignore[attr-defined]
            silent += [] if child.get("description") else [f"{where}.{name}"]
            silent += walk(child.get("items", child), f"{where}.{name}")
        return silent

    assert walk(schema, "") == []
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) >= {"id", "stages", "groups", "regimes"}


def test_schema_and_reader_agree_on_the_keys() -> None:
    """Both come from one definition: what one requires, the other requires."""
    faults = Faults("plan.yaml")
    with pytest.raises(Exception) as caught:
        read_text("{}", PlanText, faults)
    missing = {line.split("“")[1].split("”")[0] for line in str(caught.value).splitlines()}
    assert missing == set(json_schema()["required"])
