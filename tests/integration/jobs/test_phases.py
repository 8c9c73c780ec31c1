"""Whose book it is, which stage it belongs to, and what is out of every phase (delivery contract §1 and §3)."""

from itertools import count

import pytest

pytestmark = pytest.mark.postgres

STAGES = ("tinh_1", "tinh_2", "tinh_3", "tinh_4", "huyen_xa_1", "huyen_xa_2", "huyen_xa_3", "huyen_xa_4")


@pytest.fixture(scope="module")
def office(make_office, make_entries):
    """One delivery of books about every boundary, run through all stages."""
    office, numbers = make_office(), count(1)

    def put(path, *days, **same):
        rows = [
            make_entries("KS", 1, start=next(numbers), year=int(day[-4:]), registered_on=day, **same)[0]
            for day in days
        ]
        office.put(path, rows)

    put("28855/a.KS.2018.1.xlsx", "01.06.2018", "03.12.2018")
    put("28855/a.KS.2018.2.xlsx", "30.11.2018", "04.12.2018")
    put("28855/a.KS.2019.1.xlsx", "02.01.2019", "05.03.2019")
    put("83/a.KS.2015.1.xlsx", "31.12.2015")
    put("83/a.KS.2016.1.xlsx", "02.01.2016", "03.01.2016")
    put("83/a.KS.2003.1.xlsx", "31.12.2002", "01.01.2003")
    put("28855/a.KS.2006.1.xlsx", "31.03.2006", "01.04.2006")
    put("28855/a.KS.1999.1.xlsx", "31.12.1998", "01.01.1999")
    put("28855/a.KS.1998.1.xlsx", "05.05.1998")
    put("28855/a.KS.2015.1.xlsx", "31.12.2015", "01.01.2016")
    put("838/a.KS.2009.1.xlsx", "05.05.2009")
    put("838/a.KS.2008.1.xlsx", "05.05.2008")
    put("833/a.KS.2008.1.xlsx", "05.05.2008")
    put(
        "28855/b.KS.2010.1.xlsx",
        "05.05.2010",
        registration_place="UBND xã Tân Thạch, huyện Châu Thành, tỉnh Bến Tre",
    )
    put(
        "28855/b.KS.2010.2.xlsx",
        "05.06.2010",
        registration_place="UBND xã An Hiệp, huyện Châu Thành, tỉnh Bến Tre",
    )
    put("28855/c.KS.2012.1.xlsx", "2012", "05.2012", "00.00.2012")
    put("28855/c.KS.2006.9.xlsx", "2006", "05.2006")
    office.run(*STAGES)
    return office


def stages(office, path):
    """The stages of a file's cases, in order of their numbers."""
    return [stage for (stage,) in office.all(
        "SELECT stage_id FROM birth JOIN delivery_file USING (file_id) WHERE path = %s ORDER BY entry_no", path
    )]  # fmt: skip


def book(office, path):
    """(stage, straddling) of a file's book."""
    return office.all(
        "SELECT b.stage_id, b.straddling FROM book b JOIN delivery_file USING (book_id) WHERE path = %s", path
    )[0]


def rules(office, path):
    return {
        reason["rule_id"]
        for (reasons,) in office.all(
            "SELECT r.reasons FROM returned_row r JOIN delivery_file USING (file_id) WHERE path = %s", path
        )
        for reason in reasons
        if reason["severity"] == "error"
    }


def test_the_last_day_of_paper_is_taken_and_the_day_after_returned(office):
    assert stages(office, "28855/a.KS.2018.1.xlsx") == ["huyen_xa_1"] * 2
    file = office.file("28855/a.KS.2018.2.xlsx")
    assert (file["state"], file["loaded"], file["returned"]) == ("partly_loaded", 1, 1)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (
            "28855/a.KS.2019.1.xlsx",
            "Ngày đăng ký 05/03/2019 sau 03/12/2018: sau ngày này việc hộ tịch đăng ký trên Hệ thống",
        ),
        (
            "83/a.KS.2016.1.xlsx",
            "Ngày đăng ký 03/01/2016 sau 31/12/2015: từ 01/01/2016 Sở Tư pháp không còn đăng ký",
        ),
    ],
)
def test_a_file_out_of_every_phase_is_rejected_with_the_reason(office, path, reason):
    file = office.file(path)
    assert (file["state"], file["read"], file["returned"]) == ("rejected", 2, 2)
    assert reason in file["reason"]
    assert len(rules(office, path)) == 1


def test_the_provinces_office_has_its_own_phases(office):
    assert stages(office, "83/a.KS.2015.1.xlsx") == ["tinh_1"]
    assert stages(office, "83/a.KS.2003.1.xlsx") == ["tinh_3", "tinh_2"]
    assert book(office, "83/a.KS.2003.1.xlsx") == ("tinh_3", True)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("28855/a.KS.2006.1.xlsx", ["huyen_xa_3", "huyen_xa_2"]),
        ("28855/a.KS.1999.1.xlsx", ["huyen_xa_4", "huyen_xa_3"]),
        ("28855/a.KS.2015.1.xlsx", ["huyen_xa_2", "huyen_xa_1"]),
    ],
)
def test_boundary_years_are_decided_by_the_day_and_the_book_is_flagged(office, path, found):
    assert stages(office, path) == found
    assert book(office, path) == (found[0], True)
    assert "SO-010" in {notice["id"] for notice in office.file(path)["notices"]}


def test_a_book_of_one_phase_is_not_flagged(office):
    assert book(office, "28855/a.KS.1998.1.xlsx") == ("huyen_xa_4", False)


def test_a_district_delivers_only_since_it_is_one(office):
    assert office.state("838/a.KS.2009.1.xlsx") == "loaded"
    refused = office.file("838/a.KS.2008.1.xlsx")
    assert refused["state"] == "rejected"
    assert "833" in refused["reason"] or "Mỏ Cày" in refused["reason"]
    assert office.state("833/a.KS.2008.1.xlsx") == "loaded"


def test_an_entry_that_another_unit_registered_is_returned(office):
    assert office.state("28855/b.KS.2010.1.xlsx") == "rejected"
    assert office.state("28855/b.KS.2010.2.xlsx") == "loaded"


def test_a_partial_day_is_taken_where_its_whole_span_lies_in_one_phase(office):
    assert office.state("28855/c.KS.2012.1.xlsx") == "loaded"
    assert office.file("28855/c.KS.2006.9.xlsx")["returned"] == 1
    warned = office.one(
        "SELECT count(DISTINCT case_id) FROM case_warning JOIN birth USING (case_id) WHERE registered_until IS NOT NULL"
    )
    assert warned == 4


def test_nothing_is_left_open_and_what_must_always_hold_holds(office, check_invariants):
    assert office.all("SELECT path FROM delivery_file WHERE decided_at IS NULL") == []
    check_invariants(office)
