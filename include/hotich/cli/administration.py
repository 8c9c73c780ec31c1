"""Commands for whoever runs the installation: sample province, database, audit, generated files."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from hotich.cli.output import (
    AsOf,
    Json,
    console,
    one_sentence_errors,
    parse_day,
    print_json,
    print_table,
    progress_bar,
)
from hotich.settings import Settings

database = typer.Typer(no_args_is_help=True, help="Cơ sở dữ liệu: khởi động, dừng, nâng cấp bảng, địa chỉ.")
audit = typer.Typer(no_args_is_help=True, help="Nhật ký nối chuỗi.")


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("simulate")(simulate)
    app.command("simulate-history")(simulate_history)
    app.command("answer")(answer)
    app.command("generate")(generate)
    app.add_typer(database, name="database")
    app.add_typer(audit, name="audit")


def simulate(
    out: Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Ghi inbox/ và truth/ vào đây.")],
    cases: Annotated[int, typer.Option(min=1, help="Số trường hợp.")] = 5_000,
    seed: Annotated[int, typer.Option(help="Cùng số này cho cùng một tỉnh mẫu.")] = 2019,
    districts: Annotated[int, typer.Option(min=0, help="Số huyện.")] = 2,
    communes: Annotated[int, typer.Option(min=1, help="Số xã.")] = 6,
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", help="Đúng các đơn vị này, thay cho --districts và --communes."),
    ] = None,
    faults: Annotated[bool, typer.Option(help="Cài lỗi để thử kiểm tra.")] = True,
    as_of: AsOf = None,
    processes: Annotated[int, typer.Option(min=1, help="Số tiến trình.")] = 2,
    json: Json = False,
) -> None:
    """Tạo một tỉnh mẫu: sổ như đơn vị gửi, gia đình qua nhiều thế hệ, lỗi cài sẵn, và sự thật để đối chiếu."""
    with one_sentence_errors(), progress_bar("Đang tạo tỉnh mẫu", quiet=json) as advance:
        from hotich.plan import load_plan
        from hotich.simulate import FaultRates, UnitCounts
        from hotich.simulate import simulate as make

        summary = make(
            out,
            plan=load_plan(Settings.read().plan),
            units=unit or UnitCounts(communes=communes, districts=districts),
            cases=cases,
            seed=seed,
            faults=None if faults else FaultRates.none(),
            as_of=parse_day(as_of) if as_of else None,
            processes=processes,
            progress=lambda done, total, _label: advance(done, total),
        )
    if json:
        print_json(asdict(summary))
        return
    console.print(
        f"{summary.cases} trường hợp, {summary.persons} người, {summary.books} quyển, {summary.files} tệp ở {out}",
        highlight=False,
    )


def simulate_history(
    cases: Annotated[int, typer.Option(min=1, help="Số trường hợp của cả tỉnh.")] = 2_000_000,
    seed: Annotated[int, typer.Option(help="Cùng số này cho cùng một lịch sử.")] = 2019,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Ghi vào cơ sở dữ liệu TRỐNG nhiều năm làm việc của cả tỉnh mẫu: sổ, thống kê, tiến độ từng tuần, việc đang mở; không có trường hợp nào."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.plan import load_plan
        from hotich.simulate.history import write_history
        from hotich.storage.database import connect

        settings = prepare(Settings.read())
        with connect(settings) as conn:
            summary = write_history(
                conn, load_plan(settings.plan), seed=seed, cases=cases, as_of=parse_day(as_of)
            )
    if json:
        print_json(asdict(summary))
        return
    console.print(
        f"{summary.units} đơn vị, {summary.books} quyển, {summary.files} tệp, {summary.snapshot_rows} dòng số liệu của"
        f" {summary.data_dates} ngày, đến {summary.as_of:%d/%m/%Y}. Xem: hotich progress --as-of {summary.as_of}",
        highlight=False,
    )


def answer(
    province: Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Tỉnh mẫu của `hotich simulate`.")],
    json: Json = False,
) -> None:
    """Cán bộ của tỉnh mẫu trả lời phiếu: điền theo sự thật các phiếu đã gửi ra, đặt lại vào hộp nhận."""
    with one_sentence_errors(), progress_bar("Đang điền phiếu", quiet=json) as advance:
        from hotich.simulate.answers import answer_slips

        answers = answer_slips(Settings.read().outbox, province / "inbox", province / "truth", advance)
    rows = [
        {"slip": slip, "slips": count, "cells": answers.cells[slip]} for slip, count in answers.slips.items()
    ]
    if json:
        print_json(rows)
        return
    print_table("Phiếu đã điền", {"slip": "Phiếu", "slips": "Số phiếu", "cells": "Số ô"}, rows)


def generate(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Chỉ kiểm tra; mã thoát 1 khi có tệp đã cũ.")
    ] = False,
) -> None:
    """Write expectations/ and docs/reference/ again from the descriptions, or tell which are stale."""
    with one_sentence_errors():
        from hotich.cli.reference import commands_page, settings_page
        from hotich.jobs.generation import REFERENCE, derived_files, stale_files, write_derived

        files = derived_files()
        files |= {
            REFERENCE / "cli.md": commands_page(context.find_root().command),
            REFERENCE / "settings.md": settings_page(),
        }
        if check:
            stale = stale_files(files)
            for path in stale:
                console.print(f"[red]đã cũ:[/] {path}", highlight=False)
            if stale:
                console.print("Chạy: make generate")
                raise typer.Exit(1)
            console.print(f"{len(files)} tệp sinh ra đều mới.")
            return
        for path in write_derived(files):
            console.print(f"đã ghi {path}", highlight=False)


@database.command("start")
def start() -> None:
    """Khởi động PostgreSQL kèm theo."""
    with one_sentence_errors():
        from hotich.storage.server import Server

        status = Server(Settings.read().home).start().status()
    console.print(f"PostgreSQL chạy ở cổng {status.port}", highlight=False)


@database.command("stop")
def stop() -> None:
    """Dừng PostgreSQL kèm theo."""
    with one_sentence_errors():
        from hotich.storage.server import Server

        Server(Settings.read().home).stop()
    console.print("PostgreSQL đã dừng.")


@database.command("url")
def url() -> None:
    """Địa chỉ kết nối, có mật khẩu: dùng cho psql."""
    with one_sentence_errors():
        from hotich.storage.database import database_url

        typer.echo(database_url(Settings.read()))


@database.command("upgrade")
def upgrade(revision: Annotated[str, typer.Argument(help="Phiên bản bảng.")] = "head") -> None:
    """Tạo hoặc nâng cấp bảng."""
    with one_sentence_errors():
        from hotich.storage.database import database_url
        from hotich.storage.migration import upgrade as migrate

        reached = migrate(database_url(Settings.read()), revision)
    console.print(f"Bảng ở phiên bản {reached}.", highlight=False)


@database.command("downgrade")
def downgrade(
    revision: Annotated[str, typer.Argument(help="Phiên bản muốn lùi về; base: bỏ hết bảng.")],
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại: dữ liệu của bảng bị bỏ sẽ mất.")] = False,
) -> None:
    """Lùi bảng về phiên bản cũ."""
    if not yes:
        typer.confirm("Dữ liệu trong các bảng bị bỏ sẽ mất. Tiếp tục?", abort=True)
    with one_sentence_errors():
        from hotich.storage.database import database_url
        from hotich.storage.migration import downgrade as migrate

        migrate(database_url(Settings.read()), revision)
    console.print(f"Bảng đã lùi về {revision}.", highlight=False)


@audit.command("verify")
def verify(json: Json = False) -> None:
    """Kiểm tra chuỗi băm của nhật ký: có dòng nào bị sửa, xóa, chèn không."""
    with one_sentence_errors():
        from hotich.storage.audit import first_break, head
        from hotich.storage.database import connect

        with connect(Settings.read()) as conn:
            broken, anchor = first_break(conn), head(conn)
    if json:
        print_json({"broken_at": broken, "rows": anchor.audit_id, "hash": anchor.hash})
    elif broken is None:
        console.print(f"Nhật ký nguyên vẹn: {anchor.audit_id} dòng, mã cuối {anchor.hash}", highlight=False)
    else:
        console.print(
            f"[red]Nhật ký bị thay đổi từ dòng {broken}.[/] Giữ nguyên hiện trạng, so với bản neo và bản sao lưu."
        )
    if broken is not None:
        raise typer.Exit(1)
