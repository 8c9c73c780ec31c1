"""Ethnic groups and countries: the official names and the ways in which books write them.

The names are data (`ethnicities.csv`, `countries.csv`). A value is looked up whole first and then, because the
Ministry's lists append a subgroup or an English word in brackets ("Ba Na (Rơ-ngao)", "Hoa Kỳ (American)"),
without its bracket. Comparison folds letter case, tone placement and hyphens: that is `hotich.text`'s part.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

KINH = "Kinh"
VIET_NAM = "Việt Nam"
OTHER_ETHNICITY = "Khác"
FOREIGNER = "Người nước ngoài"


@dataclass(frozen=True, slots=True)
class Ethnicity:
    """One of the 54 official ethnic groups (dân tộc), or "Khác", or "Người nước ngoài"."""

    code: str
    """01–54; empty for the two that have no official code."""
    name: str
    variants: tuple[str, ...]
    """Other ways of writing it, subgroups among them."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory as a nationality (quốc tịch)."""

    code: str
    """ISO 3166-1 alpha-2; ISO 3166-3 of former states; XXA stateless, XXX no information (as in passports)."""
    name: str
    english: str
    variants: tuple[str, ...]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with resources.files("hotich.registers").joinpath(name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _variants(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(variant for variant in row["variants"].split("|") if variant)


@cache
def ethnicities() -> tuple[Ethnicity, ...]:
    """The 54 groups in the order of their codes, then "Khác" and "Người nước ngoài"."""
    return tuple(Ethnicity(row["code"], row["name"], _variants(row)) for row in _rows("ethnicities.csv"))


@cache
def countries() -> tuple[Country, ...]:
    """Việt Nam, then all others by code, then former states, stateless, no information."""
    return tuple(
        Country(row["code"], row["name"], row["english"], _variants(row)) for row in _rows("countries.csv")
    )


@cache
def ethnicity_names() -> Mapping[str, str]:
    """Every written form (official name, variant, code 01–54) → official name."""
    names: dict[str, str] = {}
    for group in ethnicities():
        names |= dict.fromkeys(
            (group.name, *group.variants, *([group.code] if group.code else [])), group.name
        )
    return MappingProxyType(names)


@cache
def country_names() -> Mapping[str, str]:
    """Every written form (official name, variant) → official name. ISO codes are not among them."""
    names: dict[str, str] = {}
    for country in countries():
        names |= dict.fromkeys((country.name, *country.variants), country.name)
    return MappingProxyType(names)
