"""Addresses of offices: read from a csv; a faulty line is told without the address."""

import pytest

from hotich.errors import HotichError
from hotich.plan import load_plan
from hotich.reminders import read_addresses

UNITS = load_plan("ben_tre_2019").units


def read(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "dia_chi_thu.csv"
    file.write_bytes(text.encode(encoding))
    return read_addresses(file, UNITS)


def test_no_file_is_no_address(tmp_path):
    assert read_addresses(tmp_path / "khong.csv", UNITS) == {}


def test_several_addresses_of_one_office_and_a_file_as_excel_saves_it(tmp_path):
    text = "\ufeffdon_vi;dia_chi;ghi_chu\n28855;anhiep@bentre.gov.vn;\n28855;anhiep@bentre.gov.vn;\n28855;tuphap@x.vn;\n;;\n"
    assert read(tmp_path, text) == {"28855": ["anhiep@bentre.gov.vn", "tuphap@x.vn"]}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("99999,a@b.vn", "dòng 3: không có đơn vị mang mã “99999”"),
        ("28855,Nguyễn Văn Mẫu <mau@b.vn>", "dòng 3: địa chỉ thư không đúng"),
        ("28855,mau@localhost", "dòng 3: địa chỉ thư không đúng"),
        ("28855,", "dòng 3: địa chỉ thư không đúng"),
        ('28855,"a@b.vn\r\nBcc: c@d.vn"', "địa chỉ thư không đúng"),
    ],
)
def test_a_faulty_line_is_told_without_the_address(tmp_path, line, says):
    with pytest.raises(HotichError, match=says) as caught:
        read(tmp_path, f"don_vi,dia_chi\n83,stp@bentre.gov.vn\n{line}\n")
    assert "mau" not in str(caught.value)
    assert "Mẫu" not in str(caught.value)


def test_missing_columns_are_told(tmp_path):
    with pytest.raises(HotichError, match="don_vi,dia_chi"):
        read(tmp_path, "code,mail\n")
    with pytest.raises(HotichError, match="UTF-8"):
        read(tmp_path, "don_vi,dia_chi\n28855,xã@b.vn\n", "utf-16")
