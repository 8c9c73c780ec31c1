"""What all slips have in common: the names of their sheets and columns, and the words an officer answers with."""

from typing import Final

COLUMNS: Final = ("sha256", "dong", "cot", "ruleId", "lyDo", "giaTriCu", "giaTriDung")
"""Delivery contract §4. A cell is found again by the first three; only the last is filled in."""

GUIDE_SHEET: Final = "Huong dan"
RETURNED_SHEET: Final = "Tra lai"
"""Rows that were not taken."""
WARNING_SHEET: Final = "Canh bao"
"""Loaded cases that wait for a look."""
ARBITRATION_SHEET: Final = "Doi chieu"
SAMPLE_SHEET: Final = "Kiem mau"
LIST_SHEET: Final = "Danh muc"
"""Hidden: the values of the drop-downs."""

CONFIRMED: Final = "đúng như sổ"
"""What an officer writes when the book really says so."""
EMPTY: Final = "sổ để trống"
"""What an officer writes when the book says nothing there, though something was keyed."""
IN_BOOK: Final = "có trong sổ"
NOT_IN_BOOK: Final = "không có trong sổ"
"""Answers about a whole row that only one of two keyings has."""
PERSON: Final = "Người thực hiện"
"""On the guide sheet, in the first column; the name of who fills in the slip goes beside it."""
