"""The papers that have a template: where it is kept, where a clerk's own stands, and what it may name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hotich.reports import local_plan_template, template, urging_template
from hotich.reports.blanks import BLANKS, ROWS
from hotich.reports.filling import Blank, Rows
from hotich.reports.local_plan import PLAN_BLANKS
from hotich.reports.urging import URGING_BLANKS

_KEPT: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper."""

    file_name: str
    """Of its template, packaged or a clerk's own."""
    title: str
    """Vietnamese name of the template."""
    build: Callable[[Path], Path]
    """Writes the packaged template anew."""
    blanks: Sequence[Blank[Any] | Rows[Any]]

    @property
    def packaged(self) -> Path:
        """The template kept in the package."""
        return _KEPT / self.file_name

    def in_use(self, own: Path) -> Path:
        """The clerks' own template, if there is one in their folder, else the packaged one."""
        found = own / self.file_name
        return found if found.is_file() else self.packaged


REPORT: Final = Kind(template.FILE_NAME, template.TITLE, template.build, (*BLANKS, *ROWS))
LOCAL_PLAN: Final = Kind(
    local_plan_template.FILE_NAME, local_plan_template.TITLE, local_plan_template.build, PLAN_BLANKS
)
URGING: Final = Kind(urging_template.FILE_NAME, urging_template.TITLE, urging_template.build, URGING_BLANKS)
PAPERS: Final = (REPORT, LOCAL_PLAN, URGING)
