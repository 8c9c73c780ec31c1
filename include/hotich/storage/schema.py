"""Every table of the project, described once: from here come the migrations' check and the schema reference.

The case tables are made from the registers (`hotich.storage.cases`), the others in the modules named after what they hold.
"""

from sqlalchemy import MetaData, Sequence, Table

from hotich.registers import REGISTERS
from hotich.storage.account_tables import account_tables
from hotich.storage.budget_tables import budget_table
from hotich.storage.cases import SCHEMA, case_table
from hotich.storage.delivery_tables import delivery_tables
from hotich.storage.finding_tables import finding_tables
from hotich.storage.loop_tables import loop_tables
from hotich.storage.pair_tables import pair_tables
from hotich.storage.plan_tables import plan_tables
from hotich.storage.progress_tables import progress_tables
from hotich.storage.report_tables import report_table
from hotich.storage.trace_tables import trace_tables
from hotich.storage.urging_tables import urging_tables

METADATA = MetaData(schema=SCHEMA)

for _describe in (
    plan_tables, delivery_tables, finding_tables, pair_tables, trace_tables, progress_tables, loop_tables, account_tables,
    budget_table, urging_tables, report_table,
):  # fmt: skip
    _describe(METADATA)

_CASE_IDS = Sequence("case_id_seq", metadata=METADATA, start=1, cache=100)
CASE_TABLES: dict[str, Table] = {
    code: case_table(register, METADATA, _CASE_IDS) for code, register in REGISTERS.items()
}
"""Register code → its case table."""
