"""How a cell is to be written, in Vietnamese: shown in templates and in the reference."""

from collections.abc import Mapping
from types import MappingProxyType

from hotich.registers.model import CodeList, Field, Kind

KIND_TERMS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.TEXT: "chữ",
        Kind.NAME: "họ tên",
        Kind.DATE: "ngày",
        Kind.DATE_IN_WORDS: "ngày ghi bằng chữ",
        Kind.CODE: "mã",
        Kind.ENTRY_NUMBER: "số đăng ký",
        Kind.BOOK_NUMBER: "số quyển",
        Kind.PAGE: "số trang",
        Kind.PLACE: "địa danh",
        Kind.ETHNICITY: "dân tộc",
        Kind.NATIONALITY: "quốc tịch, quốc gia",
        Kind.IDENTITY_NUMBER: "số giấy tờ",
        Kind.TIME: "giờ, phút",
        Kind.YEAR: "năm",
        Kind.COUNT: "số đếm",
    }
)

_KIND_HINTS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.TEXT: "ghi đúng như sổ",
        Kind.NAME: "ghi đúng như sổ, có dấu",
        Kind.DATE: "dd.mm.yyyy; chỉ biết tháng: mm.yyyy; chỉ biết năm: yyyy",
        Kind.DATE_IN_WORDS: "ghi đúng như sổ; phải khớp với ngày ghi bằng số",
        Kind.PAGE: "chữ số",
        Kind.PLACE: "ghi tên tại thời điểm đăng ký, không viết tắt",
        Kind.ETHNICITY: "chọn trong danh mục; sổ ghi khác thì ghi như sổ",
        Kind.NATIONALITY: "chọn trong danh mục; sổ ghi khác thì ghi như sổ",
        Kind.IDENTITY_NUMBER: "ghi liền, không dấu cách, giữ số 0 ở đầu",
        Kind.TIME: "HH:MM",
        Kind.YEAR: "4 chữ số",
        Kind.COUNT: "số nguyên, từ 0 trở lên",
    }
)


def code_words(codes: CodeList) -> str:
    """The list in one line: `1 Nam · 2 Nữ · 3 không xác định`; only the codes where they are the words."""
    return " · ".join(code if code == word else f"{code} {word}" for code, word in codes.values.items())


def hint(field: Field) -> str:
    """How to write this field's cell: the codes with their words, its own hint, or that of its kind."""
    if field.codes is not None:
        return code_words(field.codes)
    return field.hint or _KIND_HINTS.get(field.kind, "")
