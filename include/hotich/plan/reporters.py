"""What must hold where a plan says who reports on progress."""

import re
from datetime import date

from hotich.plan.reading import Faults, Where
from hotich.plan.schema import Reporter, ReportKind
from hotich.units import Level


def check_reporter(reporter: Reporter, before: tuple[Reporter, ...], where: Where, faults: Faults) -> None:
    """A level that reports, one reporter a day, texts whose blanks can be filled."""
    if reporter.level is Level.COMMUNE:
        faults.add((*where, "level"), "Cấp commune không lập báo cáo tiến độ.", "ghi province hoặc district")
    if ReportKind.SPAN in reporter.kinds:
        faults.add((*where, "kinds"), "Kỳ “span” không có lịch.", "ghi monthly, quarterly hoặc yearly")
    since, until = reporter.from_ or date.min, reporter.until or date.max
    if until < since or any(
        one.level is reporter.level and (one.from_ or date.min) <= until and since <= (one.until or date.max)
        for one in before
    ):
        faults.add(
            (*where, "from"),
            f"Hai cơ quan cùng báo cáo cấp {reporter.level.value} trong một ngày, hoặc “until” trước “from”.",
            "sửa “from”, “until” để mỗi ngày có một cơ quan",
        )
    for name in ("superior", "issuer", "place", "signer", "to", "recipients"):
        value = getattr(reporter, name)
        for text in (value,) if isinstance(value, str) else value:
            unknown = set(re.findall(r"\{([^{}]*)\}", text)) - {"unit", "province"}
            if unknown or "{" in re.sub(r"\{[^{}]*\}", "", text):
                faults.add(
                    (*where, name), f"“{text}” có chỗ trống không hiểu được.", "dùng {unit} hoặc {province}"
                )
