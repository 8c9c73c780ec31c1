"""Families are consistent: who is whose child, who lived when, who bears one name in all registers."""

import polars as pl


def _with_parents(province) -> pl.DataFrame:
    persons = province.truth("persons")
    parent = persons.select("person_id", parent_born="born", parent_died="died", parent_sex="sex")
    kin = province.truth("kinship").filter(pl.col("relation").is_in(["mother", "father"]))
    child = persons.select("person_id", "born")
    return kin.join(child, on="person_id").join(parent, left_on="relative_id", right_on="person_id")


def test_parents_are_of_age_and_alive_when_their_children_are_born(province):
    kin = _with_parents(province)
    assert len(kin) > 1000
    years = (pl.col("born") - pl.col("parent_born")).dt.total_days() / 365.25
    assert kin.filter(years < 17.9).is_empty()
    mothers = kin.filter(pl.col("relation") == "mother")
    assert mothers.filter(pl.col("parent_died") < pl.col("born")).is_empty()
    assert (mothers["parent_sex"] == "2").all()
    assert (kin.filter(pl.col("relation") == "father")["parent_sex"] == "1").all()


def test_spouses_know_each_other(province):
    pairs = (
        province.truth("kinship").filter(pl.col("relation") == "spouse").select("person_id", "relative_id")
    )
    mirrored = pairs.select(person_id="relative_id", relative_id="person_id")
    assert len(pairs) > 300
    assert pairs.join(mirrored, on=["person_id", "relative_id"], how="anti").is_empty()


def test_nobody_is_registered_before_birth_or_acts_after_death(province):
    roles = province.truth("roles").join(province.truth("cases"), on="case_id")
    roles = roles.join(province.truth("persons"), on="person_id")
    assert roles.filter(pl.col("born") > pl.col("registered_on")).is_empty()
    acting = roles.filter(pl.col("role").is_in(["declarant", "husband", "wife", "subject"]))
    assert acting.filter(pl.col("died") < pl.col("registered_on")).is_empty()


def test_the_registers_hold_the_same_people(province):
    """Most couples of birth books stand in a marriage book, most dead or married people of young age in a birth book."""
    roles = province.truth("roles")
    wives = set(roles.filter(pl.col("role") == "wife")["person_id"])
    mothers = set(roles.filter(pl.col("role") == "mother")["person_id"])
    assert len(wives & mothers) > 100
    children = set(roles.filter(pl.col("role") == "child")["person_id"])
    assert len(children & wives) > 20
    assert len(children & set(roles.filter(pl.col("role") == "deceased")["person_id"])) > 20


def test_the_mix_of_registers_is_the_handbooks(province):
    counts = province.summary.registers
    total = sum(counts.values())
    assert total == province.summary.cases == 3000
    for register, share in (("KS", 0.64), ("KH", 0.17), ("HN", 0.095), ("KT", 0.09)):
        assert abs(counts[register] / total - share) < 0.03, register
    assert set(counts) == {"KH", "KS", "CMC", "HN", "KT", "GH", "CDGH", "LH", "TDCC"}


def test_oddities_are_there(province):
    persons, cases = province.truth("persons"), province.truth("cases")
    assert (persons["ethnicity"] != "Kinh").sum() > 20
    assert (persons["nationality"] != "Việt Nam").sum() > 10
    assert (persons["known_to"] == "year").sum() > 100
    assert {"twin", "late", "foreign", "changed"} <= set(cases["kind"])
