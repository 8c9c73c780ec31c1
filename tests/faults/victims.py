"""Runs the work in processes of its own that are killed or stopped at a named function: no hook in the program, no sleep.

Reads one order a line (JSON) and answers one line each. Libraries that take seconds to import are imported once; every
order gets a fork of this process, which has never started a thread.

    {"environ": {…}, "as_of": "2026-06-30", "stages": […], "at": "module:name" or null, "when": "before" | "after",
     "only": text or null, "signal": "KILL" | "STOP" | null, "answer": path, "verb": "module:name" or null}
                                                                                 start; answers {"pid", "end"}
    {"resume": pid, "answer": path}                                              SIGCONT and wait; answers the same

`end` is "killed", "stopped", or "exited"; a process that exits has left the failed batches (id → reason) in `answer`.
`verb`: a function of (settings, stage, day) to call for each stage, in place of the whole work. `only`: strike only at a call one of whose arguments equals this text.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import hotich.jobs.checking  # noqa: F401 (brings what every step needs)
import hotich.jobs.pipeline
from hotich.settings import Settings


def plant(order: Mapping[str, Any]) -> None:
    """Let the named function send this process the signal, before or after it does its work."""
    module, _, path = order["at"].partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for part in owners:
        owner = getattr(owner, part)
    original = getattr(owner, name)
    number = getattr(signal, "SIG" + order["signal"])

    def strike(*arguments: Any, **words: Any) -> Any:
        if order["only"] is not None and order["only"] not in [x for x in arguments if isinstance(x, str)]:
            return original(*arguments, **words)
        setattr(owner, name, original)  # one stroke, even for a process that goes on
        # Sent to the process, SIGSTOP may be taken by another thread, and this one goes on as far as its commit.
        if order["when"] == "before":
            signal.pthread_kill(threading.get_ident(), number)
        result = original(*arguments, **words)
        if order["when"] == "after":
            signal.pthread_kill(threading.get_ident(), number)
        return result

    setattr(owner, name, strike)


def work(order: Mapping[str, Any]) -> None:
    """Run the stages as `hotich run` does, or one verb for each."""
    settings = Settings.read(order["environ"])
    if order["at"]:
        plant(order)
    failed: dict[str, str] = {}
    try:
        day = date.fromisoformat(order["as_of"])
        if order["verb"]:
            module, _, name = order["verb"].partition(":")
            for stage in order["stages"]:
                getattr(import_module(module), name)(settings, stage, day)
        else:
            for result in hotich.jobs.pipeline.run(settings, day, order["stages"], settling=False):
                failed |= result["failed"]
    except Exception as error:
        failed[""] = f"{type(error).__name__}: {error}"
    Path(order["answer"]).write_text(json.dumps(failed), encoding="utf-8")


def wait(pid: int) -> str:
    """How a process ended, or that it stopped."""
    _, status = os.waitpid(pid, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        return "stopped"
    return "killed" if os.WIFSIGNALED(status) else "exited"


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        if "resume" in order:
            pid = order["resume"]
            os.kill(pid, signal.SIGCONT)
        else:
            pid = os.fork()
            if pid == 0:
                try:
                    work(order)
                finally:
                    os._exit(0)
        print(json.dumps({"pid": pid, "end": wait(pid)}), flush=True)


if __name__ == "__main__":
    main()
