"""Reminders (đôn đốc): whom to urge, about what, and only when something has changed."""
