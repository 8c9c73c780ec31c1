"""Accounts of the dashboard: made, listed, closed; signing in and out; passwords. Each leaves a line in the audit log."""

import getpass
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

from hotich.errors import HotichError, InputError
from hotich.jobs import passwords
from hotich.jobs.sights import unit_of, visible_units
from hotich.plan import load_plan
from hotich.settings import Settings
from hotich.storage import accounts, audit, login_limits, sessions
from hotich.storage.accounts import Account
from hotich.storage.database import connect
from hotich.storage.plans import sync_plan
from hotich.storage.states import AccountRole

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
ACTOR = "tài khoản:{}"
"""How the audit log names who acted in the dashboard."""


class SignInError(HotichError):
    """The name or the password is wrong, or the account closed: which of these is not told."""


class TooManyAttemptsError(HotichError):
    """Too many attempts to sign in; `seconds` until the next may be made."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        minutes = -(-seconds // 60)
        super().__init__(f"Đã thử đăng nhập quá nhiều lần. Hãy đợi {minutes} phút rồi thử lại.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that was opened."""

    token: str
    """For the browser's cookie; the database holds only its hash."""
    must_change: bool


def add_account(
    settings: Settings, name: str, role: str, unit_code: str | None, password: str, *, must_change: bool = True,
    by: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Make an account; returns name, role and unit. Raises HotichError when something about it is not acceptable."""
    if not _NAME.fullmatch(name):
        raise HotichError(
            f"Tên tài khoản “{name}” không dùng được: 3 đến 40 ký tự a–z, 0–9, dấu chấm, gạch ngang, gạch dưới;"
            " bắt đầu bằng chữ hoặc số. Không dùng tên người: lấy tên đơn vị, ví dụ xa-an-hiep."
        )
    wanted = _role(role)
    passwords.check(password, name)
    plan = load_plan(settings.plan)
    unit = unit_of(plan, wanted, unit_code)
    kept = passwords.hash_password(password)
    with connect(settings) as conn, conn.transaction():
        sync_plan(conn, plan.at(datetime.now(UTC).date()))
        if not accounts.insert(conn, name, wanted, unit.unit_id, kept, must_change):
            raise HotichError(f"Đã có tài khoản “{name}”: chọn tên khác, hoặc đổi mật khẩu của tài khoản ấy.")
        detail = {"account": name, "role": wanted.value}
        audit.write(conn, by or _operator(), "account_added", unit_id=unit.unit_id, detail=detail)
    return {"name": name, "role": wanted.value, "unit": f"{unit.name} ({unit.code})"}


def list_accounts(settings: Settings) -> list[dict[str, Any]]:
    """Every account: name, role, unit, whether it may sign in, when it last did."""
    units = load_plan(settings.plan).units
    with connect(settings) as conn:
        found = accounts.every(conn)
    rows = []
    for account in found:
        unit = units.by_id(account.unit_id)
        rows.append(
            {
                "name": account.name, "role": account.role.value, "unit": f"{unit.name} ({unit.code})",
                "active": account.active, "must_change": account.must_change,
                "signed_in": account.signed_in_at.date() if account.signed_in_at else None,
            }
        )  # fmt: skip
    return rows


def set_active(settings: Settings, name: str, active: bool, *, by: str | None = None) -> None:
    """Close an account (its sessions end at once) or open it again."""
    with connect(settings) as conn, conn.transaction():
        if not accounts.set_active(conn, name, active):
            raise HotichError(_unknown(name))
        action = "account_enabled" if active else "account_disabled"
        audit.write(conn, by or _operator(), action, detail={"account": name})


def set_password(
    settings: Settings, name: str, password: str, *, must_change: bool = True, by: str | None = None
) -> None:
    """Give an account a password that its owner must change; its sessions end at once."""
    passwords.check(password, name)
    kept = passwords.hash_password(password)
    with connect(settings) as conn, conn.transaction():
        if not accounts.set_password(conn, name, kept, must_change):
            raise HotichError(_unknown(name))
        audit.write(conn, by or _operator(), "password_set", detail={"account": name})


def sign_in(
    settings: Settings, conn: psycopg.Connection[Any], name: str, password: str, address: str
) -> SignedIn:
    """Open a session for who knows the password.

    `conn`: the owner's. Raises TooManyAttemptsError, SignInError; both are in the audit log.
    """
    name = name.strip().casefold()
    verdict = login_limits.attempt(conn, name, address)
    account = accounts.find(conn, name)
    actor = ACTOR.format(account.name) if account else "khách"
    if verdict.wait_seconds:
        if verdict.first:
            detail = {"reason": "too_many", "address": address}
            audit.write(conn, actor, "sign_in_refused", detail=detail)
        raise TooManyAttemptsError(verdict.wait_seconds)
    # Also for names that nobody has: how long it takes must not tell which exist.
    right = passwords.matches(password, account.password_hash if account else None)
    if account is None or not right or not account.active:
        reason = "unknown" if account is None else "password" if not right else "closed"
        audit.write(conn, actor, "sign_in_refused", detail={"reason": reason, "address": address})
        raise SignInError("Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đã khóa.")
    login_limits.forget(conn, name, address)
    if passwords.is_outdated(account.password_hash):
        accounts.renew_hash(conn, account.account_id, passwords.hash_password(password))
    return _open(settings, conn, account, "signed_in", address)


def sign_out(conn: psycopg.Connection[Any], token: str, account: Account) -> None:
    """Close a session."""
    with conn.transaction():
        sessions.end(conn, token)
        audit.write(conn, ACTOR.format(account.name), "signed_out")


def change_password(
    settings: Settings, conn: psycopg.Connection[Any], account: Account, old: str, new: str, again: str, address: str
) -> SignedIn:  # fmt: skip
    """Let somebody change the own password; all sessions of the account end and a new one begins.

    Raises TooManyAttemptsError, InputError.
    """
    verdict = login_limits.attempt(conn, account.name, address)
    if verdict.wait_seconds:
        raise TooManyAttemptsError(verdict.wait_seconds)
    if not passwords.matches(old, account.password_hash):
        audit.write(conn, ACTOR.format(account.name), "password_change_refused", detail={"address": address})
        raise InputError("old", "Mật khẩu hiện nay không đúng. Hãy nhập lại.")
    if new != again:
        raise InputError("again", "Hai lần nhập mật khẩu mới không giống nhau. Hãy nhập lại.")
    if new == old:
        raise InputError("new", "Mật khẩu mới phải khác mật khẩu hiện nay.")
    passwords.check(new, account.name)
    kept = passwords.hash_password(new)
    login_limits.forget(conn, account.name, address)
    with conn.transaction():
        accounts.set_password(conn, account.name, kept, must_change=False)
        renewed = accounts.find(conn, account.name)
        assert renewed is not None
        return _open(settings, conn, renewed, "password_changed", address)


def _open(
    settings: Settings, conn: psycopg.Connection[Any], account: Account, action: str, address: str
) -> SignedIn:
    token = secrets.token_urlsafe(32)
    units = visible_units(load_plan(settings.plan), account.role, account.unit_id)
    with conn.transaction():
        sessions.begin(conn, token, account, units)
        actor = ACTOR.format(account.name)
        audit.write(conn, actor, action, unit_id=account.unit_id, detail={"address": address})
    return SignedIn(token, account.must_change)


def _role(text: str) -> AccountRole:
    try:
        return AccountRole(text)
    except ValueError:
        listed = ", ".join(f"{role.value} ({role.term})" for role in AccountRole)
        raise HotichError(f"Không có vai trò “{text}”. Các vai trò: {listed}.") from None


def _unknown(name: str) -> str:
    return f"Không có tài khoản “{name}”: xem `hotich account list`."


def _operator() -> str:
    """Who runs the command, as the machine knows them."""
    try:
        return f"quản trị:{getpass.getuser()}"
    except (KeyError, OSError):
        return "quản trị"
