"""The form of an administrative document (thể thức văn bản): the values of Nghị định 30/2020/NĐ-CP, read from their file."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from hotich.plan.reading import Faults, read_text
from hotich.plan.schema import key

PROFILE: Final = "nd30_2020.yaml"

Span = tuple[Decimal, ...]
"""Least and most."""


class Align(StrEnum):
    """How a paragraph stands between its margins."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"
    ANY = "any"

    @property
    def term(self) -> str:
        """Vietnamese words for it."""
        return {"left": "canh trái", "center": "canh giữa", "right": "canh phải", "justify": "canh đều hai bên",
                "any": "tùy ý"}[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The paper and its margins, mm."""

    width: Decimal = key("bề rộng giấy")
    height: Decimal = key("bề cao giấy")
    top: Span = key("lề trên")
    bottom: Span = key("lề dưới")
    left: Span = key("lề trái")
    right: Span = key("lề phải")
    landscape: bool = key("phần sau phần đầu (bảng rộng) được trình bày theo chiều rộng của giấy")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumber:
    """The page number: Arabic, in the top margin, not on page 1."""

    size: Span = key("cỡ chữ")
    align: Align = key("vị trí")
    clause: str = key("điểm của Nghị định")


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """How one part of the document is written."""

    size: Span = key("cỡ chữ")
    bold: bool = key("đậm")
    italic: bool = key("nghiêng")
    caps: bool = key("in hoa")
    align: Align = key("vị trí")
    clause: str = key("điểm của Nghị định")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """How the text itself is written."""

    size: Span = key("cỡ chữ")
    first_line: Span = key("lùi đầu dòng, một trong các giá trị, mm")
    between: Decimal = key("khoảng cách ít nhất giữa các đoạn, pt")
    line: Span = key("khoảng cách dòng, lần dòng đơn")
    align: Align = key("vị trí")
    closing: str = key("dấu kết thúc nội dung")
    clause: str = key("điểm của Nghị định")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """All values of one decree."""

    name: str = key("tên văn bản quy định")
    font: str = key("phông chữ")
    page: Page = key("khổ giấy, lề")
    page_number: PageNumber = key("số trang")
    national_name: Element = key("Quốc hiệu")
    national_name_text: str = key("lời của Quốc hiệu")
    motto: Element = key("Tiêu ngữ")
    motto_text: str = key("lời của Tiêu ngữ")
    motto_rule: Span = key("dòng kẻ dưới Tiêu ngữ, phần của dòng chữ")
    superior: Element = key("cơ quan chủ quản")
    issuer: Element = key("cơ quan ban hành")
    issuer_rule: Span = key("dòng kẻ dưới tên cơ quan, phần của dòng chữ")
    number: Element = key("số, ký hiệu")
    place_date: Element = key("địa danh, thời gian")
    title: Element = key("tên loại văn bản")
    titles: tuple[str, ...] = key("các tên loại")
    subject: Element = key("trích yếu")
    subject_rule: Span = key("dòng kẻ dưới trích yếu, phần của dòng chữ")
    letter_name: str = key("tên gọi của công văn: không ghi thành tên loại")
    letter_subject: Element = key("trích yếu của công văn, dưới số, ký hiệu")
    letter_subject_text: str = key("lời đầu của trích yếu công văn")
    addressee: Element = key("kính gửi")
    basis: Element = key("căn cứ")
    body: Body = key("lời văn")
    part: Element = key("phần, chương")
    heading: Element = key("mục, khoản có tiêu đề")
    letters: str = key("thứ tự chữ cái của các điểm")
    caption: Element = key("tên bảng, biểu đồ")
    table_size: Span = key("cỡ chữ trong bảng")
    signer: Element = key("quyền hạn, chức vụ của người ký")
    recipients_word: Element = key("chữ “Nơi nhận”")
    recipients_text: str = key("lời của “Nơi nhận”")
    recipients: Element = key("các nơi nhận")
    recipients_last: str = key("dòng cuối của nơi nhận")
    appendix: Element = key("chữ “Phụ lục”, số thứ tự")
    appendix_title: Element = key("tên phụ lục")
    appendix_note: Element = key("dòng “Kèm theo …”")


@cache
def load_form() -> Form:
    """The form in force. Raises PlanError (file, line, what to do) when its file is faulty."""
    text = (files("hotich.reports") / PROFILE).read_text(encoding="utf-8")
    return read_text(text, Form, Faults(PROFILE))
