"""What the tests of corrections do at a desk: fill in slips, deliver them, ask what became of them."""

import io

import openpyxl

PERSON = "Lê Thị Cán Bộ"
UNIT = "28855"


def book_path(book, name="an_hiep"):
    return f"{UNIT}/{name}.KS.2017.{book}.xlsx"


def slip_name(book):
    return f"phieu_tra_lai.{UNIT}.KS.2017.{book:02}.fix.xlsx"


def slip_of(office, book):
    return office.settings.outbox / UNIT / slip_name(book)


def lines(path, sheet="Tra lai"):
    """(row number, column, rules, written) of each line of a data sheet; [] where there is no such sheet."""
    workbook = openpyxl.load_workbook(path)
    if sheet not in workbook.sheetnames:
        return []
    head, *rows = workbook[sheet].iter_rows(values_only=True)
    assert head[:7] == ("sha256", "dong", "cot", "ruleId", "lyDo", "giaTriCu", "giaTriDung")
    return [(int(row[1]), row[2] or "", row[3], row[5] or "") for row in rows]


def filled(path, answers, person=PERSON):
    """The workbook with answers: (row number, column) → value, in whatever sheet has that cell."""
    workbook = openpyxl.load_workbook(path)
    if person:
        workbook["Huong dan"]["B2"] = person
    left = dict(answers)
    for sheet in (workbook[name] for name in ("Tra lai", "Canh bao") if name in workbook.sheetnames):
        for row in sheet.iter_rows(min_row=2):
            cell = (int(row[1].value), row[2].value or "")
            if cell in left:
                row[6].value = left.pop(cell)
    assert left == {}
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def workbook_of(rows, person=PERSON, sheet="Tra lai"):
    """A slip that somebody made by hand."""
    workbook = openpyxl.Workbook()
    workbook.active.title = "Huong dan"
    workbook.active.append(["Người thực hiện:", person])
    data = workbook.create_sheet(sheet)
    data.append(["sha256", "dong", "cot", "ruleId", "lyDo", "giaTriCu", "giaTriDung"])
    for row in rows:
        data.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def send(office, book, answers, *, person=PERSON, name=None, at=None):
    """Fill in the book's slip and deliver it under its own name; how that file ended."""
    path = f"{UNIT}/{name or ''}{'/' if name else ''}{slip_name(book)}"
    office.put_bytes(path, filled(slip_of(office, book), answers, person), at)
    assert office.run()["failed"] == {}
    return office.file(path)


def cases(office, book, fields):
    return office.all(
        f"SELECT {fields} FROM birth JOIN book USING (book_id) WHERE book_no = %s AND year = 2017 ORDER BY entry_no",
        book,
    )


def returned(office, book):
    """(row number, state) of the book's returned rows, in order of their making."""
    return office.all(
        "SELECT r.row_no, r.state FROM returned_row r JOIN book USING (book_id) WHERE book_no = %s AND year = 2017"
        " ORDER BY returned_row_id",
        book,
    )


def corrections(office, book):
    return office.all(
        "SELECT k.target_row_no, k.field, k.before, k.after, k.confirms, k.person, k.state FROM correction k"
        " JOIN book USING (book_id) WHERE book_no = %s AND year = 2017 ORDER BY k.at, k.file_id, k.line_no",
        book,
    )


def warnings(office, book):
    return office.all(
        "SELECT c.entry_no %% 1000, w.rule_id, w.field, w.confirmed, w.confirmed_by FROM case_warning w"
        " JOIN birth c USING (case_id) JOIN book b ON b.book_id = c.book_id WHERE b.book_no = %s AND b.year = 2017"
        " ORDER BY 1, 2, 3",
        book,
    )


def book_row(office, book, fields="state, case_count"):
    return office.all(
        f"SELECT {fields} FROM book WHERE book_no = %s AND year = 2017 AND register = 'KS'", book
    )[0]
