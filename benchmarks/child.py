"""Measurements run in processes of their own: a question as JSON goes in, an answer as JSON comes out."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hotich.settings import PROJECT_ROOT


def ask(module: str, **question: Any) -> dict[str, Any]:
    """What `python -m <module>` answers; raises CalledProcessError when it fails (its errors are on the screen)."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "answer.json"
        environment = {name: value for name, value in os.environ.items() if not _is_of_another(name)}
        subprocess.run(
            [sys.executable, "-m", module, json.dumps(question), str(out)],
            check=True, cwd=PROJECT_ROOT, env=environment,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return found


def _is_of_another(variable: str) -> bool:
    """Whether it says where another installation is; only where PostgreSQL's programs are holds for this one too."""
    return variable.startswith(("HOTICH_", "AIRFLOW")) and variable != "HOTICH_PG_BIN"


def question() -> dict[str, Any]:
    """What this process was asked."""
    asked: dict[str, Any] = json.loads(sys.argv[1])
    return asked


def answer(found: dict[str, Any]) -> None:
    """Give the answer to the process that asked."""
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")
