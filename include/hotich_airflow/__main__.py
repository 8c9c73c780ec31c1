"""`python -m hotich_airflow up|down|status|demo|reference`: what the Makefile's words do."""

import argparse
import signal
import subprocess
import sys
import threading
import time

from hotich.errors import HotichError
from hotich.settings import Settings
from hotich_airflow.configuration import ADMIN, airflow_home
from hotich_airflow.runner import find_running, log_hint, running, stop


def main(arguments: list[str] | None = None) -> int:
    """Run one word; the exit code is 0 when it did what it says."""
    parser = argparse.ArgumentParser(prog="python -m hotich_airflow", description=__doc__)
    words = parser.add_subparsers(dest="word", required=True)
    up = words.add_parser(
        "up", help="khởi động PostgreSQL và Airflow, chạy đến khi bấm ctrl-C hoặc make down"
    )
    up.add_argument("--detach", action="store_true", help="trả lại dấu nhắc khi đã sẵn sàng")
    words.add_parser("down", help="dừng những gì `up` đã khởi động")
    words.add_parser("status", help="đang chạy gì, ở đâu")
    words.add_parser("demo", help="tỉnh mẫu qua mọi giai đoạn của kế hoạch")
    words.add_parser("reference", help="viết lại docs/reference/dags.md từ các DAG")
    chosen = parser.parse_args(arguments)
    settings = Settings.read()
    try:
        if chosen.word == "up":
            return _detach(settings) if chosen.detach else _up(settings)
        if chosen.word == "demo":
            from hotich_airflow.demo import main as demo

            return demo(settings)
        if chosen.word == "reference":
            return _write_reference()
        return _down(settings) if chosen.word == "down" else _status(settings)
    except HotichError as error:
        print(f"Lỗi: {error}", file=sys.stderr)  # noqa: T201
        return 1


def say(line: str) -> None:
    """Tell the person at the terminal."""
    print(line, flush=True)  # noqa: T201


def _up(settings: Settings) -> int:
    """Run until asked to end."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # goes on when the terminal closes
    try:
        with running(settings, say) as airflow:
            say(f"Giao diện: {airflow.url}   tài khoản: {ADMIN}   mật khẩu: xem {_password_hint(settings)}")
            for line in dashboard_hint(settings, airflow.url):
                say(line)
            say(f"Nhật ký: {log_hint(settings)}   dừng: ctrl-C hoặc make down")
            threading.Event().wait()
    except KeyboardInterrupt:
        say("Airflow đã dừng. PostgreSQL vẫn chạy; make down dừng cả hai.")
    return 0


def dashboard_hint(settings: Settings, url: str) -> list[str]:
    """Where the dashboard is, and who may look at it."""
    from hotich_airflow.dashboard import PREFIX
    from hotich_airflow.first_accounts import accounts_file, make_first_accounts

    made = make_first_accounts(settings)
    who = (
        f"tài khoản: {', '.join(made)}   mật khẩu: xem {accounts_file(settings)}"
        if made
        else "tài khoản: hotich account list"
    )
    return [f"Bảng tiến độ: {url}{PREFIX}/   {who}"]


def _password_hint(settings: Settings) -> str:
    return str(airflow_home(settings) / "passwords.json")


def _detach(settings: Settings) -> int:
    """Start `up` in the background and return when it is ready."""
    if other := find_running(settings):
        say(f"Đang chạy rồi (pid {other.pid}), giao diện: http://localhost:{other.port}")
        return 0
    log = airflow_home(settings) / "logs" / "runner.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "hotich_airflow", "up"],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    while process.poll() is None:
        text = log.read_text(encoding="utf-8")
        if "Nhật ký:" in text:
            say(text.rstrip())
            return 0
        time.sleep(0.3)
    say(log.read_text(encoding="utf-8").rstrip())
    return 1


def _down(settings: Settings) -> int:
    say("Đã dừng Airflow và PostgreSQL." if stop(settings) else "Không có gì đang chạy.")
    return 0


def _status(settings: Settings) -> int:
    """What runs; exit code 1 when Airflow does not."""
    from hotich.storage.server import Server
    from hotich_airflow.runner import Airflow

    server = Server(settings.home).status()
    say(f"PostgreSQL: {f'chạy ở cổng {server.port}' if server.running else 'không chạy'} ({server.data})")
    state = find_running(settings)
    if state is None:
        say("Airflow: không chạy (make up để khởi động)")
        return 1
    airflow = Airflow(settings, state.port)
    health = airflow.client.health()
    say(f"Airflow: pid {state.pid}, giao diện {airflow.url}, nhật ký {log_hint(settings)}")
    for name, condition in sorted(health.items()):
        say(f"  {name}: {condition}")
    return 0 if health and set(health.values()) == {"healthy"} else 1


def _write_reference() -> int:
    """Write the page about the DAGs of Bến Tre's plan again."""
    from hotich.plan import load_plan
    from hotich_airflow.reference import PAGE, markdown

    PAGE.write_text(markdown(load_plan("ben_tre_2019")), encoding="utf-8")
    say(f"Đã viết {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
