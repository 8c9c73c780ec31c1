"""A delivered zip of scans: examined first, then read entry by entry, never as a whole (delivery contract §2)."""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from hotich.errors import DeliveryError
from hotich.intake.naming import is_ignored, printable
from hotich.intake.package import BAD_ZIP, SCAN_LIMITS, Limits, damaged, open_archive
from hotich.intake.pdf import FAULTS, PdfOpener

_SAFE_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Others may ask for gigabytes of memory by their header alone."""


@dataclass(frozen=True, slots=True)
class OpenedScan:
    """One file of a package."""

    name: str
    """With its folders, as the zip has it; characters that nobody sees are written out."""
    size: int
    page_count: int | None
    """None: it can't be opened."""
    fault: str | None
    """Why not, in Vietnamese."""


class ScanPackage:
    """An examined zip of scans; nothing is unpacked yet. The stream must stay open while it is read."""

    def __init__(self, stream: IO[bytes], size: int, limits: Limits = SCAN_LIMITS) -> None:
        """Look at the directory of a zip of `size` bytes.

        Raises:
            DeliveryError: damaged, encrypted, a bomb, beyond the limits, with hostile names, or without any file.
        """
        self._limits = limits
        self._archive = open_archive(stream, size, limits)
        self._entries = [
            entry
            for entry in self._archive.infolist()
            if not entry.is_dir() and not is_ignored(entry.filename)
        ]
        if not self._entries:
            raise DeliveryError("Gói nén không có tệp nào. Nén các tệp PDF của quyển sổ rồi gửi lại.")
        if any(entry.compress_type not in _SAFE_METHODS for entry in self._entries):
            raise DeliveryError(
                "Gói nén dùng cách nén không phải của .zip thông thường. Nén lại bằng chức năng có sẵn của Windows rồi gửi lại."
            )

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def digest(self) -> str:
        """Digest of what the package holds: names, sizes and check sums, whatever the order or packing."""
        lines = sorted(f"{entry.filename}\0{entry.file_size}\0{entry.CRC:08x}" for entry in self._entries)
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()

    def scans(self, opener: PdfOpener) -> Iterator[OpenedScan]:
        """Every file, opened, in the order in which they lie in the zip (so that a remote one is read once through).

        Raises:
            DeliveryError: the zip does not unpack as its directory says.
        """
        for entry in sorted(self._entries, key=lambda entry: entry.header_offset):
            try:
                data = self._archive.read(entry)
            except BAD_ZIP as error:
                # What the store could not give is no fault of the file.
                if isinstance(error, OSError) and not isinstance(error, EOFError):
                    raise
                raise damaged(self._limits) from error
            pages = opener.pages(data)
            fault = FAULTS.get(pages)
            yield OpenedScan(
                printable(entry.filename), entry.file_size, None if fault else min(pages, 32_767), fault
            )
