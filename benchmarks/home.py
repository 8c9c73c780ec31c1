"""A fresh installation for one measurement: own folder, own embedded PostgreSQL, removed afterwards."""

import re
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psutil

from benchmarks.delivery import PLAN, Delivery
from hotich.jobs.installation import prepare
from hotich.plan import load_plan
from hotich.settings import Settings
from hotich.storage.server import Server


@contextmanager
def fresh_home(folder: Path, name: str, delivery: Delivery, plan: str | None = None) -> Generator[Settings]:
    """Settings of an installation with empty tables and `delivery` in its inbox; server and folder end with the block.

    `plan`: default the measured one, without samples.
    """
    settings = settings_of(folder / f"home-{name}", delivery)
    settings = settings if plan is None else replace(settings, plan=plan)
    _remove(settings)
    try:
        Server(settings.home).start()
        prepare(settings)
        yield settings
    finally:
        _remove(settings)


def settings_of(home: Path, delivery: Delivery) -> Settings:
    """Settings of a measurement: what the environment says of other installations counts for nothing."""
    settings = Settings.read({"HOTICH_HOME": str(home), "HOTICH_PLAN": plan_without_samples(home.parent)})
    return replace(settings, inbox=str(delivery.inbox), settle_seconds=0.0)


def plan_without_samples(folder: Path) -> str:
    """Path of the plan less its `sampling`: drawing samples and check sheets is no part of the way that is measured."""
    packaged = load_plan(PLAN).path
    text = packaged.read_text(encoding="utf-8").replace("../", f"{packaged.parents[1]}/")
    text = text.replace("budget: ", f"budget: {packaged.parent}/")
    file = folder / "plan.yaml"
    file.write_text(
        re.sub(r"^sampling:.*?(?=^\S)", "", text, flags=re.MULTILINE | re.DOTALL), encoding="utf-8"
    )
    return str(file)


def _remove(settings: Settings) -> None:
    server = Server(settings.home)
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)
    shutil.rmtree(settings.home, ignore_errors=True)


def postgres_cpu(settings: Settings) -> float:
    """CPU seconds that the server has used since its start, ended connections included."""
    process = psutil.Process(int((Server(settings.home).data / "postmaster.pid").read_text().split()[0]))
    total = 0.0
    for one in [process, *process.children()]:
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
