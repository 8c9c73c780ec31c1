"""Reference pages of the command line and the settings, from the commands and the class themselves."""

import ast
import inspect
from collections.abc import Iterator
from typing import Any

from hotich import settings as settings_module


def commands_page(root: Any) -> str:
    """docs/reference/cli.md: every command below `root` with its arguments and options."""
    parts = ["# Command line", "", "Generated from the commands; `hotich … --help` shows the same.", ""]
    for path, command in _walk(root, ("hotich",)):
        parts += _command(path, command)
    return "\n".join(parts).rstrip() + "\n"


def settings_page() -> str:
    """docs/reference/settings.md: every `HOTICH_…` variable of `hotich.settings`."""
    tree = ast.parse(inspect.getsource(settings_module))
    described = next(node for node in tree.body if isinstance(node, ast.ClassDef))
    lines = [
        "# Settings",
        "",
        "Environment variables; everything works without any.",
        "",
        "| Field | Meaning |",
        "|---|---|",
    ]
    for field, text in zip(described.body, described.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(text, ast.Expr)
            and isinstance(field.target, ast.Name)
        ):
            assert isinstance(text.value, ast.Constant)
            lines.append(f"| `{field.target.id}` | {' '.join(str(text.value.value).split())} |")
    return "\n".join(lines) + "\n"


def _walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", {})
    if not children:
        yield " ".join(path), command
    for name, child in sorted(children.items()):
        yield from _walk(child, (*path, name))


def _command(path: str, command: Any) -> list[str]:
    usage = [part for parameter in command.params for part in _usage(parameter)]
    lines = [f"## `{' '.join([path, *usage])}`", "", (command.help or "").strip(), ""]
    rows = [row for parameter in command.params if (row := _row(parameter))]
    if rows:
        lines += ["| | |", "|---|---|", *rows, ""]
    return lines


def _usage(parameter: Any) -> list[str]:
    if getattr(parameter, "param_type_name", "") != "argument":
        return []
    return [str(getattr(parameter, "metavar", None) or (parameter.name or "").upper())]


def _row(parameter: Any) -> str:
    text = " ".join((getattr(parameter, "help", None) or "").split())
    if not text:
        return ""
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    return f"| {names} | {text} |"
