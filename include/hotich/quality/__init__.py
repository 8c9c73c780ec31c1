"""Great Expectations as the gate: the rules, their suites, the verdict on rows and books, and what people read of it.

Modules: `catalogue` (the rules, each once), `suites` (what stands in `expectations/`), `vectors` (rules evaluated as
polars vectors), `gate` (GX decides), `books` (rules on whole books), `report`, `returned`, `reference`.
"""
