"""Passwords: what is accepted, and how one is kept and compared (argon2id)."""

import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from hotich.errors import InputError

SHORTEST = 12
LONGEST = 200
"""Characters; longer ones only keep the processor busy."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=46 * 1024, parallelism=1)
"""argon2id: one thread, since others work on this machine; twice the passes that OWASP asks for with this memory (KiB)."""
_ONE_BY_ONE = threading.Semaphore(2)
"""So many hashes at once: a flood of sign-ins must not take the memory."""


def check(password: str, name: str) -> None:
    """Raise InputError with everything that is wrong with a new password for the account `name`."""
    faults = []
    if len(password) < SHORTEST:
        faults.append(f"phải có ít nhất {SHORTEST} ký tự (hiện có {len(password)})")
    if len(password) > LONGEST:
        faults.append(f"không được dài quá {LONGEST} ký tự")
    if len(set(password)) < SHORTEST // 2:
        faults.append(f"phải có ít nhất {SHORTEST // 2} ký tự khác nhau")
    if _is_run(password):
        faults.append("không được là một dãy liền nhau như 1234… hoặc abcd…")
    if name.casefold() in password.casefold():
        faults.append("không được chứa tên tài khoản")
    if any(unicodedata.category(sign) == "Cc" for sign in password):
        faults.append("không được chứa ký tự điều khiển (tab, xuống dòng)")
    if faults:
        raise InputError(
            "new",
            f"Mật khẩu {'; '.join(faults)}. Gợi ý: ghép bốn, năm từ không liên quan thành một câu dễ nhớ.",
        )


def hash_password(password: str) -> str:
    """What the database keeps of a password."""
    with _ONE_BY_ONE:
        return _HASHER.hash(_plain(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password; without `kept` (no such account) it takes as long and says no."""
    if len(password) > LONGEST:
        return False
    with _ONE_BY_ONE:
        try:
            same = _HASHER.verify(kept or _nobodys(), _plain(password))
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
    return same and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether it was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def _plain(password: str) -> str:
    """One spelling of a password, however the keyboard composes its accents."""
    return unicodedata.normalize("NFC", password)


def _is_run(password: str) -> bool:
    """Whether most signs follow the one before in the alphabet or the digits, upward or downward."""
    steps = [ord(b) - ord(a) for a, b in zip(password, password[1:], strict=False)]
    most = max((sum(step in {0, way} for step in steps) for way in (1, -1)), default=0)
    return len(steps) > 1 and most >= 0.8 * len(steps)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _HASHER.hash("không phải mật khẩu của ai")
