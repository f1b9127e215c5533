"""A phone that reaches a build over a socket: what a build may do to it, and what it makes of that."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, Response, redirect, request
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response as AnyResponse

from harness.builds.http import HttpPhone
from harness.errors import BuildError


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing is written."""


def pages() -> Flask:
    """A build whose pages show what arrived."""
    app = Flask("pages")

    @app.get("/form")
    def form() -> str:
        return (
            "<h1>入力</h1><form method=post action=/sent enctype=multipart/form-data><label>お名前<input name=名前></label>"
            "<button name=go value=次>次へ</button></form>"
        )

    @app.post("/sent")
    def sent() -> AnyResponse:
        answer = redirect(f"/done?text={request.form['名前']}{request.form['go']}")
        answer.set_cookie("seen", "yes", expires=86400, httponly=True)
        answer.set_cookie("dated", "yes", max_age=60)
        return answer

    @app.get("/done")
    def done() -> str:
        return f"<h1>{request.args['text']}</h1><p>{request.cookies.get('dated', 'none')}</p>"

    @app.get("/forget")
    def forget() -> Response:
        answer = Response("<h1>忘れた</h1>")
        answer.delete_cookie("dated")
        return answer

    @app.get("/circle")
    def circle() -> AnyResponse:
        return redirect("/circle")

    @app.get("/away")
    def away() -> AnyResponse:
        return redirect("javascript:alert(1)")

    @app.get("/headers")
    def headers() -> str:
        return f"<h1>{request.headers.get('X-Staging', 'なし')}</h1>"

    return app


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """Where that build is served."""
    server = make_server("127.0.0.1", 0, pages(), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def rude(answer: bytes | None) -> Iterator[str]:
    """A server that answers every connection with these bytes and hangs up, or never answers for ``None``."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                if answer is None:
                    held.append(connection)
                    continue
                connection.recv(65536)
                connection.sendall(answer)
                connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    for connection in held:
        connection.close()


@contextmanager
def phone_at(base_url: str, **more: float) -> Iterator[HttpPhone]:
    """A phone before a build, put away at the end."""
    phone = HttpPhone(owner="買主", base_url=base_url, **more)  # type: ignore[arg-type]
    try:
        yield phone
    finally:
        phone.close()


def test_forms_redirects_and_cookies_work_as_in_a_browser(base_url: str) -> None:
    """Japanese names and values arrive, the redirect is followed, and the cookie comes back."""
    with phone_at(base_url) as phone:
        phone.open("/form")
        phone.fill("お名前", "豊田 花子&")
        phone.press("次へ")

        assert phone.screen().heading.startswith("豊田 花子")
        assert "yes" in phone.screen().text


def test_phones_do_not_share_cookies(base_url: str) -> None:
    """What a build leaves on one phone is not on another, and what it takes back is gone."""
    with phone_at(base_url) as one, phone_at(base_url) as other:
        one.open("/form")
        one.fill("お名前", "x")
        one.press("次へ")

        assert "dated" in {cookie.name for cookie in one.cookies}
        assert not list(other.cookies)
        one.open("/forget")
        assert "dated" not in {cookie.name for cookie in one.cookies}


def test_headers_go_to_the_build_and_to_nobody_else(base_url: str) -> None:
    """A header of the profile is sent to the build's own address only."""
    with phone_at(base_url) as phone:
        phone._headers["X-Staging"] = "はい".encode().decode("latin-1")
        phone.open(f"{base_url.replace('127.0.0.1', 'localhost')}/headers")
        assert phone.screen().heading == "なし"
        phone._headers["X-Staging"] = "yes"
        phone.open("/headers")
        assert phone.screen().heading == "yes"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/circle", 508, "リダイレクト"), ("/away", 502, "アドレス")],
)
def test_bad_redirects_are_screens_that_say_so(base_url: str, path: str, status: int, words: str) -> None:
    """Redirects without end, or to something that is no web address, are evidence against the build."""
    with phone_at(base_url) as phone:
        phone.open(path)

        assert phone.screen().status == status
        assert words in phone.screen().heading


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<h1>half", b"not HTTP at all\r\n\r\n"],
    ids=["nothing", "half", "noise"],
)
def test_a_build_that_hangs_up_shows_a_screen_of_status_502(answer: bytes) -> None:
    """A connection that is cut is evidence against a build that still listens."""
    with rude(answer) as url, phone_at(url) as phone:
        phone.open("/")

        assert phone.screen().status == 502


def test_a_silent_build_is_waited_for_no_longer_than_the_limit() -> None:
    """A build that never answers shows a screen of status 504 that names the limit."""
    with rude(None) as url, phone_at(url, read_seconds=0.2) as phone:
        phone.open("/")

        assert phone.screen().status == 504
        assert "0.2秒" in phone.screen().heading


def test_a_build_that_is_not_there_is_our_trouble_not_its() -> None:
    """A port on which nobody listens is BuildError, which names the address and the profile."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with phone_at(f"http://127.0.0.1:{port}") as phone, pytest.raises(BuildError, match=f":{port} does not"):
        phone.open("/")
