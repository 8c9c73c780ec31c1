"""The dashboard: server-rendered pages over the numbers, with its own login."""
