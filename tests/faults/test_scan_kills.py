"""A process killed while it takes scans leaves nothing half-done, and no reader of PDFs behind (F01)."""

import io
import signal
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from hotich.jobs import take_scans
from hotich.simulate.scans import pdf_page

pytestmark = pytest.mark.postgres

STRUCK = """
import importlib, os, signal, sys
from datetime import date
from hotich.jobs.scanning import take_scans
from hotich.settings import Settings
module, name = sys.argv[1].split(":")
owner = importlib.import_module(module)
original = getattr(owner, name)
def strike(*arguments, **words):
    result = original(*arguments, **words)
    print(readers[0].pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
from hotich.intake import pdf
readers, start = [], pdf._start
def kept():
    readers.append(start())
    return readers[-1]
pdf._start = kept
setattr(owner, name, strike)
take_scans(Settings.read(), "huyen_xa_1", date(2026, 6, 30))
"""

POINTS = {
    "files kept, not matched": "hotich.storage.scans:keep_package",
    "matched, package not ended": "hotich.storage.scans:write_matches",
    "ended, not committed": "hotich.jobs.scanning:_finish",
}


def content(office):
    return (
        office.all("SELECT name, entry_no, case_id IS NULL, state, remark FROM scan ORDER BY 1"),
        office.all("SELECT due, missing_count FROM book_scan"),
        office.all("SELECT path, state, reason, rows_read FROM delivery_file WHERE kind = 'scan' ORDER BY 1"),
    )


def deliver(office, make_entries):
    office.put("28855/a.KS.2017.1.xlsx", make_entries("KS", 4))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in (1, 2, 9):
            archive.writestr(f"KS.2017.01.2017-05-{number + 1:02}.{number:03}.pdf", pdf_page("x"))
    office.put_bytes("28855/a.KS.2017.1.zip", stream.getvalue())
    office.run()


@pytest.fixture(scope="module")
def undisturbed(make_office, make_entries):
    office = make_office()
    deliver(office, make_entries)
    take_scans(office.settings, "huyen_xa_1", date(2026, 6, 30))
    return content(office)


@pytest.mark.parametrize("point", POINTS)
def test_killed_and_run_again_the_scans_end_as_if_undisturbed(office, make_entries, undisturbed, point):
    deliver(office, make_entries)
    settings = office.settings
    environ = {
        "HOTICH_HOME": str(settings.home), "HOTICH_INBOX": settings.inbox, "HOTICH_DATABASE_URL": settings.database_url,
    }  # fmt: skip
    ended = subprocess.run(
        [sys.executable, "-c", STRUCK, POINTS[point]],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert content(office)[:2] == ([], [])
    counts = take_scans(settings, "huyen_xa_1", date(2026, 6, 30))
    assert counts["packages"] == 1
    assert content(office) == undisturbed
    assert not _is_reader(int(ended.stdout))


def _is_reader(pid):
    """Whether a reader of PDFs still has that number (numbers are given again)."""
    try:
        return b"pdf_pages" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
