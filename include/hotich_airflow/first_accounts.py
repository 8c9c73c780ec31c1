"""Accounts to look at the dashboard with on this machine's own database: each with a password of its own, made by chance."""

import json
import secrets
from pathlib import Path

from hotich.jobs.accounts import add_account, list_accounts
from hotich.plan import Plan, load_plan
from hotich.settings import Settings
from hotich.storage.states import AccountRole
from hotich.units import Level
from hotich_airflow.configuration import airflow_home, write_private

ACTOR = "make up"


def accounts_file(settings: Settings) -> Path:
    """Names and passwords of the accounts made here; only the owner reads it."""
    return airflow_home(settings) / "dashboard.json"


def make_first_accounts(settings: Settings) -> dict[str, str]:
    """Name → password of the accounts made here before or now; empty where the database is not ours or has its own.

    A province's account always; for a sample province also one of a district and one of a commune that delivered.
    """
    file = accounts_file(settings)
    if settings.database_url is not None:
        return {}
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    present = {row["name"] for row in list_accounts(settings)}
    if present - set(kept):
        return {name: password for name, password in kept.items() if name in present}
    for name, (role, code) in _wanted(settings, load_plan(settings.plan)).items():
        if name not in present:
            kept[name] = secrets.token_urlsafe(12)
            # Kept before it counts: a password that nobody knows would lock its account for good.
            write_private(file, json.dumps(kept, indent=2) + "\n")
            add_account(settings, name, role.value, code, kept[name], must_change=False, by=ACTOR)
    return kept


def _wanted(settings: Settings, plan: Plan) -> dict[str, tuple[AccountRole, str | None]]:
    wanted: dict[str, tuple[AccountRole, str | None]] = {"tinh": (AccountRole.PROVINCE, None)}
    for code in _delivering(settings):
        unit = plan.units.lives(code)[0]
        district = plan.district_of(unit) if unit.level is Level.COMMUNE else None
        if district is not None:
            wanted |= {
                f"huyen-{district.code}": (AccountRole.DISTRICT, district.code),
                f"xa-{code}": (AccountRole.UNIT, code),
            }
            break
    return wanted


def _delivering(settings: Settings) -> list[str]:
    """Codes of the units that have a folder in a sample province's inbox."""
    inbox = Path(settings.inbox)
    if "://" in settings.inbox or not (inbox.parent / "truth").is_dir():
        return []
    units = load_plan(settings.plan).units
    return sorted(folder.name for folder in inbox.iterdir() if units.lives(folder.name))
