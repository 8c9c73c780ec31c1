"""Signing in and out, the own account and password; and whether the process answers."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from hotich.errors import HotichError
from hotich.jobs import accounts, passwords
from hotich.jobs.accounts import SignedIn, TooManyAttemptsError
from hotich.storage.sessions import Session
from hotich.web import paths
from hotich.web.context import Signed, parts_of
from hotich.web.csrf import token_for
from hotich.web.faults import Fault, fault_of
from hotich.web.parts import Parts

router = APIRouter()
At = Annotated[Parts, Depends(parts_of)]
Text = Annotated[str, Form(max_length=1000)]
_FIELDS = {"old": "hien-nay", "new": "moi", "again": "nhac-lai"}


@router.get(paths.HEALTH)
def health() -> Response:
    """Says that the process answers."""
    return PlainTextResponse("ok\n")


@router.get(paths.LOGIN)
def ask(request: Request, parts: At, tiep: str = "/") -> Response:
    """The page where one signs in."""
    if request.state.session is not None:
        return RedirectResponse(paths.home(request) + _onward(tiep), 303)
    return _login_page(request, parts, tiep)


@router.post(paths.LOGIN)
def sign_in(request: Request, parts: At, ten: Text = "", mat_khau: Text = "", tiep: Text = "/") -> Response:
    """Open a session, always a new one, and go where one wanted to."""
    if not ten.strip() or not mat_khau:  # no attempt to guess anything
        return _login_page(request, parts, tiep, ten, "Nhập cả tên đăng nhập và mật khẩu.", 400)
    try:
        with parts.connections.door() as conn:
            if request.state.session is not None:  # signed in as somebody else: that session ends
                accounts.sign_out(conn, _token(request), request.state.session.account)
            opened = accounts.sign_in(parts.settings, conn, ten, mat_khau, _address(request))
    except TooManyAttemptsError as error:
        answer = _login_page(request, parts, tiep, ten, str(error), 429)
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    except accounts.SignInError as error:
        return _login_page(request, parts, tiep, ten, str(error), 403)
    answer = RedirectResponse(paths.home(request) + _onward(tiep), 303)
    answer.delete_cookie(paths.form_cookie_of(request), path=_cookie_path(request))
    return _with_session(request, answer, opened)


@router.post(paths.LOGOUT)
def sign_out(request: Request, parts: At) -> Response:
    """Close the session."""
    session: Session = request.state.session
    with parts.connections.door() as conn:
        accounts.sign_out(conn, _token(request), session.account)
    answer = RedirectResponse(paths.home(request) + paths.LOGIN, 303)
    answer.delete_cookie(paths.cookie_of(request), path=_cookie_path(request))
    return answer


@router.get(paths.PASSWORD)
def own_account(context: Signed) -> Response:
    """The own account: what it may see, and the form for another password."""
    return _account_page(context)


@router.post(paths.PASSWORD)
def change_password(context: Signed, hien_nay: Text = "", moi: Text = "", nhac_lai: Text = "") -> Response:
    """Give the own account another password; other sessions of the account end."""
    parts, account, address = context.parts, context.account, _address(context.request)
    try:
        with parts.connections.door() as conn:
            opened = accounts.change_password(parts.settings, conn, account, hien_nay, moi, nhac_lai, address)
    except TooManyAttemptsError as error:
        answer: Response = _account_page(context, Fault(str(error)), 429)
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    except HotichError as error:
        return _account_page(context, fault_of(error, _FIELDS), 400)
    answer = RedirectResponse(paths.home(context.request) + f"{paths.PASSWORD}?da-doi=1", 303)
    return _with_session(context.request, answer, opened)


def _account_page(context: Signed, fault: Fault | None = None, status: int = 200) -> Response:
    units = context.plan.units
    visible = [units.by_id(unit_id) for unit_id in sorted(context.session.unit_ids)]
    done = "da-doi" in context.request.query_params
    return context.page(
        "account.html", status=status, fault=fault, done=done, visible=visible, unit=context.unit,
        shortest=passwords.SHORTEST, session=context.session,
    )  # fmt: skip


def _login_page(
    request: Request, parts: Parts, onward: str, name: str = "", fault: str = "", status: int = 200
) -> Response:
    secret = request.cookies.get(paths.form_cookie_of(request)) or secrets.token_urlsafe(32)
    values = {"onward": _onward(onward), "name": name[:40], "fault": fault, "csrf_token": token_for(secret)}
    answer = parts.pages.render(request, "login.html", values, status)
    _set_cookie(request, answer, paths.form_cookie_of(request), secret)
    return answer


def _with_session(request: Request, answer: Response, opened: SignedIn) -> Response:
    _set_cookie(request, answer, paths.cookie_of(request), opened.token)
    return answer


def _set_cookie(request: Request, answer: Response, name: str, value: str) -> None:
    """A cookie for the browser's session that neither scripts nor other sites' requests use."""
    answer.set_cookie(
        name,
        value,
        httponly=True,
        samesite="lax",
        secure=paths.is_secure(request),
        path=_cookie_path(request),
    )


def _cookie_path(request: Request) -> str:
    return paths.home(request) or "/"


def _token(request: Request) -> str:
    return request.cookies[paths.cookie_of(request)]


def _address(request: Request) -> str:
    return request.client.host if request.client else "không rõ"


def _onward(wanted: str) -> str:
    """Where to go after signing in: a page of ours, never another site's."""
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and "\\" not in wanted
    return wanted if own and wanted.isprintable() and not wanted.startswith(paths.LOGOUT) else "/"
