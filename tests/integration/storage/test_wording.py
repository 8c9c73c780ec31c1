"""A loaded case gives back the words of its row, whatever kinds of values and however they were written."""

import pytest
from psycopg.rows import dict_row

from hotich.registers import REGISTERS
from hotich.storage.database import open_url
from hotich.storage.wording import as_written

pytestmark = pytest.mark.postgres

ODD = {
    "registered_on": " 5/3/2017 ",
    "note": "hai  dấu cách",
    "transcriber_name": "a\u0302n",
}


@pytest.fixture(scope="module")
def office(make_office):
    return make_office()


def stored(office, register, path):
    with open_url(office.settings.database_url) as conn:
        rows = conn.cursor(row_factory=dict_row).execute(
            f"SELECT c.* FROM {register.table} c JOIN delivery_file f USING (file_id) WHERE f.path = %s ORDER BY row_no",
            [path],
        )
        return [as_written(register, row) for row in rows]


def delivered(register, row):
    return {field.name: row[field.name] for field in register.fields if row.get(field.name)}


@pytest.mark.parametrize("code", REGISTERS)
def test_a_case_reads_as_its_row_was_written(office, make_entries, code):
    register = REGISTERS[code]
    rows = make_entries(code, 3)
    rows[1] |= {name: text for name, text in ODD.items() if name in rows[1]}
    dates = [field.name for field in register.date_fields() if field.name != "registered_on"]
    rows[2] |= dict(zip(dates, ["1985", "03.1985", "00.00.1985", "30.02.1985", "không rõ"], strict=False))
    path = f"28855/a.{code}.2017.1.xlsx"
    office.put(path, rows)
    office.run()
    assert office.file(path)["loaded"] == 3
    assert stored(office, register, path) == [delivered(register, row) for row in rows]


@pytest.mark.parametrize("written", ["05.2010", "2012", "00.06.2011"])
def test_a_registration_date_known_to_the_month_or_year_too(office, make_entries, written):
    register = REGISTERS["KS"]
    year = int(written[-4:])
    path = f"28855/a.KS.{year}.2.xlsx"
    office.put(path, make_entries("KS", 1, year=year, book=2, registered_on=written))
    office.run("huyen_xa_2")
    assert [row["registered_on"] for row in stored(office, register, path)] == [written]
