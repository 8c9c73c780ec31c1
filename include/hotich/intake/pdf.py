"""Opening scanned PDFs without trusting them: how many pages, or why a person must look."""

import os
import select
import subprocess
import sys
from contextlib import suppress
from types import TracebackType
from typing import Final

from hotich.intake.pdf_pages import (
    ANSWER,
    BROKEN,
    CUT_OFF,
    LENGTH,
    LOCKED,
    NO_PAGE,
    NOT_PDF,
    SECONDS,
    TOO_SLOW,
)

FAULTS: Final = {
    NOT_PDF: "Không phải tệp PDF.",
    CUT_OFF: "Tệp PDF bị cắt cụt (thiếu phần cuối).",
    LOCKED: "Tệp PDF có mật khẩu.",
    NO_PAGE: "Tệp PDF không có trang nào.",
    BROKEN: "Tệp PDF bị hỏng.",
    TOO_SLOW: f"Tệp PDF không mở được trong {SECONDS} giây.",
}
"""Fault → what an officer reads."""


class PdfOpener:
    """Counts pages in a process of its own; one that hangs, swells or dies costs that PDF only.

    Use as a context manager; the process starts with the first PDF.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._reader: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "PdfOpener":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def pages(self, data: bytes) -> int:
        """Number of pages, at least 1, or a key of `FAULTS`."""
        try:
            return self._ask(data)
        except BrokenPipeError:
            # The reader ended between two PDFs: that says nothing about this one.
            self._end()
        try:
            return self._ask(data)
        except BrokenPipeError:
            self._end()
            return BROKEN

    def _ask(self, data: bytes) -> int:
        reader = self._reader = self._reader or _start()
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write(LENGTH.pack(len(data)))
        reader.stdin.write(data)
        reader.stdin.flush()
        ready, _, _ = select.select([reader.stdout], [], [], self._seconds)
        answer = os.read(reader.stdout.fileno(), ANSWER.size) if ready else b""
        if len(answer) == ANSWER.size:
            pages: int = ANSWER.unpack(answer)[0]
            return pages
        self._end()
        return BROKEN if ready else TOO_SLOW

    def _end(self) -> None:
        reader, self._reader = self._reader, None
        if reader is None:
            return
        reader.kill()
        with suppress(BrokenPipeError):
            reader.communicate()


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "hotich.intake.pdf_pages"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
