"""The ways in which no page comes, as Chromium names them (``net::ERR_…``)."""

from __future__ import annotations

__all__ = ["instead_of_a_page", "is_gone"]

_BAD_GATEWAY, _GATEWAY_TIMEOUT, _LOOP = 502, 504, 508
_GONE = (
    "ERR_CONNECTION_REFUSED",
    "ERR_NAME_NOT_RESOLVED",
    "ERR_ADDRESS_UNREACHABLE",
    "ERR_INTERNET_DISCONNECTED",
)
_CODES = {
    "ERR_TOO_MANY_REDIRECTS": (_LOOP, "リダイレクトが終わらない"),
    "ERR_TIMED_OUT": (_GATEWAY_TIMEOUT, "ビルドが時間内に応答しない"),
}
_BARE_STATUS = "ERR_HTTP_RESPONSE_CODE_FAILURE"


def is_gone(failure: str) -> bool:
    """Whether there is nobody at the address."""
    return any(code in failure for code in _GONE)


def instead_of_a_page(failure: str, status: int) -> tuple[int, str]:
    """Gives the status that a phone shows, and what is said there, in Japanese.

    A ``status`` of 400 or more with an empty body is no page for Chromium; as over HTTP, nothing is said there.
    """
    if _BARE_STATUS in failure:
        return status, ""
    found = (value for code, value in _CODES.items() if code in failure)
    return next(found, (_BAD_GATEWAY, "ビルドが応答の途中で接続を切った"))
