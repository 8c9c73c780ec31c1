"""How the command line speaks: tables for people, JSON for programs, one sentence for errors."""

import json
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from hotich.errors import HotichError

_SHEET_WIDTH = 150
"""Columns of a table that goes to a file or pipe, where nothing says how wide the reader's window is."""


def open_console(*, stderr: bool = False) -> Console:
    """A console as wide as its terminal."""
    made = Console(stderr=stderr)
    return made if made.is_terminal else Console(stderr=stderr, width=_SHEET_WIDTH)


console = open_console()
errors = open_console(stderr=True)

Json = Annotated[
    bool, typer.Option("--json", help="In JSON thay cho bảng (one JSON document on standard output).")
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="Ngày tính số liệu (mặc định: hôm nay).")
]

Advance = Callable[[int, int], None]
"""Called with (done, total) as work goes on."""


def parse_day(text: str | None) -> date:
    """The day an `--as-of` option names; today if none. Raises HotichError on anything but YYYY-MM-DD."""
    if text is None:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HotichError(
            f"Ngày «{text}» không đọc được: hãy viết theo dạng 2024-06-30 (năm-tháng-ngày)."
        ) from None


def today() -> date:
    """Today where the deadlines run (Asia/Ho_Chi_Minh)."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def print_json(value: Any) -> None:
    """One JSON document, dates as ISO text."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def print_table(title: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> None:
    """`rows` as a table; `columns` maps a row's key to its heading; numbers stand right, Vietnamese style."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for key, heading in columns.items():
        numeric = any(isinstance(row.get(key), int | float) for row in rows)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(format_cell(row.get(key))) for key in columns))
    console.print(table)


def format_cell(value: Any) -> str:
    """A cell for people: `1.234.567`, `dd/mm/yyyy`, `–` for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if isinstance(value, float):
        return f"{value:,.1f}".translate(str.maketrans(",.", ".,"))
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)


@contextmanager
def progress_bar(text: str, quiet: bool = False) -> Generator[Advance, None, None]:
    """A bar on standard error while the block runs; yields the function that moves it."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, transient=True, disable=quiet) as bar:
        task = bar.add_task(text, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance


@contextmanager
def one_sentence_errors() -> Generator[None, None, None]:
    """An error of ours ends the command with its sentence and exit code 1, without a trace."""
    try:
        yield
    except HotichError as error:
        errors.print(f"[bold red]Lỗi:[/] {escape(str(error))}", highlight=False)
        raise typer.Exit(1) from None
