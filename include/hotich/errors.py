"""The errors people see: each says what is wrong, where, and what to do, in Vietnamese."""


class HotichError(Exception):
    """A failure with a reason a person can act on. `str(error)` is one Vietnamese sentence or more."""


class InputError(HotichError):
    """What somebody wrote into one place of a form can't be taken; `field`: the parameter that it came in by."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class PlanError(HotichError):
    """The plan or a description is not usable; names file, line and what to do."""


class DeliveryError(HotichError):
    """A delivered file can't be taken as it is (it ends `rejected`, with `str(error)` as the reason)."""


class RuleError(HotichError):
    """A rule could not be evaluated: an error of the run, never a pass."""


class FencedOutError(HotichError):
    """A newer attempt owns the books ("bị thay thế"): this attempt must not publish, nor be retried."""


class DatabaseUnavailableError(HotichError):
    """The database does not answer or refused for now: worth retrying."""
