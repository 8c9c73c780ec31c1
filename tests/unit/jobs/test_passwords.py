"""What a new password must be, and how one is compared."""

import unicodedata

import pytest

from hotich.errors import HotichError
from hotich.jobs import passwords

GOOD = "bốn con ngựa chạy qua cầu"


@pytest.mark.parametrize(
    "password", [GOOD, "Tr0ng-Dong-2024!", "z" * 3 + "abcdefq7K%m", ("Trống đồng 7! " * 15)[:200]]
)
def test_good_ones_are_taken(password):
    passwords.check(password, "xa-an-hiep")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("mười một kt", "ít nhất 12 ký tự (hiện có 11)"),
        ("", "ít nhất 12 ký tự"),
        ("a" * 201, "không được dài quá 200"),
        ("abababababab", "6 ký tự khác nhau"),
        ("123456789012", "dãy liền nhau"),
        ("ponmlkjihgfedcba", "dãy liền nhau"),
        ("ngựa Xa-An-Hiep chạy", "không được chứa tên tài khoản"),
        ("một hai ba\tbốn năm", "ký tự điều khiển"),
    ],
)  # fmt: skip
def test_bad_ones_are_refused_with_what_is_wrong(password, sentence):
    with pytest.raises(HotichError) as refused:
        passwords.check(password, "xa-an-hiep")
    assert sentence in str(refused.value)
    assert not password or password not in str(refused.value)


def test_all_faults_are_told_at_once():
    with pytest.raises(HotichError, match=r"ít nhất 12 ký tự.*khác nhau"):
        passwords.check("aaaa", "xa-an-hiep")


def test_only_the_password_matches():
    kept = passwords.hash_password(GOOD)
    assert kept.startswith("$argon2id$")
    assert kept != passwords.hash_password(GOOD), "each has its own salt"
    assert passwords.matches(GOOD, kept)
    assert passwords.matches(unicodedata.normalize("NFD", GOOD), kept), (
        "however the keyboard composes accents"
    )
    for other in (GOOD + " ", GOOD.upper(), "", "x" * 100_000):
        assert not passwords.matches(other, kept)
    assert not passwords.matches(GOOD, None)
    assert not passwords.matches("không phải mật khẩu của ai", None), "not even the stand-in's own"
    assert not passwords.matches(GOOD, "$argon2id$hong")


def test_weaker_hashes_are_noticed():
    from argon2 import PasswordHasher

    assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=8192).hash(GOOD))
    assert not passwords.is_outdated(passwords.hash_password(GOOD))
