"""Reads YAML into the schema's classes, and remembers on which line each value stood."""

import difflib
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, TypeVar

import yaml

from hotich.errors import PlanError

T = TypeVar("T")
Where = tuple[str | int, ...]
"""Place of a value in the file: ("stages", 0, "window", "from")."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KINDS = {
    "str": "chữ",
    "int": "số",
    "float": "số lẻ",
    "bool": "true/false",
    "timestamp": "ngày",
    "null": "trống",
    "seq": "danh sách",
    "map": "nhóm khoá",
}
_ASKED = {
    str: "chữ (đặt trong dấu nháy)",
    int: "số nguyên",
    Decimal: "số",
    bool: "true hoặc false",
    date: "ngày dạng 2019-07-01",
}


def _decimal(text: str) -> Decimal:
    """The number as written, exactly. Raises ValueError on infinity and the like."""
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error


_READ: Mapping[tuple[Any, str], Callable[[str], Any]] = {
    (str, "str"): str,
    (int, "int"): int,
    (Decimal, "int"): _decimal,
    (Decimal, "float"): _decimal,
    (bool, "bool"): lambda text: text.lower() in {"true", "yes", "on"},
    (date, "timestamp"): date.fromisoformat,
}

_hints = cache(typing.get_type_hints)


class Faults:
    """What is wrong in one file, each fault with its line; `refuse()` raises them all at once."""

    def __init__(self, file: str, whole: str = "kế hoạch") -> None:
        self.file = file
        self.whole = whole
        """What the file is, in Vietnamese: the name of the place that is no part of another."""
        self.lines: dict[Where, int] = {(): 1}
        self._found: list[tuple[int, str]] = []

    def line(self, where: Where) -> int:
        """Line of a value, or of the nearest thing around it."""
        while where not in self.lines:
            where = where[:-1]
        return self.lines[where]

    def add(self, where: Where, what: str, do: str) -> None:
        """Note that `what` is wrong at `where`; `do` says how to mend it."""
        self._found.append((self.line(where), f"{what} Việc cần làm: {do}."))

    def refuse(self) -> None:
        """Raise PlanError naming every fault in line order; nothing if there is none."""
        if self._found:
            found = dict.fromkeys(sorted(self._found))
            raise PlanError("\n".join(f"{self.file}, dòng {line}: {text}" for line, text in found))


def decoded(content: bytes, faults: Faults) -> str:
    """The text of a file. Raises PlanError with the line where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PlanError(
            f"{faults.file}, dòng {line}: tệp không phải UTF-8. Việc cần làm: lưu lại dạng UTF-8."
        ) from None


def read_text(text: str, schema: type[T], faults: Faults) -> T:
    """One YAML document as an instance of `schema`.

    Raises:
        PlanError: every fault of form (syntax, unknown or missing key, wrong type), each with file and line.
    """
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.lines[()] = mark.line + 1 if mark else 1
        faults.add(
            (),
            f"Không đọc được YAML: {error.problem}.",
            "sửa thụt dòng, dấu nháy hoặc dấu hai chấm ở dòng này",
        )
    except yaml.YAMLError as error:
        faults.add((), f"Không đọc được YAML: {error}.", "lưu tệp dạng UTF-8, bỏ ký tự điều khiển")
    else:
        value = _read(node, schema, (), faults)
    faults.refuse()
    return typing.cast(T, value)


def _read(node: yaml.Node | None, kind: Any, where: Where, faults: Faults) -> Any:
    """The node as `kind`, or None after noting what is wrong with it."""
    if node is None:
        faults.add(where, "Tệp trống.", "chép một kế hoạch mẫu rồi sửa")
        return None
    faults.lines.setdefault(where, node.start_mark.line + 1)
    kind, optional = _without_none(kind)
    if optional and node.tag.endswith(":null"):
        return None
    origin = typing.get_origin(kind)
    if is_dataclass(kind) and isinstance(node, yaml.MappingNode):
        return _read_object(node, typing.cast(type, kind), where, faults)
    if origin is tuple and isinstance(node, yaml.SequenceNode):
        item = typing.get_args(kind)[0]
        return tuple(_read(child, item, (*where, no), faults) for no, child in enumerate(node.value))
    if origin is Mapping and isinstance(node, yaml.MappingNode):
        item = typing.get_args(kind)[1]
        return {
            name: _read(child, item, (*where, name), faults) for name, child in _entries(node, where, faults)
        }
    return _read_scalar(node, kind, where, faults)


def _read_object(node: yaml.MappingNode, schema: type, where: Where, faults: Faults) -> Any:
    known = {field.name.rstrip("_"): field for field in fields(schema)}
    hints = _hints(schema)
    values: dict[str, Any] = {}
    for name, child in _entries(node, where, faults):
        if name in known:
            attribute = known[name].name
            values[attribute] = _read(child, hints[attribute], (*where, name), faults)
        else:
            faults.add(
                (*where, name),
                f"Khoá “{name}” không có trong {_place(where, faults)}.",
                _nearest(name, known),
            )
    for name, field in known.items():
        if field.name not in values and field.default is MISSING:
            values[field.name] = None
            doc = field.metadata["doc"]
            faults.add(
                where, f"Thiếu khoá “{name}” trong {_place(where, faults)}.", f"thêm “{name}:” ({doc})"
            )
    return schema(**values)


def _entries(node: yaml.MappingNode, where: Where, faults: Faults) -> Iterable[tuple[str, yaml.Node]]:
    """Keys with their nodes; a key written twice is a fault, since YAML would drop the first in silence."""
    entries: dict[str, yaml.Node] = {}
    for name_node, child in node.value:
        name = str(name_node.value)
        line = name_node.start_mark.line + 1
        if name in entries:
            first = faults.lines[*where, name]
            faults.lines[*where, name] = line
            faults.add((*where, name), f"Khoá “{name}” ghi hai lần (dòng {first}).", "giữ một, bỏ một")
        faults.lines[*where, name] = line
        entries[name] = child
    return entries.items()


def _read_scalar(node: yaml.Node, kind: Any, where: Where, faults: Faults) -> Any:
    found = node.tag.rpartition(":")[2]
    try:
        if isinstance(kind, type) and issubclass(kind, Enum) and found == "str":
            return kind(node.value)
        return _READ[kind, found](node.value)
    except KeyError:
        shown = f" “{node.value}”" if isinstance(node, yaml.ScalarNode) and node.value else ""
        faults.add(
            where,
            f"{_place(where, faults)} phải là {_asked(kind)}, không phải {_KINDS.get(found, found)}{shown}.",
            f"ghi lại dạng {_asked(kind)}",
        )
    except ValueError:
        do = "ghi một ngày có thật, dạng 2019-07-01" if kind is date else f"ghi {_asked(kind)}"
        faults.add(where, f"{_place(where, faults)}: “{node.value}” không đúng.", do)
    return None


def _without_none(kind: Any) -> tuple[Any, bool]:
    if typing.get_origin(kind) in {types.UnionType, typing.Union}:
        kept = [part for part in typing.get_args(kind) if part is not types.NoneType]
        return kept[0], True
    return kind, False


def _asked(kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "một trong: " + ", ".join(str(member.value) for member in kind)
    if typing.get_origin(kind) is tuple:
        return "danh sách"
    return _ASKED.get(kind, "nhóm khoá")


def _place(where: Where, faults: Faults) -> str:
    """“stages[2].window.from”, counted from 1 as people do."""
    text = ""
    for part in where:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return f"“{text}”" if text else faults.whole


def _nearest(name: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1)
    return f"sửa thành “{close[0]}”" if close else f"bỏ đi, hoặc dùng một trong: {', '.join(names)}"
