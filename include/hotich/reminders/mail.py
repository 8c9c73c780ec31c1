"""The mail that one unit gets: counts and what to do, nobody named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Protocol

from hotich.errors import HotichError
from hotich.plan import Plan
from hotich.reminders.model import News, Reminder, UnitReminders
from hotich.text.shown import show_data_date, show_day


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one office."""

    to: Sequence[str]
    subject: str
    html: str
    message_id: str
    """The same when the same news is sent again after a crash."""
    attachment: Path | None


class MailRefusedError(HotichError):
    """The server will never take this mail; others may go on."""


class Mailer(Protocol):
    """Hands mails to a server."""

    def send(self, mail: Mail) -> None:
        """Returns once the server has taken it. Raises MailRefusedError where it never will; OSError where it did not answer."""


def mail_of(
    plan: Plan, unit: UnitReminders, news: Mapping[str, News], to: Sequence[str], message_id: str,
    attachment: Path | None, as_of: date,
) -> Mail:  # fmt: skip
    """`news`: key of a reminder → why it is told now; all that the unit is reminded of stands in the mail."""
    fresh = [one for one in unit.reminders if one.key in news]
    subject = f"Đôn đốc số hóa sổ hộ tịch: {unit.name}, {len(fresh)} việc ({show_day(as_of)})"
    return Mail(to, subject, _html(plan, unit, fresh, news, as_of), message_id, attachment)


def _html(
    plan: Plan, unit: UnitReminders, fresh: Sequence[Reminder], news: Mapping[str, News], as_of: date
) -> str:
    others = [one for one in unit.reminders if one.key not in news]
    parts = [
        "<div style=\"font-family:'Times New Roman',serif;font-size:14pt;color:#000\">",
        f"<p>Kính gửi: {escape(unit.name)}</p>",
        f"<p>{escape(plan.name)}. {escape(show_data_date(as_of))}.</p>",
        "<p>Đề nghị đơn vị thực hiện các việc sau:</p>",
        _table(fresh, news),
    ]
    if others:
        parts += ["<p>Các việc đã nhắc, chưa xong:</p>", _table(others, {})]
    parts.append(
        "<p>Có khó khăn, vướng mắc, đề nghị phản ánh về Sở Tư pháp. Thư này do hệ thống lập.</p></div>"
    )
    return "\n".join(parts)


def _table(reminders: Sequence[Reminder], news: Mapping[str, News]) -> str:
    cell = 'style="border:1px solid #000;padding:4px 8px;text-align:left;vertical-align:top"'
    rows = [f"<tr><th {cell}>Việc</th><th {cell}>Số liệu</th><th {cell}>Cần làm</th></tr>"]
    for one in reminders:
        why = f" ({news[one.key].term})" if one.key in news else ""
        rows.append(
            f"<tr><td {cell}>{escape(one.subject.term + why)}</td><td {cell}>{escape(one.words)}</td>"
            f"<td {cell}>{escape(one.subject.next_step)}</td></tr>"
        )
    return '<table style="border-collapse:collapse">' + "".join(rows) + "</table>"
