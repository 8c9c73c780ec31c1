"""What an officer's answer in words means, however it is typed."""

from hotich.slips.layout import EMPTY, IN_BOOK, NOT_IN_BOOK
from hotich.text.folding import fold, fold_plain


def says_empty(text: str) -> bool:
    """Whether the answer says that the book has nothing there: the right value is then blank."""
    return _same(text, EMPTY)


def row_answer(text: str) -> str | None:
    """Of an answer about a whole row `IN_BOOK` or `NOT_IN_BOOK`; None when it says neither."""
    return next((words for words in (IN_BOOK, NOT_IN_BOOK) if _same(text, words)), None)


def _same(text: str, words: str) -> bool:
    said = text.strip(" .!\t\n")
    return fold(said) == fold(words) or fold_plain(said) == fold_plain(words)
