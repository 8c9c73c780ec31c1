"""Which day of an entry can't be before which other."""

from collections.abc import Mapping
from typing import Final

DAY_ORDERS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "KS": (
        ("child_missing_revocation_noted_on", "child_missing_declaration_noted_on"),
        ("child_capacity_revocation_noted_on", "child_capacity_declaration_noted_on"),
        ("foreign_registered_on", "child_birth_date"),
    ),
    "KH": (
        ("marriage_established_on", "husband_birth_date"),
        ("marriage_established_on", "wife_birth_date"),
        ("foreign_registered_on", "husband_birth_date"),
        ("foreign_registered_on", "wife_birth_date"),
    ),
    "CMC": (("foreign_registered_on", "child_birth_date"),),
    "HN": (
        ("subject_stay_until_date", "subject_stay_from_date"),
        ("subject_stay_from_date", "subject_birth_date"),
    ),
    "KT": (
        ("deceased_death_date", "deceased_birth_date"),
        ("deceased_death_date", "deceased_identity_issued_on"),
        ("death_notice_date", "deceased_death_date"),
        ("foreign_registered_on", "deceased_death_date"),
        ("deceased_death_revocation_noted_on", "deceased_death_declaration_noted_on"),
    ),
    "GH": (("foreign_registered_on", "ward_birth_date"),),
    "CDGH": (
        ("guardianship_registered_on", "ward_birth_date"),
        ("guardianship_registered_on", "guardian_birth_date"),
    ),
    "LH": (
        ("judgment_effective_on", "judgment_date"),
        ("judgment_date", "marriage_registered_on"),
        ("marriage_registered_on", "husband_birth_date"),
        ("marriage_registered_on", "wife_birth_date"),
    ),
    "TDCC": (("original_registered_on", "subject_birth_date"),),
}
"""Register → pairs of fields: the later day, the earlier day."""
