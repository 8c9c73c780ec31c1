"""The pages of difficulties and reminders: who sees what, who may do what, and what is refused."""

import re
from datetime import timedelta

import pytest

from hotich.jobs.difficulties import difficulty_table

pytestmark = [pytest.mark.postgres, pytest.mark.web]

WORDS = "Không có máy quét khổ A3, 12 quyển chưa quét được."


def today():
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()


@pytest.fixture
def unit_code(signed_in):
    """The unit that the commune's account reports for today (its successor, as that day stands)."""
    page = signed_in("xa-o-day").get("/kho-khan").text
    return re.search(r'<option value="(\d+)">', page[page.index('id="don-vi"') :])[1]


def report(visitor, code, **changes):
    facts = {"don_vi": code, "loai": "equipment", "noi_dung": WORDS, "de_nghi": "Cho mượn máy."} | changes
    return visitor.post("/kho-khan", visitor.token("/kho-khan"), **facts)


def test_a_unit_reports_and_the_department_answers(signed_in, unit_code, web_settings):
    commune, department, other = signed_in("xa-o-day"), signed_in("so-tu-phap"), signed_in("xa-o-kia")
    made = report(commune, unit_code)
    assert made.status_code == 303
    path = made.headers["location"]
    assert WORDS in commune.get(path).text
    assert WORDS in commune.get("/kho-khan").text
    assert "/tra-loi" not in commune.get(path).text, "it waits for the level above"
    token = commune.token("/kho-khan")
    assert commune.post(f"{path}/tra-loi", token, noi_dung="Tự trả lời.").status_code == 403
    assert other.get(path).status_code == 404
    assert other.post(f"{path}/dong", other.token("/kho-khan"), noi_dung="Đóng hộ.").status_code == 404
    assert WORDS not in other.get("/kho-khan").text

    assert WORDS in department.get("/kho-khan?cap=province").text
    page = department.token(path)
    assert department.post(f"{path}/chuyen-len", page).status_code == 303
    assert "UBND tỉnh" in commune.get(path).text
    assert department.post(f"{path}/tra-loi", page, noi_dung="Cấp kinh phí mua máy.").status_code == 303
    answered = commune.get(path).text
    assert "Cấp kinh phí mua máy." in answered
    assert "/dong" in answered, "the unit whom an answer helped closes it"
    assert commune.post(f"{path}/dong", commune.token(path), noi_dung="Đã mua.").status_code == 303
    assert WORDS not in commune.get("/kho-khan").text
    number = int(path.rsplit("/", 1)[1])
    (row,) = [one for one in difficulty_table(web_settings, today(), closed=True) if one["number"] == number]
    assert (row["state"], row["closing_words"]) == ("closed", "Đã mua.")
    for page in (answered, department.get(path).text):
        assert "xa-o-day" not in page.split("<main")[1], "no account is named"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"noi_dung": "CCCD 083199001234"}, "9 hoặc 12 chữ số"),
        ({"noi_dung": " "}, "còn trống"),
        ({"loai": "gi_do"}, "Không có loại khó khăn"),
        ({"loai": ""}, "Chọn loại khó khăn"),
        ({"noi_dung": "dài " * 501}, "dài quá"),
        ({"de_nghi": "Cho mượn máy. CMND 320123456"}, "Đề nghị có dãy"),
        ({"don_vi": "32890901"}, "Chọn đơn vị"),
        ({"don_vi": "x"}, "Chọn đơn vị"),
        ({"giai_doan": "xa_9"}, "xa_9"),
    ],
)
def test_what_cannot_be_taken_is_told_on_the_form(signed_in, unit_code, changes, says):
    commune = signed_in("xa-o-day")
    answer = report(commune, unit_code, **changes)
    assert answer.status_code == 400
    assert says in answer.text
    assert 'role="alert"' in answer.text
    assert "Cho mượn máy." in answer.text, "what was written is not lost"


def test_script_in_words_is_text(signed_in, unit_code):
    commune = signed_in("xa-o-day")
    path = report(commune, unit_code, noi_dung="<script>alert(1)</script> sổ rách").headers["location"]
    for page in (path, "/kho-khan"):
        assert "<script>alert" not in commune.get(page).text
        assert "&lt;script&gt;" in commune.get(page).text


def test_nothing_is_written_without_a_token_or_by_strangers(signed_in, visitor, unit_code):
    commune = signed_in("xa-o-day")
    path = report(commune, unit_code).headers["location"]
    for where in ("/kho-khan", f"{path}/tra-loi", f"{path}/chuyen-len", f"{path}/dong"):
        assert commune.post(where, noi_dung="x").status_code == 403
        assert visitor.post(where, noi_dung="x").status_code in {303, 401, 403}
    for where in ("/kho-khan", path, "/don-doc", "/don-doc/tai/danh_sach_don_doc.xlsx"):
        assert visitor.get(where).status_code in {303, 401}


def test_an_older_day_is_only_looked_at(signed_in):
    old = (today() - timedelta(days=40)).isoformat()
    page = signed_in("so-tu-phap").get(f"/kho-khan?den-ngay={old}").text
    assert "Phản ánh khó khăn" not in page


def test_reminders_are_of_the_units_that_one_sees(signed_in):
    whole = signed_in("so-tu-phap").get("/don-doc").text
    own = signed_in("xa-o-day").get("/don-doc").text
    rows = re.findall(r'<th scope="rowgroup"', whole)
    assert len(rows) > 50, "most units have sent no inventory"
    assert len(re.findall(r'<th scope="rowgroup"', own)) <= 1
    some = signed_in("so-tu-phap").get("/don-doc?viec=overdue").text
    assert "Chưa gửi thống kê sổ" not in some.split("<tbody>")[-1]


def test_the_list_of_reminders_is_a_workbook(signed_in, tmp_path):
    import python_calamine

    answer = signed_in("so-tu-phap").get("/don-doc/tai/danh_sach_don_doc.xlsx")
    assert answer.status_code == 200
    file = tmp_path / "x.xlsx"
    file.write_bytes(answer.content)
    lines = python_calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert len(lines) > 50
