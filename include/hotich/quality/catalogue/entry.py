"""Rules on the entry itself, the same for every register: number, book, page, date, place, principal, key, damaged cells.

All structural rules are here and in `columns` (codes); what is structural, the delivery contract §2–3 says.
"""

from collections.abc import Iterator

from hotich.quality.catalogue import regimes, sources
from hotich.quality.catalogue.model import (
    Rule,
    Severity,
    at_most,
    in_set,
    make_rule,
    matches,
    not_in_set,
    not_null,
    rows_where,
)
from hotich.quality.facts import REPEATED, VARIANTS
from hotich.registers import Register

CELL_FAULT = "cell_fault"
"""CLEAN column with the row's worst damage, and the second part of the keys of its rules."""

FOUNDLING = "5"
"""nksLoaiKhaiSinh: an abandoned child, whose name may be unknown."""


def entry_rules(register: Register) -> Iterator[Rule]:
    """The rules on the entry of `register`."""
    yield from _entry_number(register)
    yield from _book_number(register)
    yield from _page(register)
    yield from _registration_date(register)
    yield from _place(register)
    yield from _principals(register)
    yield from _damage(register)
    yield from _key(register)


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


def _place(register: Register) -> Iterator[Rule]:
    field = ("registration_place",)
    yield make_rule(
        register,
        "registration_place.other_unit",
        Severity.ERROR,
        not_in_set("registration_place__unit", "other"),
        field,
        "Nơi đăng ký là một đơn vị khác: chuyển trường hợp này về thư mục của đơn vị đã lập sổ, hoặc sửa nơi đăng ký theo sổ.",
        sources.CONTRACT_KEYS,
        ({"registration_place__unit": "other"},),
        ({"registration_place__unit": "own"},),
    )
    yield make_rule(
        register,
        "registration_place.unknown",
        Severity.WARNING,
        not_in_set("registration_place__unit", "none"),
        field,
        "Nơi đăng ký không trùng tên đơn vị nào vào thời điểm đó: đối chiếu sổ, ghi tên đơn vị như sổ.",
        sources.CONTRACT_KEYS,
        ({"registration_place__unit": "none"},),
        ({"registration_place": None},),
    )


def _principals(register: Register) -> Iterator[Rule]:
    for name in register.principals:
        term = register.field(name).term
        message = f"Thiếu «{term}»: ghi họ, chữ đệm, tên theo sổ."
        if register.code == "KT":
            yield make_rule(
                register,
                f"{name}.blank",
                Severity.WARNING,
                not_null(name),
                (name,),
                f"Thiếu «{term}»: ghi theo sổ; nếu sổ ghi không rõ tung tích thì xác nhận đúng như sổ.",
                sources.CONTRACT_READING,
                ({name: None},),
            )
        elif register.code == "KS":
            yield make_rule(
                register,
                f"{name}.blank",
                Severity.ERROR,
                rows_where(f"{name} IS NULL AND COALESCE(child_birth_kind, '') <> '{FOUNDLING}'"),
                (name,),
                message,
                sources.CONTRACT_READING,
                ({name: None},),
                ({name: None, "child_birth_kind": FOUNDLING},),
            )
            yield make_rule(
                register,
                f"{name}.blank_foundling",
                Severity.WARNING,
                rows_where(f"{name} IS NULL AND child_birth_kind = '{FOUNDLING}'"),
                (name,),
                f"Thiếu «{term}» (trẻ bị bỏ rơi): ghi theo sổ nếu sổ có ghi.",
                sources.CONTRACT_READING,
                ({name: None, "child_birth_kind": FOUNDLING},),
                ({"child_birth_kind": FOUNDLING},),
            )
        else:
            yield make_rule(
                register,
                f"{name}.blank",
                Severity.ERROR,
                not_null(name),
                (name,),
                message,
                sources.CONTRACT_READING,
                ({name: None},),
                ({name: "Y"},),
            )


_DAMAGE = (
    (
        "formula",
        Severity.ERROR,
        "Ô chứa công thức: thay công thức bằng giá trị như sổ (chép rồi dán giá trị).",
    ),
    ("control_character", Severity.ERROR, "Ô chứa ký tự điều khiển không nhìn thấy: xóa nội dung ô và gõ lại theo sổ."),
    ("direction_mark", Severity.ERROR, "Ô chứa ký tự đảo chiều chữ không nhìn thấy: xóa nội dung ô và gõ lại theo sổ."),
    ("too_long", Severity.ERROR, "Ô dài hơn 32.767 ký tự: ghi lại nội dung như sổ."),
    ("error_value", Severity.ERROR, "Ô chứa giá trị lỗi của Excel (như #N/A, #REF!): ghi lại giá trị như sổ."),
    (
        "number_identity",
        Severity.WARNING,
        "Số giấy tờ được nhập ở dạng số nên có thể đã mất số 0 ở đầu: định dạng ô là văn bản (Text) và nhập lại theo sổ.",
    ),
)


def _damage(register: Register) -> Iterator[Rule]:
    for fault, severity, message in _DAMAGE:
        yield make_rule(
            register,
            f"{CELL_FAULT}.{fault}",
            severity,
            not_in_set(CELL_FAULT, fault),
            (),
            message,
            sources.CONTRACT_READING,
            ({CELL_FAULT: fault},),
        )
    yield make_rule(
        register,
        "row.encoding_unclear",
        Severity.WARNING,
        in_set("encoding_unclear", False),
        (),
        "Chữ trong tệp có dấu hiệu của bảng mã cũ (TCVN3, VNI) nhưng không đủ rõ để chuyển: mở tệp, chuyển sang Unicode và gửi"
        " lại.",
        sources.CONTRACT_READING,
        ({"encoding_unclear": True},),
    )


def _key(register: Register) -> Iterator[Rule]:
    field = ("entry_number",)
    other = {register.principal: "Lê Thị Khác Hẳn"}
    yield make_rule(
        register,
        "key.duplicate",
        Severity.ERROR,
        at_most(VARIANTS, 1),
        field,
        "Nhiều dòng khác nhau trong tệp có cùng số đăng ký: đối chiếu sổ và sửa số; số thêm chữ (15A, 15bis) nếu sổ ghi vậy.",
        sources.CONTRACT_KEYS,
        ({}, other),
        ({}, {**other, "entry_number": "05A/2017"}),
    )
    yield make_rule(
        register,
        "key.repeated",
        Severity.ERROR,
        in_set(REPEATED, False),
        (),
        "Dòng này lặp lại nguyên vẹn một dòng ở trên: xóa dòng thừa (dòng ở trên đã được nhận nếu không có lỗi khác).",
        sources.CONTRACT_KEYS,
        ({}, {}),
        ({}, {"entry_number": "06/2017"}),
    )
    never = rows_where("FALSE")
    yield make_rule(
        register,
        "key.other_book",
        Severity.ERROR,
        never,
        field,
        "Số đăng ký này trong năm đã có ở một quyển khác của đơn vị: đối chiếu hai quyển và sửa số đăng ký hoặc quyển số.",
        sources.CONTRACT_KEYS,
        ({},),
        regimes=regimes.BY_YEAR,
        at_load=True,
    )
    yield make_rule(
        register,
        "key.two_books",
        Severity.WARNING,
        never,
        field,
        "Hai quyển của cùng năm có cùng số đăng ký (trước 01/4/2006 mỗi quyển có thể đánh số riêng): kiểm tra quyển số.",
        sources.CONTRACT_KEYS,
        ({},),
        regimes=regimes.BY_BOOK,
        at_load=True,
    )
    yield make_rule(
        register,
        "row.other_unit_same",
        Severity.WARNING,
        never,
        (),
        "Một đơn vị khác cũng gửi trường hợp giống hệt: nếu là bản sao sổ thì chỉ đơn vị lập sổ gốc gửi.",
        sources.COPIES,
        ({},),
        at_load=True,
    )
