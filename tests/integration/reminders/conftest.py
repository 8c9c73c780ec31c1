"""A whole written province at work, and a mail server that listens."""

import asyncio
import contextlib
import threading
from dataclasses import dataclass, field, replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from hotich.plan import load_plan
from hotich.settings import Settings
from hotich.simulate.history import write_history
from hotich.storage.database import open_url

DAY = date(2021, 3, 15)
"""The first stages are overdue, the second at work."""


@dataclass
class MailServer:
    """A real SMTP server on this machine that keeps what it is given; it refuses addresses that contain `refused`."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        to: list[str] = []
        await say("220 test ESMTP")
        while line := await reader.readline():
            verb = line.decode("ascii", "replace").strip().upper()
            if verb.startswith(("EHLO", "HELO")):
                await say("250 test")
            elif verb.startswith("MAIL"):
                to = []
                await say("250 ok")
            elif verb.startswith("RCPT"):
                address = line.decode().split("<")[1].split(">")[0]
                if "refused" in address:
                    await say("550 no such mailbox")
                else:
                    to.append(address)
                    await say("250 ok")
            elif verb == "DATA":
                await say("354 go on")
                content = (await reader.readuntil(b"\r\n.\r\n"))[:-3].replace(b"\r\n..", b"\r\n.")
                self.mails.append(message_from_bytes(content, policy=policy.default))
                self.recipients.append(to)
                await say("250 taken")
            elif verb == "QUIT":
                await say("221 bye")
                break
            else:
                await say("250 ok")
        writer.close()

    @contextlib.contextmanager
    def listening(self):
        """Listens on a free port while the block runs."""
        loop = asyncio.new_event_loop()
        server = loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", self.port))
        self.port = server.sockets[0].getsockname()[1]
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            server.close()
            loop.close()


@pytest.fixture
def mail_server():
    with MailServer().listening() as server:
        yield server


@pytest.fixture(scope="module")
def installation(database, tmp_path_factory):
    """Settings of an installation whose database holds the history of a whole province."""
    with open_url(database) as conn:
        write_history(conn, load_plan("ben_tre_2019"), seed=7, cases=60_000, as_of=DAY)
    home = tmp_path_factory.mktemp("reminders")
    return replace(Settings.read({"HOTICH_HOME": str(home)}), database_url=database)


@pytest.fixture
def fresh(installation, tmp_path):
    """The same with an empty memory and empty folders."""
    with open_url(installation.database_url) as conn:
        conn.execute("ALTER TABLE reminder DISABLE TRIGGER reminder_append_only")
        conn.execute("TRUNCATE reminder")
        conn.execute("ALTER TABLE reminder ENABLE TRIGGER reminder_append_only")
    return replace(
        installation, home=tmp_path, outbox=tmp_path / "outbox", recipients=tmp_path / "dia_chi_thu.csv"
    )
