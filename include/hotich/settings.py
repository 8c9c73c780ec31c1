"""Where things are on this installation. Every value is an environment variable `HOTICH_…` with a default."""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation's paths and limits; read it with `Settings.read()`."""

    home: Path
    """Working folder: database, work files, reports (HOTICH_HOME, default `var/`)."""
    plan: str
    """Name of a packaged plan (`ben_tre_2019`) or path of a plan file (HOTICH_PLAN)."""
    inbox: str
    """Folder or fsspec URL of deliveries (HOTICH_INBOX, default `<home>/inbox`)."""
    outbox: Path
    """Where returned-rows workbooks and reports go (HOTICH_OUTBOX, default `<home>/outbox`)."""
    database_url: str | None
    """libpq URL of any PostgreSQL ≥ 14 (HOTICH_DATABASE_URL); None: the embedded server under `home`."""
    web_database_url: str | None
    """libpq URL by which the dashboard's pages read, as a role that owns nothing (HOTICH_WEB_DATABASE_URL, default: the
    embedded server's, else `database_url` with lowered rights); docs/how-to/dang-nhap-va-quyen.md."""
    airflow_url: str | None
    """Address of Airflow's pages, to which the dashboard links (HOTICH_AIRFLOW_URL; inside Airflow not needed)."""
    report_templates: Path
    """Word templates that clerks have changed (HOTICH_REPORT_TEMPLATES, default `<home>/mau_bao_cao`); none: the packaged ones."""
    metrics_token: str | None
    """Secret that opens `/metrics` of the dashboard to a program, as a bearer token (HOTICH_METRICS_TOKEN, at least 16
    characters); None: only accounts of the province read it."""
    settle_seconds: float
    """A file in no manifest is taken once unchanged for so long (HOTICH_SETTLE_SECONDS, default 60)."""
    batch_rows: int
    """Upper bound of estimated rows in one batch of books (HOTICH_BATCH_ROWS, default 50,000)."""
    expectations: Path
    """Folder of the suites (HOTICH_EXPECTATIONS, default `<project>/expectations`)."""
    thresholds: Path | None
    """File that says when data raise a difficulty and when a unit is reminded (HOTICH_THRESHOLDS, default: the packaged one)."""
    recipients: Path
    """Mail addresses of offices, csv: don_vi,dia_chi (HOTICH_RECIPIENTS, default `<home>/dia_chi_thu.csv`; absent: no mail)."""

    @classmethod
    def read(cls, environ: dict[str, str] | None = None) -> "Settings":
        """Settings of this process, from `environ` (default: the environment)."""
        env = os.environ if environ is None else environ
        home = Path(env.get("HOTICH_HOME", PROJECT_ROOT / "var")).resolve()
        return cls(
            home=home,
            plan=env.get("HOTICH_PLAN", "ben_tre_2019"),
            inbox=env.get("HOTICH_INBOX", str(home / "inbox")),
            outbox=Path(env.get("HOTICH_OUTBOX", home / "outbox")).resolve(),
            database_url=env.get("HOTICH_DATABASE_URL") or None,
            web_database_url=env.get("HOTICH_WEB_DATABASE_URL") or None,
            airflow_url=env.get("HOTICH_AIRFLOW_URL") or None,
            report_templates=Path(env.get("HOTICH_REPORT_TEMPLATES", home / "mau_bao_cao")).resolve(),
            metrics_token=env.get("HOTICH_METRICS_TOKEN") or None,
            settle_seconds=float(env.get("HOTICH_SETTLE_SECONDS", "60")),
            batch_rows=int(env.get("HOTICH_BATCH_ROWS", "50000")),
            expectations=Path(env.get("HOTICH_EXPECTATIONS", PROJECT_ROOT / "expectations")).resolve(),
            thresholds=Path(env["HOTICH_THRESHOLDS"]).resolve() if env.get("HOTICH_THRESHOLDS") else None,
            recipients=Path(env.get("HOTICH_RECIPIENTS") or home / "dia_chi_thu.csv").resolve(),
        )
