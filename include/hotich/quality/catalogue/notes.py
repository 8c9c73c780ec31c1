"""Rules on what one part of an entry says about another: kind of registration, marginal notes, references to entries."""

from collections.abc import Iterator

from hotich.quality.catalogue import regimes, sources
from hotich.quality.catalogue.model import Rule, Severity, make_rule, rows_where
from hotich.registers import Kind, Register

TERM_DAYS = 60
"""A birth registered later than so many days after it is late under every regime since 1999 (30 days until 2006, in
remote places 60)."""
SHORTEST_TERM_DAYS = 30
"""Within so many days it is in time under each."""

IN_TIME, ABROAD, LATE, ORIGINAL_ISSUED = "1", "3", "4", "5"
"""Loại đăng ký of births: đúng hạn, đã đăng ký ở nước ngoài, quá hạn, cấp bản chính."""

FOREIGN = ("foreign_registration_number", "foreign_registered_on", "foreign_authority", "foreign_country")

REFERENCES = {"CDGH": "guardianship", "LH": "marriage", "TDCC": "original"}
"""Register → prefix of the fields that refer to an entry of another register."""

NO_WORD = "không có thông tin"
ANNULLED, VALIDATED = "đã hủy", "đã được công nhận"
"""Words of tinhTrangKetHon that a marginal note goes with."""


def note_rules(register: Register) -> Iterator[Rule]:
    """The rules on kinds, marginal notes and references of `register`."""
    if register.code == "KS":
        yield from _terms(register)
        yield from _abroad(register)
        for name in ("missing", "capacity"):
            yield from _declarations(register, f"child_{name}")
    if register.code == "KH":
        yield from _marriage_notes(register)
    if register.code in REFERENCES:
        yield _reference_year(register, REFERENCES[register.code])


def _terms(register: Register) -> Iterator[Rule]:
    kind, birth = "registration_kind", "child_birth_date"
    listed = ", ".join(f"'{regime}'" for regime in regimes.SINCE_1999)
    cells = {f"{birth}_in_words": None}
    yield make_rule(
        register,
        f"{kind}.not_in_time",
        Severity.WARNING,
        rows_where(
            f"{kind} = '{IN_TIME}' AND regime IN ({listed})"
            f" AND registered_on__from > {birth}__until + INTERVAL '{TERM_DAYS} days'"
        ),
        (kind, birth, "registered_on"),
        f"Loại đăng ký là 1 (đúng hạn) nhưng đăng ký sau ngày sinh quá {TERM_DAYS} ngày: đối chiếu loại đăng ký và hai ngày với sổ.",
        sources.BIRTH_TERM,
        ({**cells, kind: IN_TIME, birth: "05.03.2017"},),
        ({**cells, kind: IN_TIME, birth: "06.03.2017"},),
        regimes=regimes.SINCE_1999,
    )
    yield make_rule(
        register,
        f"{kind}.not_late",
        Severity.WARNING,
        rows_where(
            f"{kind} = '{LATE}' AND regime IN ({listed})"
            f" AND registered_on__until <= {birth}__from + INTERVAL '{SHORTEST_TERM_DAYS} days'"
        ),
        (kind, birth, "registered_on"),
        f"Loại đăng ký là 4 (quá hạn) nhưng đăng ký trong vòng {SHORTEST_TERM_DAYS} ngày sau ngày sinh: đối chiếu loại đăng ký và hai"
        " ngày với sổ.",
        sources.BIRTH_TERM,
        ({**cells, kind: LATE, birth: "05.04.2017"},),
        ({**cells, kind: LATE, birth: "04.04.2017"},),
        regimes=regimes.SINCE_1999,
    )


def _abroad(register: Register) -> Iterator[Rule]:
    kind = "registration_kind"
    filled = f"COALESCE({FOREIGN[0]}, {FOREIGN[1]}, {FOREIGN[2]}, {FOREIGN[3]})"
    nothing: dict[str, str | None] = dict.fromkeys(FOREIGN)
    yield make_rule(
        register,
        f"{kind}.abroad_blank",
        Severity.WARNING,
        rows_where(f"{kind} = '{ABROAD}' AND {filled} IS NULL AND {FOREIGN[1]}__state = 'blank'"),
        (kind, *FOREIGN),
        "Loại đăng ký là 3 (đã đăng ký ở nước ngoài) nhưng thiếu số, ngày, cơ quan, quốc gia đã đăng ký: ghi theo sổ, hoặc sửa loại"
        " đăng ký.",
        sources.TEMPLATE,
        ({**nothing, kind: ABROAD},),
        ({**nothing, kind: ABROAD, "foreign_country": "Hoa Kỳ"},),
    )
    yield make_rule(
        register,
        f"{kind}.abroad_filled",
        Severity.WARNING,
        rows_where(f"{kind} IN ('{IN_TIME}', '{LATE}') AND {filled} IS NOT NULL"),
        (kind, *FOREIGN),
        "Có thông tin đăng ký ở nước ngoài nhưng loại đăng ký không phải 3: đối chiếu loại đăng ký với sổ, hoặc để trống các ô về nước"
        " ngoài.",
        sources.TEMPLATE,
        ({**nothing, kind: IN_TIME, "foreign_country": "Hoa Kỳ"},),
        ({**nothing, kind: ABROAD, "foreign_country": "Hoa Kỳ"},),
    )


def _noted(register: Register, name: str, basis: str) -> str:
    """Predicate: a note's day or ground stands there."""
    assert register.field(name).kind is Kind.DATE
    return f"({name}__state <> 'blank' OR {basis} IS NOT NULL)"


def _declarations(register: Register, prefix: str) -> Iterator[Rule]:
    """A court's declaration (1) and its revocation (2), each with the note in the margin."""
    status = f"{prefix}_status"
    term = register.field(status).term
    declared = _noted(register, f"{prefix}_declaration_noted_on", f"{prefix}_declaration_basis")
    revoked = _noted(register, f"{prefix}_revocation_noted_on", f"{prefix}_revocation_basis")
    fields = (status, f"{prefix}_declaration_noted_on", f"{prefix}_revocation_noted_on")
    yield make_rule(
        register,
        f"{status}.not_noted",
        Severity.WARNING,
        rows_where(f"{status} = '1' AND NOT {declared} OR {status} = '2' AND NOT {revoked}"),
        fields,
        f"«{term}» có mã nhưng thiếu ngày ghi chú và căn cứ: ghi theo phần ghi chú của sổ, hoặc để trống mã.",
        sources.TEMPLATE,
        ({status: "2", f"{prefix}_declaration_basis": "Quyết định 05/2018/QĐ-TA"},),
        ({status: "1", f"{prefix}_declaration_basis": "Quyết định 05/2018/QĐ-TA"},),
    )
    yield make_rule(
        register,
        f"{status}.differs",
        Severity.WARNING,
        rows_where(
            f"{status} IS NULL AND NOT {status}__unknown AND ({declared} OR {revoked}) OR {status} = '1' AND {revoked}"
        ),
        fields,
        f"Phần ghi chú không khớp mã của «{term}»: chọn 1 (tuyên bố) hoặc 2 (hủy tuyên bố) theo ghi chú của sổ.",
        sources.TEMPLATE,
        ({status: "1", f"{prefix}_revocation_noted_on": "06.06.2018"},),
        ({status: "2", f"{prefix}_revocation_noted_on": "06.06.2018"},),
    )


def _marriage_notes(register: Register) -> Iterator[Rule]:
    status = "marriage_status"
    for note, word in (("annulment", ANNULLED), ("validation", VALIDATED)):
        noted = _noted(register, f"{note}_noted_on", f"{note}_basis")
        fields = (status, f"{note}_noted_on", f"{note}_basis")
        yield make_rule(
            register,
            f"{status}.{note}_not_noted",
            Severity.WARNING,
            rows_where(f"{status} = '{word}' AND NOT {noted}"),
            fields,
            f"Tình trạng kết hôn là “{word}” nhưng thiếu ngày ghi chú và căn cứ: ghi theo phần ghi chú của sổ, hoặc sửa tình trạng.",
            sources.TEMPLATE,
            ({status: word, f"{note}_noted_on": None, f"{note}_basis": None},),
            ({status: word, f"{note}_basis": "Bản án 05/2018/HNGĐ-ST"},),
        )
        yield make_rule(
            register,
            f"{status}.{note}_differs",
            Severity.WARNING,
            # A marriage may end otherwise after a note; but then its status says so.
            rows_where(
                f"{noted} AND COALESCE({status}, '{NO_WORD}') = '{NO_WORD}' AND NOT {status}__unknown"
            ),
            fields,
            f"Có ghi chú nhưng tình trạng kết hôn để trống hoặc “{NO_WORD}”: chọn “{word}” hoặc tình trạng sau đó, theo sổ.",
            sources.TEMPLATE,
            ({status: NO_WORD, f"{note}_basis": "Bản án 05/2018/HNGĐ-ST"},),
            ({status: word, f"{note}_basis": "Bản án 05/2018/HNGĐ-ST"},),
        )


def _reference_year(register: Register, prefix: str) -> Rule:
    number, day = register.field(f"{prefix}_entry_number"), register.field(f"{prefix}_registered_on")
    return make_rule(
        register,
        f"{number.name}.year_differs",
        Severity.WARNING,
        rows_where(
            f"{number.name} ~ '/[12][0-9][0-9][0-9]$' AND RIGHT({number.name}, 4) <> SUBSTR({day.name}, 1, 4)"
        ),
        (number.name, day.name),
        f"Năm trong «{number.term}» khác năm của «{day.term}»: đối chiếu cả hai với sổ.",
        sources.VENDOR,
        ({number.name: "15/2011", day.name: "10.06.2010"},),
        ({number.name: "15/2010", day.name: "06.2010"},),
    )
