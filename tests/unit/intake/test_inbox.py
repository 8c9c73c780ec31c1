"""The inbox: half-written files, manifests, settling, what can't be read. Real folders; the clock is the files' own."""

import hashlib
import os
import sys
import time
from pathlib import Path

import pytest
from upath import UPath

from hotich.errors import DeliveryError, HotichError
from hotich.intake.inbox import Inbox, Scan, Sighting

UNITS = frozenset({"83", "28807"})
OLD = time.time() - 3600


def put(root: Path, path: str, content: bytes = b"x", at: float | None = OLD) -> str:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    if at is not None:
        os.utime(file, (at, at))
    return hashlib.sha256(content).hexdigest()


def scan(root: Path, settle: float = 60, known: dict[str, Sighting] | None = None) -> Scan:
    return Inbox(str(root)).scan(UNITS, settle, known)


def paths(found: Scan) -> list[str]:
    return [candidate.path for candidate in found.candidates]


def test_files_come_by_time_then_path(tmp_path: Path) -> None:
    put(tmp_path, "28807/b.KS.2011.2.xlsx", at=OLD)
    put(tmp_path, "28807/a.KS.2011.3.xlsx", at=OLD)
    put(tmp_path, "83/z.KS.2011.1.xlsx", at=OLD - 10)
    assert paths(scan(tmp_path)) == [
        "83/z.KS.2011.1.xlsx",
        "28807/a.KS.2011.3.xlsx",
        "28807/b.KS.2011.2.xlsx",
    ]


def test_a_candidate_says_what_it_is_or_why_not(tmp_path: Path) -> None:
    digest = put(tmp_path, "28807/a.KS.2011.3.xlsx", b"abc")
    put(tmp_path, "28807/a.XX.2011.3.xlsx")
    good, bad = scan(tmp_path).candidates
    assert good.name is not None
    assert (good.name.register, good.sha256, good.size, good.refusal) == ("KS", digest, 3, None)
    assert bad.name is None
    assert "không có loại sổ" in (bad.refusal or "")


def test_a_fresh_file_waits_and_unfinished_ones_are_never_taken(tmp_path: Path) -> None:
    put(tmp_path, "28807/a.KS.2011.1.xlsx", at=None)
    put(tmp_path, "28807/a.KS.2011.2.xlsx.part")
    put(tmp_path, "28807/~$a.KS.2011.2.xlsx")
    put(tmp_path, "28807/.DS_Store")
    found = scan(tmp_path)
    assert paths(found) == []
    assert [waiting.path for waiting in found.waiting] == ["28807/a.KS.2011.1.xlsx"]
    assert paths(scan(tmp_path, settle=0)) == ["28807/a.KS.2011.1.xlsx"]
    assert sorted(entry.name for entry in (tmp_path).iterdir()) == ["28807"]


def test_a_time_in_the_future_does_not_hold_a_file_back_for_ever(tmp_path: Path) -> None:
    future = time.time() + 86_400
    put(tmp_path, "28807/a.KS.2011.1.xlsx", at=future)
    first = scan(tmp_path)
    assert paths(first) == []
    seen = first.waiting[0]
    known = Sighting(seen.size, seen.modified_at, "", seen_at=first.scanned_at - 61)
    assert paths(scan(tmp_path, known={seen.path: known})) == ["28807/a.KS.2011.1.xlsx"]


def test_a_known_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    put(tmp_path, "28807/a.KS.2011.1.xlsx", b"abc")
    known = {"28807/a.KS.2011.1.xlsx": Sighting(3, OLD, "f" * 64, OLD)}
    (same,) = scan(tmp_path, known=known).candidates
    assert same.sha256 == "f" * 64
    put(tmp_path, "28807/a.KS.2011.1.xlsx", b"abd", at=OLD + 1)
    (changed,) = scan(tmp_path, known=known).candidates
    assert changed.sha256 == hashlib.sha256(b"abd").hexdigest()


def test_a_listed_file_is_taken_at_once_when_its_sum_matches(tmp_path: Path) -> None:
    whole = put(tmp_path, "28807/2011/a.KS.2011.1.xlsx", b"whole", at=None)
    wanted = hashlib.sha256(b"not all of it").hexdigest()
    put(tmp_path, "28807/2011/a.KS.2011.2.xlsx", b"not all", at=OLD)
    lines = f"{whole.upper()} *a.KS.2011.1.xlsx\r\n{wanted}  a.KS.2011.2.xlsx\r\n{wanted}  a.KS.2011.9.xlsx\nnonsense\n"
    put(tmp_path, "28807/2011/manifest.sha256", lines.encode())
    found = scan(tmp_path)
    assert paths(found) == ["28807/2011/a.KS.2011.1.xlsx"]
    assert [(waiting.path, waiting.sha256) for waiting in found.waiting] == [
        ("28807/2011/a.KS.2011.2.xlsx", hashlib.sha256(b"not all").hexdigest())
    ]
    assert any("dòng 4" in problem for problem in found.problems)
    assert any("a.KS.2011.9.xlsx" in problem and "chưa thấy" in problem for problem in found.problems)


def test_a_manifest_reaches_below_its_folder_and_not_above(tmp_path: Path) -> None:
    digest = put(tmp_path, "28807/x/a.KS.2011.1.xlsx", b"whole", at=None)
    put(
        tmp_path, "manifest.sha256", f"{digest}  28807/x/a.KS.2011.1.xlsx\n{digest}  ../etc/passwd\n".encode()
    )
    found = scan(tmp_path)
    assert paths(found) == ["28807/x/a.KS.2011.1.xlsx"]
    assert any("trong thư mục của manifest" in problem for problem in found.problems)


def test_an_unreadable_manifest_is_reported(tmp_path: Path) -> None:
    put(tmp_path, "28807/a.KS.2011.1.xlsx")
    put(tmp_path, "28807/manifest.sha256", "x".encode("utf-16"))
    found = scan(tmp_path)
    assert paths(found) == ["28807/a.KS.2011.1.xlsx"]
    assert any("UTF-8" in problem for problem in found.problems)


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    put(outside, "secret.KS.2011.1.xlsx")
    inbox = tmp_path / "inbox"
    put(inbox, "28807/a.KS.2011.1.xlsx")
    (inbox / "28807" / "b.KS.2011.2.xlsx").symlink_to(outside / "secret.KS.2011.1.xlsx")
    (inbox / "28807" / "loop").symlink_to(inbox)
    found = scan(inbox)
    assert paths(found) == ["28807/a.KS.2011.1.xlsx"]
    assert sum("liên kết" in problem for problem in found.problems) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_an_unreadable_folder_or_file_does_not_stop_the_others(tmp_path: Path) -> None:
    put(tmp_path, "28807/a.KS.2011.1.xlsx")
    put(tmp_path, "28807/locked.KS.2011.2.xlsx")
    put(tmp_path, "83/closed/b.KS.2011.1.xlsx")
    for path in (tmp_path, *tmp_path.rglob("*"), *tmp_path.parents):
        if path.stat().st_uid == os.getuid() and len(path.parts) > 2:
            path.chmod(0o755)
    (tmp_path / "83/closed").chmod(0)
    (tmp_path / "28807/locked.KS.2011.2.xlsx").chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        found = scan(tmp_path)
    finally:
        os.seteuid(user)
        (tmp_path / "83/closed").chmod(0o755)
    assert paths(found) == ["28807/a.KS.2011.1.xlsx"]
    assert any("83/closed" in problem for problem in found.problems)
    assert any("locked" in problem for problem in found.problems)


def test_an_inbox_that_is_not_there_is_an_error_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(HotichError, match="Không đọc được hộp thư"):
        scan(tmp_path / "nowhere")


def test_a_name_of_broken_bytes_is_refused_and_shown_safely(tmp_path: Path) -> None:
    folder = tmp_path / "28807"
    folder.mkdir()
    file = os.fsencode(folder) + b"/a\xe1\x1b[31m.KS.2011.1.xlsx"
    with open(file, "wb") as stream:  # noqa: PTH123 a name that is no text
        stream.write(b"x")
    os.utime(file, (OLD, OLD))
    (candidate,) = scan(tmp_path).candidates
    assert candidate.name is None
    assert (candidate.refusal or "").isprintable()


def test_reading_checks_that_the_file_is_still_the_one_taken(tmp_path: Path) -> None:
    digest = put(tmp_path, "28807/a.KS.2011.1.xlsx", b"abc")
    inbox = Inbox(str(tmp_path))
    assert inbox.read("28807/a.KS.2011.1.xlsx", digest) == b"abc"
    put(tmp_path, "28807/a.KS.2011.1.xlsx", b"abd")
    with pytest.raises(DeliveryError, match="đã bị thay đổi"):
        inbox.read("28807/a.KS.2011.1.xlsx", digest)
    with pytest.raises(DeliveryError, match="không còn"):
        inbox.read("28807/gone.KS.2011.1.xlsx")


def test_an_object_store_is_read_through_its_url() -> None:
    root = UPath("memory://hotich-test-inbox")
    (root / "28807").mkdir(parents=True, exist_ok=True)
    (root / "28807" / "a.KS.2011.1.xlsx").write_bytes(b"abc")
    inbox = Inbox(str(root))
    found = inbox.scan(UNITS, 0)
    assert [(c.path, c.size, c.sha256) for c in found.candidates] == [
        ("28807/a.KS.2011.1.xlsx", 3, hashlib.sha256(b"abc").hexdigest())
    ]
    assert inbox.read("28807/a.KS.2011.1.xlsx") == b"abc"
    assert inbox.scan(UNITS, 3600).candidates == []
