"""Reminders (đôn đốc): what each unit has to do, how badly it stands, and whether that is news."""

from hotich.reminders.addresses import read_addresses
from hotich.reminders.gathering import gather_reminders
from hotich.reminders.mail import Mail, Mailer, MailRefusedError, mail_of
from hotich.reminders.memory import eased, message_id, news_of, note_of
from hotich.reminders.model import News, Reminder, UnitReminders, level_of
from hotich.reminders.workbook import LIST_NAME, list_workbook, unit_list_name, write_list

__all__ = [
    "LIST_NAME",
    "Mail",
    "MailRefusedError",
    "Mailer",
    "News",
    "Reminder",
    "UnitReminders",
    "eased",
    "gather_reminders",
    "level_of",
    "list_workbook",
    "mail_of",
    "message_id",
    "news_of",
    "note_of",
    "read_addresses",
    "unit_list_name",
    "write_list",
]
