"""A page can be measured against the plan in force or against a former one; its links keep the choice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import hotich.plan
from hotich.charts import headline
from hotich.jobs.accounts import add_account
from hotich.plan import load_plan
from hotich.progress import Scope, read_board
from hotich.simulate.history import write_history
from hotich.storage.database import connect
from hotich.storage.server import Server
from hotich.web import create_app

PASSWORD = "bốn con ngựa chạy qua cầu"
AS_OF = date(2023, 9, 15)
AMENDMENT = """amendments:
  - id: gia_han_2022
    decision: Quyết định số 1234/QĐ-UBND
    decided_on: 2022-05-04
    effective_from: 2022-06-01
    reason: gia hạn
    changes:
      - stage: huyen_xa_3
        set: {window: {from: 2022-01-01, until: 2024-06-30, wording: gia hạn}}
"""


@pytest.fixture(scope="module")
def amended_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province's plan with one decision."""
    packaged = Path(hotich.plan.__file__).parent
    text = (packaged / "ben_tre_2019.yaml").read_text("utf-8")
    text = text.replace("amendments: []\n", AMENDMENT).replace(
        "../units/data", str(packaged.parent / "units/data")
    )
    text = text.replace("budget: budgets", f"budget: {packaged}/budgets")
    assert "gia_han_2022" in text
    path = tmp_path_factory.mktemp("plan") / "plan.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def settings(make_office: Callable[..., Any], server: Server, amended_plan: Path) -> Any:
    office = make_office(plan=str(amended_plan))
    name = str(office.settings.database_url).rsplit("/", 1)[1]
    settings = replace(office.settings, web_database_url=server.web_url(name))
    with connect(settings) as conn:
        write_history(conn, load_plan(settings.plan), seed=3, cases=4_000, as_of=AS_OF)
    add_account(settings, "so-tu-phap", "province", None, PASSWORD, must_change=False)
    return settings


def test_a_stage_is_measured_against_the_version_that_is_asked_for(settings: Any) -> None:
    app = create_app(settings, as_of=AS_OF)
    client = TestClient(app)
    token = client.get("/dang-nhap").text.partition('name="ma_bieu_mau" value="')[2].partition('"')[0]
    client.post("/dang-nhap", data={"ma_bieu_mau": token, "ten": "so-tu-phap", "mat_khau": PASSWORD})
    scope = Scope(stage_id="huyen_xa_3")
    with connect(settings) as conn:
        plan = load_plan(settings.plan)
        now = read_board(conn, plan, AS_OF).standing(scope)
        before = read_board(conn, plan, AS_OF, baseline=date(2022, 5, 31)).standing(scope)
    assert now.end == date(2024, 6, 30)
    assert before.end == date(2023, 6, 30)
    assert headline(now) != headline(before)
    page = client.get("/giai-doan/huyen_xa_3").text
    assert headline(now) in page
    assert "30/06/2024" in page
    assert "Quyết định số 1234/QĐ-UBND" in page
    assert (
        f"So với kế hoạch gốc, chưa điều chỉnh: <strong>{headline(before)}</strong>, hạn 30/06/2023" in page
    )
    former = client.get("/giai-doan/huyen_xa_3?co-so=2022-05-31").text
    assert headline(before) in former
    assert "So với kế hoạch gốc" not in former
    assert "Đang so với kế hoạch như đã có ngày 31/05/2022" in former
    assert "co-so=2022-05-31" in former.partition('class="siblings"')[2]
    app.state.parts.connections.close()
