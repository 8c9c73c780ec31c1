"""The committed suites are the catalogue's, open in plain Great Expectations, and keep their ids."""

import json
import re
from collections import Counter

import pytest

from hotich.errors import RuleError
from hotich.plan import load_plan
from hotich.quality.catalogue import RULES, rule, rule_with_key
from hotich.quality.catalogue.ledger import LEDGER, with_new_ids
from hotich.quality.suites import read_suite, suites
from hotich.registers import REGISTERS
from hotich.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "expectations"


def test_committed_files_are_what_the_catalogue_says() -> None:
    generated = suites()
    assert set(generated) == {*(f"{code}.json" for code in REGISTERS), "book.json", "ids.json"}
    stale = [name for name, text in generated.items() if (FOLDER / name).read_text(encoding="utf-8") != text]
    assert stale == []


@pytest.mark.parametrize("name", [*REGISTERS, "book"])
def test_suite_opens_in_plain_great_expectations(name: str) -> None:
    from hotich.quality.expectation import gx  # imported there with its logger and its telemetry silenced

    document = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    suite = gx.ExpectationSuite(**document)
    written = {entry["meta"]["rule_id"]: entry for entry in document["expectations"]}
    assert len(suite.expectations) == len(written)
    for expectation in suite.expectations:
        entry = written[expectation.meta["rule_id"]]
        assert expectation.severity.value == entry["severity"]
        assert expectation.description == entry["description"]
        assert expectation.configuration.type == entry["type"]


def test_every_rule_has_its_own_id_message_source_and_examples() -> None:
    assert Counter(entry.id for entry in RULES).most_common(1)[0][1] == 1
    for entry in RULES:
        assert re.fullmatch(r"(KH|KS|CMC|HN|KT|GH|CDGH|LH|TDCC|SO)-\d{3}", entry.id), entry.key
        assert entry.id.partition("-")[0] == entry.register == entry.key.partition(".")[0]
        assert entry.message.endswith("."), entry.key
        assert ":" in entry.message or ";" in entry.message, f"{entry.key} không nói phải làm gì"
        assert entry.source
        assert entry.examples.broken
        assert entry.examples.sound
        assert "{" not in entry.message


def test_predicates_are_plain_sql_to_every_engine() -> None:
    """GX fills queries by str.format (braces) and SQLAlchemy takes `:name` for a parameter."""
    for entry in RULES:
        query = entry.kwargs.get("unexpected_rows_query", "")
        assert query.count("{") == query.count("{batch}"), entry.key
        assert ":" not in query, entry.key


def test_rules_mark_only_columns_of_their_register() -> None:
    for entry in RULES:
        if entry.register in REGISTERS:
            names = {field.name for field in REGISTERS[entry.register].all_fields}
            assert set(entry.fields) <= names, entry.key


def test_regimes_are_those_of_the_plan() -> None:
    known = {regime.id for regime in load_plan("ben_tre_2019").regimes}
    named = {regime for entry in RULES for regime in entry.regimes}
    assert named
    assert named <= known


def test_the_ledger_gives_a_new_key_the_next_number_and_never_an_old_one() -> None:
    ids = {"KS.a": "KS-001", "KS.dropped": "KS-007", "KH.a": "KH-002"}
    extended = with_new_ids(ids, ["KS.a", "KS.new", "KH.new", "KT.first"])
    assert extended == {**ids, "KS.new": "KS-008", "KH.new": "KH-003", "KT.first": "KT-001"}
    committed = json.loads(LEDGER.read_text(encoding="utf-8"))
    assert {entry.key: entry.id for entry in RULES}.items() <= committed.items()


def test_rules_are_found_by_id_and_by_name() -> None:
    found = rule_with_key("KS.key.other_book")
    assert rule(found.id) is found
    assert found.at_load
    with pytest.raises(RuleError, match="KS-999"):
        rule("KS-999")
    with pytest.raises(RuleError, match="không có thật"):
        rule_with_key("không có thật")


def test_a_missing_or_broken_suite_is_an_error(tmp_path) -> None:
    with pytest.raises(RuleError, match=r"KS\.json"):
        read_suite(tmp_path, "KS")
    (tmp_path / "KS.json").write_text("{", encoding="utf-8")
    with pytest.raises(RuleError, match="hỏng"):
        read_suite(tmp_path, "KS")
    (tmp_path / "KS.json").write_text('{"name": "KS", "expectations": []}', encoding="utf-8")
    with pytest.raises(RuleError, match="rỗng"):
        read_suite(tmp_path, "KS")
