"""The reference build with other words on its pages, for the tests of overrides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from harness.reference import from_environ

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["WORDS", "factory"]

WORDS = {
    "ご契約車両の確認": "お車のご確認",
    "お申込みを開始する": "はじめる",
    "つぎへ": "続ける",
    "販売店スタッフによる確認": "店頭での確認",
    "購入販売店": "お店",
    "メールアドレス": "Eメール",
}
"""Printed words and what this build says instead."""


def factory(environ: Mapping[str, str]) -> WSGIApplication:
    """The reference build, whose pages say other words."""
    application = from_environ(environ)

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        kept: list[object] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: object) -> object:
            kept[:] = [status, headers]
            return lambda _: None

        body = b"".join(application(environ, start))  # type: ignore[arg-type]
        for printed, own in WORDS.items():
            body = body.replace(printed.encode(), own.encode())
        status, headers = kept
        headers = [(name, value) for name, value in headers if name.lower() != "content-length"]  # type: ignore[attr-defined]
        start_response(str(status), [*headers, ("Content-Length", str(len(body)))])
        return [body]

    return answer
