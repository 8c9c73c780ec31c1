"""Difficulties (khó khăn, vướng mắc): reported by units or raised from data, passed upward until somebody answers."""

from hotich.difficulties.measures import missing_inventories, unit_standings
from hotich.difficulties.raising import raise_difficulties
from hotich.difficulties.recording import (
    answer_difficulty,
    close_difficulty,
    escalate_difficulty,
    record_difficulty,
)
from hotich.difficulties.summary import (
    DifficultyLine,
    DifficultySummary,
    difficulties_of,
    difficulty_lines,
    office_title,
    summarise,
    unit_title,
)
from hotich.difficulties.thresholds import Kind, Subject, Thresholds, load_thresholds

__all__ = [
    "DifficultyLine",
    "DifficultySummary",
    "Kind",
    "Subject",
    "Thresholds",
    "answer_difficulty",
    "close_difficulty",
    "difficulties_of",
    "difficulty_lines",
    "escalate_difficulty",
    "load_thresholds",
    "missing_inventories",
    "office_title",
    "raise_difficulties",
    "record_difficulty",
    "summarise",
    "unit_standings",
    "unit_title",
]
