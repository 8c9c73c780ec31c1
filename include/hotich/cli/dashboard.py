"""Commands of the dashboard: serve it, and who may sign in."""

import sys
from typing import Annotated

import typer

from hotich.cli.output import AsOf, Json, console, one_sentence_errors, parse_day, print_json, print_table
from hotich.settings import Settings

account = typer.Typer(no_args_is_help=True, help="Tài khoản xem bảng tiến độ.")
ACCOUNT_COLUMNS = {
    "name": "Tên", "role": "Vai trò", "unit": "Đơn vị", "active": "Được đăng nhập", "must_change": "Phải đổi mật khẩu",
    "signed_in": "Đăng nhập lần cuối",
}  # fmt: skip

Name = Annotated[str, typer.Argument(metavar="TÊN", help="Tên đăng nhập.")]
MustChange = Annotated[
    bool, typer.Option("--change/--keep", help="Chủ tài khoản phải đổi mật khẩu ở lần đăng nhập tới.")
]


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("serve")(serve)
    app.add_typer(account, name="account")


def serve(
    host: Annotated[str, typer.Option(help="Địa chỉ mạng để nghe.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Cổng.")] = 8090,
    as_of: AsOf = None,
) -> None:
    """Mở bảng tiến độ cho trình duyệt, đến khi bấm ctrl-C."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.web.serving import serve as run

        day = parse_day(as_of) if as_of else None
        settings = prepare(Settings.read())
    console.print(f"Bảng tiến độ: http://{host}:{port}   dừng: ctrl-C", highlight=False)
    run(settings, host, port, day)


@account.command("add")
def add(
    name: Name,
    role: Annotated[str, typer.Option(metavar="VAI_TRÒ", help="province, district hoặc unit.")],
    unit: Annotated[str | None, typer.Option(metavar="MÃ", help="Mã đơn vị; không cần với province.")] = None,
    change: MustChange = True,
) -> None:
    """Lập tài khoản; mật khẩu được hỏi, hoặc đọc từ đầu vào chuẩn."""
    with one_sentence_errors():
        from hotich.jobs.accounts import add_account
        from hotich.jobs.installation import prepare

        made = add_account(prepare(Settings.read()), name, role, unit, _password(), must_change=change)
    console.print(f"Đã lập tài khoản {made['name']} ({made['role']}): {made['unit']}", highlight=False)


@account.command("list")
def list_(json: Json = False) -> None:
    """Các tài khoản: vai trò, đơn vị, đăng nhập lần cuối."""
    with one_sentence_errors():
        from hotich.jobs.accounts import list_accounts
        from hotich.jobs.installation import prepare

        rows = list_accounts(prepare(Settings.read()))
    if json:
        print_json(rows)
        return
    print_table("Tài khoản", ACCOUNT_COLUMNS, rows)


@account.command("disable")
def disable(name: Name) -> None:
    """Khóa tài khoản: các phiên đang mở kết thúc ngay."""
    _set_active(name, active=False)
    console.print(f"Đã khóa tài khoản {name}.", highlight=False)


@account.command("enable")
def enable(name: Name) -> None:
    """Mở lại tài khoản đã khóa."""
    _set_active(name, active=True)
    console.print(f"Đã mở lại tài khoản {name}.", highlight=False)


@account.command("password")
def password(name: Name, change: MustChange = True) -> None:
    """Đặt mật khẩu khác cho tài khoản; mật khẩu được hỏi, hoặc đọc từ đầu vào chuẩn."""
    with one_sentence_errors():
        from hotich.jobs.accounts import set_password
        from hotich.jobs.installation import prepare

        set_password(prepare(Settings.read()), name, _password(), must_change=change)
    console.print(f"Đã đặt mật khẩu cho {name}; các phiên đang mở đã kết thúc.", highlight=False)


def _set_active(name: str, *, active: bool) -> None:
    with one_sentence_errors():
        from hotich.jobs.accounts import set_active
        from hotich.jobs.installation import prepare

        set_active(prepare(Settings.read()), name, active)


def _password() -> str:
    """A password, never from the command line, where every user of the machine could read it."""
    if sys.stdin.isatty():
        return str(typer.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại mật khẩu"))
    return sys.stdin.readline().rstrip("\r\n")
