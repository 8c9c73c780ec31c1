"""`make demo`: a sample province through all stages of the plan, then the figures against the truth about it."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from hotich.cli.output import console, print_table, today
from hotich.errors import HotichError
from hotich.jobs.counting import TABLE_COLUMNS, progress_table
from hotich.jobs.province import SamplePlan, compare_with_truth, database_digest
from hotich.jobs.queues import open_counts
from hotich.plan import Plan, load_plan
from hotich.settings import PROJECT_ROOT, Settings
from hotich.storage.states import QueueKind
from hotich_airflow.client import RunState
from hotich_airflow.factory import dag_id
from hotich_airflow.first_accounts import accounts_file, make_first_accounts
from hotich_airflow.runner import Airflow, running

FIGURES = PROJECT_ROOT / "build" / "demo.json"
SAMPLE = SamplePlan(districts=2, communes=6, cases=44_000, seed=2019)
BETWEEN_RUNS = timedelta(weeks=6)
"""The runs stand for days so far apart: time for offices to answer, and a course to see afterwards."""


def main(settings: Settings) -> int:
    """Run the demo; 0 if every stage ran, no sound row was returned and every planted structural fault was."""
    began = time.monotonic()
    settings = replace(settings, inbox=str(settings.home / "province" / "inbox"), settle_seconds=0.0)
    # Stages are started by hand here, in the plan's order, not by the clock.
    os.environ["HOTICH_SCHEDULE"] = ""
    plan = load_plan(settings.plan)
    days = [today() - 2 * BETWEEN_RUNS, today() - BETWEEN_RUNS, today()]
    _make_province(settings, days[0])
    with running(settings, lambda line: console.print(f"· {line}", highlight=False)) as airflow:
        airflow.wait_for_dags({dag_id(plan, stage) for stage in plan.stages})
        before = database_digest(settings)
        if before.cases:
            # What is loaded now was not loaded then: only a first demo may look back.
            days = [today()] * len(days)
        _announce("Lần chạy thứ nhất: mọi giai đoạn của kế hoạch", days[0])
        first = _run_all_stages(airflow, plan, days[0])
        after_first = database_digest(settings)
        _announce("Lần chạy thứ hai: không được có gì đổi", days[1])
        second = _run_all_stages(airflow, plan, days[1])
        after_second = database_digest(settings)
        waiting = open_counts(settings, today())
        third = []
        # A demo made again shows that nothing changes; its offices have nothing more to say.
        if not before.cases:
            _announce("Lần chạy thứ ba: các đơn vị đã trả lời phiếu", days[2])
            _answer_slips(settings)
            third = _run_all_stages(airflow, plan, days[2])
    figures = _figures(settings, plan, after_first, after_second, first + second + third)
    figures["open_before_answers"], figures["open_after_answers"] = waiting, open_counts(settings, today())
    figures["new_cases"] = after_first.cases - before.cases
    figures["seconds"] = round(time.monotonic() - began, 1)
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(
        json.dumps(figures, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8"
    )
    _tell(settings, figures)
    _tell_dashboard(settings)
    return 0 if _is_good(figures) else 1


def _announce(what: str, day: date) -> None:
    console.rule(f"{what} (số liệu đến ngày {day:%d/%m/%Y})", align="left")


def _make_province(settings: Settings, delivered_on: date) -> None:
    """The sample province, made once; a process of its own keeps its memory out of the runner."""
    truth = settings.home / "province" / "truth" / "summary.json"
    if truth.exists():
        console.print("· Tỉnh mẫu đã có, dùng lại")
        return
    command = [
        sys.executable, "-m", "hotich.cli", "simulate", str(truth.parents[1]),
        "--districts", str(SAMPLE.districts), "--communes", str(SAMPLE.communes),
        "--cases", str(SAMPLE.cases), "--seed", str(SAMPLE.seed), "--as-of", delivered_on.isoformat(),
    ]  # fmt: skip
    if subprocess.run(command, check=False).returncode:
        raise HotichError("Không tạo được tỉnh mẫu: xem lỗi ở trên.")


def _answer_slips(settings: Settings) -> None:
    """The sample province's offices fill in the slips that they got, by the truth; those sent back before are left."""
    command = [sys.executable, "-m", "hotich.cli", "answer", str(Path(settings.inbox).parent)]
    environment = os.environ | {"HOTICH_OUTBOX": str(settings.outbox)}
    if subprocess.run(command, env=environment, check=False).returncode:
        raise HotichError("Không điền được phiếu của tỉnh mẫu: xem lỗi ở trên.")


def _run_all_stages(airflow: Airflow, plan: Plan, day: date) -> list[RunState]:
    """One run of every stage's DAG, all at once, standing for that day, shown as they go."""
    runs = {airflow.trigger(dag_id(plan, stage), day): stage for stage in plan.stages}
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[tasks]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bars:
        lines = {run: bars.add_task(stage.name, total=1, tasks="") for run, stage in runs.items()}

        def show(state: RunState) -> None:
            bars.update(lines[state.run], tasks=_words(state), completed=_share(state))
            if state.is_over:
                bars.stop_task(lines[state.run])

        return airflow.wait(list(runs), show)


def _share(state: RunState) -> float:
    over = sum(
        n for name, n in state.tasks.items() if name in {"success", "failed", "skipped", "upstream_failed"}
    )
    return 1.0 if state.is_over else over / max(1, sum(state.tasks.values()))


def _words(state: RunState) -> str:
    done = state.tasks.get("success", 0)
    failed = state.tasks.get("failed", 0)
    return f"{state.state}, {done} bước xong" + (f", {failed} hỏng" if failed else "")


def _figures(
    settings: Settings, plan: Plan, first: Any, second: Any, states: list[RunState]
) -> dict[str, Any]:
    truth = compare_with_truth(settings, Path(settings.inbox).parent / "truth")
    outcome = Counter(state.state for state in states)
    per_stage = progress_table(settings, today())
    return {
        "cases_loaded": second.cases,
        "cases_accepted": sum(row["accepted"] for row in per_stage),
        "planted_structural": truth.planted_structural,
        "planted_returned": truth.planted_returned,
        "sound_returned": truth.sound_returned,
        "files_not_as_expected": truth.files_not_as_expected,
        "second_run_changes": first.differences(second),
        "stages": len(plan.stages),
        "runs": dict(outcome),
        "per_stage": per_stage,
    }


def _tell(settings: Settings, figures: dict[str, Any]) -> None:
    print_table("Tiến độ theo giai đoạn", TABLE_COLUMNS, figures["per_stage"])
    new = figures["new_cases"]
    console.print(
        f"Đã nạp {new:n} trường hợp mới." if new else "Không có gì mới: 0 trường hợp được nạp thêm."
    )
    console.print(
        f"So với sự thật: lỗi cấu trúc đã cài {figures['planted_structural']}, đã trả lại "
        f"{figures['planted_returned']}; dòng đúng bị trả lại {figures['sound_returned']}; "
        f"tệp khác dự kiến {figures['files_not_as_expected']}; lần chạy thứ hai đổi {figures['second_run_changes']}."
    )
    rows = [
        {"what": QueueKind(kind).term, "before": count, "after": figures["open_after_answers"].get(kind, 0)}
        for kind, count in figures["open_before_answers"].items()
    ]
    print_table(
        "Việc còn mở, trước và sau khi đơn vị trả lời phiếu",
        {"what": "Việc", "before": "Trước", "after": "Sau"},
        rows,
    )
    console.print(
        f"Phiếu trả lại và báo cáo: {settings.outbox}   số liệu: {FIGURES}   thời gian: {figures['seconds']} giây"
    )


def _tell_dashboard(settings: Settings) -> None:
    """Where the figures can be looked at, and as whom."""
    accounts = ", ".join(make_first_accounts(settings))
    console.print(
        f"Bảng tiến độ: make up (trong Airflow) hoặc hotich serve; tài khoản {accounts}, mật khẩu ở"
        f" {accounts_file(settings)}",
        highlight=False,
    )


def _is_good(figures: dict[str, Any]) -> bool:
    return bool(
        figures["runs"].get("failed", 0) == 0
        and figures["planted_returned"] == figures["planted_structural"] > 0
        and figures["sound_returned"] == 0
        and figures["files_not_as_expected"] == 0
        and figures["second_run_changes"] == 0
        and figures["cases_accepted"] > 0
    )
