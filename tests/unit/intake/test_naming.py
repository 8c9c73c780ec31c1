"""Names of delivered files: every form of delivery contract §1, and hostile ones."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.errors import DeliveryError
from hotich.intake.naming import DeliveryKind, DeliveryName, is_ignored, is_manifest, parse_name, printable
from hotich.registers import REGISTERS

UNITS = frozenset({"83", "829", "28807", "28810"})
ANYTHING = st.text(
    alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"], exclude_characters="/"),
    max_size=30,
)


def parse(path: str) -> DeliveryName:
    return parse_name(path, UNITS)


@pytest.mark.parametrize(
    ("path", "kind", "key", "version"),
    [
        ("28807/AnHiep_CT_BT.KS.2011.01.xlsx", DeliveryKind.BOOK, ("28807", "KS", 2011, 1), None),
        ("28807/KS.2011.01.xlsx", DeliveryKind.BOOK, ("28807", "KS", 2011, 1), None),
        ("28807/.KS.2011.01.xlsx", DeliveryKind.BOOK, ("28807", "KS", 2011, 1), None),
        ("83/2014/kết hôn/x.kh.2014.0003.CSV", DeliveryKind.BOOK, ("83", "KH", 2014, 3), None),
        ("829/a.b.c.tdcc.1999.9999.XLSX", DeliveryKind.BOOK, ("829", "TDCC", 1999, 9999), None),
        ("829/x.KT.2011.1.v12.xlsx", DeliveryKind.BOOK, ("829", "KT", 2011, 1), 12),
        ("829/x.KT.2011.1.short.xlsx", DeliveryKind.SHORT, ("829", "KT", 2011, 1), None),
        ("829/x.KT.2011.1.v2.SHORT.csv", DeliveryKind.SHORT, ("829", "KT", 2011, 1), 2),
        ("829/x.KT.2011.1.short.v2.csv", DeliveryKind.SHORT, ("829", "KT", 2011, 1), 2),
        ("829/x.CMC.2011.1.zip", DeliveryKind.SCANS, ("829", "CMC", 2011, 1), None),
        ("829/phieu_tra_lai.829.HN.2011.1.fix.xlsx", DeliveryKind.FIX, ("829", "HN", 2011, 1), None),
        ("829/Phieu_Tra_Lai.829.HN.2011.1.v3.fix.xlsx", DeliveryKind.FIX, ("829", "HN", 2011, 1), 3),
        ("829/deep/er/Thong_Ke_So.XLSX", DeliveryKind.INVENTORY, None, None),
        ("829/KS.2011.01.KH.2012.02.xlsx", DeliveryKind.BOOK, ("829", "KH", 2012, 2), None),
    ],
)
def test_names_are_read_from_the_right(
    path: str, kind: DeliveryKind, key: tuple[str, str, int, int] | None, version: int | None
) -> None:
    name = parse(path)
    assert (name.kind, name.book_key, name.version, name.path) == (kind, key, version, path)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("KS.2011.01.xlsx", "ngoài thư mục đơn vị"),
        ("99999/KS.2011.01.xlsx", "Không có đơn vị mang mã “99999”"),
        ("28807/28810/KS.2011.01.xlsx", "Thư mục con “28810” là mã đơn vị"),
        ("28807/x/829/KS.2011.01.xlsx", "Thư mục con “829” là mã đơn vị"),
        ("28807/x.ABC.2011.01.xlsx", "không có loại sổ “ABC”"),
        ("28807/x.KS.2011.00.xlsx", "số quyển là 0"),
        ("28807/x.KS.2011.12345.xlsx", "không phải số quyển"),
        ("28807/x.KS.2011.1a.xlsx", "không phải số quyển"),
        ("28807/x.KS.2011.١.xlsx", "không phải số quyển"),
        ("28807/x.KS.11.01.xlsx", "không phải năm 4 chữ số"),
        ("28807/x.KS.2011.-1.xlsx", "không phải số quyển"),
        ("28807/khai sinh 2011.xlsx", "không đúng mẫu"),
        ("28807/x.KS.2011.01.xls", "Lưu thành"),
        ("28807/x.KS.2011.01.XLSM", "Lưu thành"),
        ("28807/x.KS.2011.01.xlsb", "Lưu thành"),
        ("28807/x.KS.2011.01.ods", "Lưu thành"),
        ("28807/x.KS.2011.01.pdf", "đuôi .pdf"),
        ("28807/KS", "không có đuôi"),
        ("28807/phieu_tra_lai.28807.KS.2011.01.xlsx", "giữ nguyên tên"),
        ("28807/phieu_tra_lai_moi.KS.2011.01.xlsx", "giữ nguyên tên"),
        ("28807/phieu_tra_lai.28810.KS.2011.01.fix.xlsx", "Chuyển phiếu sang thư mục 28810"),
        ("28807/x.KS.2011.01.fix.xlsx", "giữ nguyên tên"),
        ("28807/thong_ke_so.csv", "thong_ke_so.xlsx"),
        ("../28807/KS.2011.01.xlsx", "không hợp lệ"),
        ("/28807/KS.2011.01.xlsx", "không hợp lệ"),
        ("28807/../83/KS.2011.01.xlsx", "không hợp lệ"),
        ("28807/a\nb.KS.2011.01.xlsx", "ký tự điều khiển"),
        ("28807/a\u202exslx.KS.2011.01.xlsx", "ký tự điều khiển"),
        ("28807/a\udce1.KS.2011.01.xlsx", "ký tự điều khiển"),
        ("28807/a\x00.KS.2011.01.xlsx", "ký tự điều khiển"),
    ],
)
def test_a_wrong_name_is_refused_with_what_to_do(path: str, reason: str) -> None:
    with pytest.raises(DeliveryError, match=reason) as refused:
        parse(path)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>.KS.2011.01.xlsx",
        "'; DROP TABLE birth; --.KS.2011.01.xlsx",
        "$(rm -rf ~).KS.2011.01.xlsx",
        "=cmd|' /C calc'!A0.KS.2011.01.xlsx",
        "%2e%2e%2f.KS.2011.01.xlsx",
        "a..KS.2011.01.xlsx",
        "x" * 200 + ".KS.2011.01.xlsx",
        "Ấp Hòa.KS.2011.01.xlsx",
    ],
)
def test_a_strange_name_is_only_text(name: str) -> None:
    path = f"28807/{name}"
    assert parse(path).book_key == ("28807", "KS", 2011, 1)
    assert printable(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "28807/x.KS.2011.01.xlsx.part",
        "28807/~$x.KS.2011.01.xlsx",
        "28807/._x.KS.2011.01.xlsx",
        "28807/.DS_Store",
        "28807/Thumbs.db",
        "28807/desktop.ini",
        "__MACOSX/28807/x.KS.2011.01.xlsx",
        ".git/config",
        "28807/.x.KS.2011.01.xlsx.Ab12Cd",
        ".clock-1.part",
    ],
)
def test_system_and_unfinished_files_are_never_taken(path: str) -> None:
    assert is_ignored(path)


def test_a_book_without_a_name_before_its_type_is_not_hidden() -> None:
    assert not is_ignored("28807/.KS.2011.01.xlsx")
    assert is_manifest("28807/sub/MANIFEST.sha256")


@given(
    anything=ANYTHING,
    code=st.sampled_from(sorted(REGISTERS)),
    year=st.integers(1800, 2100),
    book_no=st.integers(1, 9999),
    zeros=st.integers(0, 3),
    version=st.none() | st.integers(0, 9999),
    extension=st.sampled_from(["xlsx", "csv"]),
    upper=st.booleans(),
)
def test_a_well_formed_name_gives_back_its_parts(
    anything: str,
    code: str,
    year: int,
    book_no: int,
    zeros: int,
    version: int | None,
    extension: str,
    upper: bool,
) -> None:
    number = f"{book_no:0{min(4, len(str(book_no)) + zeros)}}"
    tail = f".{code}.{year}.{number}{'' if version is None else f'.v{version}'}.{extension}"
    stem = anything.lower().split(".")[0]
    path = f"28807/{anything}{tail.upper() if upper else tail}"
    if stem.startswith("phieu_tra_lai") or anything == "." or is_ignored(path):
        return
    name = parse(path)
    assert name.book_key == ("28807", code, year, book_no)
    assert (name.version, name.extension) == (version, extension)


@given(st.text(max_size=60) | st.text(alphabet=string.ascii_letters + "./~$0123456789vKS", max_size=60))
def test_any_path_is_named_or_refused_with_a_printable_reason(path: str) -> None:
    is_ignored(path)
    try:
        parse(path)
    except DeliveryError as error:
        str(error).encode("utf-8")
    printable(path).encode("utf-8")
