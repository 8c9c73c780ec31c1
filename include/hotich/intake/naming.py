"""What a file is, read from its path below the inbox (delivery contract §1)."""

import re
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from hotich.errors import DeliveryError
from hotich.registers import REGISTERS
from hotich.slips import Slip

MANIFEST_NAME = "manifest.sha256"
_INVENTORY_STEM = "thong_ke_so"
_NEVER_TAKEN = re.compile(r"\.part\Z|\A~\$|\A\._|\Athumbs\.db\Z|\Adesktop\.ini\Z|\A__macosx\Z", re.IGNORECASE)
_TAKEN_FORMATS = frozenset({"xlsx", "csv", "zip"})
_REFUSED_FORMATS = {
    "xls": "Excel 97–2003",
    "xlsm": "Excel có macro",
    "xlsb": "Excel nhị phân",
    "ods": "LibreOffice",
}
_VERSION = re.compile(r"\Av([0-9]{1,4})\Z", re.IGNORECASE)
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\u2028\u2029]")
_EXAMPLE = "AnHiep_CT_BT.KS.2011.01.xlsx"


class DeliveryKind(StrEnum):
    """What a delivered file is for; the value is what the tables hold."""

    BOOK = "book"
    SHORT = "short"
    """Second keying by another person."""
    FIX = "fix"
    """The workbook of returned rows, filled in."""
    ARBITRATION = "arbitration"
    """The workbook of differences between two keyings, decided."""
    SAMPLE = "sample"
    """The check sheet of an acceptance sample, filled in."""
    SCANS = "scans"
    INVENTORY = "inventory"
    MANIFEST = "manifest"


_SLIP_KINDS = {
    Slip.RETURNED: DeliveryKind.FIX,
    Slip.ARBITRATION: DeliveryKind.ARBITRATION,
    Slip.SAMPLE: DeliveryKind.SAMPLE,
}


@dataclass(frozen=True, slots=True)
class DeliveryName:
    """What a path says of its file. Register, year and book number are None for inventory and manifest."""

    path: str
    """Path below the inbox, with `/`, as the store gives it."""
    kind: DeliveryKind
    unit_code: str
    """GSO code of the folder: who made the book. "" for a manifest in the inbox itself."""
    extension: str
    """`xlsx`, `csv`, `zip` or `sha256`."""
    register: str | None = None
    """TYPE: a key of `REGISTERS`."""
    year: int | None = None
    book_no: int | None = None
    version: int | None = None
    """The n of `.vn`, None when the name has none."""

    @property
    def book_key(self) -> tuple[str, str, int, int] | None:
        """(unit code, TYPE, year, book number), None for what belongs to no single book."""
        if self.register is None or self.year is None or self.book_no is None:
            return None
        return self.unit_code, self.register, self.year, self.book_no


def is_ignored(path: str) -> bool:
    """True for what is never taken nor reported: `*.part`, `~$*`, system files, hidden files and folders.

    `.KS.2011.01.xlsx` is not hidden: its `<anything>` is empty, which the contract allows.
    """
    *folders, name = path.split("/")
    if any(_NEVER_TAKEN.search(part) for part in (*folders, name)):
        return True
    if any(folder.startswith(".") and folder != ".." for folder in folders):
        return True
    return name.startswith(".") and not _looks_like_book(name)


def is_manifest(path: str) -> bool:
    """True for a list of check sums, in any folder."""
    return path.rpartition("/")[2].lower() == MANIFEST_NAME


def printable(path: str) -> str:
    """The path as it may be shown and stored: control and direction marks and lone bytes written as `\\u202e`.

    The path of a file that can be taken comes back unchanged, so that it still opens the file.
    """
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", path)


def parse_name(path: str, unit_codes: Container[str]) -> DeliveryName:
    """Read a path below the inbox. `unit_codes` holds every code that was ever a registering unit's.

    Raises:
        DeliveryError: the file can't be taken under this name; says why and how to name it.
    """
    _refuse_unsafe(path)
    *folders, name = path.split("/")
    if is_manifest(path):
        return DeliveryName(path, DeliveryKind.MANIFEST, folders[0] if folders else "", "sha256")
    unit_code = _unit_of(folders, unit_codes)
    parts = name.lower().split(".")
    extension = parts.pop() if len(parts) > 1 else ""
    _refuse_format(name, extension)
    stem = parts[0]
    version, parts = _take_version(parts)
    slip = next((slip for slip in Slip if stem.startswith(slip)), None)
    if slip is not None or parts[-1] == "fix":
        return _slip(path, unit_code, extension, version, parts, slip or Slip.RETURNED)
    if parts == [_INVENTORY_STEM]:
        return _inventory(path, unit_code, extension, version)
    kind = DeliveryKind.SCANS if extension == "zip" else DeliveryKind.BOOK
    if extension != "zip" and parts[-1] == "short":
        kind, parts = DeliveryKind.SHORT, parts[:-1]
        if version is None:
            version, parts = _take_version(parts)
    register, year, book_no = _book_of(name, parts)
    return DeliveryName(path, kind, unit_code, extension, register, year, book_no, version)


def _refuse_unsafe(path: str) -> None:
    if _UNSAFE.search(path):
        raise DeliveryError(
            f"Tên tệp “{printable(path)}” có ký tự điều khiển hoặc ký tự không đọc được. "
            f"Đổi tên tệp chỉ dùng chữ, số, dấu chấm, gạch dưới rồi gửi lại."
        )
    if path.startswith("/") or ".." in path.split("/") or "" in path.split("/"):
        raise DeliveryError(f"Đường dẫn “{path}” không hợp lệ. Để tệp trong thư mục mã đơn vị của hộp thư.")


def _unit_of(folders: list[str], unit_codes: Container[str]) -> str:
    if not folders:
        raise DeliveryError(
            "Tệp nằm ngoài thư mục đơn vị. Để tệp vào thư mục có tên là mã của đơn vị lập sổ, "
            "ví dụ 28807 (xã), 831 (huyện) hoặc 83 (Sở Tư pháp)."
        )
    unit_code = folders[0]
    if unit_code not in unit_codes:
        raise DeliveryError(
            f"Không có đơn vị mang mã “{unit_code}”. Thư mục thứ nhất phải là mã của đơn vị lập sổ: "
            f"83 (Sở Tư pháp), 3 chữ số (huyện) hoặc 5 chữ số (xã); xem danh mục bằng lệnh `hotich units`."
        )
    deeper = next((folder for folder in folders[1:] if folder in unit_codes), None)
    if deeper is not None:
        raise DeliveryError(
            f"Thư mục con “{deeper}” là mã đơn vị, không rõ sổ của {unit_code} hay của {deeper}. "
            f"Để tệp ngay dưới thư mục của đơn vị đã lập sổ."
        )
    return unit_code


def _refuse_format(name: str, extension: str) -> None:
    if extension in _REFUSED_FORMATS:
        raise DeliveryError(
            f"Không nhận tệp .{extension} ({_REFUSED_FORMATS[extension]}). Mở tệp, chọn Lưu thành (Save As), "
            f"kiểu “Excel Workbook (*.xlsx)”, rồi gửi tệp .xlsx."
        )
    if extension not in _TAKEN_FORMATS:
        shown = f"đuôi .{extension}" if extension else "không có đuôi"
        raise DeliveryError(
            f"Không nhận tệp “{name}” ({shown}). Gửi sổ dạng .xlsx hoặc .csv, bản quét dạng .zip, "
            f"tên như {_EXAMPLE}."
        )


def _take_version(parts: list[str]) -> tuple[int | None, list[str]]:
    """Split a `.vN` off the end of the name's parts; a part of `.short` or `.fix` may follow it."""
    match = _VERSION.match(parts[-1]) if len(parts) > 1 else None
    return (int(match.group(1)), parts[:-1]) if match else (None, parts)


def _slip(
    path: str, unit_code: str, extension: str, version: int | None, parts: list[str], slip: Slip
) -> DeliveryName:
    """`<slip>.<unit>.<TYPE>.<year>.<bookNo>.fix.xlsx`; it goes back under its own name."""
    expected = f"{slip}.{unit_code}.<LOẠI>.<năm>.<quyển>.fix.xlsx"
    if parts[-1] == "fix" and version is None:
        version, parts = _take_version([*parts[:-1]])
        parts = [*parts, "fix"]
    if extension != "xlsx" or parts[-1] != "fix" or parts[0] != slip or len(parts) != 6:
        raise DeliveryError(f"Phiếu phải giữ nguyên tên đã nhận: {expected}.")
    if parts[1] != unit_code:
        raise DeliveryError(
            f"Phiếu của đơn vị {parts[1]} nằm trong thư mục {unit_code}. "
            f"Chuyển phiếu sang thư mục {parts[1]}."
        )
    register, year, book_no = _book_of(path.rpartition("/")[2], parts[:-1])
    return DeliveryName(path, _SLIP_KINDS[slip], unit_code, extension, register, year, book_no, version)


def _inventory(path: str, unit_code: str, extension: str, version: int | None) -> DeliveryName:
    if extension != "xlsx":
        raise DeliveryError(f"Bảng thống kê sổ phải là tệp {_INVENTORY_STEM}.xlsx, không phải .{extension}.")
    return DeliveryName(path, DeliveryKind.INVENTORY, unit_code, extension, version=version)


def _book_of(name: str, parts: list[str]) -> tuple[str, int, int]:
    """TYPE, year and book number from the last three parts of the name."""
    if len(parts) < 3:
        raise DeliveryError(
            f"Tên tệp “{name}” không đúng mẫu <tên>.<LOẠI>.<năm>.<quyển>.xlsx. Đổi tên, ví dụ {_EXAMPLE}."
        )
    code, year, book_no = parts[-3].upper(), parts[-2], parts[-1]
    if not re.fullmatch(r"[0-9]{4}", year) or not "1800" <= year <= "2100":
        raise DeliveryError(
            f"Tên tệp “{name}”: “{year}” không phải năm 4 chữ số của sổ. "
            f"Tên phải kết thúc bằng .<LOẠI>.<năm>.<quyển>, ví dụ {_EXAMPLE}."
        )
    if not re.fullmatch(r"[0-9]{1,4}", book_no):
        raise DeliveryError(
            f"Tên tệp “{name}”: “{book_no}” không phải số quyển (1 đến 4 chữ số). Đổi tên, ví dụ {_EXAMPLE}."
        )
    if int(book_no) == 0:
        raise DeliveryError(
            f"Tên tệp “{name}”: số quyển là 0. Số quyển bắt đầu từ 1; ghi đúng số quyển của sổ."
        )
    if code not in REGISTERS:
        raise DeliveryError(
            f"Tên tệp “{name}”: không có loại sổ “{code}”. Các loại sổ: {', '.join(REGISTERS)}."
        )
    return code, int(year), int(book_no)


def _looks_like_book(name: str) -> bool:
    *parts, extension = name.lower().split(".")
    return (extension in _TAKEN_FORMATS or extension in _REFUSED_FORMATS) and any(
        parts[i].upper() in REGISTERS and parts[i + 1].isdigit() and parts[i + 2].isdigit()
        for i in range(len(parts) - 2)
    )
