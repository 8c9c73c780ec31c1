"""The durable hand-over between the steps of one batch: a folder of files, each whole or absent.

A step that is run again finds what the steps before it left, so a retry starts from the last step that ended, and two
copies of one step (a retry beside a process that would not die) write the same content under the same name.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import polars as pl

from hotich.errors import HotichError
from hotich.settings import Settings


class BatchFolder:
    """`<home>/work/<batch_id>/`: JSON documents and Arrow frames, written as `x.part`, synced, renamed."""

    def __init__(self, settings: Settings, batch_id: str) -> None:
        self.path = settings.home / "work" / batch_id

    def has(self, name: str) -> bool:
        """Whether a step has left `name` here."""
        return (self.path / name).exists()

    def write_json(self, name: str, value: Any) -> None:
        """Leave `value` (JSON-able) under `name`."""
        self._write(name, json.dumps(value, ensure_ascii=False).encode())

    def read_json(self, name: str) -> Any:
        """What `write_json` left. Raises HotichError if the step before did not run."""
        return json.loads(self._existing(name).read_bytes())

    def write_frame(self, name: str, frame: pl.DataFrame) -> None:
        """Leave a frame under `name` (Arrow IPC, uncompressed: it is read back at once)."""
        part = self._part(name)
        frame.write_ipc(part, compression="uncompressed")
        self._publish(part, name)

    def read_frame(self, name: str) -> pl.DataFrame:
        """What `write_frame` left. Raises HotichError if the step before did not run."""
        return pl.read_ipc(self._existing(name))

    def discard_frames(self) -> None:
        """Drop the frames (personal data) once the batch is loaded, and what a kill left of them; the documents stay."""
        for frame in self.path.glob("*.arrow*"):
            frame.unlink(missing_ok=True)

    def remove(self) -> None:
        """Drop the folder with all it holds."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _existing(self, name: str) -> Path:
        path = self.path / name
        if not path.exists():
            raise HotichError(
                f"Thiếu «{name}» của lô {self.path.name}: bước trước chưa chạy xong, hãy chạy lại từ bước đó."
            )
        return path

    def _part(self, name: str) -> Path:
        self.path.mkdir(parents=True, exist_ok=True)
        # The process number keeps two copies of one step from writing into each other's file.
        return self.path / f"{name}.{os.getpid()}.part"

    def _write(self, name: str, content: bytes) -> None:
        part = self._part(name)
        part.write_bytes(content)
        self._publish(part, name)

    def _publish(self, part: Path, name: str) -> None:
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(self.path / name)
