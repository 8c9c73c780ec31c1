"""Airflow's configuration for one installation, as environment variables; secrets are made once and kept 0600."""

import json
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from hotich.settings import PROJECT_ROOT, Settings

ADMIN = "admin"
PRELOAD_FOLDER = Path(__file__).resolve().parent / "preload"
PROCESSES = ("api-server", "scheduler", "dag-processor", "triggerer")
"""Airflow's parents, in the order in which they start."""

DAILY = "0 1 * * *"
"""Cron of every stage's DAG, Asia/Ho_Chi_Minh, unless HOTICH_SCHEDULE says otherwise (empty: by hand only)."""

WEEKDAYS = "0 7 * * 1-5"
"""Cron of the reminders' DAG, unless HOTICH_REMINDERS_SCHEDULE says otherwise (or HOTICH_SCHEDULE is empty: by hand only)."""
REPORTS_DAILY = "0 4 * * *"
"""Cron of the DAG that makes the reports that are due, after the stages have counted, unless HOTICH_REPORT_SCHEDULE says otherwise."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much runs at once on this machine; measured on two cores, see docs/runbooks/airflow.md."""

    parallelism: int
    """Tasks at once (HOTICH_PARALLELISM, default twice the slots of all pools).

    The pools bound what works at once; a worker whose task has ended is often held until its next heartbeat.
    """
    files: int
    """Slots of the pool `hotich_files` (HOTICH_POOL_FILES, default the processors)."""
    checks: int
    """Slots of the pool `hotich_checks` (HOTICH_POOL_CHECKS, default half the processors)."""
    database: int
    """Slots of the pool `hotich_db` (HOTICH_POOL_DB, default half the processors)."""

    @classmethod
    def read(cls) -> "Capacity":
        """The capacity of this machine, or what the environment says."""
        processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        files = int(os.environ.get("HOTICH_POOL_FILES", processors))
        checks = int(os.environ.get("HOTICH_POOL_CHECKS", max(1, processors // 2)))
        database = int(os.environ.get("HOTICH_POOL_DB", max(1, processors // 2)))
        return cls(
            parallelism=int(os.environ.get("HOTICH_PARALLELISM", 2 * (files + checks + database))),
            files=files,
            checks=checks,
            database=database,
        )


TUNING = {
    "CORE__EXECUTOR": "LocalExecutor",
    "CORE__LOAD_EXAMPLES": "False",
    "CORE__MAX_MAP_LENGTH": "20000",  # beyond it Airflow fails the step that made the list
    "CORE__MP_START_METHOD": "fork",  # Python 3.14 would not fork, and the preload would be lost
    "CORE__DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
    "API__EXPOSE_CONFIG": "False",
    "API__WORKERS": "1",
    "WORKERS__MIN_HEARTBEAT_INTERVAL": "2",  # so long many a worker is held after its task; the default is 5
    "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
    "SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "30",  # a killed scheduler's tasks wait 300 s otherwise
    "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
    "EXECUTION_API__JWT_EXPIRATION_TIME": "86400",
    "DAG_PROCESSOR__PARSING_PROCESSES": "1",
    "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "120",
    "DAG_PROCESSOR__STALE_DAG_THRESHOLD": "300",
    "LOGGING__LOGGING_LEVEL": "INFO",
    "USAGE_DATA_COLLECTION__ENABLED": "False",
}
"""What was measured to matter (section__key: value); docker-compose.yaml carries the same."""


def airflow_home(settings: Settings) -> Path:
    """Airflow's own folder under the installation's, made for its owner only: logs and secrets are in it."""
    home = settings.home / "airflow"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home


def environment(settings: Settings, metadata_url: str, port: int) -> dict[str, str]:
    """The environment of Airflow's processes, this process's included.

    `metadata_url` is the libpq URL of Airflow's own database, `port` the API server's.
    """
    home = airflow_home(settings)
    base = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    sections = TUNING | _here(settings, metadata_url, port) | _secrets(home)
    return base | _paths(settings, home) | {f"AIRFLOW__{name}": value for name, value in sections.items()}


def _paths(settings: Settings, home: Path) -> dict[str, str]:
    """Variables outside Airflow's sections: where things are."""
    python_path = [str(PRELOAD_FOLDER), *filter(None, [os.environ.get("PYTHONPATH")])]
    variables = {
        "AIRFLOW_HOME": str(home),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "PYTHONPATH": os.pathsep.join(python_path),
        "GX_ANALYTICS_ENABLED": "False",  # read when Great Expectations is imported: it must not call home
        "HOTICH_HOME": str(settings.home),
        "HOTICH_PLAN": settings.plan,
        "HOTICH_INBOX": settings.inbox,
        "HOTICH_OUTBOX": str(settings.outbox),
        "HOTICH_REPORT_TEMPLATES": str(settings.report_templates),
        "HOTICH_SETTLE_SECONDS": str(settings.settle_seconds),
        "HOTICH_BATCH_ROWS": str(settings.batch_rows),
        "HOTICH_EXPECTATIONS": str(settings.expectations),
        "HOTICH_RECIPIENTS": str(settings.recipients),
    }
    if settings.thresholds:
        variables["HOTICH_THRESHOLDS"] = str(settings.thresholds)
    if settings.web_database_url:
        variables["HOTICH_WEB_DATABASE_URL"] = settings.web_database_url
    if settings.database_url:
        variables["HOTICH_DATABASE_URL"] = settings.database_url
    return variables


def _here(settings: Settings, metadata_url: str, port: int) -> dict[str, str]:
    """What depends on this installation."""
    api = f"http://localhost:{port}"
    return {
        "CORE__DAGS_FOLDER": str(PROJECT_ROOT / "dags"),
        "CORE__PLUGINS_FOLDER": str(PROJECT_ROOT / "plugins"),
        "CORE__PARALLELISM": str(Capacity.read().parallelism),
        "CORE__EXECUTION_API_SERVER_URL": f"{api}/execution/",
        "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{ADMIN}:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_password_file(airflow_home(settings))),
        "DATABASE__SQL_ALCHEMY_CONN": "postgresql+psycopg2://" + metadata_url.split("://", 1)[1],
        "API__HOST": os.environ.get("HOTICH_AIRFLOW_HOST", "127.0.0.1"),
        "API__PORT": str(port),
        "API__BASE_URL": api,
    }


def _secrets(home: Path) -> dict[str, str]:
    """The secrets shared by Airflow's processes; made once, in a file only the owner reads."""
    file = home / "secrets.json"
    if not file.exists():
        made = {
            "API_AUTH__JWT_SECRET": secrets.token_urlsafe(64),  # 86 characters; HS512 wants at least 64 bytes
            "API__SECRET_KEY": secrets.token_urlsafe(48),
            "CORE__FERNET_KEY": _fernet_key(),
        }
        write_private(file, json.dumps(made))
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def _fernet_key() -> str:
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()


def _password_file(home: Path) -> Path:
    return home / "passwords.json"


def admin_password(settings: Settings) -> str:
    """The local administrator's password; made at the first call."""
    file = _password_file(airflow_home(settings))
    if not file.exists():
        write_private(file, json.dumps({ADMIN: secrets.token_urlsafe(12)}) + "\n")
    return str(json.loads(file.read_text(encoding="utf-8"))[ADMIN])


def write_private(file: Path, text: str) -> None:
    """Write a file that never exists half nor readable by others."""
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
