"""All commands under one name."""

import typer

from hotich.cli import (
    administration,
    dashboard,
    decisions,
    descriptions,
    difficulties,
    money,
    open_work,
    reminding,
    reports,
    standing,
    work,
)

app = typer.Typer(
    name="hotich",
    help="Chạy kế hoạch số hóa sổ hộ tịch: nhận, kiểm tra, nạp, thống kê. / Runs the plan for digitising civil-status registers.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for module in (
    work,
    standing,
    open_work,
    decisions,
    difficulties,
    reminding,
    reports,
    dashboard,
    money,
    descriptions,
    administration,
):
    module.add_commands(app)
