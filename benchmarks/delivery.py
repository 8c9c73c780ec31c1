"""The delivery that is measured: sound births only, in books of 100–200, all of one stage; made once for each size."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

PLAN = "ben_tre_2019"
STAGE = "huyen_xa_2"
"""The stage whose window and registrations hold every book of the delivery."""
SEED = 2019


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery on disk."""

    folder: Path
    cases: int
    books: int

    @property
    def inbox(self) -> Path:
        """What the units delivered, one folder a unit."""
        return self.folder / "inbox"


def make_delivery(folder: Path, cases: int, advance: Callable[[int, int], None] | None = None) -> Delivery:
    """The delivery of so many cases below `folder`: the one made before, or a new one; always the same rows."""
    # Imported here: measuring processes need the names in this module only.
    from hotich.plan import load_plan
    from hotich.simulate.light import bench_delivery

    place = folder / f"delivery-{cases}-{SEED}"
    stamp = place / "delivery.json"
    if stamp.exists():
        kept = json.loads(stamp.read_text(encoding="utf-8"))
        return Delivery(place, kept["cases"], kept["books"])
    shutil.rmtree(place, ignore_errors=True)
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    books = bench_delivery(
        place, plan=load_plan(PLAN), cases=cases, seed=SEED, processes=processors, progress=advance
    )
    made = Delivery(place, cases, books)
    facts = {name: value for name, value in asdict(made).items() if name != "folder"}
    stamp.write_text(json.dumps(facts) + "\n", encoding="utf-8")
    return made
