"""Nobody who is not signed in gets anything, whatever route they ask for; what may change something wants the form's token."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient

from hotich.web import create_app, gate
from hotich.web.headers import HEADERS

pytestmark = pytest.mark.postgres

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def paths_of(routes: list[BaseRoute]) -> Iterator[str]:
    """Every path that the application knows, its parameters filled in."""
    for route in routes:
        if isinstance(route, Mount):
            yield from (route.path + below for below in paths_of(route.routes))
            yield route.path + "/x"
        elif inner := getattr(getattr(route, "original_router", None), "routes", None):
            yield from paths_of(inner)
        elif path := getattr(route, "path", None):
            yield "/".join("1" if part.startswith("{") else part for part in path.split("/"))


def answering(app: FastAPI) -> set[str]:
    """Paths that answer an anonymous caller with anything but a refusal (405: no such method), static files apart."""
    client = TestClient(app, raise_server_exceptions=False)
    found = set()
    for path in {*paths_of(app.routes), "/", "/khong-co-trang-nay", "/openapi.json", "/docs", "/mat-khau/x"}:
        for method in METHODS:
            answer = client.request(method, path, follow_redirects=False)
            to_login = answer.status_code == 303 and answer.headers["location"].startswith("/dang-nhap")
            if not to_login and answer.status_code not in {401, 403, 405}:
                found.add(path)
    return {path for path in found if not path.startswith("/tinh/")}


def test_every_route_refuses_the_anonymous(app):
    known = set(paths_of(app.routes))
    assert {"/", "/dang-nhap", "/dang-xuat", "/mat-khau", "/suc-khoe", "/tinh/1"} <= known
    assert answering(app) == {"/dang-nhap", "/suc-khoe"}


def test_a_route_that_is_left_open_is_found(web_settings, monkeypatch):
    """The test above can fail: a path that the gate lets through is named, a route that somebody adds is closed."""
    made = create_app(web_settings)
    hole = Route("/lo-hong", lambda request: PlainTextResponse("ai cũng đọc được"))
    made.router.routes += [hole, Mount("/ho", routes=[Route("/hong", hole.endpoint)])]
    assert {"/lo-hong", "/ho/hong"} <= set(paths_of(made.routes))
    assert answering(made) == {"/dang-nhap", "/suc-khoe"}
    monkeypatch.setitem(gate.OPEN, "/lo-hong", "forgotten")
    assert answering(made) == {"/dang-nhap", "/suc-khoe", "/lo-hong"}
    made.state.parts.connections.close()


def test_mounted_in_another_application_it_refuses_too(web_settings):
    made = create_app(web_settings)
    outer = FastAPI()
    outer.mount("/hotich", made)
    client = TestClient(outer, raise_server_exceptions=False, headers={"Accept": "text/html"})
    for path in paths_of(made.routes):
        answer = client.get("/hotich" + path, follow_redirects=False)
        if path in gate.OPEN or path.startswith("/tinh/"):
            continue
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/hotich/dang-nhap"), path
    assert "/hotich/tinh/hotich.css" in client.get("/hotich/dang-nhap").text
    made.state.parts.connections.close()


def test_every_answer_has_the_headers(app, visitor, signed_in):
    answers = [
        visitor.get(path) for path in ("/", "/dang-nhap", "/suc-khoe", "/tinh/hotich.css", "/tinh/khong-co")
    ]
    answers += [
        visitor.post("/dang-nhap"),
        signed_in("xa-o-day").get("/"),
        signed_in("xa-o-day").get("/khong-co"),
    ]
    assert {answer.status_code for answer in answers} == {200, 303, 403, 404}
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        if not str(answer.url).endswith(".css"):
            assert answer.headers["Cache-Control"] == "no-store"


def test_pages_hold_nothing_that_the_policy_forbids(visitor, signed_in):
    someone = signed_in("so-tu-phap")
    for who, path in (
        (visitor, "/dang-nhap"),
        (someone, "/"),
        (someone, "/mat-khau"),
        (someone, "/khong-co"),
    ):
        text = who.get(path).text
        assert "<script>" not in text
        assert " style=" not in text
        assert " on" not in [part[:3] for part in text.split('"')]
        assert not re.search(r"""(src|href|action)=["']?(https?:)?//""", text)


@pytest.mark.parametrize("path", ["/dang-nhap", "/dang-xuat", "/mat-khau"])
@pytest.mark.parametrize("given", [None, "", "00" * 32])
def test_a_form_without_its_token_changes_nothing(signed_in, path, given):
    someone = signed_in("xa-o-day")
    before = someone.cookie
    answer = someone.post(path, given)
    assert answer.status_code == 403
    assert "Biểu mẫu đã cũ" in answer.text
    assert someone.cookie == before
    assert someone.get("/mat-khau").status_code == 200


def test_every_route_that_takes_a_post_wants_the_token(app, signed_in):
    someone = signed_in("xa-o-day")
    for path in set(paths_of(app.routes)):
        assert someone.post(path).status_code in {403, 405}, path


def test_the_token_of_another_session_is_no_use(signed_in):
    mine, theirs = signed_in("xa-o-day"), signed_in("xa-o-kia")
    assert mine.post("/dang-xuat", theirs.token("/mat-khau")).status_code == 403
    assert mine.post("/dang-xuat", mine.token("/mat-khau")).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://khac.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_that_another_site_sends_is_refused(signed_in, headers):
    someone = signed_in("xa-o-day")
    token = someone.token("/mat-khau")
    assert someone.post("/dang-xuat", token, headers).status_code == 403
    assert someone.post("/dang-xuat", token, {"Origin": "http://testserver"}).status_code == 303


def test_an_error_that_nobody_foresaw_tells_a_number_and_no_more(web_settings, province, signed_in, caplog):
    made = create_app(web_settings)

    def fail(request: object) -> None:
        raise RuntimeError("TRẦN THỊ BÍ MẬT")

    made.router.routes.insert(0, Route("/hong", fail))
    client = TestClient(made, raise_server_exceptions=False)
    client.cookies.set("hotich_phien", signed_in("xa-o-day").cookie)
    answer = client.get("/hong")
    assert answer.status_code == 500
    assert "Lỗi của hệ thống" in answer.text
    assert answer.headers["Content-Security-Policy"]
    number = answer.text.split("dưới số ")[1][:8]
    assert number in caplog.text
    assert "test_gate.py" in caplog.text
    assert "BÍ MẬT" not in answer.text + caplog.text
    made.state.parts.connections.close()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?den-ngay=2024-06-30", 200),
        ("?den-ngay=30/06/2024", 200),
        ("?den-ngay=31/06/2024", 400),
        ("?den-ngay=2024", 400),
    ],
)
def test_the_data_date_is_asked_for_or_refused_with_a_reason(signed_in, query, status):
    answer = signed_in("so-tu-phap").get("/" + query)
    assert answer.status_code == status
    assert ("30/06/2024" in answer.text) or "không đọc được" in answer.text
