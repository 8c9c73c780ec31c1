"""A faulty plan file is refused: each fault with file, line, what is wrong and what to do."""

import re
from pathlib import Path

import pytest

from hotich.errors import PlanError
from hotich.plan import load_plan
from hotich.plan.loading import PACKAGED

BEN_TRE = (PACKAGED / "ben_tre_2019.yaml").read_text(encoding="utf-8")
NGHE_AN = (Path(__file__).parents[2] / "golden" / "plans" / "nghe_an_hu_cau.yaml").read_text(encoding="utf-8")
UNIT_DATA = PACKAGED.parent / "units" / "data"


def refusal(folder: Path, text: str) -> str:
    path = folder / "plan.yaml"
    path.write_text(text.replace("../units/data", str(UNIT_DATA)), encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    return str(caught.value).replace(f"{path}, ", "")


def plant(text: str, sound: str, faulty: str) -> tuple[str, int]:
    """The text with the first `sound` made `faulty`, and the line where the faulty text begins."""
    assert sound in text
    at = text.index(sound)
    return text.replace(sound, faulty, 1), text[:at].count("\n") + 1


# name: (sound text, faulty text, lines from there to the line told or None if elsewhere, what is said, what to do)
FAULTS = {
    "unknown key": ("time_zone:", "timezone:", 0, "Khoá “timezone” không có", "sửa thành “time_zone”"),
    "missing key": ("id: ben_tre_2019\n", "", None, "Thiếu khoá “id”", "thêm “id:”"),
    "missing nested key": (
        "  - id: tinh_2\n    tier: so_tu_phap\n",
        "  - id: tinh_2\n",
        0,
        "Thiếu khoá “tier” trong “stages[2]”",
        "thêm “tier:”",
    ),
    "code not text": ('code: "83"', "code: 83", 0, "“province.code” phải là chữ", "trong dấu nháy"),
    "no such day": ("from: 2013-01-01", "from: 2013-02-30", 0, "“2013-02-30” không đúng", "một ngày có thật"),
    "day as word": ("from: 2013-01-01", "from: đầu 2013", 0, "phải là ngày", "2019-07-01"),
    "no percentage": (
        "limit_quality_percent: 12.5",
        "limit_quality_percent: 120",
        0,
        "phải lớn hơn 0 và không quá 100",
        "ghi số phần trăm",
    ),
    "share as words": ("risk_percent: 10", "risk_percent: mười", 0, "phải là số", "ghi lại dạng số"),
    "no risk": ("    risk_percent: 10\n", "", None, "“risk_percent” phải lớn hơn 0", "ghi số phần trăm"),
    "list missing": ("levels: [province]", "levels: province", 0, "phải là danh sách", "danh sách"),
    "unknown level": ("levels: [province]", "levels: [provinces]", 0, "“provinces” không đúng", "district"),
    "key twice": (
        "    name: Sở Tư pháp\n",
        "    name: Sở Tư pháp\n    name: Sở\n",
        1,
        "“name” ghi hai lần",
        "bỏ một",
    ),
    "broken yaml": ("tiers:\n", "tiers: [\n", None, "Không đọc được YAML", "sửa thụt dòng"),
    "stage twice": ("- id: tinh_2", "- id: tinh_1", 0, "“tinh_1” đã dùng ở dòng", "đặt tên khác"),
    "id with accents": ("- id: tinh_2", "- id: tỉnh 2", 0, "không dùng được", "chữ thường không dấu"),
    "unknown tier": (
        "tinh_2\n    tier: so_tu_phap",
        "tinh_2\n    tier: so",
        1,
        "Không có cấp “so”",
        "so_tu_phap",
    ),
    "window reversed": (
        "window: {from: 2020-07-01, until: 2022-06-30",
        "window: {from: 2020-07-01, until: 2019-06-30",
        0,
        "kết thúc 30/06/2019 trước khi bắt đầu",
        "sửa from hoặc until",
    ),
    "overlap": (
        "registrations: {from: 2013-01-01",
        "registrations: {from: 2012-01-01",
        0,
        "cùng nhận ngày đăng ký 01/01/2012",
        "bắt đầu từ 01/01/2013",
    ),
    "gap": (
        "registrations: {from: 2013-01-01",
        "registrations: {from: 2014-01-01",
        0,
        "01/01/2013 đến 31/12/2013 không thuộc giai đoạn nào",
        "bắt đầu từ 01/01/2013",
    ),
    "two open ranges": (
        "registrations: {from: 1995-01-01",
        "registrations: {from: null",
        0,
        "cùng nhận ngày đăng ký 31/12/1994",
        "bắt đầu từ 01/01/1995",
    ),
    "range past the end": (
        "      until: 2018-12-03",
        "      until: 2019-12-03",
        -2,
        "đến 03/12/2019, nhưng cấp “huyen_xa” đến 03/12/2018",
        "bằng nhau",
    ),
    "phase twice": ("    phase: 4\n", "    phase: 3\n", 0, "mang số [1, 2, 3, 3]", "không trùng"),
    "unknown register": ("registers: [KH]", "registers: [KHH]", 0, "Không có loại sổ “KHH”", "dùng một trong: KH"),
    "register in two groups": ("registers: [KS]", "registers: [KS, KH]", 0, "KH đã ở nhóm “ket_hon”", "một nhóm"),
    "register in no group": ("[GH, CDGH, LH, TDCC]", "[GH, CDGH, LH]", None, "TDCC không ở nhóm nào", "thêm vào"),
    "group number": ("{no: 2,", "{no: 3,", 0, "mang số 3, phải là 2", "đánh số từ 1"),
    "level in two tiers": ("[district, commune]", "[district, province]", 0, "Cấp province vừa thuộc", "một nơi"),
    "unknown clause": ("clause: II.2.1.b", "clause: II.2.1.x", 0, "Viện dẫn “II.2.1.x”", "chép nguyên văn"),
    "regimes apart": ("    from: 1999-01-01\n    until: 2006", "    from: 1999-02-01\n    until: 2006", 0, "không nối liền", "ngay sau"),
    "units nowhere": ("units:\n  file: ../units/data/ben_tre_units.csv", "units:\n  file: khong_co.csv", None, "Không đọc được danh mục", "Kiểm tra tên tệp"),
    "unknown zone": ("Asia/Ho_Chi_Minh", "Asia/Ben_Tre", 0, "Không có múi giờ “Asia/Ben_Tre”", "Asia/Ho_Chi_Minh"),
    "two report for a level": ("  - level: district\n    until: 2025-06-30", "  - level: province\n    until: 2025-06-30", None, "Hai cơ quan cùng báo cáo cấp province", "mỗi ngày có một cơ quan"),
    "communes report": ("  - level: district\n    until: 2025-06-30", "  - level: commune\n    until: 2025-06-30", 0, "Cấp commune không lập báo cáo", "province hoặc district"),
    "blank of no meaning": ("issuer: Ủy ban nhân dân {unit}", "issuer: Ủy ban nhân dân {huyen}", 0, "chỗ trống không hiểu được", "{unit}"),
    "schedule of a span": ("kinds: [quarterly, yearly]", "kinds: [quarterly, span]", 0, "“span” không có lịch", "monthly"),
    "unknown province": ('code: "83"', 'code: "99"', 0, "Mã tỉnh “99” không có", "thêm tỉnh"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_fault_names_line_and_remedy(name: str, tmp_path: Path) -> None:
    sound, faulty, offset, what, do = FAULTS[name]
    text, line = plant(BEN_TRE, sound, faulty)
    message = refusal(tmp_path, text)
    told = [one for one in message.splitlines() if what in one]
    assert told, message
    assert do in told[0]
    if offset is not None:
        assert told[0].startswith(f"dòng {line + offset}: "), message


def test_the_packaged_text_without_a_fault_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(BEN_TRE.replace("../units/data", str(UNIT_DATA)), encoding="utf-8")
    assert len(load_plan(path).stages) == 8


def test_a_missing_key_of_the_plan_is_told_at_its_first_line(tmp_path: Path) -> None:
    assert refusal(tmp_path, BEN_TRE.replace("id: ben_tre_2019\n", "")).startswith("dòng 1: Thiếu khoá “id”")


def test_all_faults_are_told_at_once_in_line_order(tmp_path: Path) -> None:
    text = BEN_TRE.replace('code: "83"', "code: 83").replace("from: 2013-01-01", "from: 2013-02-30")
    lines = [int(number) for number in re.findall(r"dòng (\d+):", refusal(tmp_path, text))]
    assert len(lines) == 2
    assert lines == sorted(lines)


AMENDMENTS = {
    "unknown stage": ("- stage: xa_3", "- stage: xa_9", "Điều chỉnh giai đoạn “xa_9” không có", "xa_3"),
    "unknown deadline": ("{deadline: ke_hoach", "{deadline: khac", "Điều chỉnh thời hạn “khac” không có", "ke_hoach"),
    "two things in one": ("{deadline: ke_hoach,", "{deadline: ke_hoach, drop_stage: xa_1,", "phải là một việc", "hoặc"),
    "stage added twice": ("id: xa_4", "id: xa_2", "“xa_2” đã có", "đặt tên khác"),
    "leaves a gap": ("until: 1975-12-31", "until: 1974-12-31", "01/01/1975 đến 31/12/1975 không thuộc", "bắt đầu"),
    "unknown clause": ("clause: Điều 2\n          window", "clause: Điều 9\n          window", "“Điều 9” không có", "chép"),
}  # fmt: skip


@pytest.mark.parametrize("name", AMENDMENTS)
def test_faulty_amendment_is_told_at_its_place(name: str, tmp_path: Path) -> None:
    sound, faulty, what, do = AMENDMENTS[name]
    text, _ = plant(NGHE_AN, sound, faulty)
    message = refusal(tmp_path, text)
    assert what in message
    assert do in message
    first = text.splitlines().index("amendments:") + 1
    assert all(int(line) > first for line in re.findall(r"^dòng (\d+):", message, re.MULTILINE)), message


@pytest.mark.parametrize(
    ("sound", "faulty", "what"),
    [
        ('code: "16666"', 'code: "1666"', "gồm 5 chữ số"),
        ("level: commune, parent_code: \"412\"", "level: ward, parent_code: \"412\"", "level “ward”"),
        ("valid_from: 2020-01-01, valid_to", "valid_from: 2019-01-01, valid_to", "mã 17149 cùng lúc"),
        ('parent_code: "412"', 'parent_code: "413"', "cấp trên 413"),
        ("old_codes: 17149|17152", "old_codes: 17149|17999", "mã 17999"),
        ("  list:\n", "  file: x.csv\n  list:\n", "phải ở một nơi"),
    ],
)  # fmt: skip
def test_faulty_unit_is_told_with_its_line(sound: str, faulty: str, what: str, tmp_path: Path) -> None:
    text, line = plant(NGHE_AN, sound, faulty)
    message = refusal(tmp_path, text)
    assert what in message
    units = text.splitlines().index("units:") + 1
    assert int(re.findall(r"^dòng (\d+):", message)[0]) in {line, units}


@pytest.mark.parametrize("content", ["", "- a\n- b\n", "\x00", "id: &a {x: *a}\n"])
def test_not_a_plan_at_all(content: str, tmp_path: Path) -> None:
    assert "Việc cần làm" in refusal(tmp_path, content)


def test_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"id: x\nname: K\xe9\n")
    with pytest.raises(PlanError, match="dòng 2: tệp không phải UTF-8"):
        load_plan(path)
