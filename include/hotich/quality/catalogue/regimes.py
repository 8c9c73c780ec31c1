"""The plan's legal regimes, by the ids that the plan gives them, as rules need them."""

BY_BOOK = ("truoc_1999", "nd_83_1998")
"""Entry numbers could begin anew with each book."""
BY_YEAR = ("nd_158_2005", "luat_ho_tich")
"""Entry numbers run through the year, across books."""
BEFORE_2016 = (*BY_BOOK, "nd_158_2005")
"""Before Luật Hộ tịch: no personal numbers, no citizen cards."""
SINCE_2016 = ("luat_ho_tich",)
"""Luật Hộ tịch and the forms of TT 15/2015 and TT 04/2020."""
SINCE_1999 = ("nd_83_1998", *BY_YEAR)
"""Since NĐ 83/1998: the term for registering a birth is the law's."""
