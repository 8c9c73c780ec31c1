"""Two fictitious rows for each template: the first complete, the second with what old books often lack.

Nobody real is meant: names, numbers and decisions are made up.
"""

from collections.abc import Mapping

from hotich.registers.inventory import Inventory
from hotich.registers.model import Register

Row = dict[str, str]
"""Field name → what stands in the cell."""

_AUTHORITY = "UBND xã An Hiệp, huyện Châu Thành, tỉnh Bến Tre"
_HOME = "Ấp 1, xã An Hiệp, huyện Châu Thành, tỉnh Bến Tre"
_OLD_HOME = "Xã An Hiệp, huyện Châu Thành, tỉnh Bến Tre"


def _entry(number: str, book: str, page: str, registered: str) -> Row:
    return {
        "entry_number": number,
        "book_number": book,
        "page_number": page,
        "registered_on": registered,
        "registration_place": _AUTHORITY,
        "signer_name": "LÊ VĂN D",
        "signer_title": "Chủ tịch",
        "transcriber_name": "Phạm Thị E",
    }


def _person(block: str, name: str, born: str, number: str = "", sex: str = "") -> Row:
    """What a person's block can hold; a register takes of it the fields that it has."""
    row = {
        f"{block}_full_name": name,
        f"{block}_birth_date": born,
        f"{block}_sex": sex,
        f"{block}_ethnicity": "Kinh",
        f"{block}_nationality": "Việt Nam",
        f"{block}_native_place": "Bến Tre",
        f"{block}_residence_kind": "1",
        f"{block}_residence_place": _HOME if number else _OLD_HOME,
    }
    if number:
        row |= {
            f"{block}_identity_document_kind": "1",
            f"{block}_identity_number": number,
            f"{block}_identity_issued_on": "12.05.2010",
            f"{block}_identity_issue_place": "Công an tỉnh Bến Tre",
        }
    return row


def _declarant(name: str, relation: str, number: str = "") -> Row:
    return {
        key: value
        for key, value in _person("declarant", name, "", number).items()
        if key in {"declarant_full_name"} or "_identity_" in key
    } | {"declarant_relation": relation}


_A, _B, _C, _G = "NGUYỄN VĂN A", "TRẦN THỊ B", "NGUYỄN THỊ C", "HUỲNH VĂN G"
_NEW = _entry("01/2017", "01/2017", "1", "05.01.2017")
_OLD = _entry("02/1999", "01/1999", "2", "20.08.1999")


def _birth() -> tuple[Row, Row]:
    first = {
        **_NEW,
        "registration_kind": "1",
        **_person("child", _C, "02.01.2017", sex="2"),
        "child_birth_date_in_words": "Ngày mùng hai tháng một năm hai nghìn không trăm mười bảy",
        "child_birth_place": "Bệnh viện Nguyễn Đình Chiểu, tỉnh Bến Tre",
        "child_birth_place_unit": "Tỉnh Bến Tre",
        "child_birth_kind": "1",
        **_person("mother", _B, "1992", "320000002"),
        **_person("father", _A, "03.1990", "320000001"),
        **_declarant(_A, "Cha", "320000001"),
    }
    second = {
        **_OLD,
        "registration_kind": "4",
        **_person("child", _G, "1985", sex="1"),
        "child_birth_kind": "3",
        **_person("mother", _B, "1960"),
        **_declarant(_B, "Mẹ"),
    }
    return first, second


def _marriage() -> tuple[Row, Row]:
    first = {
        **_NEW,
        "registration_kind": "1",
        "marriage_established_on": "05.01.2017",
        "marriage_status": "không có thông tin",
        **_person("husband", _A, "14.03.1990", "320000001"),
        **_person("wife", _B, "1992", "320000002"),
    }
    second = {
        **_OLD,
        "registration_kind": "1",
        **_person("husband", _G, "1970"),
        **_person("wife", _C, "1973"),
    }
    return first, second


def _recognition() -> tuple[Row, Row]:
    relation = {
        **_declarant(_A, "", "320000001"),
        "declarant_relation_to_recognised": "Cha",
        "declarant_relation_to_recogniser": "Bản thân",
    }
    first = {
        **_NEW,
        "decision_number": "01/QĐ-UBND",
        "recognition_kind": "1",
        **_person("parent", _A, "14.03.1990", "320000001"),
        **_person("child", _C, "02.12.2014"),
        **relation,
    }
    second = {
        **_OLD,
        "recognition_kind": "2",
        **_person("parent", _B, "1960"),
        **_person("child", _G, "1985"),
    }
    return first, second


def _marital_status() -> tuple[Row, Row]:
    first = {
        **_NEW,
        **_person("subject", _A, "14.03.1990", "320000001", sex="1"),
        "subject_stay_place": _HOME,
        "subject_stay_from_date": "2008",
        "subject_stay_until_date": "05.01.2017",
        "subject_marital_status": "Chưa đăng ký kết hôn với ai",
        "subject_usage_kind": "1",
        "subject_usage_purpose": "Đăng ký kết hôn",
        **_declarant(_A, "Bản thân", "320000001"),
    }
    second = {
        **_OLD,
        **_person("subject", _C, "1975", sex="2"),
        "subject_marital_status": "Chưa đăng ký kết hôn với ai",
        "subject_usage_kind": "5",
        "subject_usage_purpose": "Bổ sung hồ sơ",
    }
    return first, second


def _death() -> tuple[Row, Row]:
    first = {
        **_NEW,
        **_person("deceased", _G, "1938", "320000003", sex="1"),
        "deceased_death_date": "03.01.2017",
        "deceased_death_date_in_words": "Ngày mùng ba tháng một năm hai nghìn không trăm mười bảy",
        "deceased_death_time": "07:30",
        "deceased_death_place": _HOME,
        "deceased_death_cause": "Tuổi già",
        "death_notice_kind": "1",
        "death_notice_number": "01",
        "death_notice_date": "04.01.2017",
        "death_notice_authority": _AUTHORITY,
        **_declarant(_A, "Con", "320000001"),
    }
    second = {
        **_OLD,
        **_person("deceased", _B, "1915", sex="2"),
        "deceased_death_date": "08.1999",
        "deceased_death_place": _OLD_HOME,
        **_declarant(_C, "Con"),
    }
    return first, second


def _guardians(ending: Row) -> tuple[Row, Row]:
    first = {
        **_NEW,
        "guardianship_kind": "1",
        **_person("guardian", _A, "14.03.1970", "320000001", sex="1"),
        **_person("ward", _C, "02.12.2008", sex="2"),
        **ending,
        **_declarant(_A, "Người giám hộ", "320000001"),
    }
    second = {
        **_OLD,
        "guardianship_kind": "2",
        **_person("guardian", _B, "1950", sex="2"),
        **_person("ward", _G, "1990", sex="1"),
    }
    return first, second


def _divorce() -> tuple[Row, Row]:
    first = {
        **_NEW,
        "ending_kind": "1",
        **_person("husband", _A, "14.03.1980", "320000001"),
        **_person("wife", _B, "1982", "320000002"),
        "judgment_number": "12/2016/HNGĐ-ST",
        "judgment_date": "10.11.2016",
        "judgment_effective_on": "12.12.2016",
        "judgment_authority": "Tòa án nhân dân huyện Châu Thành",
        "judgment_country": "Việt Nam",
        "marriage_entry_number": "15/2005",
        "marriage_book_number": "01/2005",
        "marriage_registered_on": "10.06.2005",
        "marriage_registration_place": _AUTHORITY,
        **_declarant(_A, "Bản thân", "320000001"),
    }
    second = {
        **_OLD,
        "ending_kind": "1",
        **_person("husband", _G, "1955"),
        **_person("wife", _C, "1958"),
        "judgment_date": "1998",
        "judgment_authority": "Tòa án nhân dân huyện Châu Thành",
    }
    return first, second


def _change() -> tuple[Row, Row]:
    first = {
        **_NEW,
        "change_kind": "2",
        "decision_number": "01/QĐ-UBND",
        **_person("subject", _C, "02.12.2010", sex="2"),
        "original_register": "KS",
        "original_entry_number": "120/2010",
        "original_book_number": "02/2010",
        "original_registered_on": "20.12.2010",
        "original_registration_place": _AUTHORITY,
        "changed_item": "Chữ đệm",
        "content_before": "NGUYỄN VĂN C",
        "content_after": _C,
        "change_basis": "Giấy chứng sinh",
        **_declarant(_A, "Cha", "320000001"),
    }
    second = {
        **_OLD,
        "change_kind": "3",
        **_person("subject", _G, "1985", sex="1"),
        "original_register": "KS",
        "changed_item": "Quê quán",
        "content_after": "Bến Tre",
    }
    return first, second


_GUARDIANSHIP_ENDING: Row = {
    "guardianship_entry_number": "03/2012",
    "guardianship_book_number": "01/2012",
    "guardianship_registered_on": "09.04.2012",
    "guardianship_registration_place": _AUTHORITY,
    "ending_reason": "Người được giám hộ có cha, mẹ đủ điều kiện chăm sóc",
}
_EXAMPLES: Mapping[str, tuple[Row, Row]] = {
    "KS": _birth(),
    "KH": _marriage(),
    "CMC": _recognition(),
    "HN": _marital_status(),
    "KT": _death(),
    "GH": _guardians({}),
    "CDGH": _guardians(_GUARDIANSHIP_ENDING),
    "LH": _divorce(),
    "TDCC": _change(),
}


def example_rows(register: Register) -> tuple[Row, Row]:
    """Two rows by field name, only of fields that the register has; blanks are left out."""
    names = {field.name for field in register.all_fields}
    first, second = (
        {name: value for name, value in row.items() if value and name in names}
        for row in _EXAMPLES[register.code]
    )
    return first, second


def example_inventory(inventory: Inventory) -> tuple[Row, Row]:
    """Two rows of an inventory: a locked book, and one that is torn and never was locked."""
    values = (
        ("KS", "2017", "1", "03.01.2017", "29.12.2017", "100", "198", "1", "tot", ""),
        ("KH", "1999", "1", "04.01.1999", "", "50", "47", "0", "rach", "Rách 2 trang cuối"),
    )
    names = [field.name for field in inventory.fields]
    first, second = (dict(zip(names, row, strict=True)) for row in values)
    return first, second
