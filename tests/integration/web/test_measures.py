"""Metrics for Prometheus: open to the token and to the province's accounts, closed to everybody else, without persons."""

import gzip
from dataclasses import replace

import pytest
from conftest import CANARY
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from hotich.errors import HotichError
from hotich.web import create_app

TOKEN = "một-mã-không-ai-đoán-ra"
BEARER = {"Authorization": b"Bearer " + TOKEN.encode()}


@pytest.fixture(scope="module")
def scraper(web_settings):
    app = create_app(replace(web_settings, metrics_token=TOKEN))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def families(answer):
    return {family.name: family for family in text_string_to_metric_families(answer.text)}


def test_a_program_with_the_token_reads_all_units(scraper):
    answer = scraper.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    loaded = families(answer)["hotich_cases_loaded"].samples
    assert {sample.labels["unit"]: sample.value for sample in loaded} == {"28855": 2.0, "28909": 2.0}
    assert {sample.value for sample in families(answer)["hotich_rows_returned"].samples} == {1.0}
    assert "hotich_standing_overdue" in families(answer)


def test_no_person_is_in_them(scraper):
    text = scraper.get("/metrics", headers=BEARER).text
    assert "hotich_cases_loaded{" in text
    assert CANARY not in text
    assert "xa-o-day" not in text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": b"Bearer x"},
        {"Authorization": b"Bearer "},
        {"Authorization": b"Basic " + TOKEN.encode()},
        {"Authorization": TOKEN.encode()},
    ],
)
def test_without_the_token_there_is_nothing(scraper, headers):
    accept = {"Accept": "application/openmetrics-text"}
    answer = scraper.get("/metrics", headers=headers | accept, follow_redirects=False)
    assert answer.status_code == 401
    assert "hotich_cases" not in answer.text


def test_where_no_token_is_set_none_opens(visitor):
    for given in (b"Bearer ", b"Bearer None", b"Bearer"):
        headers = {"Authorization": given, "Accept": "text/plain"}
        assert visitor.get("/metrics", headers=headers).status_code == 401


def test_the_token_opens_nothing_else(scraper):
    for path in ("/", "/mat-khau", "/metrics/x", "/metrics/../"):
        answer = scraper.get(path, headers=BEARER, follow_redirects=False)
        assert answer.status_code in {303, 401}, path
    assert scraper.post("/metrics", headers=BEARER).status_code in {401, 403}


def test_a_token_that_is_too_short_is_refused_with_what_to_do(web_settings):
    with pytest.raises(HotichError, match="HOTICH_METRICS_TOKEN"):
        create_app(replace(web_settings, metrics_token="ngắn"))


def test_an_account_of_the_province_reads_them_and_others_do_not(signed_in):
    assert signed_in("so-tu-phap").get("/metrics").status_code == 200
    for name in ("huyen-chau-thanh", "xa-o-day"):
        answer = signed_in(name).get("/metrics")
        assert answer.status_code == 403
        assert "hotich_cases" not in answer.text


def test_one_stage_and_another_day(scraper):
    one = scraper.get("/metrics?giai-doan=huyen_xa_1", headers=BEARER)
    assert {sample.labels["stage"] for sample in families(one)["hotich_cases_loaded"].samples} == {
        "huyen_xa_1"
    }
    before = scraper.get("/metrics?den-ngay=2019-01-01", headers=BEARER)
    assert not families(before)["hotich_standing_spi_t"].samples
    unknown = scraper.get("/metrics?giai-doan=x", headers=BEARER)
    assert unknown.status_code == 400
    assert "huyen_xa_1" in unknown.text


def test_it_is_packed_for_who_takes_it_packed(scraper):
    plain = scraper.get("/metrics", headers=BEARER | {"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with scraper.stream("GET", "/metrics", headers=BEARER | {"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw).count(b"\n") == plain.content.count(b"\n")
