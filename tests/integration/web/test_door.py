"""Signing in and out: sessions, limits, passwords, and what the audit log keeps of it."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from hotich.errors import HotichError
from hotich.jobs import accounts
from hotich.storage import login_limits
from hotich.storage.database import open_url
from hotich.storage.sessions import hash_of
from hotich.web import create_app

pytestmark = pytest.mark.postgres

PASSWORD = "bốn con ngựa chạy qua cầu"
NEW = "năm con vịt bơi dưới ao"


@pytest.fixture(autouse=True)
def no_attempts(province):
    province.all("DELETE FROM login_attempt RETURNING 1")


@pytest.fixture
def account(province, request):
    """An account of its own for a test that changes it."""
    name = f"thu-{abs(hash(request.node.name)) % 10**8}"
    accounts.add_account(province.settings, name, "unit", "28855", PASSWORD, must_change=False)
    return name


def audit_of(province, name=None, action=None):
    """(action, detail) of the audit lines of an account, oldest first."""
    return province.all(
        "SELECT action, coalesce(detail, '{}') FROM audit_log WHERE (%(actor)s::text IS NULL OR actor = %(actor)s)"
        " AND (%(action)s::text IS NULL OR action = %(action)s) ORDER BY audit_id".replace(
            "%(actor)s", "%s"
        ).replace("%(action)s", "%s"),
        *[f"tài khoản:{name}" if name else None] * 2,
        *[action] * 2,
    )


def test_a_wrong_name_and_a_wrong_password_sound_the_same(visitor):
    answers = [visitor.sign_in("xa-o-day", "sai mật khẩu rồi"), visitor.sign_in("khong-co-ai", PASSWORD)]
    assert {answer.status_code for answer in answers} == {403}
    sentences = {answer.text.split('role="alert"')[1].split("</p>")[0] for answer in answers}
    assert len(sentences) == 1
    assert visitor.cookie is None


def test_an_unknown_name_costs_as_much_work(visitor, monkeypatch):
    asked = []
    kept = accounts.passwords.matches
    monkeypatch.setattr(accounts.passwords, "matches", lambda *words: asked.append(words[1]) or kept(*words))
    visitor.sign_in("khong-co-ai")
    visitor.sign_in("xa-o-day")
    assert [one is None for one in asked] == [True, False]
    nobodys = accounts.passwords._nobodys()
    assert nobodys.split("$")[:4] == asked[1].split("$")[:4], "the same kind of hash, of the same cost"


def test_signing_in_makes_a_new_session_each_time(visitor, signed_in, province):
    planted = "mã do kẻ khác đặt sẵn"
    visitor.client.cookies.set("hotich_phien", planted.encode("ascii", "ignore").decode())
    assert visitor.sign_in("xa-o-day").status_code == 303
    tokens = [cookie.value for cookie in visitor.client.cookies.jar if cookie.name == "hotich_phien"]
    assert province.one("SELECT count(*) FROM session WHERE token_hash = %s", hash_of("m do k khc t sn")) == 0
    fresh = next(token for token in tokens if len(token) > 30)
    again = signed_in("xa-o-day")
    assert again.cookie != fresh
    first = again.cookie
    assert (
        again.post("/dang-nhap", again.token("/mat-khau"), ten="xa-o-kia", mat_khau=PASSWORD).status_code
        == 303
    )
    assert again.cookie != first
    assert province.one("SELECT count(*) FROM session WHERE token_hash = %s", hash_of(first)) == 0, (
        "the former one ended"
    )


def test_the_database_keeps_no_token_and_no_password(signed_in, province):
    someone = signed_in("xa-o-day")
    for table in ("session", "account", "audit_log", "login_attempt"):
        text = province.one(f"SELECT string_agg(t::text, ' ') FROM {table} t") or ""
        assert someone.cookie not in text
        assert PASSWORD not in text
    assert province.one("SELECT bool_and(password_hash LIKE '$argon2id$%%') FROM account WHERE %s", True)


def test_the_cookie_is_for_the_server_alone(visitor, app):
    visitor.token()
    set_cookie = visitor.sign_in("xa-o-day").headers["set-cookie"]
    session = next(part for part in set_cookie.split(", ") if part.startswith("hotich_phien="))
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert "Secure" not in session
    secure = TestClient(app, base_url="https://testserver", raise_server_exceptions=False)
    text = secure.get("/dang-nhap")
    assert "Secure" in text.headers["set-cookie"]
    assert text.headers["Strict-Transport-Security"]


def test_signing_out_ends_the_session_on_the_server(signed_in, province):
    someone = signed_in("xa-o-day")
    kept = someone.cookie
    someone.post("/dang-xuat", someone.token("/mat-khau"))
    someone.client.cookies.set("hotich_phien", kept)
    assert someone.get("/").status_code == 303
    assert audit_of(province, "xa-o-day")[-1][0] == "signed_out"


@pytest.mark.parametrize("column", ["idle_until", "expires_at"])
def test_a_session_ends_by_idleness_and_by_age(signed_in, province, column):
    someone = signed_in("xa-o-day")
    assert someone.get("/mat-khau").status_code == 200
    province.all(
        f"UPDATE session SET {column} = now() - interval '1 second' WHERE token_hash = %s RETURNING 1",
        hash_of(someone.cookie),
    )
    answer = someone.get("/?den-ngay=2024-06-30")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/dang-nhap?tiep=/%3Fden-ngay%3D2024-06-30"


def test_work_keeps_a_session_alive_but_not_for_ever(signed_in, province):
    someone = signed_in("xa-o-day")
    key = hash_of(someone.cookie)
    province.all(
        "UPDATE session SET idle_until = now() + interval '5 minutes' WHERE token_hash = %s RETURNING 1", key
    )
    expires = province.one("SELECT expires_at FROM session WHERE token_hash = %s", key)
    someone.get("/")
    assert province.one(
        "SELECT idle_until > now() + interval '50 minutes' FROM session WHERE token_hash = %s", key
    )
    assert province.one("SELECT expires_at FROM session WHERE token_hash = %s", key) == expires


def test_a_closed_account_is_out_at_once(account, visitor, province):
    assert visitor.sign_in(account).status_code == 303
    accounts.set_active(province.settings, account, active=False)
    assert visitor.get("/").status_code == 303
    assert visitor.sign_in(account).status_code == 403
    accounts.set_active(province.settings, account, active=True)
    assert visitor.sign_in(account).status_code == 303
    assert [action for action, _ in audit_of(province, account)] == [
        "signed_in",
        "sign_in_refused",
        "signed_in",
    ]
    assert audit_of(province, account)[1][1]["reason"] == "closed"


def test_after_five_wrong_passwords_one_waits_and_other_processes_know(visitor, web_settings, province):
    for _ in range(login_limits.PER_NAME_AND_ADDRESS):
        assert visitor.sign_in("xa-o-day", "sai mật khẩu rồi").status_code == 403
    other = create_app(web_settings)  # as another process would: nothing is shared but the database
    client = TestClient(other, raise_server_exceptions=False)
    for who in (visitor, type(visitor)(client)):
        answer = who.sign_in("xa-o-day")
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 900
        assert "Hãy đợi 15 phút" in answer.text
        assert who.cookie is None
    neighbour = type(visitor)(TestClient(other, raise_server_exceptions=False))
    assert neighbour.sign_in("xa-o-kia").status_code == 303, "others are not kept out"
    refused = [
        detail["reason"] for action, detail in audit_of(province, "xa-o-day") if action == "sign_in_refused"
    ]
    assert refused[-6:] == ["password"] * 5 + ["too_many"], "told once, however often it is tried"
    province.all("UPDATE login_attempt SET at = at - interval '16 minutes' RETURNING 1")
    assert visitor.sign_in("xa-o-day").status_code == 303
    other.state.parts.connections.close()


def test_many_names_from_one_address_are_one_attacker(province, conn_of_owner):
    for number in range(login_limits.PER_ADDRESS):
        assert login_limits.attempt(conn_of_owner, f"ten-{number}", "10.0.0.1").wait_seconds == 0
    assert login_limits.attempt(conn_of_owner, "ten-khac", "10.0.0.1").wait_seconds > 0
    assert login_limits.attempt(conn_of_owner, "ten-khac", "10.0.0.2").wait_seconds == 0


def test_one_name_from_many_addresses_too(province, conn_of_owner):
    for number in range(login_limits.PER_NAME):
        assert login_limits.attempt(conn_of_owner, "so-tu-phap", f"10.0.1.{number}").wait_seconds == 0
    assert login_limits.attempt(conn_of_owner, "so-tu-phap", "10.0.2.1").wait_seconds > 0


def test_attempts_at_the_same_moment_are_all_counted(province):
    from concurrent.futures import ThreadPoolExecutor

    def try_once(_: int) -> bool:
        with open_url(str(province.settings.database_url)) as conn:
            return login_limits.attempt(conn, "xa-o-day", "10.0.0.9").wait_seconds == 0

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_once, range(20))) == login_limits.PER_NAME_AND_ADDRESS


@pytest.fixture
def conn_of_owner(province):
    with open_url(str(province.settings.database_url)) as conn:
        yield conn


def test_what_was_typed_into_the_name_is_not_kept(visitor, province):
    visitor.sign_in("Mật khẩu gõ nhầm chỗ", "x")
    for table in ("login_attempt", "audit_log"):
        assert "gõ nhầm chỗ" not in province.one(f"SELECT string_agg(t::text, ' ') FROM {table} t")


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/mat-khau", "/mat-khau"), ("/?den-ngay=2024-06-30", "/?den-ngay=2024-06-30"), ("https://khac.example", "/"),
        ("//khac.example", "/"), ("/\\khac.example", "/"), ("/dang-xuat", "/"), ("", "/"), ("/a\nb: c", "/"),
    ],
)  # fmt: skip
def test_after_signing_in_one_goes_on_within_the_dashboard(visitor, wanted, goes):
    answer = visitor.sign_in("xa-o-day", tiep=wanted)
    assert answer.headers["location"] == goes


def test_ones_own_password_is_changed_and_other_sessions_end(account, app, visitor, province):
    elsewhere = type(visitor)(TestClient(app, raise_server_exceptions=False))
    elsewhere.sign_in(account)
    visitor.sign_in(account)
    before = visitor.cookie
    token = visitor.token("/mat-khau")
    for fields, sentence in (
        ({"hien_nay": "sai", "moi": NEW, "nhac_lai": NEW}, "Mật khẩu hiện nay không đúng"),
        ({"hien_nay": PASSWORD, "moi": NEW, "nhac_lai": NEW + "x"}, "không giống nhau"),
        ({"hien_nay": PASSWORD, "moi": PASSWORD, "nhac_lai": PASSWORD}, "phải khác"),
        ({"hien_nay": PASSWORD, "moi": "ngắn", "nhac_lai": "ngắn"}, "ít nhất 12 ký tự"),
    ):
        province.all("DELETE FROM login_attempt RETURNING 1")
        answer = visitor.post("/mat-khau", token, **fields)
        assert answer.status_code == 400
        assert sentence in answer.text
    assert visitor.post("/mat-khau", token, hien_nay=PASSWORD, moi=NEW, nhac_lai=NEW).status_code == 303
    assert visitor.cookie != before
    assert visitor.get("/mat-khau").status_code == 200
    assert elsewhere.get("/").status_code == 303
    assert elsewhere.sign_in(account).status_code == 403
    assert elsewhere.sign_in(account, NEW).status_code == 303
    assert "password_changed" in [action for action, _ in audit_of(province, account)]


def test_a_guess_at_the_own_password_is_limited_too(account, visitor):
    visitor.sign_in(account)
    token = visitor.token("/mat-khau")
    statuses = [
        visitor.post("/mat-khau", token, hien_nay="sai", moi=NEW, nhac_lai=NEW).status_code
        for _ in range(login_limits.PER_NAME_AND_ADDRESS + 1)
    ]
    assert statuses == [400] * login_limits.PER_NAME_AND_ADDRESS + [429]


def test_a_password_that_somebody_else_set_must_be_changed_first(account, visitor, province):
    accounts.set_password(province.settings, account, NEW)
    assert visitor.sign_in(account, NEW).status_code == 303
    assert visitor.get("/").headers["location"] == "/mat-khau"
    page = visitor.get("/mat-khau")
    assert "do người khác đặt" in page.text
    token = visitor.token("/mat-khau")
    visitor.post("/mat-khau", token, hien_nay=NEW, moi=PASSWORD, nhac_lai=PASSWORD)
    assert visitor.get("/mat-khau").status_code == 200


def test_accounts_are_refused_with_a_reason(province):
    settings = province.settings
    for arguments, sentence in (
        (("xa", "unit", "28855", PASSWORD), "3 đến 40 ký tự"),
        (("Nguyễn Văn A", "unit", "28855", PASSWORD), "Không dùng tên người"),
        (("xa-moi", "chu-tich", "28855", PASSWORD), "Các vai trò: province"),
        (("xa-moi", "unit", None, PASSWORD), "cần mã đơn vị"),
        (("xa-moi", "unit", "99999", PASSWORD), "Không có đơn vị"),
        (("xa-moi", "district", "28855", PASSWORD), "cấp xã"),
        (("xa-moi", "province", "831", PASSWORD), "cấp huyện"),
        (("xa-moi", "unit", "28855", "xa-moi xa-moi xa-moi"), "không được chứa tên tài khoản"),
        (("xa-o-day", "unit", "28855", PASSWORD), "Đã có tài khoản"),
    ):
        with pytest.raises(HotichError, match=sentence):
            accounts.add_account(settings, *arguments)
    assert province.one("SELECT count(*) FROM account WHERE name = 'xa-moi'") == 0


def test_the_audit_chain_holds(province):
    from hotich.storage import audit

    with open_url(str(province.settings.database_url)) as conn:
        assert audit.first_break(conn) is None


def test_without_the_role_the_dashboard_says_what_to_do(province, signed_in, web_settings):
    """The login of the pages was not made a member, as on a server whose administrator has not been told yet."""
    made = create_app(replace(web_settings, web_database_url=str(web_settings.web_database_url)))
    client = TestClient(made, raise_server_exceptions=False)
    client.cookies.set("hotich_phien", signed_in("xa-o-day").cookie)
    with open_url(str(province.settings.database_url)) as owner:
        owner.execute("REVOKE hotich_dashboard FROM hotich_web")
        try:
            answer = client.get("/")
        finally:
            owner.execute("GRANT hotich_dashboard TO hotich_web")
    assert answer.status_code == 400
    assert "use-another-postgresql.md" in answer.text
    made.state.parts.connections.close()
