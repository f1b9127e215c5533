"""The mail system on a socket of loopback, asked by the stock ``smtplib``."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import pytest

from fakes.faults import Fault, FaultKind
from fakes.mail import Fake, server
from fakes.serving.servers import listen, serve_smtp

TARO = "taro@docomo.example.test"
SENDER = "no-reply@mail.lexus.example.test"


@contextmanager
def served(fake: Fake) -> Iterator[int]:
    """The port on which a fake is served for the length of a ``with`` block."""
    running = serve_smtp(fake, listen(0, "SMTP"))
    try:
        yield running.port
    finally:
        running.stop()


@contextmanager
def connected(fake: Fake) -> Iterator[smtplib.SMTP]:
    """A stock client of a served fake."""
    with served(fake) as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        yield client


def letter(to: str = TARO, text: str = "認証コード: 012345\n") -> EmailMessage:
    """A mail as a build would send it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, to, "認証コードのお知らせ"
    message.set_content(text)
    return message


def test_several_mails_go_over_one_connection() -> None:
    """Log-in, several mails and quit go as with a real server, and the mails are read as they were meant."""
    fake = Fake()
    with connected(fake) as client:
        assert client.login("user", "hunter2")[0] == 235
        for text in ("一\n", ".\n..\n.点\n"):
            assert client.send_message(letter(text=text)) == {}
        assert client.quit()[0] == 221
    assert [message.text for message in fake.state.messages(TARO)] == ["一\n", ".\n..\n.点\n"]
    assert "hunter2" not in repr(fake.journal.calls())
    assert [(call.path, call.status) for call in fake.journal.calls("SMTP")] == [("/mail", 250)] * 2


def test_tls_is_not_offered() -> None:
    """The served fake does not say that it can STARTTLS, and refuses it with 502."""
    with connected(Fake()) as client:
        client.ehlo()
        assert not client.has_extn("starttls")
        assert client.docmd("STARTTLS")[0] == 502


def test_a_refusing_mailbox_refuses_here_too() -> None:
    """A mailbox with a domain filter refuses at the door with 550."""
    fake = Fake()
    fake.state.store_filter(TARO, ["g-book.example.test"], refuse=True)
    with connected(fake) as client, pytest.raises(smtplib.SMTPRecipientsRefused) as raised:
        client.send_message(letter())
    assert raised.value.recipients[TARO][0] == 550


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(kind=FaultKind.STATUS, status=451, path="/mail"), smtplib.SMTPSenderRefused),
        (Fault(kind=FaultKind.STATUS, status=421, path="/connect"), smtplib.SMTPConnectError),
        (Fault(kind=FaultKind.GARBAGE, path="/connect"), smtplib.SMTPConnectError),
        (Fault(kind=FaultKind.RESET), smtplib.SMTPServerDisconnected),
        (Fault(kind=FaultKind.TRUNCATED, path="/mail"), smtplib.SMTPServerDisconnected),
        (Fault(kind=FaultKind.TIME_OUT), smtplib.SMTPServerDisconnected),
        (Fault(kind=FaultKind.TIME_OUT, path="/mail"), smtplib.SMTPServerDisconnected),
    ],
)
def test_faults_are_what_smtplib_makes_of_them(
    monkeypatch: pytest.MonkeyPatch, fault: Fault, error: type[Exception]
) -> None:
    """A planned fault raises what smtplib raises for it, leaves no mail, and is in the journal once."""
    monkeypatch.setattr(server, "PATIENCE", 0.0)  # who waits longer than the server sees the connection cut
    fake = Fake()
    fake.faults.add(fault)
    with pytest.raises(error), connected(fake) as client:
        client.send_message(letter())
    assert not fake.state.message_exists(TARO)
    assert [call.fault for call in fake.journal.calls("SMTP")] == [fault.kind.value]


def test_a_mail_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Data beyond the announced size are answered with 552 and lie nowhere; the connection goes on."""
    monkeypatch.setattr(server, "LARGEST", 1000)
    fake = Fake()
    with connected(fake) as client:
        with pytest.raises(smtplib.SMTPDataError, match="552"):
            client.send_message(letter(text="long " * 300))
        assert client.send_message(letter(text="short\n")) == {}
    assert [message.text for message in fake.state.messages(folder="")] == ["short\n"]


def test_a_mail_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends ten times more than the announced size is cut off."""
    monkeypatch.setattr(server, "LARGEST", 100)
    fake = Fake()
    with connected(fake) as client, pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        client.send_message(letter(text="long\n" * 300))
    assert fake.state.messages(folder="") == ()


def test_a_client_that_leaves_in_the_middle_leaves_no_mail() -> None:
    """Half a mail is no mail, and the next client is served."""
    fake = Fake()
    with served(fake) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            lines = connection.makefile("rb")
            connection.sendall(f"MAIL FROM:<{SENDER}>\r\nRCPT TO:<{TARO}>\r\nDATA\r\nhalf".encode())
            assert [lines.readline()[:3] for _ in range(4)] == [b"220", b"250", b"250", b"354"]
            connection.shutdown(socket.SHUT_WR)
            assert lines.readline() == b""
            lines.close()
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            client.send_message(letter(to="hanako@example.test"))
    assert [message.to for message in fake.state.messages()] == ["hanako@example.test"]
