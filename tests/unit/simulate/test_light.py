"""The plain delivery for measuring: as many births as asked, all in books of 100 to 200, numbers without gaps."""

import python_calamine

from hotich.simulate import bench_delivery


def test_as_many_births_as_asked(tmp_path, plan):
    books = bench_delivery(tmp_path, plan=plan, cases=2000, seed=3)
    files = sorted((tmp_path / "inbox").rglob("*.KS.*.xlsx"))
    assert len(files) == books
    numbers = []
    for file in files:
        rows = python_calamine.CalamineWorkbook.from_path(file).get_sheet_by_name("DL Import").to_python()
        numbers += [(file.parent.name, row[0]) for row in rows[1:]]
        assert 80 <= len(rows) - 1 <= 220
    assert len(numbers) == len(set(numbers)) == 2000


def test_equal_seeds_give_equal_files(tmp_path, plan):
    for name in ("one", "two"):
        bench_delivery(tmp_path / name, plan=plan, cases=900, seed=4)
    for file in sorted((tmp_path / "one").rglob("*.xlsx")):
        assert file.read_bytes() == (tmp_path / "two" / file.relative_to(tmp_path / "one")).read_bytes()
