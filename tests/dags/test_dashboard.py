"""The dashboard inside Airflow's API server: made when it is first asked, and warm from then on."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.postgres


def _warming() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "hotich-warming"]


def test_the_first_request_has_the_numbers_worked_out(
    make_office: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hotich_airflow.dashboard import Dashboard

    settings = make_office().settings
    monkeypatch.setenv("HOTICH_HOME", str(settings.home))
    monkeypatch.setenv(
        "AIRFLOW_CONN_HOTICH", str(settings.database_url).replace("postgresql://", "postgres://")
    )
    before = _warming()
    dashboard = Dashboard()
    assert _warming() == before, "every Airflow process makes one: it opens nothing"
    answer = TestClient(dashboard).get("/dang-nhap")
    assert answer.status_code == 200
    begun = [one for one in _warming() if one not in before]
    try:
        assert len(begun) == 1
    finally:
        dashboard._app.state.warming.stop()  # type: ignore[union-attr]
        dashboard._app.state.parts.connections.close()  # type: ignore[union-attr]
