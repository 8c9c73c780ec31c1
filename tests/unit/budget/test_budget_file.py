"""A faulty budget file is refused: each fault with file, line, what is wrong and what to do."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hotich.budget.costing import load_costing
from hotich.errors import HotichError, PlanError
from hotich.plan import load_plan

PLAN = load_plan("ben_tre_2019")
SOUND = (PLAN.path.parent / str(PLAN.text.budget)).read_text(encoding="utf-8")

FAULTS = {
    "unknown key": ("  - activity: quet\n    dong:", "  - activity: quet\n    dongs:", "Khoá “dongs” không có", "sửa thành “dong”"),
    "missing key": ("name: Kinh phí số hóa sổ hộ tịch\n", "", "Thiếu khoá “name” trong tệp kinh phí", "thêm “name:”"),
    "another plan": ("plan: ben_tre_2019", "plan: nghe_an", "của kế hoạch “nghe_an”", "ghi “plan: ben_tre_2019”"),
    "price with a fraction": ("dong: 2200", "dong: 2200.5", "phải là số nguyên", "số nguyên"),
    "price in words": ("dong: 2200", "dong: hai nghìn", "phải là số nguyên", "số nguyên"),
    "no price at all": ("dong: 2200", "dong: 0", "Đơn giá 0 đồng không dùng được", "chưa có giá thì bỏ cả mục"),
    "negative price": ("dong: 2200", "dong: -5", "Đơn giá -5 đồng", "ghi số đồng từ 1"),
    "no such day": ("from: 2019-01-01", "from: 2019-02-30", "“2019-02-30” không đúng", "một ngày có thật"),
    "unknown activity": ("  - activity: quet", "  - activity: quyet", "Không có việc “quyet”", "dùng một trong: thu_thap"),
    "unknown unit": ("unit: page", "unit: sheet", "“sheet” không đúng", "page, case, book"),
    "unknown state": ("done: scanned", "done: seen", "“seen” không đúng", "scanned"),
    "books accepted": ("unit: book\n    done: delivered", "unit: book\n    done: accepted", "chỉ đếm trường hợp", "delivered, loaded"),
    "unknown tier": ("tier: huyen_xa", "tier: huyen", "Kế hoạch không có cấp “huyen”", "so_tu_phap, huyen_xa"),
    "tier left out": ("tier: huyen_xa", "tier: so_tu_phap", "Chưa ghi ai chi cho sổ của cấp “huyen_xa”", "thêm một mục"),
    "not said whether verified": ("    verified: false\n    source: như đơn giá quét", "    source: như đơn giá quét",
                                  "Thiếu khoá “verified”", "thêm “verified:”"),
    "no source": ("source: như đơn giá quét", "source: ''", "Căn cứ để trống", "là giả định"),
    "no pages": ("per_case: 1", "per_case: 0", "Số trang 0 không dùng được", "lớn hơn 0"),
    "pages of no register": ("  - per_case: 1\n", "  - per_case: 1\n    registers: [KX]\n", "Không có loại sổ “KX”", "KH, KS"),
    "id twice": ("- id: quet\n", "- id: thu_thap\n", "“thu_thap” đã dùng ở dòng", "đặt tên khác"),
    "price ends before it begins": ("dong: 2200\n    from: 2019-01-01", "dong: 2200\n    from: 2019-01-01\n    until: 2018-12-31",
                                    "Ngày cuối trước ngày đầu", "sửa “from”"),
}  # fmt: skip


def refusal(folder: Path, text: str) -> str:
    (folder / "gia.yaml").write_text(text, encoding="utf-8")
    plan = replace(PLAN, text=replace(PLAN.text, budget=str(folder / "gia.yaml")))
    with pytest.raises(PlanError) as caught:
        load_costing(plan)
    return str(caught.value)


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_with_its_line(tmp_path, name):
    sound, faulty, what, do = FAULTS[name]
    assert sound in SOUND
    told = refusal(tmp_path, SOUND.replace(sound, faulty, 1))
    assert what in told
    assert do in told
    assert "gia.yaml, dòng " in told


def test_two_prices_on_one_day_are_told_with_both_lines(tmp_path):
    second = "  - {activity: quet, dong: 2500, from: 2026-01-01, verified: true, source: Quyết định số 5}\n"
    told = refusal(tmp_path, SOUND.replace("\npages:\n", f"\n{second}pages:\n"))
    line = SOUND.split("  - activity: quet\n    dong")[0].count("\n") + 1
    assert f"trùng thời gian với giá ở dòng {line}" in told
    assert "until: 2025-12-31" in told


def test_all_faults_are_told_at_once(tmp_path):
    told = refusal(tmp_path, SOUND.replace("dong: 2200", "dong: 0").replace("tier: huyen_xa", "tier: xa"))
    assert len(told.splitlines()) == 3


def test_prices_change_on_their_day(tmp_path):
    text = SOUND.replace("dong: 2200\n", "dong: 2200\n    until: 2025-12-31\n")
    second = "  - {activity: quet, dong: 2500, from: 2026-01-01, verified: true, source: Quyết định số 5}\n"
    (tmp_path / "gia.yaml").write_text(text.replace("\npages:\n", f"\n{second}pages:\n"), encoding="utf-8")
    costing = load_costing(replace(PLAN, text=replace(PLAN.text, budget=str(tmp_path / "gia.yaml"))))
    prices = [costing.price("quet", on) for on in (date(2018, 12, 31), date(2025, 12, 31), date(2026, 1, 1))]
    assert [price and (price.dong, price.verified) for price in prices] == [None, (2200, False), (2500, True)]


def test_pages_of_a_register_come_before_those_of_all(tmp_path):
    own = "  - {per_case: 2.5, from: 2020-01-01, registers: [KS], verified: true, source: đếm thử}\n"
    (tmp_path / "gia.yaml").write_text(SOUND + own, encoding="utf-8")
    costing = load_costing(replace(PLAN, text=replace(PLAN.text, budget=str(tmp_path / "gia.yaml"))))
    assert str(costing.pages_per_case("KS", date(2020, 1, 1)).per_case) == "2.5"
    assert str(costing.pages_per_case("KS", date(2019, 12, 31)).per_case) == "1"
    assert str(costing.pages_per_case("KT", date(2020, 1, 1)).per_case) == "1"
    with pytest.raises(HotichError, match="không có số trang giả định cho sổ KT vào ngày 31/12/2018"):
        costing.pages_per_case("KT", date(2018, 12, 31))


def test_nothing_ships_as_official():
    costing = load_costing(PLAN)
    assert not any(price.verified for price in costing.text.prices)
    assert not any(pages.verified for pages in costing.text.pages)
    assert all(
        one.source.strip() for one in (*costing.text.prices, *costing.activities, *costing.text.payers)
    )


def test_a_plan_without_budget_says_what_to_do():
    with pytest.raises(HotichError, match="du-toan.md rồi ghi vào kế hoạch “budget"):
        load_costing(replace(PLAN, text=replace(PLAN.text, budget=None)))
    with pytest.raises(PlanError, match="không có tệp kinh phí “khong_co.yaml”"):
        load_costing(replace(PLAN, text=replace(PLAN.text, budget="khong_co.yaml")))
