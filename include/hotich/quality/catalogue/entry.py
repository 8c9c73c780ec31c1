"""Rules on what names an entry and dates it, the same for every register: number, book, page, registration date.

What is structural, the delivery contract §2–3 says.
"""

from collections.abc import Iterator

from hotich.quality.catalogue import sources
from hotich.quality.catalogue.model import (
    Rule,
    Severity,
    make_rule,
    matches,
    not_in_set,
    rows_where,
)
from hotich.registers import Register


def entry_rules(register: Register) -> Iterator[Rule]:
    """The rules on the numbers and the date of an entry of `register`."""
    yield from _entry_number(register)
    yield from _entry_year(register)
    yield from _book_number(register)
    yield from _book_of_the_file(register)
    yield from _page(register)
    yield from _registration_date(register)
    yield from _registration_stage(register)


def _entry_number(register: Register) -> Iterator[Rule]:
    field = ("entry_number",)
    yield make_rule(
        register,
        "entry_number.blank",
        Severity.ERROR,
        not_in_set("entry_number__state", "blank"),
        field,
        "Thiếu số đăng ký: ghi số đăng ký theo sổ, dạng số/năm, ví dụ 01/2018.",
        sources.CONTRACT_READING,
        ({"entry_number": None},),
    )
    yield make_rule(
        register,
        "entry_number.no_digit",
        Severity.ERROR,
        not_in_set("entry_number__state", "no_digit"),
        field,
        "Số đăng ký không có chữ số: xem lại sổ và ghi số, dạng số/năm, ví dụ 01/2018.",
        sources.CONTRACT_READING,
        ({"entry_number": "không rõ"},),
        ({"entry_number": "Số 15A/2017"},),
    )
    yield make_rule(
        register,
        "entry_number.date_cell",
        Severity.ERROR,
        not_in_set("entry_number__state", "date_cell"),
        field,
        "Số đăng ký đã bị Excel đổi thành ngày tháng: định dạng ô là văn bản (Text) rồi nhập lại theo sổ.",
        sources.CONTRACT_READING,
        ({"entry_number__state": "date_cell"},),
    )
    yield make_rule(
        register,
        "entry_number.zero",
        Severity.WARNING,
        not_in_set("entry_number__no", 0),
        field,
        "Số đăng ký là 0, mà số thứ tự trong năm bắt đầu từ 01: đối chiếu sổ và ghi lại số.",
        sources.NUMBERING,
        ({"entry_number": "00/2017"},),
        ({"entry_number": "10/2017"},),
    )


def _entry_year(register: Register) -> Iterator[Rule]:
    field = ("entry_number",)
    yield make_rule(
        register,
        "entry_number.year_missing",
        Severity.WARNING,
        rows_where("entry_number__state = 'ok' AND NOT entry_number__year_written"),
        field,
        "Số đăng ký không ghi năm (thiếu “/năm”); phần mềm đã lấy năm của ngày đăng ký: đối chiếu sổ và ghi đủ số/năm.",
        sources.VENDOR,
        ({"entry_number": "05"},),
        ({"entry_number": "5/2017"},),
    )
    yield make_rule(
        register,
        "entry_number.year_differs",
        Severity.WARNING,
        rows_where(
            "entry_number__year_written AND"
            " (entry_number__year < EXTRACT(YEAR FROM registered_on__from)"
            " OR entry_number__year > EXTRACT(YEAR FROM registered_on__until))"
        ),
        ("entry_number", "registered_on"),
        "Năm trong số đăng ký khác năm của ngày đăng ký: đối chiếu cả hai với sổ.",
        sources.VENDOR,
        ({"entry_number": "05/2016"},),
        ({"entry_number": "005/2017"},),
    )


def _book_number(register: Register) -> Iterator[Rule]:
    field = ("book_number",)
    yield make_rule(
        register,
        "book_number.date_cell",
        Severity.ERROR,
        not_in_set("book_number__state", "date_cell"),
        field,
        "Quyển số đã bị Excel đổi thành ngày tháng: định dạng ô là văn bản (Text) rồi nhập lại theo sổ.",
        sources.CONTRACT_READING,
        ({"book_number__state": "date_cell"},),
    )
    yield make_rule(
        register,
        "book_number.blank",
        Severity.WARNING,
        not_in_set("book_number__state", "blank"),
        field,
        "Thiếu quyển số: ghi quyển số theo bìa sổ, dạng quyển/năm, ví dụ 01/2018.",
        sources.VENDOR,
        ({"book_number": None},),
    )
    yield make_rule(
        register,
        "book_number.no_digit",
        Severity.WARNING,
        not_in_set("book_number__state", "no_digit"),
        field,
        "Quyển số không có chữ số: ghi quyển số theo bìa sổ, dạng quyển/năm, ví dụ 01/2018.",
        sources.VENDOR,
        ({"book_number": "không rõ"},),
        ({"book_number": "01-TP/HT-2017"},),
    )


def _book_of_the_file(register: Register) -> Iterator[Rule]:
    field = ("book_number",)
    yield make_rule(
        register,
        "book_number.year_missing",
        Severity.WARNING,
        rows_where("book_number__state = 'ok' AND book_number__year IS NULL"),
        field,
        "Quyển số không ghi năm (thiếu “/năm”): ghi đủ quyển/năm theo bìa sổ.",
        sources.VENDOR,
        ({"book_number": "01"},),
        ({"book_number": "1/2017"},),
    )
    yield make_rule(
        register,
        "book_number.file_differs",
        Severity.WARNING,
        rows_where("book_number__no <> file_book_no OR book_number__year <> file_year"),
        field,
        "Quyển số trong ô khác quyển số và năm ở tên tệp: kiểm tra trường hợp này có thuộc quyển sổ này không.",
        sources.CONTRACT_READING,
        ({"book_number": "02/2017"},),
        ({"book_number": "1/2017"},),
    )


def _page(register: Register) -> Iterator[Rule]:
    yield make_rule(
        register,
        "page_number.not_numeric",
        Severity.WARNING,
        matches("page_number", "^[0-9]+[A-Za-z]?(?:[ ]?[-–,+][ ]?[0-9]+[A-Za-z]?)*$"),
        ("page_number",),
        "Trang số không phải là số: ghi số trang của sổ bằng chữ số.",
        sources.VENDOR,
        ({"page_number": "trang đầu"},),
        ({"page_number": "12"},),
    )


def _registration_date(register: Register) -> Iterator[Rule]:
    field = ("registered_on",)
    yield make_rule(
        register,
        "registered_on.blank",
        Severity.ERROR,
        not_in_set("registered_on__state", "blank"),
        field,
        "Thiếu ngày đăng ký: ghi đủ ngày, tháng, năm theo sổ (dd.mm.yyyy).",
        sources.CONTRACT_READING,
        ({"registered_on": None},),
    )
    yield make_rule(
        register,
        "registered_on.unreadable",
        Severity.ERROR,
        not_in_set("registered_on__state", "unreadable"),
        field,
        "Ngày đăng ký không đọc được hoặc không có thật: ghi đủ ngày, tháng, năm theo sổ (dd.mm.yyyy).",
        sources.CONTRACT_READING,
        ({"registered_on": "30.02.2017"},),
        ({"registered_on": "28/02/2017"},),
    )


def _registration_stage(register: Register) -> Iterator[Rule]:
    field = ("registered_on",)
    yield make_rule(
        register,
        "registered_on.partial",
        Severity.ERROR,
        rows_where("registered_on__state IN ('month', 'year') AND stage_id IS NULL"),
        field,
        "Ngày đăng ký thiếu ngày hoặc tháng nên không xác định được giai đoạn: ghi đủ ngày, tháng, năm theo sổ.",
        sources.CONTRACT_READING,
        ({"registered_on": "2018", "entry_number": "05/2018"},),
    )
    yield make_rule(
        register,
        "registered_on.partial_in_stage",
        Severity.WARNING,
        rows_where("registered_on__state IN ('month', 'year') AND stage_id IS NOT NULL"),
        field,
        "Ngày đăng ký thiếu ngày hoặc tháng: đối chiếu sổ và ghi đủ nếu sổ có ghi.",
        sources.CONTRACT_READING,
        ({"registered_on": "05.2017"},),
        ({"registered_on": "5/5/2017"},),
    )
    yield make_rule(
        register,
        "registered_on.no_stage",
        Severity.ERROR,
        rows_where("registered_on__state = 'full' AND stage_id IS NULL"),
        field,
        "Ngày đăng ký không thuộc giai đoạn số hóa nào của đơn vị này: kiểm tra lại ngày; nếu đúng như sổ thì bỏ dòng này,"
        " trường hợp không số hóa theo kế hoạch.",
        sources.CONTRACT_KEYS,
        ({"registered_on": "04.12.2018", "entry_number": "05/2018"},),
        ({"registered_on": "03.12.2018", "entry_number": "05/2018"},),
    )
