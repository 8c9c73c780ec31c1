"""What a form says when it can't be taken: a sentence, and beside which field it stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from hotich.errors import HotichError, InputError


@dataclass(frozen=True, slots=True)
class Fault:
    """A form's fault; the macros of forms.html show it."""

    sentence: str
    field: str = ""
    """`id` of the field that it stands beside; "": of the form as a whole."""


def fault_of(error: HotichError, fields: Mapping[str, str]) -> Fault:
    """The fault that an error tells. fields: parameter → `id` of the field that it was written into."""
    return Fault(str(error), fields.get(error.field, "") if isinstance(error, InputError) else "")
