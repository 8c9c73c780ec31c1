"""What a budget file holds: who pays, what is paid for, at which price, how many pages a case is taken to have."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from hotich.plan.schema import key
from hotich.units import Level


class Measure(StrEnum):
    """What an activity is counted and paid by (đơn vị tính)."""

    PAGE = "page"
    CASE = "case"
    BOOK = "book"

    @property
    def term(self) -> str:
        """Vietnamese word for it."""
        return {"page": "trang", "case": "trường hợp", "book": "quyển"}[self.value]


class Done(StrEnum):
    """The state of a case or book that ends the need for an activity."""

    SCANNED = "scanned"
    DELIVERED = "delivered"
    SECOND_KEYED = "second_keyed"
    LOADED = "loaded"
    ACCEPTED = "accepted"

    @property
    def term(self) -> str:
        """Vietnamese words for it."""
        return {
            "scanned": "đã có bản quét khớp",
            "delivered": "đã nhập và giao",
            "second_keyed": "đã nhập lần hai",
            "loaded": "đã nạp vào cơ sở dữ liệu",
            "accepted": "đã nghiệm thu",
        }[self.value]

    @property
    def lacking(self) -> str:
        """Vietnamese words for a case that has not reached it."""
        return {
            "scanned": "chưa có bản quét khớp",
            "delivered": "chưa nhập, chưa giao",
            "second_keyed": "chưa có tệp nhập lần hai",
            "loaded": "chưa nạp",
            "accepted": "chưa nghiệm thu",
        }[self.value]


BOOK_STATES = frozenset({Done.DELIVERED, Done.LOADED})
"""States that are counted in books too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Who pays for the books of a tier (cơ quan chi)."""

    tier: str = key("id của cấp trong kế hoạch")
    level: Level = key(
        "cấp đơn vị lập dự toán: đơn vị của cấp này mà đơn vị đang giữ sổ thuộc về; không có thì chính đơn vị giữ sổ"
    )
    title: str = key("tên cơ quan, đứng trước tên đơn vị: UBND; hoặc cả tên nếu chỉ có một: Sở Tư pháp")
    with_unit: bool = key("true: thêm tên đơn vị sau tên cơ quan; false: không thêm", default=True)
    verified: bool = key("true: có văn bản giao; false: lựa chọn của phần mềm, chờ cơ quan quyết định")
    source: str = key("căn cứ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A kind of work that is paid for (việc được tính tiền)."""

    id: str = key("tên ngắn không dấu")
    term: str = key("tên gọi")
    unit: Measure = key("đơn vị tính: page trang, case trường hợp, book quyển")
    done: Done = key(
        "trạng thái mà từ đó không còn phải chi: scanned có bản quét, delivered đã giao, second_keyed đã nhập lần hai,"
        " loaded đã nạp, accepted đã nghiệm thu"
    )
    registers: tuple[str, ...] | None = key("chỉ các loại sổ này; bỏ trống: mọi loại sổ", default=None)
    source: str = key("căn cứ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of one unit of an activity from a day on (đơn giá)."""

    activity: str = key("id của việc")
    dong: int = key("đơn giá, đồng, số nguyên")
    from_: date = key("ngày đầu tiên áp dụng")
    until: date | None = key("ngày cuối cùng; bỏ trống nếu còn áp dụng", default=None)
    verified: bool = key("true: đã đối chiếu với văn bản nêu ở source; false: chưa kiểm chứng")
    source: str = key("căn cứ: số, ngày văn bản, cơ quan ban hành")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """How many pages a case is taken to have where neither scans nor the inventory tell (số trang giả định)."""

    per_case: Decimal = key("số trang của một trường hợp")
    from_: date = key("ngày đầu tiên áp dụng")
    registers: tuple[str, ...] | None = key(
        "chỉ các loại sổ này; bỏ trống: các loại sổ không ghi riêng", default=None
    )
    verified: bool = key("true: đã đếm thực tế; false: giả định")
    source: str = key("căn cứ")


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetText:
    """A whole budget file."""

    plan: str = key("id của kế hoạch mà tệp này tính kinh phí")
    name: str = key("tên gọi, ghi trên dự toán")
    payers: tuple[Payer, ...] = key("ai chi cho sổ của từng cấp")
    activities: tuple[Activity, ...] = key("các việc được tính tiền")
    prices: tuple[Price, ...] = key("đơn giá theo ngày; giá cũ giữ lại, giá mới thêm dòng")
    pages: tuple[Pages, ...] = key("số trang giả định của một trường hợp, theo ngày")
