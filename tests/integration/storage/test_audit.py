"""The audit log can't be changed unseen."""

import psycopg
import pytest

from hotich.storage import audit

pytestmark = pytest.mark.postgres


@pytest.fixture
def chain(conn):
    if audit.head(conn).audit_id == 0:
        for number in range(5):
            audit.write(conn, "thử", "noted", detail={"number": number})
    return conn


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"],
)
def test_rows_can_be_neither_changed_nor_removed(chain, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="chỉ được ghi thêm"):
        chain.execute(statement)


def test_sound_chain_verifies_and_numbers_run_without_gaps(chain):
    assert audit.first_break(chain) is None
    ids = [audit_id for (audit_id,) in chain.execute("SELECT audit_id FROM audit_log ORDER BY 1")]
    assert ids == list(range(1, len(ids) + 1))


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE audit_log SET actor = 'người khác' WHERE audit_id = 3", 3),
        ("UPDATE audit_log SET at = at + interval '1 microsecond' WHERE audit_id = 2", 2),
        ("DELETE FROM audit_log WHERE audit_id = 4", 5),
        ("UPDATE audit_log a SET hash = hotich.audit_digest(a), actor = 'x' WHERE audit_id = 1", 1),
    ],
)
def test_tampering_behind_the_triggers_is_found(chain, tampering, broken):
    with chain.transaction(force_rollback=True):
        chain.execute("SET LOCAL session_replication_role = replica")
        chain.execute(tampering)
        assert audit.first_break(chain) == broken


def test_log_cut_at_its_end_is_found_by_an_anchor(chain):
    anchor = audit.head(chain)
    with chain.transaction(force_rollback=True):
        chain.execute("SET LOCAL session_replication_role = replica")
        chain.execute("DELETE FROM audit_log WHERE audit_id = %s", [anchor.audit_id])
        assert audit.first_break(chain) is None
        assert audit.first_break(chain, anchor) == anchor.audit_id


def test_rolled_back_row_leaves_no_gap(chain):
    with chain.transaction(force_rollback=True):
        audit.write(chain, "thử", "noted")
    audit.write(chain, "thử", "noted")
    assert audit.first_break(chain) is None
