"""Rules on whole books (and files): numbers, totals, order, stages. They are notices; no row is returned for them."""

from collections.abc import Iterator
from datetime import date

from hotich.quality.catalogue import sources
from hotich.quality.catalogue.model import (
    Check,
    Examples,
    Row,
    Rule,
    Severity,
    at_most,
    in_set,
    not_in_set,
    rows_where,
)

BOOK = "SO"
"""What stands for the register's code in keys and ids of rules on books (sổ)."""


def _rule(
    name: str, check: Check, message: str, source: str, broken: Row, sound: Row, *, at_load: bool = False
) -> Rule:
    return Rule(
        key=f"{BOOK}.{name}",
        register=BOOK,
        severity=Severity.NOTICE,
        type=check.type,
        kwargs=check.kwargs,
        fields=(),
        message=message,
        source=source,
        examples=Examples((broken,), (sound,)),
        at_load=at_load,
    )


def book_rules() -> Iterator[Rule]:
    """The rules on the book frame (`hotich.quality.books`)."""
    yield from _numbers()
    yield from _totals()
    yield from _dates()
    yield from _delivery()


def _numbers() -> Iterator[Rule]:
    yield _rule(
        "gaps",
        rows_where("gap_count > COALESCE(struck_out_count, 0)"),
        "Số đăng ký trong quyển bị ngắt quãng: kiểm tra xem có sót trường hợp hoặc nhập sai số không.",
        sources.NUMBERING,
        {"gap_count": 2, "struck_out_count": 1},
        {"gap_count": 1, "struck_out_count": 1},
    )
    yield _rule(
        "duplicates",
        at_most("duplicate_count", 0),
        "Có số đăng ký xuất hiện nhiều lần trong quyển: đối chiếu sổ và sửa số.",
        sources.NUMBERING,
        {"duplicate_count": 1},
        {"duplicate_count": 0},
    )
    yield _rule(
        "first_number",
        rows_where(
            "book_no = 1 AND first_number > 1 + COALESCE(carried_over_number, 0) + COALESCE(struck_out_count, 0)"
        ),
        "Quyển đầu của năm không bắt đầu từ số 01, mà không thấy các số trước đó ở quyển của năm trước: kiểm tra xem có sót trường"
        " hợp đầu sổ không.",
        sources.NUMBERING,
        {"book_no": 1, "first_number": 7, "carried_over_number": 4, "struck_out_count": 1},
        {"book_no": 1, "first_number": 6, "carried_over_number": 4, "struck_out_count": 1},
    )
    yield _rule(
        "continues",
        rows_where(
            "first_number <= previous_last_number"
            " OR first_number > previous_last_number + 1 + COALESCE(struck_out_count, 0)"
        ),
        "Số đầu của quyển không nối tiếp số cuối của quyển trước trong năm: kiểm tra xem có sót trường hợp không.",
        sources.NUMBERING,
        {"book_no": 2, "first_number": 203, "previous_last_number": 200},
        {"book_no": 2, "first_number": 202, "previous_last_number": 200, "struck_out_count": 1},
    )


def _totals() -> Iterator[Rule]:
    expected = "case_count - COALESCE(struck_out_count, 0)"
    yield _rule(
        "total_short",
        rows_where(f"entry_count < {expected}"),
        "Số trường hợp đã giao ít hơn thống kê sổ (đã trừ trường hợp gạch bỏ): nhập bổ sung, hoặc sửa thong_ke_so.xlsx.",
        sources.LOCKING,
        {"entry_count": 98, "case_count": 100, "struck_out_count": 1},
        {"entry_count": 99, "case_count": 100, "struck_out_count": 1},
    )
    yield _rule(
        "total_over",
        rows_where(f"entry_count > {expected}"),
        "Số trường hợp đã giao nhiều hơn thống kê sổ (đã trừ trường hợp gạch bỏ): kiểm tra dòng thừa, hoặc sửa thong_ke_so.xlsx.",
        sources.LOCKING,
        {"entry_count": 101, "case_count": 100, "struck_out_count": 0},
        {"entry_count": 100, "case_count": 100, "struck_out_count": None},
    )
    yield _rule(
        "not_in_inventory",
        in_set("in_inventory", True),
        "Quyển này không có trong thong_ke_so.xlsx của đơn vị: bổ sung vào thống kê, hoặc sửa năm, quyển số ở tên tệp.",
        sources.CONTRACT_KEYS,
        {"in_inventory": False},
        {"in_inventory": None},
    )
    yield _rule(
        "lost_but_delivered",
        not_in_set("condition", "mat"),
        "Thống kê ghi quyển này đã mất nhưng có dữ liệu gửi đến: sửa cột tinhTrang của thong_ke_so.xlsx.",
        sources.CONTRACT_KEYS,
        {"condition": "mat"},
        {"condition": "rach"},
    )
    yield _rule(
        "pages_over",
        rows_where("last_page > page_count"),
        "Trang số lớn nhất trong tệp vượt tổng số trang của quyển theo thống kê: đối chiếu trang số với sổ, hoặc sửa thong_ke_so.xlsx.",
        sources.LOCKING,
        {"last_page": 101, "page_count": 100},
        {"last_page": 100, "page_count": 100},
    )


def _dates() -> Iterator[Rule]:
    yield _rule(
        "order",
        at_most("order_break_count", 0),
        "Ngày đăng ký không tăng theo số đăng ký: kiểm tra các trường hợp có ngày lùi lại.",
        sources.NUMBERING,
        {"order_break_count": 1},
        {"order_break_count": 0},
    )
    yield _rule(
        "straddling",
        at_most("stage_count", 1),
        "Quyển có trường hợp thuộc nhiều giai đoạn; cả quyển được tính theo ngày mở sổ.",
        sources.CONTRACT_KEYS,
        {"stage_count": 2},
        {"stage_count": 1},
    )
    yield _rule(
        "outside_period",
        at_most("outside_period_count", 0),
        "Có trường hợp đăng ký trước ngày mở sổ hoặc sau ngày khóa sổ: đối chiếu ngày với sổ và với thong_ke_so.xlsx.",
        sources.LOCKING,
        {"outside_period_count": 1},
        {"outside_period_count": None},
    )
    yield _rule(
        "period",
        rows_where("locked_on < opened_on"),
        "Thống kê ghi ngày khóa sổ trước ngày mở sổ: đối chiếu cả hai ngày với sổ, sửa thong_ke_so.xlsx.",
        sources.LOCKING,
        {"opened_on": date(2017, 1, 3), "locked_on": date(2016, 12, 30)},
        {"opened_on": date(2017, 1, 3), "locked_on": date(2017, 1, 3)},
    )
    yield _rule(
        "first_year",
        rows_where("EXTRACT(YEAR FROM earliest_on) <> year AND COALESCE(struck_out_count, 0) = 0"),
        "Trường hợp sớm nhất của quyển không thuộc năm ở tên tệp: kiểm tra năm của quyển và các ngày đăng ký đầu sổ.",
        sources.CONTRACT_KEYS,
        {"year": 2017, "earliest_on": date(2016, 12, 30)},
        {"year": 2017, "earliest_on": date(2017, 1, 3)},
    )


def _delivery() -> Iterator[Rule]:
    yield _rule(
        "same_number",
        at_most("files_with_number", 1),
        "Hai tệp trong một đợt cùng mang tên một quyển: tệp sau được coi là bản gửi lại; nếu là hai quyển khác nhau thì đặt số"
        " quyển khác nhau.",
        sources.CONTRACT_KEYS,
        {"files_with_number": 2},
        {"files_with_number": 1},
    )
    yield _rule(
        "copy_of_another_unit",
        at_most("copy_count", 0),
        "Một đơn vị khác cũng gửi các trường hợp giống hệt của quyển này (bản sao sổ?): chỉ đơn vị lập sổ gốc gửi.",
        sources.COPIES,
        {"copy_count": 12},
        {"copy_count": None},
        at_load=True,
    )
    yield _rule(
        "encoding_unclear",
        at_most("encoding_unclear_count", 0),
        "Tệp có dấu hiệu của bảng mã chữ cũ (TCVN3, VNI) nhưng không đủ rõ để chuyển: chuyển sang Unicode và gửi lại.",
        sources.CONTRACT_READING,
        {"encoding_unclear_count": 4},
        {"encoding_unclear_count": 0},
    )
