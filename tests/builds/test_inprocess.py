"""A phone that calls a WSGI application directly."""

from __future__ import annotations

import time

import pytest
from _pytest import timing
from flask import Flask, redirect, request, session
from werkzeug.wrappers import Response

from harness.builds.catalogue import open_build
from harness.builds.inprocess import InProcessPhone
from harness.builds.port import NotOffered
from harness.errors import BuildError


def build() -> Flask:
    """A build of five pages, some of them bad."""
    app = Flask("pages")
    app.secret_key = "k"

    @app.get("/<name>")
    def page(name: str) -> str:
        session["seen"] = [*session.get("seen", []), name]
        return f"<h1>{name}</h1><p>{'・'.join(session['seen'])}</p><form method=post action=/post><button>次へ</button></form>"

    @app.post("/post")
    def post() -> Response:
        assert request.form is not None
        return redirect("/done")

    @app.get("/circle")
    def circle() -> Response:
        return redirect("/circle")

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("<oops>")

    app.config["PROPAGATE_EXCEPTIONS"] = True
    return app


@pytest.fixture
def phone() -> InProcessPhone:
    """A phone before that build."""
    return InProcessPhone(owner="買主", base_url="https://b.test", application=build())


def test_redirects_are_followed_and_cookies_kept(phone: InProcessPhone) -> None:
    """Pressing follows the redirect, with the cookies of the phone."""
    phone.open("/one")
    phone.press("次へ")

    assert phone.screen().heading == "done"
    assert "one・done" in phone.screen().text


def test_the_browsers_back_loads_the_page_before_again(phone: InProcessPhone) -> None:
    """Going back loads the earlier address anew, as pages that must not be stored are."""
    phone.open("/one")
    phone.open("/two")
    phone.back()

    assert phone.screen().heading == "one"
    assert "one・two・one" in phone.screen().text
    with pytest.raises(NotOffered):
        phone.back()


def test_a_circle_of_redirects_ends(phone: InProcessPhone) -> None:
    """A build that redirects without end gives a screen that says so."""
    phone.open("/circle")

    assert phone.screen().status == 508


def test_an_exception_of_the_build_is_a_screen_of_status_500(phone: InProcessPhone) -> None:
    """What a build throws is evidence against it, not a crash of the judge."""
    phone.open("/broken")

    assert phone.screen().status == 500
    assert "RuntimeError: <oops>" in phone.screen().text


@pytest.mark.parametrize("name", ["nowhere:app", "harness.reference:nothing", "harness.errors", ""])
def test_a_build_that_cannot_be_opened_is_one_clear_error(name: str) -> None:
    """A wrong import path names the path and what to give instead."""
    with pytest.raises(BuildError, match=r"package\.module:factory"):
        open_build(name)


def test_the_builds_clock_is_not_that_of_the_judge() -> None:
    """The build's clock stands still while it is judged; pytest's, by which tests are timed, goes on."""
    opened = open_build()
    try:
        with opened:
            assert time.monotonic() == time.monotonic()
            assert timing.perf_counter() < timing.perf_counter()
    finally:
        opened.close()


async def _asgi(scope: object, receive: object, send: object) -> None:
    """An ASGI application."""


class _Asgi:
    async def __call__(self, scope: object, receive: object, send: object) -> None:
        """An ASGI application, as frameworks make them."""


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (_asgi, "ASGI application; wrap it"),
        (_Asgi(), "ASGI application; wrap it"),
        ({}, "a dict, which cannot be called"),
    ],
)
def test_what_is_no_wsgi_application_is_said_before_anything_runs(
    made: object, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A factory that gives an ASGI application, or nothing that can be called, is an error that says so."""
    monkeypatch.setattr("harness.reference.from_environ", lambda environ: made)

    with pytest.raises(BuildError, match=said):
        open_build("harness.reference:from_environ")
