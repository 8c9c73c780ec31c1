"""The round of reminders in Airflow, with a mail server that is really there; killed half-way it sends nothing else twice."""

import json
import os
import signal
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from hotich.difficulties import load_thresholds, unit_standings
from hotich.jobs.reminding import reminder_list
from hotich.plan import load_plan
from hotich.progress import read_board
from hotich.reminders import gather_reminders, note_of
from hotich.storage.database import open_url
from hotich.storage.reminders import write_notes
from hotich.storage.states import Channel

pytestmark = [pytest.mark.postgres, pytest.mark.airflow]

ROOT = Path(__file__).resolve().parents[3]
DAY = date(2021, 3, 15)

RUN = """
import json, os, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
assert not bag.import_errors, bag.import_errors
run = bag.dags["ben_tre_2019__reminders"].test(run_conf={"as_of": sys.argv[1]})
from airflow.models.xcom import XComModel
from airflow.utils.session import create_session
from sqlalchemy import select
with create_session() as session:
    answers = session.scalars(select(XComModel.value).where(XComModel.run_id == run.run_id)).all()
print("RESULT" + json.dumps({"state": str(run.state), "answers": [str(answer) for answer in answers]}))
"""

KILLED = """
import os, signal, sys
from datetime import date
from hotich.jobs import remind
from hotich.settings import Settings
from hotich_airflow.reminders import SmtpMailer

class Killed(SmtpMailer):
    def send(self, mail):
        super().send(mail)
        if "28855" in mail.message_id:
            os.kill(os.getpid(), signal.SIGKILL)

with Killed() as mailer:
    remind(Settings.read(), date.fromisoformat(sys.argv[1]), mailer)
"""


@pytest.fixture(scope="module")
def airflow_home(tmp_path_factory):
    """Airflow on SQLite, enough for `dag.test()`, with its tables made."""
    home = tmp_path_factory.mktemp("airflow")
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
    }
    subprocess.run(
        [sys.executable, "-m", "airflow", "db", "migrate"], env=environment, check=True, capture_output=True
    )
    return environment


@pytest.fixture
def run(airflow_home, fresh):
    """Run the round, or a script, with or without a mail server; its result and all that was logged."""

    def started(script, server, as_of=DAY):
        environment = {
            **airflow_home, "HOTICH_HOME": str(fresh.home), "HOTICH_DATABASE_URL": fresh.database_url,
        }  # fmt: skip
        if server is not None:
            extra = {
                "disable_ssl": True,
                "disable_tls": True,
                "from_email": "stp@bentre.vn",
                "retry_limit": 0,
            }
            connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": server.port, "extra": extra}
            environment["AIRFLOW_CONN_HOTICH_SMTP"] = json.dumps(connection)
        return subprocess.run(
            [sys.executable, "-c", script, as_of.isoformat()], env=environment, capture_output=True, text=True, check=False
        )  # fmt: skip

    return started


def result(done):
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT")]
    assert lines, done.stdout[-3000:] + done.stderr[-3000:]
    return json.loads(lines[0].removeprefix("RESULT"))


@pytest.fixture
def offices(fresh):
    """Four units with something to do, of which 28855 stands among them; the last one's address is refused."""
    codes = list(dict.fromkeys(row["unit_code"] for row in reminder_list(fresh, DAY)))
    chosen = [*[code for code in codes if code != "28855"][:2], "28855"]
    assert "28855" in codes
    lines = [f"{code},vp.{code}@bentre.vn" for code in chosen]
    lines.append(f"{next(code for code in codes if code not in chosen)},refused@bentre.vn")
    fresh.recipients.write_text("\n".join(["don_vi,dia_chi", *lines]) + "\n", encoding="utf-8")
    _tell_the_others(fresh, chosen)
    return chosen


def _tell_the_others(settings, chosen):
    """All other units have had their lists: writing them is not what is tried here."""
    plan = load_plan("ben_tre_2019")
    with open_url(settings.database_url) as conn:
        standings = unit_standings(read_board(conn, plan, DAY))
        units = gather_reminders(conn, plan, load_thresholds(), standings, DAY)
        told = [note_of(one, DAY) for unit in units if unit.unit.code not in chosen for one in unit.reminders]
        write_notes(conn, Channel.OUTBOX, told)


def test_units_get_their_mail_once_and_a_refused_address_stops_nobody(run, fresh, offices, mail_server):
    done = run(RUN, mail_server)
    assert result(done)["state"] == "failed", "somebody has to mend the address"
    assert sorted(mail["To"] for mail in mail_server.mails) == sorted(
        f"vp.{code}@bentre.vn" for code in offices
    )
    words = {
        code: [row["words"] for row in reminder_list(fresh, DAY) if row["unit_code"] == code]
        for code in offices
    }
    for mail in mail_server.mails:
        code = mail["To"].split("@")[0].removeprefix("vp.")
        assert mail["From"] == "stp@bentre.vn"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert "Đôn đốc số hóa sổ hộ tịch" in mail["Subject"]
        body = mail.get_body(("html",)).get_content()
        assert "Số liệu đến ngày 15/03/2021" in body
        assert all(one in body for one in words[code])
        (attached,) = [part.get_filename() for part in mail.walk() if part.get_filename()]
        assert attached == f"don_doc.{code}.xlsx"
    told = done.stdout + done.stderr
    assert "@bentre.vn" not in told, "addresses stay out of the logs"
    assert "sửa địa chỉ trong tệp địa chỉ thư" in told

    fresh.recipients.write_text(
        fresh.recipients.read_text(encoding="utf-8").replace("refused", "vp"), encoding="utf-8"
    )
    again = result(run(RUN, mail_server))
    assert again["state"] == "success"
    assert len(mail_server.mails) == len(offices) + 1, "only the one that was refused"
    assert not any("@" in answer for answer in again["answers"])
    assert len({mail["Message-ID"] for mail in mail_server.mails}) == len(mail_server.mails)


def test_without_a_connection_the_lists_are_written_and_no_mail_is_missed_later(
    run, fresh, offices, mail_server
):
    assert result(run(RUN, None))["state"] == "success"
    assert (fresh.outbox / "28855" / "don_doc.28855.xlsx").exists()
    fresh.recipients.write_text("don_vi,dia_chi\n28855,vp.28855@bentre.vn\n", encoding="utf-8")
    assert result(run(RUN, mail_server))["state"] == "success"
    assert [mail["To"] for mail in mail_server.mails] == ["vp.28855@bentre.vn"]


def test_killed_between_sending_and_noting_it_sends_that_mail_again_as_the_same_and_no_other(
    run,
    fresh,
    offices,
    mail_server,
):
    fresh.recipients.write_text(
        "\n".join(["don_vi,dia_chi", *(f"{code},vp.{code}@bentre.vn" for code in offices)]), encoding="utf-8"
    )
    assert run(KILLED, mail_server).returncode == -signal.SIGKILL
    before = [mail["Message-ID"] for mail in mail_server.mails]
    with open_url(fresh.database_url) as conn:
        noted = conn.execute(
            "SELECT count(DISTINCT unit_id) FROM reminder WHERE channel = 'mail'"
        ).fetchone()[0]
    assert noted == len(before) - 1
    assert result(run(RUN, mail_server))["state"] == "success"
    every = [mail["Message-ID"] for mail in mail_server.mails]
    assert len(set(every)) == len(offices)
    assert [one for one in set(every) if every.count(one) > 1] == [before[-1]]
    assert result(run(RUN, mail_server))["state"] == "success"
    assert len(mail_server.mails) == len(every)


def test_a_server_that_is_away_keeps_what_was_sent_and_is_tried_again(run, fresh, offices):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = SimpleNamespace(port=free.getsockname()[1])
    done = run(KILLED.replace("os.kill", "print"), nobody)
    assert done.returncode != 0
    assert "ConnectionRefusedError" in done.stderr
    with open_url(fresh.database_url) as conn:
        assert conn.execute("SELECT count(*) FROM reminder WHERE channel = 'mail'").fetchone()[0] == 0
