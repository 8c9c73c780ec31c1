"""The inbox: which files have arrived whole (delivery contract §1). A local folder or an object store's URL."""

import hashlib
import os
import time
import uuid
from collections.abc import Container, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from hotich.errors import DeliveryError, HotichError
from hotich.intake.manifest import read_manifest
from hotich.intake.naming import DeliveryName, is_ignored, is_manifest, parse_name, printable

_CHUNK_BYTES = 1 << 20
_MANIFEST_BYTES = 16 << 20
_CLOCK_GRAIN = 0.001
"""Seconds: the database keeps less of a file's time than the store."""
_MODIFIED_KEYS = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")


@dataclass(frozen=True, slots=True)
class Sighting:
    """What is known of a path from an earlier scan; spares reading the file again while it stays the same."""

    size: int
    modified_at: float
    sha256: str
    seen_at: float
    """The store's time of the scan that first saw it so."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that has arrived whole. Exactly one of `name` and `refusal` is given."""

    path: str
    """Below the inbox, with `/`, as the store gives it; `hotich.intake.naming.printable` makes it fit to show."""
    size: int
    modified_at: float
    """Seconds since 1970 by the store's clock."""
    sha256: str
    name: DeliveryName | None
    refusal: str | None
    """Why the file can't be taken under its name, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that may still be growing, or does not match its check sum yet."""

    path: str
    size: int
    modified_at: float
    reason: str
    sha256: str | None = None
    """Given where a check sum was taken, so that the next scan need not read the file again."""


@dataclass(slots=True)
class Scan:
    """One look at the whole inbox."""

    scanned_at: float
    """The store's time, seconds since 1970."""
    candidates: list[Candidate] = field(default_factory=list)
    """By time of modification, then path."""
    waiting: list[Waiting] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What could not be looked at, in Vietnamese: folders, links, lines of manifests."""


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    size: int
    modified_at: float


class Inbox:
    """A folder or fsspec URL of deliveries; reads only."""

    def __init__(self, url: str) -> None:
        self._store: _Folder | _Remote
        if "://" not in url or url.startswith(("file://", "local://")):
            self._store = _Folder(Path(url.partition("://")[2] if "://" in url else url))
        else:
            self._store = _Remote(url)
        self.url = url

    def scan(
        self,
        unit_codes: Container[str],
        settle_seconds: float,
        known: Mapping[str, Sighting] | None = None,
    ) -> Scan:
        """Look at every file. Names are read with `unit_codes`: all codes that ever were a registering unit's.

        A file in a manifest is taken as soon as its sum matches, any other once unchanged for `settle_seconds` by the
        store's clock. `*.part`, `~$*`, hidden and system files are never taken. `known`: earlier sightings by path.

        Raises:
            HotichError: the inbox itself can't be read.
        """
        known = known or {}
        scan = Scan(self._store.now())
        entries = [entry for entry in self._store.entries(scan.problems) if not is_ignored(entry.path)]
        sums = self._manifests(entries, scan)
        for entry in entries:
            if not is_manifest(entry.path):
                self._judge(entry, unit_codes, settle_seconds, known.get(entry.path), sums, scan)
        listed_only = sorted(set(sums) - {entry.path for entry in entries})
        scan.problems += [
            f"Tệp {printable(path)} có trong manifest nhưng chưa thấy trong hộp thư." for path in listed_only
        ]
        scan.candidates.sort(key=lambda candidate: (candidate.modified_at, candidate.path))
        return scan

    def read(self, path: str, sha256: str | None = None) -> bytes:
        """The content of a file; `sha256`: what it was when it was taken.

        Raises:
            DeliveryError: gone, or changed since; the next scan takes it anew.
            OSError: the store does not answer: worth retrying.
        """
        try:
            content = self._store.read(path)
        except FileNotFoundError as error:
            raise DeliveryError(f"Tệp {printable(path)} không còn trong hộp thư. Gửi lại tệp.") from error
        if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
            raise DeliveryError(
                f"Tệp {printable(path)} đã bị thay đổi sau khi nhận; lần quét sau sẽ nhận bản mới."
            )
        return content

    @contextmanager
    def open(self, path: str, size: int, modified_at: datetime) -> Generator[IO[bytes]]:
        """A file that is too large for memory, as a stream with `seek`; `size`, `modified_at`: as it was taken.

        Raises:
            DeliveryError: gone, or changed since (also while it was read); the next scan takes it anew.
            OSError: the store does not answer: worth retrying.
        """
        expected = size, modified_at.timestamp()
        try:
            with self._store.stream(path) as stream:
                self._refuse_changed(path, expected)
                yield stream
            self._refuse_changed(path, expected)
        except FileNotFoundError as error:
            raise DeliveryError(f"Tệp {printable(path)} không còn trong hộp thư. Gửi lại tệp.") from error

    def _refuse_changed(self, path: str, expected: tuple[int, float]) -> None:
        size, modified_at = self._store.state(path)
        if size != expected[0] or abs(modified_at - expected[1]) > _CLOCK_GRAIN:
            raise DeliveryError(
                f"Tệp {printable(path)} đã bị thay đổi sau khi nhận; lần quét sau sẽ nhận bản mới."
            )

    def _manifests(self, entries: list[_Entry], scan: Scan) -> dict[str, set[str]]:
        """Path → the sums by which any manifest knows it."""
        sums: dict[str, set[str]] = {}
        for entry in (entry for entry in entries if is_manifest(entry.path)):
            shown = printable(entry.path)
            try:
                if entry.size > _MANIFEST_BYTES:
                    raise DeliveryError(f"{shown} lớn hơn {_MANIFEST_BYTES >> 20} MB, không phải manifest.")
                listed, problems = read_manifest(entry.path, self._store.read(entry.path))
            except (DeliveryError, OSError) as error:
                scan.problems.append(
                    str(error) if isinstance(error, DeliveryError) else f"Không đọc được {shown}."
                )
                continue
            scan.problems += [printable(problem) for problem in problems]
            for path, digest in listed.items():
                sums.setdefault(path, set()).add(digest)
        return sums

    def _judge(
        self,
        entry: _Entry,
        unit_codes: Container[str],
        settle_seconds: float,
        known: Sighting | None,
        sums: Mapping[str, set[str]],
        scan: Scan,
    ) -> None:
        same = known is not None and (known.size, known.modified_at) == (entry.size, entry.modified_at)
        expected = sums.get(entry.path)
        # A clock that runs ahead, or a copied time, must not hold a file back for ever: what an earlier scan saw counts.
        unchanged_since = min(entry.modified_at, known.seen_at) if known and same else entry.modified_at
        if expected is None and scan.scanned_at - unchanged_since < settle_seconds:
            scan.waiting.append(
                _waiting(entry, f"Tệp mới thay đổi, chờ đủ {settle_seconds:g} giây không đổi.")
            )
            return
        try:
            digest = known.sha256 if known and same and known.sha256 else self._store.digest(entry)
        except OSError:
            scan.problems.append(f"Không đọc được tệp {printable(entry.path)}: kiểm tra quyền đọc.")
            return
        if digest is None:
            scan.waiting.append(_waiting(entry, "Tệp đang được ghi."))
        elif expected is not None and digest not in expected:
            reason = "Mã SHA-256 chưa khớp manifest: tệp chưa tải lên đủ hoặc manifest ghi sai."
            scan.waiting.append(_waiting(entry, reason, digest))
        else:
            scan.candidates.append(_candidate(entry, digest, unit_codes))


def _waiting(entry: _Entry, reason: str, digest: str | None = None) -> Waiting:
    return Waiting(entry.path, entry.size, entry.modified_at, reason, digest)


def _candidate(entry: _Entry, digest: str, unit_codes: Container[str]) -> Candidate:
    name, refusal = None, None
    try:
        name = parse_name(entry.path, unit_codes)
    except DeliveryError as error:
        refusal = str(error)
    return Candidate(entry.path, entry.size, entry.modified_at, digest, name, refusal)


class _Folder:
    """An inbox on a file system."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def now(self) -> float:
        """The file system's clock: the time it gives a file written this moment; else this machine's."""
        probe = self._root / f".clock-{uuid.uuid4().hex}.part"
        try:
            probe.touch()
            try:
                return probe.stat().st_mtime
            finally:
                probe.unlink()
        except OSError:
            return time.time()

    def entries(self, problems: list[str]) -> Iterator[_Entry]:
        """Every regular file below the root; what can't be looked at goes to `problems`."""
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(self._root / folder) as found:
                    for entry in found:
                        path = f"{folder}/{entry.name}" if folder else entry.name
                        if entry.is_symlink():
                            problems.append(f"Bỏ qua liên kết {printable(path)}: hộp thư chỉ nhận tệp thật.")
                        elif entry.is_dir():
                            folders.append(path)
                        elif entry.is_file():
                            status = entry.stat()
                            yield _Entry(path, status.st_size, status.st_mtime)
            except OSError as error:
                if not folder:
                    raise HotichError(f"Không đọc được hộp thư {self._root}: {error.strerror}.") from error
                problems.append(f"Không đọc được thư mục {printable(folder)}: kiểm tra quyền đọc.")

    def read(self, path: str) -> bytes:
        return (self._root / path).read_bytes()

    def stream(self, path: str) -> IO[bytes]:
        return (self._root / path).open("rb")

    def state(self, path: str) -> tuple[int, float]:
        """(size, time of modification) now."""
        status = (self._root / path).stat()
        return status.st_size, status.st_mtime

    def digest(self, entry: _Entry) -> str | None:
        """SHA-256 of a file, None if it changed meanwhile."""
        with (self._root / entry.path).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            status = os.fstat(stream.fileno())
        return digest if (status.st_size, status.st_mtime) == (entry.size, entry.modified_at) else None


class _Remote:
    """An inbox in an object store: anything fsspec reads, through universal-pathlib."""

    def __init__(self, url: str) -> None:
        from upath import UPath

        self._root = UPath(url)
        self._prefix = self._root.path.rstrip("/") + "/"

    def now(self) -> float:
        """The store's clock: the time it gives an object written this moment; else this machine's."""
        probe = self._root / f".clock-{uuid.uuid4().hex}.part"
        try:
            probe.touch()
            try:
                return _modified_at(probe.fs.info(probe.path))
            finally:
                probe.unlink()
        except (OSError, NotImplementedError):
            return time.time()

    def entries(self, problems: list[str]) -> Iterator[_Entry]:
        """Every object below the root."""
        del problems
        try:
            self._root.fs.invalidate_cache()
            found = self._root.fs.find(self._root.path, detail=True)
        except OSError as error:
            raise HotichError(f"Không đọc được hộp thư {self._root}: {error}.") from error
        for path, info in found.items():
            if info.get("type", "file") == "file":
                yield _Entry(path.removeprefix(self._prefix), int(info.get("size") or 0), _modified_at(info))

    def read(self, path: str) -> bytes:
        content: bytes = self._root.fs.cat_file(self._prefix + path)
        return content

    def stream(self, path: str) -> IO[bytes]:
        stream: IO[bytes] = self._root.fs.open(self._prefix + path, "rb")
        return stream

    def state(self, path: str) -> tuple[int, float]:
        """(size, time of modification) now."""
        info = self._root.fs.info(self._prefix + path)
        return int(info.get("size") or 0), _modified_at(info)

    def digest(self, entry: _Entry) -> str | None:
        """SHA-256 of an object, None if it changed meanwhile."""
        digest = hashlib.sha256()
        with self._root.fs.open(self._prefix + entry.path, "rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
        info = self._root.fs.info(self._prefix + entry.path)
        return (
            digest.hexdigest()
            if (info.get("size"), _modified_at(info)) == (entry.size, entry.modified_at)
            else None
        )


def _modified_at(info: Mapping[str, Any]) -> float:
    """The time of modification, under whatever name the store gives it; 0 where it gives none."""
    for key in _MODIFIED_KEYS:
        value = info.get(key)
        if isinstance(value, datetime):
            return value.timestamp()
        if isinstance(value, int | float):
            return float(value)
    return 0.0
