"""Reminds units of what they have to do: lists in the outbox, mails where there is a server and an address; only news.

A reminder goes out *at least once*: it is handed over first and written down after. A process that is killed in between
hands the same news over again, with the same Message-ID, by which mail programs know it as the same mail. The other way
round a unit might never hear of what it has to do, and nobody would notice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from hotich.difficulties import Thresholds, load_thresholds, unit_standings
from hotich.errors import HotichError
from hotich.plan import Plan, load_plan
from hotich.progress import read_board
from hotich.reminders import (
    LIST_NAME,
    Mailer,
    MailRefusedError,
    News,
    UnitReminders,
    eased,
    gather_reminders,
    mail_of,
    message_id,
    news_of,
    note_of,
    read_addresses,
    unit_list_name,
    write_list,
)
from hotich.reminders.memory import Memories
from hotich.reports.issuer import issuer_of
from hotich.reports.papers import URGING
from hotich.reports.urging import Urging, write_letter
from hotich.settings import Settings
from hotich.storage.database import connect
from hotich.storage.reminders import remembered, sole_sender, write_notes
from hotich.storage.states import Channel
from hotich.units import Level

FOLDER = "don_doc"
"""Below the outbox: the list of all units."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is to be reminded of on a day, and what of it the units have not been told by a channel."""

    plan: Plan
    thresholds: Thresholds
    as_of: date
    units: Sequence[UnitReminders]
    memories: Mapping[Channel, Memories]

    def news(self, channel: Channel) -> dict[tuple[int, str], News]:
        """(unit, key of a reminder) → why it has to be told."""
        found: dict[tuple[int, str], News] = {}
        for unit in self.units:
            for one in unit.reminders:
                place = (one.unit_id, one.key)
                why = news_of(one, self.memories[channel].get(place), self.thresholds.repeating, self.as_of)
                if why is not None:
                    found[place] = why
        return found


@dataclass(slots=True)
class Posted:
    """What became of the mails."""

    mails: int = 0
    unaddressed: int = 0
    refused: list[str] = field(default_factory=list)


def remind(settings: Settings, as_of: date, mailer: Mailer | None = None) -> dict[str, Any]:
    """Tell every unit what is new of what it has to do; again on the same data: nothing is sent.

    Returns counts: units (with something to do), reminders, told (by the outbox), lists (written), mails, unaddressed
    (units with news and no address); and refused, the codes of units whose mail the server does not take. Raises OSError
    when the mail server stops answering: what was sent is kept.
    """
    with connect(settings) as conn, sole_sender(conn):
        found = _find(settings, conn, as_of)
        lists, told = _put_out(settings, conn, found)
        posted = Posted() if mailer is None else _mail(settings, conn, found, mailer)
    return {
        "units": len(found.units), "reminders": sum(len(unit.reminders) for unit in found.units), "told": told,
        "lists": lists, "mails": posted.mails, "unaddressed": posted.unaddressed, "refused": posted.refused,
    }  # fmt: skip


def reminder_list(settings: Settings, as_of: date, unit_code: str | None = None) -> list[dict[str, Any]]:
    """All that units have to be reminded of, whether told or not, the worst first; `unit_code`: of that unit today."""
    with connect(settings) as conn:
        found = _find(settings, conn, as_of)
    if unit_code is not None and not found.plan.units.lives(unit_code):
        raise HotichError(f"Không có đơn vị mang mã “{unit_code}”: xem `hotich units`.")
    news = found.news(Channel.OUTBOX)
    return [
        {
            "unit_code": unit.unit.code, "unit": unit.name, "above": unit.above, "subject": one.subject.id,
            "term": one.subject.term, "stage_id": one.stage_id, "level": one.level, "levels": len(one.subject.steps),
            "items": one.items, "words": one.words, "next_step": one.subject.next_step, "news": _term(news.get((one.unit_id, one.key))),
            "verified": one.subject.verified,
        }
        for unit in found.units
        if unit_code is None or unit.unit in _bearers(found.plan, unit_code, as_of)
        for one in unit.reminders
    ]  # fmt: skip


def _bearers(plan: Plan, code: str, as_of: date) -> set[Any]:
    """The units that bear the code, and who answers for them today."""
    lives = plan.units.lives(code)
    return {*lives, *(plan.units.successor(unit, as_of) for unit in lives)}


def _term(news: News | None) -> str:
    return "đã nhắc" if news is None else news.term


def _find(settings: Settings, conn: psycopg.Connection[Any], as_of: date) -> Found:
    plan, thresholds = load_plan(settings.plan), load_thresholds(settings.thresholds)
    standings = unit_standings(read_board(conn, plan, as_of))
    units = gather_reminders(conn, plan, thresholds, standings, as_of)
    return Found(plan, thresholds, as_of, units, {channel: remembered(conn, channel) for channel in Channel})


def _put_out(settings: Settings, conn: psycopg.Connection[Any], found: Found) -> tuple[int, int]:
    """Write the lists of units with news, and the list of all; (lists written, reminders told)."""
    news, written, last = found.news(Channel.OUTBOX), 0, found.memories[Channel.OUTBOX]
    for unit in found.units:
        told = [one for one in unit.reminders if (one.unit_id, one.key) in news]
        if told:
            write_list(
                _unit_list(settings, unit),
                f"Đôn đốc số hóa sổ hộ tịch: {unit.name}",
                [unit],
                news,
                found.as_of,
            )
            write_notes(conn, Channel.OUTBOX, [note_of(one, found.as_of) for one in told])
            written += 1
    over = eased(found.units, last, found.thresholds.repeating, found.as_of)
    write_notes(conn, Channel.OUTBOX, over)
    _take_away(settings, found, {note.unit_id for note in over})
    whole = settings.outbox / FOLDER / LIST_NAME
    if news or over or not whole.exists():
        write_list(whole, f"Danh sách đôn đốc: {found.plan.name}", found.units, news, found.as_of)
        written += 1
    if news:
        _draft(settings, found, news)
    return written, len(news)


def _draft(settings: Settings, found: Found, news: Mapping[tuple[int, str], News]) -> None:
    """The letter that the province's department may sign, where the plan says who that is."""
    version = found.plan.at(found.as_of)
    if any(
        one.level is Level.PROVINCE and (one.from_ or date.min) <= found.as_of <= (one.until or date.max)
        for one in version.text.reports
    ):
        issuer = issuer_of(version, Level.PROVINCE, None, found.as_of)
        told = Urging(found.plan, issuer, found.units, news, found.as_of)
        if told.told:
            template = URGING.in_use(settings.report_templates)
            write_letter(template, told, settings.outbox / FOLDER / letter_name(found.as_of))


def letter_name(as_of: date) -> str:
    """`cong_van_don_doc.2021-03-15.docx`: a draft in which somebody writes is not replaced on another day."""
    return f"cong_van_don_doc.{as_of.isoformat()}.docx"


def _unit_list(settings: Settings, unit: UnitReminders) -> Path:
    return settings.outbox / unit.unit.code / unit_list_name(unit.unit.code)


def _take_away(settings: Settings, found: Found, unit_ids: set[int]) -> None:
    """A unit that has nothing to do any more keeps no list."""
    for unit_id in unit_ids - {unit.unit.unit_id for unit in found.units}:
        code = found.plan.units.by_id(unit_id).code
        (settings.outbox / code / unit_list_name(code)).unlink(missing_ok=True)


def _mail(settings: Settings, conn: psycopg.Connection[Any], found: Found, mailer: Mailer) -> Posted:
    """Mail the news to the units that have an address; what the server refuses is not told, and tried again next time."""
    addresses = read_addresses(settings.recipients, found.plan.units)
    last, news = found.memories[Channel.MAIL], found.news(Channel.MAIL)
    posted = Posted()
    for unit in found.units:
        told = [one for one in unit.reminders if (one.unit_id, one.key) in news]
        to = addresses.get(unit.unit.code, ())
        if not told:
            continue
        if not to:
            posted.unaddressed += 1
            continue
        why = {one.key: news[one.unit_id, one.key] for one in told}
        path = _unit_list(settings, unit)
        mail = mail_of(
            found.plan,
            unit,
            why,
            to,
            message_id(unit, told, last),
            path if path.exists() else None,
            found.as_of,
        )
        try:
            mailer.send(mail)
        except MailRefusedError:
            posted.refused.append(unit.unit.code)
            continue
        write_notes(conn, Channel.MAIL, [note_of(one, found.as_of) for one in told])
        posted.mails += 1
    write_notes(conn, Channel.MAIL, eased(found.units, last, found.thresholds.repeating, found.as_of))
    return posted
