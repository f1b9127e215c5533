"""A WSGI application is called as werkzeug's own client calls it."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import Client

from harness.builds.calling import FORM, Caller, environ_of

_ADDRESSES = (
    "https://b.test",
    "https://b.test/",
    "https://b.test:8443/p/a-b_c.d~e/?x=1&y=%E3%81%82",
    "https://b.test//p/x",
    "https://b.test/日本?あ=い",
    "https://b.test/%E6%97%A5/p%2Fq?p?q#f",
    "https://b.test/p;a=b/c d#f",
    "https://u:p@b.test/p/",
    "/p/x",
    "mailto:x@b.test",
)
_COOKIES = (
    "a=1; Path=/",
    "a=2",
    'b="q\\"x"; Domain=localhost; Path=/p',
    "s=ab.c-d; HttpOnly; SameSite=Lax; Path=/",
    "d=x; Path=/p/",
    "a=; Max-Age=0; Path=/",
    "s=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/",
    "e=1; Expires=Thu, 01 Jan 2020 00:00:00 GMT",
    "f=1; Domain=other.test",
)
_FIELDS = (
    (),
    (("a", "豊田 太郎"), ("b", "x@y.z"), ("a", "~!*()'&=;,/?:@$\n%41"), ("姓", "")),
)


class _Application:
    """Keeps what it was called with, and answers as it is told."""

    def __init__(self) -> None:
        self.given: list[tuple[dict[str, Any], bytes]] = []
        self.status = "200 OK"
        self.cookies: tuple[str, ...] = ()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        own = {"wsgi.input", "werkzeug.request"}
        given = {key: value for key, value in environ.items() if key not in own}
        self.given.append((given, environ["wsgi.input"].read()))
        start_response(self.status, [("X", "y"), *(("Set-Cookie", cookie) for cookie in self.cookies)])
        return [b"<h1>", b"x</h1>"]


@pytest.mark.parametrize("fields", _FIELDS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_application_is_given_what_werkzeugs_client_gives(
    method: str, fields: tuple[tuple[str, str], ...]
) -> None:
    """Whatever the address, the fields and the cookies kept so far, no key of the environ differs."""
    lean, whole = _Application(), _Application()
    caller, client = Caller(lean), Client(whole)
    for number, url in enumerate(_ADDRESSES * len(_COOKIES)):
        lean.cookies = whole.cookies = (_COOKIES[number % len(_COOKIES)],)
        if method == "GET" and fields and "?" in url:
            continue
        sent = {"query_string": MultiDict(fields)} if fields else {}
        form = {"data": MultiDict(fields), "content_type": FORM}
        caller.call(environ_of(method, url, fields))
        client.open(url, method=method, **(sent if method == "GET" else form))

    assert lean.given == whole.given


@pytest.mark.parametrize("status", ["200 OK", "302", "500 Oh no", "308 Moved on", "no number"])
def test_the_answer_is_what_werkzeugs_client_gives(status: str) -> None:
    """Status, headers and body are those of the client, whatever the application says of them."""
    application = _Application()
    application.status = status
    answer = Client(application).get("/")

    assert Caller(application).call(environ_of("GET", "https://b.test/", ())) == (
        answer.status_code,
        answer.headers,
        answer.data,
    )


def test_two_queries_are_an_error() -> None:
    """A form sent by GET to an address that has a query already is refused, as by werkzeug."""
    with pytest.raises(ValueError, match="Query string"):
        environ_of("GET", "https://b.test/?x=1", (("a", "1"),))
