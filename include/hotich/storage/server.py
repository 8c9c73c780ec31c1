"""The embedded PostgreSQL: made, tuned, started and stopped here when no other database is set.

Durable (`fsync`, `synchronous_commit` on) and tuned for bulk loads on a small machine. A killed server loses nothing
that was committed; the next `start` recovers it. Safe to call from several processes at once.
"""

import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from hotich.errors import DatabaseUnavailableError
from hotich.storage import readers
from hotich.storage.binaries import Account, Binaries, find_binaries, owner_of, server_account, state_folder

DATABASES = ("hotich", "airflow")
"""Each belongs to the role of the same name; `hotich` is also the cluster's superuser."""

LOGINS = (*DATABASES, readers.WEB)
"""Roles that sign in: the owners, and the one by which the dashboard's pages read."""

_START_SECONDS = 60
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What `status` saw."""

    running: bool
    data: Path
    port: int | None
    version: str | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """What cluster.json remembers."""

    port: int
    passwords: dict[str, str]


class Server:
    """The embedded server of one installation (`home` = `Settings.home`)."""

    def __init__(self, home: Path) -> None:
        account = server_account()
        self.home = home.resolve()
        self.folder = state_folder(self.home, account)
        self.data = self.folder / "data"
        self.account: Account = owner_of(self.data, account)
        self.log = self.folder / "postgresql.log"

    def start(self) -> "Server":
        """Make the cluster if there is none, start it if it does not answer; returns self once it answers."""
        if self._answers():
            return self
        with self._locked():
            if self._answers():
                return self
            binaries = find_binaries(self.account, self._cluster_major())
            if not (self.data / "PG_VERSION").exists():
                self._create(binaries)
            self._configure()
            self._launch(binaries)
            self._ensure_databases()
        return self

    def stop(self) -> None:
        """Stop the server if it runs: open transactions roll back, everything committed is written."""
        with self._locked():
            if not (self.data / "postmaster.pid").exists():
                return
            binaries = find_binaries(self.account, self._cluster_major())
            self._run(
                [binaries.program("pg_ctl"), "stop", "-D", str(self.data), "-m", "fast", "-w"], check=False
            )

    def status(self) -> ServerStatus:
        """Whether the server answers, where its data are, on which port."""
        version = self._answers()
        return ServerStatus(
            version is not None, self.data, self._running_port() if version else None, version
        )

    def url(self, database: str = "hotich") -> str:
        """libpq URL of one of DATABASES, with its role's password."""
        port = self._running_port() or self._kept().port
        password = quote(self._kept().passwords[database])
        return f"postgresql://{database}:{password}@127.0.0.1:{port}/{database}"

    def web_url(self, database: str = "hotich") -> str:
        """libpq URL by which the dashboard's pages read a database: the login of `readers.WEB`, which owns nothing."""
        if readers.WEB not in self._kept().passwords:  # a cluster of a version that knew no such login
            with self._locked():
                kept = self._kept()
                if readers.WEB not in kept.passwords:
                    passwords = {**kept.passwords, readers.WEB: secrets.token_urlsafe(24)}
                    self._keep(_Kept(kept.port, passwords))
                    self._ensure_databases()
        password = quote(self._kept().passwords[readers.WEB])
        port = self._running_port() or self._kept().port
        return f"postgresql://{readers.WEB}:{password}@127.0.0.1:{port}/{database}"

    # -- making ---------------------------------------------------------------------------------------------------

    def _create(self, binaries: Binaries) -> None:
        """`initdb` beside the final place, then rename: a half-made cluster is never taken for a whole one."""
        passwords = {name: secrets.token_urlsafe(24) for name in LOGINS}
        part = self.folder / "data.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        handle, name = tempfile.mkstemp(dir=self.folder)
        try:
            os.write(handle, passwords["hotich"].encode())
            os.close(handle)
            if self.account.switched:
                os.chown(name, self.account.uid, self.account.gid)
                os.chown(part, self.account.uid, self.account.gid)
            locale = (
                ["--locale-provider=builtin", "--locale=C.UTF-8"]
                if binaries.major >= 17
                else ["--locale=C.UTF-8"]
            )
            self._run([
                binaries.program("initdb"), "-D", str(part), "-U", "hotich", "-A", "scram-sha-256",
                f"--pwfile={name}", "--encoding=UTF8", *locale,
            ])  # fmt: skip
        finally:
            Path(name).unlink()
        self._keep(_Kept(_free_port(), passwords))
        part.rename(self.data)
        link = self.home / "postgres"
        if self.folder != link and not link.exists():
            link.symlink_to(self.folder)  # so that people find where the data went

    def _configure(self) -> None:
        """(Re)write our settings file: memory and disk may have changed since the last start."""
        file = self.data / "hotich.conf"
        lines = [f"{name} = '{value}'" for name, value in server_settings(self.folder).items()]
        self._write(file, "\n".join(lines) + "\n")
        main = self.data / "postgresql.conf"
        include = "include_if_exists = 'hotich.conf'\n"
        text = main.read_text()
        if include not in text:
            self._write(main, text + include)

    def _launch(self, binaries: Binaries) -> None:
        port = self._kept().port
        if not _is_free(port):
            port = _free_port()
            self._keep(_Kept(port, self._kept().passwords))
        command = [
            binaries.program("pg_ctl"), "start", "-D", str(self.data), "-l", str(self.log), "-w",
            "-t", str(_START_SECONDS), "-o", f"-p {port}",
        ]  # fmt: skip
        deadline = time.monotonic() + 20
        while True:
            self._forget_reused_pid()
            done = self._run(command, check=False)
            if self._answers():
                return
            # The children of a killed postmaster live on for a moment and hold the shared memory.
            if time.monotonic() > deadline:
                raise DatabaseUnavailableError(
                    f"PostgreSQL ở {self.data} không khởi động được ({done.stdout.strip()[-200:]})."
                    f" Hãy xem {self.log} rồi chạy lại."
                )
            time.sleep(0.2)

    def _ensure_databases(self) -> None:
        with self._superuser("postgres") as conn:
            for name in DATABASES:
                if conn.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is None:
                    conn.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
                password = sql.Literal(self._kept().passwords[name])
                conn.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), password))
                if conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
                    database = sql.Identifier(name)
                    conn.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, database))
                    conn.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
            if readers.WEB in self._kept().passwords:
                readers.make_login(conn, readers.WEB, self._kept().passwords[readers.WEB], DATABASES[0])

    # -- asking ---------------------------------------------------------------------------------------------------

    def _answers(self) -> str | None:
        """The server's version if it is ours that answers on the port (a stale pid file proves nothing)."""
        if not (self.folder / "cluster.json").exists() or self._running_port() is None:
            return None
        try:
            with self._superuser("postgres") as conn:
                row = conn.execute("SELECT current_setting('data_directory'), version()").fetchone()
        except psycopg.OperationalError:
            return None
        ours = row is not None and Path(row[0]).resolve() == self.data.resolve()
        return str(row[1]).split(" on ")[0] if ours and row else None

    def _superuser(self, database: str) -> psycopg.Connection[tuple[Any, ...]]:
        kept = self._kept()
        return psycopg.connect(
            host="127.0.0.1", port=self._running_port(), user="hotich", password=kept.passwords["hotich"],
            dbname=database, autocommit=True, connect_timeout=5,
        )  # fmt: skip

    def _running_port(self) -> int | None:
        """The port in postmaster.pid (its fourth line), whether or not that server still lives."""
        try:
            return int((self.data / "postmaster.pid").read_text().splitlines()[3])
        except (OSError, IndexError, ValueError):
            return None

    def _cluster_major(self) -> int | None:
        file = self.data / "PG_VERSION"
        return int(file.read_text()) if file.exists() else None

    def _forget_reused_pid(self) -> None:
        """Drop a pid file whose number now belongs to another program: the server would refuse to start for ever."""
        file = self.data / "postmaster.pid"
        try:
            name = Path(f"/proc/{int(file.read_text().splitlines()[0])}/comm").read_text().strip()
        except (OSError, ValueError, IndexError):
            return
        if name != "postgres":
            file.unlink()

    # -- files and processes --------------------------------------------------------------------------------------

    @contextmanager
    def _locked(self) -> Generator[None]:
        """One process at a time makes, starts or stops this cluster."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.account.switched:
            self.folder.chmod(0o711)
            os.chown(self.folder, self.account.uid, self.account.gid)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _kept(self) -> _Kept:
        try:
            facts = json.loads((self.folder / "cluster.json").read_text())
        except OSError as error:
            raise DatabaseUnavailableError(
                f"Không đọc được {self.folder / 'cluster.json'} ({error.strerror}). Hãy chạy bằng tài khoản đã tạo kho"
                " dữ liệu này, hoặc đặt HOTICH_HOME là thư mục khác."
            ) from error
        return _Kept(facts["port"], facts["passwords"])

    def _keep(self, facts: _Kept) -> None:
        """Port and passwords, readable by the installation's owner only."""
        part = self.folder / "cluster.json.part"
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({**asdict(facts), "home": str(self.home), "data": str(self.data)}, file)
            file.flush()
            os.fsync(file.fileno())
        part.rename(self.folder / "cluster.json")

    def _write(self, file: Path, text: str) -> None:
        part = file.with_suffix(".part")
        part.write_text(text)
        part.chmod(0o600)
        if self.account.switched:
            os.chown(part, self.account.uid, self.account.gid)
        part.rename(file)

    def _run(self, command: list[str], check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the account; its words go to a file, for a daemon keeps a pipe open."""
        environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, text=True,
                cwd=self.folder, env=environment, **self.account.process_arguments(),  # type: ignore[call-overload]
            )  # fmt: skip
            output.seek(0)
            done.stdout = output.read()
        if check and done.returncode:
            raise DatabaseUnavailableError(
                f"Lệnh {Path(command[0]).name} của PostgreSQL thất bại ở {self.folder}: {done.stdout.strip()[-300:]}."
                " Hãy kiểm tra quyền ghi và chỗ trống trên đĩa rồi chạy lại."
            )
        result: subprocess.CompletedProcess[str] = done
        return result


def server_settings(folder: Path) -> dict[str, str]:
    """Settings of the embedded server for this machine, by name."""
    memory = _memory() // _MIB
    free_disk = shutil.disk_usage(folder).free // _MIB
    wal = max(256, min(4096, free_disk // 8))
    return {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "100",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # An eighth of the memory: Airflow and the reading need the rest.
        "shared_buffers": f"{max(128, min(2048, memory // 8))}MB",
        "effective_cache_size": f"{max(256, memory // 2)}MB",
        "maintenance_work_mem": f"{max(64, min(512, memory // 32))}MB",
        "work_mem": "32MB",
        "temp_buffers": "64MB",
        "wal_buffers": "32MB",
        # A bulk load writes much WAL: few, slow checkpoints, but never more than an eighth of the free disk.
        "max_wal_size": f"{wal}MB",
        "min_wal_size": f"{wal // 4}MB",
        "wal_compression": "on",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "jit": "off",
        # Two cores: parallel queries only take them from the loading, and need /dev/shm, small in containers.
        "max_parallel_workers_per_gather": "0",
        # A logged statement, detail or context could hold a person's data.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_parameter_max_length_on_error": "0",
        "log_min_messages": "fatal",
        "log_checkpoints": "off",
        "log_autovacuum_min_duration": "-1",
    }


def _memory() -> int:
    """Bytes of memory that this process may use: the container's limit, if it has one."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            memory = min(memory, int(Path(file).read_text()))
        except (OSError, ValueError):  # no such file, or "max"
            continue
    return memory


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
