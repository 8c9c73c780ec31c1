"""Whether a reminder is news: it goes out again only when it got worse by a step, changed, or grew much."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

from hotich.difficulties.thresholds import Repeating
from hotich.reminders.model import News, Reminder, UnitReminders
from hotich.storage.reminders import Memory, Note

Memories = Mapping[tuple[int, str], Memory]
"""(unit, key of a reminder) → what is remembered of it."""


def news_of(reminder: Reminder, memory: Memory | None, repeating: Repeating, as_of: date) -> News | None:
    """Why it has to be told now; None: it was told, and stands no worse.

    What was told in the quiet days before is held against what was told then, whatever came between: a pace that goes up
    and down around a step is no news each time.
    """
    if memory is None or memory.told is None:
        return News.NEW
    quiet = as_of - memory.told.as_of < timedelta(days=repeating.quiet_days)
    before = memory.told if quiet else memory.now
    if not before.level:
        return News.NEW
    if reminder.level > before.level:
        return News.WORSE
    if before.digest != digest(reminder):
        return News.CHANGED
    if _grown(before.items, reminder.items, repeating):
        return News.GROWN
    return None


def _grown(before: int | None, now: int | None, repeating: Repeating) -> bool:
    if before is None or now is None:
        return False
    return now - before >= repeating.least and now >= before * repeating.factor


def digest(reminder: Reminder) -> str:
    """Of what makes it another reminder."""
    return sha256(f"{reminder.key}\x1f{reminder.basis}".encode()).hexdigest()[:16]


def note_of(reminder: Reminder, as_of: date, *, told: bool = True) -> Note:
    """What is kept of it."""
    return Note(reminder.unit_id, reminder.key, reminder.level, digest(reminder), reminder.items, told, as_of)


def eased(
    units: Iterable[UnitReminders], memories: Memories, repeating: Repeating, as_of: date
) -> list[Note]:
    """What got better since it was noted, or is over: kept, not sent, so that a later turn for the worse is news again."""
    now = {(one.unit_id, one.key): one for unit in units for one in unit.reminders}
    notes: list[Note] = []
    for place, memory in memories.items():
        before, reminder = memory.now, now.get(place)
        if not before.level:
            continue
        if reminder is None:
            notes.append(replace(before, level=0, items=None, told=False, as_of=as_of))
        elif reminder.level < before.level or _grown(reminder.items, before.items, repeating):
            notes.append(note_of(reminder, as_of, told=False))
    return notes


def message_id(unit: UnitReminders, told: Sequence[Reminder], memories: Memories) -> str:
    """The same for the same news after the same memory: a mail sent again after a crash is known as the same mail."""
    own = (
        memory.now.reminder_id for (unit_id, _), memory in memories.items() if unit_id == unit.unit.unit_id
    )
    facts = [unit.unit.code, str(max(own, default=0))]
    facts += [f"{one.key}\x1f{one.level}\x1f{digest(one)}\x1f{one.items}" for one in told]
    return f"<don-doc.{unit.unit.code}.{sha256(chr(30).join(facts).encode()).hexdigest()[:32]}@hotich>"
