"""The reference page about acceptance sampling: how many cases of a book are compared, and what that proves."""

from fractions import Fraction
from math import ceil

from hotich.acceptance.sampling import BookSample, book_sample, pass_probability
from hotich.plan import Plan, Sampling

CASE_COUNTS = (1, 5, 10, 15, 20, 24, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500, 1_000, 2_000)
"""Typical books: most have 24 to 100 cases (domain handbook §5)."""

WRONG_SHARES = (Fraction(1, 100), Fraction(2, 100), Fraction(4, 100))
"""Shares of wrong cases that careful keying leaves: what the producer's risk is shown for."""

_HEAD = """# Cỡ mẫu nghiệm thu

Sinh từ các phương án lấy mẫu của kế hoạch `{plan}` và `hotich.acceptance.sampling`; cách hiểu ở
[Whether a book is accepted](../explanation/acceptance.md). Mọi xác suất tính đúng theo phân phối siêu bội.

* *Mẫu*: số trường hợp máy chọn ngẫu nhiên để so với sổ giấy. *Được sai*: nhiều hơn thì quyển không đạt.
* *Phải phát hiện từ*: số trường hợp sai ít nhất mà tỷ lệ đến mức giới hạn.
* *Rủi ro lọt*: xác suất cao nhất để một quyển sai đến mức ấy vẫn đạt (rủi ro của bên nhận).
* *Trả oan*: xác suất để một quyển chỉ sai 1 %, 2 %, 4 % số trường hợp (làm tròn lên) vẫn không đạt (rủi ro của bên giao); “–”:
  làm tròn lên thì đã đến mức phải phát hiện.
"""


def markdown(plan: Plan) -> str:
    """`docs/reference/sampling.md`: a table for each sampling of the plan that any register has."""
    parts = [_HEAD.format(plan=plan.id)]
    parts += [_table(one) for one in plan.text.sampling if one.registers is None or one.registers]
    return "\n".join(parts)


def _table(sampling: Sampling) -> str:
    wrong = " | ".join(f"Trả oan ở {_percent(share)}" for share in WRONG_SHARES)
    lines = [
        f"## {sampling.name}\n",
        f"| Trường hợp | Mẫu | Được sai | Phải phát hiện từ | Rủi ro lọt | {wrong} |",
        f"|---|---|---|---|---|{'---|' * len(WRONG_SHARES)}",
    ]
    lines += [_line(book_sample(sampling, count)) for count in CASE_COUNTS]
    return "\n".join(lines) + "\n"


def _line(sample: BookSample) -> str:
    cells = [
        str(sample.case_count),
        str(sample.size),
        str(sample.allowed),
        str(sample.wrong_at_limit),
        _percent(sample.risk),
        *(_producers_risk(sample, share) for share in WRONG_SHARES),
    ]
    return f"| {' | '.join(cells)} |"


def _producers_risk(sample: BookSample, share: Fraction) -> str:
    """How likely a book of which this share of cases (rounded up) is wrong fails; "–" when it should."""
    wrong = ceil(sample.case_count * share)
    if wrong >= sample.wrong_at_limit:
        return "–"
    return _percent(1 - pass_probability(sample.case_count, wrong, sample.size, sample.allowed))


def _percent(share: Fraction) -> str:
    return f"{float(share) * 100:.1f} %".replace(".", ",")
