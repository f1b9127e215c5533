"""``mylexus fakes``: every fake on a port of loopback, from the first call to the signal that ends it."""

from __future__ import annotations

import os
import re
import signal
import smtplib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import requests

from fakes import houjin_bangou, licence_reader, payment, toyota_account, vehicle_registry
from fakes.serving import Options, running, serve
from fakes.serving.catalogue import CATALOGUE
from harness.builds.surroundings import Surroundings
from harness.reference.settings import Settings

ROOT = Path(__file__).parents[2]
TRIES = 100
"""Lines that are read until the command says that it is ready."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """A command that runs: its process, what it printed, and where it says that things are."""

    process: subprocess.Popen[str]
    text: str
    environ: dict[str, str]
    urls: dict[str, str]

    def get(self, name: str, path: str, **keywords: Any) -> requests.Response:
        """The answer of one fake, or of the index."""
        return self.ask("GET", name, path, **keywords)

    def ask(self, method: str, name: str, path: str, **keywords: Any) -> requests.Response:
        """The answer of one fake to any method; proxies of the machine stay out of the way."""
        with requests.Session() as session:
            session.trust_env = False
            address = self.urls[name].rstrip("/") + path
            return session.request(method, address, timeout=10, **keywords)

    def end(self, how: signal.Signals) -> int:
        """The exit code after a signal."""
        self.process.send_signal(how)
        return self.process.wait(timeout=20)


def command(*words: str) -> list[str]:
    """The command line of ``mylexus fakes``."""
    return [sys.executable, "-m", "harness", "fakes", *words]


def environment() -> dict[str, str]:
    """The environment of the command, with the tree that this test stands in."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


@contextmanager
def started(*words: str) -> Iterator[Served]:
    """Starts the command on free ports, and ends it if the test has not done so."""
    with subprocess.Popen(
        command("--port-base", "0", *words),
        cwd=ROOT,
        env=environment(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            assert process.stdout is not None
            lines = []
            for _ in range(TRIES):
                lines.append(process.stdout.readline())
                if not lines[-1] or "Ctrl-C ends it" in lines[-1]:
                    break
            text = "".join(lines)
            yield Served(
                process=process,
                text=text,
                environ=dict(re.findall(r"^export (\w+)=(.*)$", text, re.MULTILINE)),
                urls=dict(re.findall(r"^(\w+) +(http://.*)$", text, re.MULTILINE)),
            )
        finally:
            process.kill()


def refused(*words: str) -> tuple[int, str]:
    """Exit code and message of a command that cannot serve."""
    done = subprocess.run(
        command(*words),
        cwd=ROOT,
        env=environment(),
        text=True,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """All fakes, served once for the tests that only ask them; SIGTERM ends them with 0 and frees the ports."""
    with started() as command_line:
        yield command_line
        assert command_line.end(signal.SIGTERM) == 0
        for url in command_line.urls.values():
            port = int(url.rstrip("/").rpartition(":")[2])
            with socket.socket() as free:
                free.setsockopt(
                    socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
                )  # connections that linger are no server
                free.bind(("127.0.0.1", port))


def test_all_fakes_are_healthy(served: Served) -> None:
    """The index names all fakes, and each answers under its address with its own name."""
    index = served.get("index", "/_fake/health").json()
    assert index["status"] == "ok"
    assert set(index["fakes"]) == {entry.name for entry in CATALOGUE}
    for name, url in index["fakes"].items():
        assert served.urls[name] == url
        assert served.get(name, "/_fake/health").json()["fake"] == name


def test_the_variables_are_those_that_a_build_reads(served: Served) -> None:
    """The printed variables are those of a build in process and the SMTP port, and the settings know all."""
    assert set(served.environ) == set(Surroundings().environ) | {"MYLEXUS_SMTP_PORT"}
    settings = Settings.from_environ(served.environ)
    assert settings.account_url == served.urls["toyota_account"]
    assert settings.payment_url == served.urls["payment"] + "/v1"
    assert (settings.smtp_host, settings.smtp_port) == (
        "127.0.0.1",
        int(served.environ["MYLEXUS_SMTP_PORT"]),
    )
    assert {name for name in served.environ if not hasattr(settings, name[8:].lower())} == set()


def test_the_index_page_says_the_same_as_the_terminal(served: Served) -> None:
    """The page holds every address and variable, and /environment the lines for a shell."""
    page = served.get("index", "/").text
    lines = served.get("index", "/environment").text.splitlines()
    assert lines == [f"export {name}={value}" for name, value in served.environ.items()]
    assert all(text in page for text in (*lines, *served.urls.values()))
    assert "外部システムの代役" in page and '<meta name="viewport"' in page
    assert served.get("index", "/nothing").status_code == 404
    assert served.ask("POST", "index", "/").status_code == 405


def test_the_account_service_answers(served: Served) -> None:
    """The served TOYOTAアカウント tells whether an address is registered."""
    key = {"Authorization": f"Bearer {toyota_account.DEFAULT_KEY}"}
    answer = served.get("toyota_account", "/v1/emails", params={"address": "a@b.test"}, headers=key)
    assert answer.json() == {"registered": False}


def test_the_corporate_numbers_answer(served: Served) -> None:
    """The served Web-API gives the corporation of a number."""
    query = {"id": houjin_bangou.DEFAULT_APPLICATION_ID, "number": "1180301018771", "type": "12"}
    assert "トヨタ自動車株式会社" in served.get("houjin_bangou", "/4/num", params=query).content.decode()


def test_the_licence_reader_answers(served: Served) -> None:
    """The served reader reads a picture that was sent."""
    picture = licence_reader.licence_picture(name="豊田 太郎", birthdate="1990-04-01", address="愛知県")
    answer = served.ask(
        "POST", "licence_reader", "/v1/read", data=picture, headers={"Content-Type": "image/png"}
    )
    assert answer.json()["licence"]["name"] == "豊田 太郎"


def test_the_payment_gateway_answers(served: Served) -> None:
    """The served gateway lists its customers to who shows the secret key."""
    answer = served.get("payment", "/v1/customers", auth=(payment.DEFAULT_SECRET_KEY, ""))
    assert answer.json()["object"] == "list"


def test_the_vehicle_registry_answers(served: Served) -> None:
    """The served register says that it has no such car."""
    query = {"chassis_number": "ABC123-1234567", "region": "名古屋", "class_number": "300"}
    answer = served.get(
        "vehicle_registry",
        "/v1/certificates",
        params={**query, "kana": "か", "serial": "1234"},
        headers={"Authorization": f"Bearer {vehicle_registry.DEFAULT_KEY}"},
    )
    assert (answer.status_code, answer.json()) == (404, {"error": {"code": "not_found"}})


def test_mail_arrives(served: Served) -> None:
    """A mail that the stock client sends to the SMTP port is in the inbox."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@b.test", "taro@example.test", "お知らせ"
    letter.set_content("認証コード: 012345\n.先頭の点\n")
    host, port = served.environ["MYLEXUS_SMTP_HOST"], int(served.environ["MYLEXUS_SMTP_PORT"])
    with smtplib.SMTP(host, port, timeout=10) as client:
        assert client.send_message(letter) == {}
    (found,) = served.get("mail", "/api/messages?to=taro@example.test").json()["messages"]
    assert (found["subject"], found["code"]) == ("お知らせ", "012345")
    assert found["text"].splitlines()[1] == ".先頭の点"


def test_a_signal_ends_it_and_the_state_is_there_again(tmp_path: Path) -> None:
    """What a fake remembers survives SIGINT and a new start; both end with exit code 0."""
    key = (payment.DEFAULT_SECRET_KEY, "")
    words = ("--only", "payment,mail", "--state", str(tmp_path / "kept"), "--seed", "3")
    with started(*words) as first:
        assert set(first.urls) == {"index", "payment", "mail"}
        made = first.ask("POST", "payment", "/v1/customers", auth=key, data={"email": "a@b.test"}).json()
        assert first.end(signal.SIGINT) == 0
    with started(*words) as second:
        (found,) = second.get("payment", "/v1/customers", auth=key).json()["data"]
        assert found == made
        another = second.ask("POST", "payment", "/v1/customers", auth=key).json()
        assert another["id"] != made["id"]
        assert second.end(signal.SIGTERM) == 0


def test_the_state_is_kept_while_the_fakes_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What changes is on the disk soon, so that a machine that fails loses little."""
    monkeypatch.setattr(running, "_SAVE_EVERY", 0.02)
    kept, seen, watchers = tmp_path / "payment.json", threading.Event(), []

    def watch(text: str) -> None:
        """Asks for a customer, looks for it in the file, and ends the command by its own signal."""
        url = re.findall(r"^payment +(http://.*)$", text, re.MULTILINE)[0]
        with requests.Session() as session:
            session.trust_env = False
            made = session.post(f"{url}/v1/customers", auth=(payment.DEFAULT_SECRET_KEY, ""), timeout=10)
        for _ in range(500):
            if made.json()["id"] in kept.read_text(encoding="utf-8"):
                seen.set()
                break
            threading.Event().wait(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    def say(text: str) -> None:
        watchers.append(threading.Thread(target=watch, args=(text,), daemon=True))
        watchers[0].start()

    serve(Options(only=("payment",), port_base=0, state=tmp_path), say)
    watchers[0].join(timeout=10)
    assert seen.is_set()


def test_a_plan_of_faults_strikes_from_the_first_call(tmp_path: Path) -> None:
    """The faults of the plan file strike the served fake, over a real socket, and are planned anew by a reset."""
    plan = tmp_path / "plan.toml"
    plan.write_text(
        '[[toyota_account]]\nkind = "status"\nstatus = 500\nnth = 1\n'
        '[[toyota_account]]\nkind = "reset"\nnth = 2\n'
        '[[toyota_account]]\nkind = "truncated"\nnth = 3\n',
        encoding="utf-8",
    )
    key = {"Authorization": f"Bearer {toyota_account.DEFAULT_KEY}"}
    with started("--only", "toyota_account", "--faults", str(plan)) as served:
        for _ in range(2):
            assert served.get("toyota_account", "/v1/emails?address=a", headers=key).status_code == 500
            with pytest.raises(requests.ConnectionError):
                served.get("toyota_account", "/v1/emails?address=a", headers=key)
            with pytest.raises(requests.exceptions.ChunkedEncodingError):
                served.get("toyota_account", "/v1/emails?address=a", headers=key)
            assert served.get("toyota_account", "/v1/emails?address=a", headers=key).status_code == 200
            assert served.ask("POST", "toyota_account", "/_fake/reset").json()["faults"] == 3


def test_an_unknown_name_is_answered_with_the_names() -> None:
    """--only with a name of no fake is one line that lists the names, and exit code 2."""
    code, said = refused("--only", "payment,post_office")
    assert (code, len(said.splitlines())) == (2, 1)
    assert "'post_office'" in said and all(entry.name in said for entry in CATALOGUE)


def test_a_taken_port_is_named() -> None:
    """A port on which something listens is one line with its number and purpose, and exit code 2."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = refused("--only", "toyota_account", "--port-base", str(port))
    assert (code, len(said.splitlines())) == (2, 1)
    assert f"port {port} of 127.0.0.1 (index) is in use" in said


def test_a_broken_state_is_left_alone(tmp_path: Path) -> None:
    """A file that is only half there is one line with exit code 2, and stays as it was."""
    kept = tmp_path / "payment.json"
    kept.write_text('{"format": 1, "fake": "pay', encoding="utf-8")
    code, said = refused("--only", "payment", "--port-base", "0", "--state", str(tmp_path))
    assert (code, len(said.splitlines())) == (2, 1)
    assert str(kept) in said and "Move the file away" in said
    assert kept.read_text(encoding="utf-8") == '{"format": 1, "fake": "pay'
