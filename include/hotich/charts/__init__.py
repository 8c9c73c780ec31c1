"""Charts for people who would rather look than read: Vega specifications, each with its data date, denominator and table."""
