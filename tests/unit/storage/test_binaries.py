"""Which account and folder the server gets."""

from pathlib import Path

from hotich.storage.binaries import Account, state_folder

NOBODY = Account(65534, 65534, "nobody", switched=True)


def test_folder_that_the_account_cannot_enter_is_left_for_a_sound_one(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    found = state_folder(home, NOBODY)
    assert found.parent == Path("/var/lib/hotich")
    assert state_folder(closed / "ho-me", NOBODY) != state_folder(closed / "ho" / "me", NOBODY)


def test_own_account_keeps_its_cluster_at_home(tmp_path):
    own = Account(1000, 1000, "me", switched=False)
    assert state_folder(tmp_path / "home", own) == tmp_path / "home" / "postgres"
