"""Intake: from a delivered file to rows of text; no database here (delivery contract §1 and §2)."""
