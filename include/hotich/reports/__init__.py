"""Reports, plans and annexes as Word and Excel documents."""
