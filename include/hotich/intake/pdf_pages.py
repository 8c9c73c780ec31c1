"""Counts the pages of PDFs that come on standard input: run as a process of its own, which may be killed.

A hostile PDF can make any reader loop or swell. So the reader has bounded memory, ends by its own alarm, and whoever
asks (`hotich.intake.pdf`) kills it when it does not answer. Asked: 4 bytes of length, then the PDF. Answered: 4 bytes,
the number of pages, or the negative number of a fault.
"""

import contextlib
import io
import logging
import signal
import struct
import sys
from typing import Final

NOT_PDF, CUT_OFF, LOCKED, NO_PAGE, BROKEN, TOO_SLOW = -1, -2, -3, -4, -5, -6
LENGTH: Final = struct.Struct("<I")
ANSWER: Final = struct.Struct("<i")
SECONDS: Final = 10
"""For one PDF of 20 MB at most; a sound one takes milliseconds."""
MEMORY: Final = 1 << 30
_TAIL, _HEAD = 4096, 1024
"""Bytes in which the marks of begin and end must stand."""


def count_pages(data: bytes) -> int:
    """Number of pages, or the fault for which the PDF can't be opened."""
    if b"%PDF-" not in data[:_HEAD]:
        return NOT_PDF
    if b"%%EOF" not in data.rstrip(b"\0 \t\r\n")[-_TAIL:]:
        return CUT_OFF
    from pypdf import PasswordType, PdfReader

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            return LOCKED
        return sum(1 for page in reader.pages if page.get("/Type", "/Page") == "/Page") or NO_PAGE
    except (Exception, RecursionError, MemoryError):
        return BROKEN


def main() -> None:
    """Answer until the input ends."""
    logging.disable(logging.CRITICAL)
    with contextlib.suppress(ImportError, OSError, ValueError):  # not every system knows the limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    while len(head := stdin.read(LENGTH.size)) == LENGTH.size:
        data = stdin.read(LENGTH.unpack(head)[0])
        # Whoever asked may be dead: nobody else would end an endless loop.
        signal.alarm(SECONDS + 1)
        pages = count_pages(data)
        signal.alarm(0)
        stdout.write(ANSWER.pack(pages))
        stdout.flush()


if __name__ == "__main__":
    main()
