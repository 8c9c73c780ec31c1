"""A delivered zip package (xlsx or scans), looked at before anything in it is parsed (delivery contract §2)."""

import io
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from isal import isal_zlib

from hotich.errors import DeliveryError

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a package may hold at most; beyond it the file is rejected."""

    file_bytes: int
    entries: int
    unpacked_bytes: int | None
    entry_bytes: int | None
    ratio: int
    again: str = "Mở thử tệp gốc bằng Excel, lưu lại và gửi lại."
    """What to do about a damaged package."""
    smaller: str = "Nếu sổ thật lớn, xóa dòng và định dạng thừa hoặc chia nhỏ rồi gửi lại."
    """What to do about one that is too large or packed too well."""


WORKBOOK_LIMITS = Limits(25 * MEBIBYTE, 2_000, 300 * MEBIBYTE, None, 100)
SCAN_LIMITS = Limits(
    4096 * MEBIBYTE, 10_000, None, 20 * MEBIBYTE, 100,
    again="Nén lại các tệp PDF thành .zip và gửi lại.",
    smaller="Chia các tệp PDF thành nhiều gói .zip rồi gửi lại.",
)  # fmt: skip

RESAVE = "Mở tệp bằng Excel, chọn Lưu thành (Save As), kiểu “Excel Workbook (*.xlsx)”, rồi gửi lại."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)
_MACRO = re.compile(r"vbaproject|/macrosheets/|/dialogsheets/", re.IGNORECASE)
_EXTERNAL = re.compile(r"/externallinks/", re.IGNORECASE)
_EMBEDDED = re.compile(r"/(embeddings|activex|ctrlprops)/|oleobject", re.IGNORECASE)
_EMPTY_ZIP = b"PK\x05\x06"
_SMALL_PART = 8 * MEBIBYTE
# The library's stub calls the class an instance.
_UNPACKING_ERROR: type[Exception] = isal_zlib.error  # type: ignore[assignment]
_LOCAL_HEADER = struct.Struct("<4s22xHH")
# Two or three of these cost nothing to unpack, so the ratio of a part below this size says nothing.
_RATIO_FLOOR = MEBIBYTE


class Package:
    """An opened, examined zip. Parts are unpacked one by one, never more than was declared and allowed."""

    def __init__(self, archive: zipfile.ZipFile, data: bytes | None = None) -> None:
        self._archive = archive
        self._data = data
        self._by_lower = {info.filename.lower(): info for info in archive.infolist()}
        self.names = tuple(info.filename for info in archive.infolist())

    def has(self, name: str) -> bool:
        """Whether a part of that name is there; letter case is ignored, as Excel does."""
        return name.lower() in self._by_lower

    def size(self, name: str) -> int:
        """Declared unpacked size of a part; unpacking never yields more."""
        return self._by_lower[name.lower()].file_size

    def open(self, name: str) -> IO[bytes]:
        """A part as a stream. Raises DeliveryError when it is missing or damaged."""
        try:
            return self._archive.open(self._by_lower[name.lower()])
        except KeyError:
            raise DeliveryError(f"Tệp Excel bị hỏng: thiếu phần “{name}”. {RESAVE}") from None
        except BAD_ZIP as error:
            raise damaged() from error

    def stream(self, name: str) -> IO[bytes]:
        """A part as a stream: from memory where it is small, so that large ones never are there as a whole."""
        small = self.has(name) and self.size(name) <= _SMALL_PART
        return io.BytesIO(self.read(name)) if small else self.open(name)

    def read(self, name: str) -> bytes:
        """A whole part, unpacked. Raises DeliveryError when it is missing or damaged."""
        if self._data is not None and self.has(name):
            return _unpacked(self._data, self._by_lower[name.lower()])
        try:
            with self.open(name) as stream:
                return stream.read()
        except BAD_ZIP as error:
            raise damaged() from error


def _unpacked(data: bytes, part: zipfile.ZipInfo) -> bytes:
    """A part of a package in memory, unpacked at once: twice as fast as by `zipfile`, with the same checks."""
    header = data[part.header_offset : part.header_offset + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size:
        raise damaged()
    mark, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    begin = part.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    packed = data[begin : begin + part.compress_size]
    try:
        content = packed
        if part.compress_type == zipfile.ZIP_DEFLATED:
            content = isal_zlib.decompressobj(-isal_zlib.MAX_WBITS).decompress(packed, part.file_size + 1)
    except _UNPACKING_ERROR as error:
        raise damaged() from error
    sound = mark == b"PK\x03\x04" and part.compress_type in {zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED}
    if not sound or len(content) != part.file_size or isal_zlib.crc32(content) != part.CRC:
        raise damaged()
    return content


def damaged(limits: Limits = WORKBOOK_LIMITS) -> DeliveryError:
    """The reason for a package that ends too early or does not unpack."""
    return DeliveryError(f"Tệp bị hỏng hoặc chưa tải lên đủ (không mở được gói nén). {limits.again}")


def external_link() -> DeliveryError:
    """The reason for a workbook that draws values from another file."""
    return DeliveryError(
        "Tệp có liên kết sang tệp Excel khác. Vào Dữ liệu → Sửa liên kết → Ngắt liên kết, lưu lại rồi gửi lại."
    )


def open_workbook_package(data: bytes) -> Package:
    """Examine an xlsx file and open its zip; nothing is unpacked yet.

    Raises:
        DeliveryError: not an xlsx, encrypted, with macros, external links or embeddings, or beyond the limits.
    """
    _refuse_other_formats(data)
    package = Package(open_archive(io.BytesIO(data), len(data), WORKBOOK_LIMITS), data)
    for pattern, reason in (
        (_MACRO, "Tệp có macro. Lưu lại không kèm macro"),
        (_EMBEDDED, "Tệp có đối tượng nhúng (OLE, ActiveX). Xóa các đối tượng đó, lưu lại"),
    ):
        if any(pattern.search(name) for name in package.names):
            raise DeliveryError(f"{reason} dạng .xlsx rồi gửi lại.")
    if any(_EXTERNAL.search(name) for name in package.names):
        raise external_link()
    if package.has("xl/workbook.bin"):
        raise DeliveryError(f"Tệp thực chất là .xlsb (Excel nhị phân). {RESAVE}")
    if package.has("mimetype") or package.has("content.xml"):
        raise DeliveryError(f"Tệp thực chất là .ods (LibreOffice). {RESAVE}")
    if not package.has("[Content_Types].xml") or not package.has("_rels/.rels"):
        raise DeliveryError(f"Tệp không phải sổ Excel .xlsx (gói nén không có cấu trúc của Excel). {RESAVE}")
    return package


def open_package(stream: IO[bytes], size: int, limits: Limits) -> Package:
    """A package of `size` bytes, see `open_archive`."""
    return Package(open_archive(stream, size, limits))


def open_archive(stream: IO[bytes], size: int, limits: Limits) -> zipfile.ZipFile:
    """Open a zip of `size` bytes within `limits`, having looked at its directory only.

    Raises:
        DeliveryError: damaged, encrypted, a bomb, or with absolute, `..`, link or doubled names.
    """
    if size == 0:
        raise DeliveryError("Tệp rỗng (0 byte). Kiểm tra tệp gốc và gửi lại.")
    if size > limits.file_bytes:
        raise DeliveryError(
            f"Tệp lớn {size / MEBIBYTE:.0f} MB, quá giới hạn {limits.file_bytes // MEBIBYTE} MB. Chia nhỏ rồi gửi lại."
        )
    try:
        archive = zipfile.ZipFile(stream)
    except BAD_ZIP as error:
        raise damaged(limits) from error
    entries = archive.infolist()
    if not entries:
        raise DeliveryError("Gói nén rỗng, không có gì bên trong. Kiểm tra tệp gốc và gửi lại.")
    if len(entries) > limits.entries:
        raise DeliveryError(f"Gói nén có {len(entries)} phần, quá giới hạn {limits.entries}.")
    for entry in entries:
        _refuse_entry(entry, limits)
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names):
        raise DeliveryError("Gói nén có hai phần trùng tên. Tạo lại tệp rồi gửi lại.")
    unpacked = sum(entry.file_size for entry in entries)
    too_large = limits.unpacked_bytes is not None and unpacked > limits.unpacked_bytes
    if too_large or unpacked > limits.ratio * size:
        raise DeliveryError(
            f"Gói nén bung ra {unpacked / MEBIBYTE:.0f} MB từ {size / MEBIBYTE:.2f} MB, quá mức an toàn "
            f"({_bound(limits)}). {limits.smaller}"
        )
    return archive


def _bound(limits: Limits) -> str:
    ratio = f"tỷ lệ nén {limits.ratio} lần"
    return ratio if limits.unpacked_bytes is None else f"{limits.unpacked_bytes // MEBIBYTE} MB, {ratio}"


def _refuse_entry(entry: zipfile.ZipInfo, limits: Limits) -> None:
    # `orig_filename` is what other readers see; zipfile cuts `filename` at a NUL and turns `\` on Windows.
    name = entry.orig_filename
    if entry.flag_bits & 0x1:
        raise DeliveryError("Gói nén có mật khẩu. Bỏ mật khẩu rồi gửi lại.")
    unsafe = name.startswith("/") or re.match(r"[A-Za-z]:", name) or "\\" in name or "\x00" in name
    if unsafe or ".." in name.split("/"):
        raise DeliveryError(
            "Gói nén có tên đường dẫn tuyệt đối hoặc “..”, không an toàn. Tạo lại tệp rồi gửi lại."
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise DeliveryError(
            "Gói nén có liên kết (link) thay cho tệp, không an toàn. Tạo lại tệp rồi gửi lại."
        )
    if limits.entry_bytes is not None and entry.file_size > limits.entry_bytes:
        raise DeliveryError(
            f"Trong gói nén có tệp lớn {entry.file_size / MEBIBYTE:.0f} MB, quá {limits.entry_bytes // MEBIBYTE} MB."
        )
    if entry.file_size > _RATIO_FLOOR and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        raise DeliveryError(
            f"Gói nén có phần nén quá {limits.ratio} lần (dạng “bom nén”), không an toàn. {limits.smaller}"
        )


def _refuse_other_formats(data: bytes) -> None:
    """Name what the bytes are when they are no zip: encrypted or old Excel, a web page, plain text."""
    if not data:
        raise DeliveryError("Tệp rỗng (0 byte). Kiểm tra tệp gốc và gửi lại.")
    if data.startswith(_OLE):
        if _ENCRYPTED_STREAM in data:
            raise DeliveryError(
                "Tệp đặt mật khẩu mở. Mở bằng Excel, vào Tệp → Thông tin → Bảo vệ sổ làm việc, "
                "xóa mật khẩu, lưu lại rồi gửi lại."
            )
        raise DeliveryError(f"Tệp thực chất là .xls (Excel 97–2003) đổi đuôi. {RESAVE}")
    if data.startswith(_EMPTY_ZIP):
        raise DeliveryError("Gói nén rỗng, không có gì bên trong. Kiểm tra tệp gốc và gửi lại.")
    if not data.startswith(b"PK"):
        start = data[:512].lstrip().lower()
        what = "trang web (HTML) hoặc XML" if start.startswith(b"<") else "tệp khác"
        raise DeliveryError(f"Tệp không phải sổ Excel .xlsx mà là {what} đổi đuôi. {RESAVE}")
