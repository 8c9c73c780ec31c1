"""Runs a province's plan for digitising its civil-status registers (sổ hộ tịch)."""
