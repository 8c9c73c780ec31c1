"""One delivery with every kind of file that can't be taken: each ends with its own reason, the rest goes on."""

import io
import re
import zipfile

import openpyxl
import pytest

from hotich.registers import BIRTH

pytestmark = pytest.mark.postgres

COLUMNS = [field.column for field in BIRTH.fields]
GOOD = "28855/tot.KS.2017.1.xlsx"

REASONS = {
    # names and places
    "28855/ten sai.xlsx": "không đúng mẫu",
    "28855/a.KX.2017.11.xlsx": "không có loại sổ",
    "28855/a.KS.17.11.xlsx": "không phải năm 4 chữ số",
    "28855/a.KS.2017.0.xlsx": "số quyển là 0",
    "28855/a.KS.2017.12.xls": "Lưu thành",
    "28855/a.KS.2017.13.xlsm": "Lưu thành",
    "28855/ghi chu.docx": "đuôi .docx",
    "99999/a.KS.2017.14.xlsx": "Không có đơn vị mang mã",
    "28855/831/a.KS.2017.15.xlsx": "là mã đơn vị",
    "a.KS.2017.16.xlsx": "ngoài thư mục đơn vị",
    "838/a.KS.2008.17.xlsx": "838",
    "28855/a\u202e.KS.2017.18.xlsx": "ký tự điều khiển",
    "28855/phieu_tra_lai.28855.KS.2017.01.xlsx": "giữ nguyên tên",
    # packages
    "28855/a.KS.2017.21.xlsx": "rỗng|trống|không có nội dung",
    "28855/a.KS.2017.22.xlsx": "không phải|hỏng|không mở được",
    "28855/a.KS.2017.23.xlsx": "hỏng|không đầy đủ|chưa đủ|không mở được",
    "28855/a.KS.2017.24.xlsx": "mật khẩu",
    "28855/a.KS.2017.25.xlsx": "macro",
    "28855/a.KS.2017.26.xlsx": "nén|giải nén|bung",
    "28855/a.KS.2017.27.xlsx": r"đường dẫn|\.\.",
    # tables
    "28855/a.KS.2017.31.xlsx": "tiêu đề",
    "28855/a.KS.2017.32.xlsx": "ngayDangKy",
    "28855/a.KS.2017.33.xlsx": "gộp",
    "28855/a.KS.2017.34.xlsx": "hai bảng",
    "28855/a.KS.2017.35.xlsx": "chỉ có dòng tiêu đề",
    "28855/a.KS.2017.36.xlsx": r"KH \(Kết hôn\)",
    "28855/a.KS.2017.37.xlsx": "200 cột|quá nhiều cột|cột",
    "28855/a.KS.2017.38.csv": "UTF-8",
    "28855/a.KS.2017.39.xlsx": "lặp|hai lần|nhiều lần",
}  # fmt: skip


@pytest.fixture(scope="module")
def office(make_office, make_entries):
    """All of it in one delivery, together with one sound book and one of which every row is returned."""
    office = make_office()
    office.put(GOOD, make_entries("KS", 3))
    office.put("28855/moi_dong.KS.2017.2.xlsx", make_entries("KS", 2, start=50, registered_on=""))
    contents = _contents(make_entries)
    sound = (office.inbox / GOOD).read_bytes()
    for path in REASONS:
        number = path.split(".")[-2]
        office.put_bytes(path, contents.get(number, lambda sound: sound)(sound))
    office.counts = office.run()
    return office


def _contents(make_entries):
    """Number of the book in the name → what is made of a sound workbook."""
    row = {field.column: make_entries("KS", 1)[0].get(field.name, "") for field in BIRTH.fields}
    cells = [row[column] for column in COLUMNS]
    return {
        "21": lambda _: b"",
        "22": lambda _: b"khong phai la bang tinh" * 100,
        "23": lambda sound: sound[: len(sound) // 2],
        "24": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096) + "EncryptedPackage".encode("utf-16-le"),
        "25": lambda sound: _with_part(sound, "xl/vbaProject.bin", b"macro"),
        "26": lambda sound: _with_part(sound, "xl/media/a.bin", bytes(30_000_000)),
        "27": lambda sound: _with_part(sound, "../../ngoai.xml", b"<a/>"),
        "31": lambda _: _table([["bảng", "chấm", "công"], [1, 2, 3]]),
        "32": lambda _: _table([[c for c in COLUMNS if c != "ngayDangKy"], cells[1:]]),
        "33": lambda _: _table([COLUMNS, cells], merge="A1:B1"),
        "34": lambda _: _table([COLUMNS, cells, [], COLUMNS, cells]),
        "35": lambda _: _table([COLUMNS]),
        "36": lambda _: _marriages(make_entries),
        "37": lambda _: _table([[*COLUMNS, *(f"cot{n}" for n in range(300))], cells]),
        "38": lambda _: ";".join(COLUMNS).encode() + b"\n" + ";".join(cells).encode("cp1258", "replace"),
        "39": lambda _: _table([[*COLUMNS, "so"], [*cells, "2/2017"]]),
    }  # fmt: skip


def _with_part(content, name, part):
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, part)
    return stream.getvalue()


def _table(rows, merge=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _marriages(make_entries):
    from hotich.registers import MARRIAGE

    (row,) = make_entries("KH", 1)
    return _table(
        [[field.column for field in MARRIAGE.fields], [row.get(field.name) for field in MARRIAGE.fields]]
    )


@pytest.mark.parametrize("path", REASONS)
def test_the_file_is_rejected_with_its_own_reason(office, path):
    file = office.file(path.replace("\u202e", "\\u202e"))
    assert (file["state"], file["read"]) == ("rejected", 0)
    assert re.search(REASONS[path], file["reason"]), file["reason"]
    assert not re.search(r"Error|Exception|Traceback|None|\{|BadZip", file["reason"])


def test_the_rest_of_the_delivery_goes_on(office):
    assert office.counts["failed"] == {}
    assert (office.file(GOOD)["state"], office.file(GOOD)["loaded"]) == ("loaded", 3)
    assert office.file("28855/moi_dong.KS.2017.2.xlsx")["state"] == "rejected"
    assert office.one("SELECT count(*) FROM delivery_file WHERE decided_at IS NULL") == 0
    assert office.one("SELECT count(*) FROM birth") == 3


def test_reasons_differ(office):
    reasons = [
        reason for (reason,) in office.all("SELECT reason FROM delivery_file WHERE state = 'rejected'")
    ]
    assert len(reasons) == len(REASONS) + 1
    shared = {reason for reason in reasons if reasons.count(reason) > 1}
    assert not shared


def test_what_must_always_hold_holds(office, check_invariants):
    check_invariants(office)
