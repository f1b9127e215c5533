"""Every call that a fake was asked and how it answered, with the secrets blotted out before they are kept."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode

__all__ = ["LIMIT", "MASK", "Call", "Journal", "mask_body", "mask_text"]

MASK = "***"
LIMIT = 50_000
"""Calls that a journal keeps: a served fake may run for weeks."""

_SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})
_SECRET_KEY = re.compile(
    r"pass(?:word|wd|phrase)|secret|cv[cv](?!_check)|card\[number\]|api_key", re.IGNORECASE
)
_CODE_KEY = re.compile(r"(?:^|_)(?:code|otp|pin)$", re.IGNORECASE)
_CODE = re.compile(r"[0-9０-９]{4,8}")
_CODE_IN_TEXT = re.compile(r"((?:コード|code)[^0-9０-９]{0,40})[0-9０-９]{6}(?![0-9０-９])", re.IGNORECASE)
# Corporate numbers have 13 digits and are public; cards have 14 to 19.
_CARD = re.compile(r"(?<![0-9０-９])(?:[0-9０-９][ -]?){13,18}[0-9０-９](?![0-9０-９])")
_CVC_IN_TEXT = re.compile(r"(cv[cv](?:%5D|[^0-9]){0,8}?)[0-9]{3,4}(?![0-9])", re.IGNORECASE)
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+")


def mask_text(text: str) -> str:
    """``text`` without card numbers and their codes, six-digit codes after コード or code, and credentials."""
    text = _BEARER.sub(rf"\1 {MASK}", text)
    text = _CVC_IN_TEXT.sub(rf"\1{MASK}", _CARD.sub(MASK, text))
    return _CODE_IN_TEXT.sub(rf"\1{MASK}", text)


def _mask_value(key: str, value: Any, secrets: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {name: _mask_value(name, part, secrets) for name, part in value.items()}
    if isinstance(value, list):
        return [_mask_value(key, part, secrets) for part in value]
    if value is None or isinstance(value, bool):
        return value
    if key in secrets or _SECRET_KEY.search(key):
        return MASK
    if _CODE_KEY.search(key) and _CODE.fullmatch(str(value)):
        return MASK
    return mask_text(value) if isinstance(value, str) else value


def _mask_pairs(text: str, secrets: frozenset[str]) -> str:
    pairs = parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="replace")
    return urlencode(
        [(mask_text(key), _mask_value(key, value, secrets)) for key, value in pairs], safe="*[]@,"
    )


def mask_body(body: bytes, content_type: str, secrets: Iterable[str] = ()) -> str:
    """A body as text that can be shown: secrets blotted out, pictures and other bytes as their size."""
    if not body:
        return ""
    kind = content_type.partition(";")[0].strip().lower()
    charset = re.search(r"charset=([\w-]+)", content_type, re.IGNORECASE)
    try:
        text = body.decode(charset.group(1) if charset else "utf-8")
    except (UnicodeDecodeError, LookupError):
        return f"<{kind or 'bytes'}, {len(body)} bytes>"
    if kind == "application/x-www-form-urlencoded":
        return _mask_pairs(text, frozenset(secrets))
    if kind.endswith("json"):
        try:
            return json.dumps(_mask_value("", json.loads(text), frozenset(secrets)), ensure_ascii=False)
        except json.JSONDecodeError:
            pass
    return mask_text(text)


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One call and its answer, without secrets."""

    number: int
    """Place in the journal, from 1."""
    method: str
    """HTTP method, or ``SMTP``."""
    path: str
    query: str
    headers: Mapping[str, str]
    body: str
    status: int
    """HTTP status or SMTP reply code; 0 when the client got no answer."""
    answer: str
    fault: str = ""
    """Kind of the fault that spoiled the call."""

    def values(self) -> dict[str, Any]:
        """The call as plain data."""
        return {name: getattr(self, name) for name in self.__slots__}

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        fault = f" [{self.fault}]" if self.fault else ""
        return f"{self.number} {self.method} {self.path}{query} -> {self.status}{fault}"


class Journal:
    """The calls of one fake in the order in which they came, the newest ``limit`` of them."""

    def __init__(self, secrets: Iterable[str] = (), *, limit: int = LIMIT) -> None:
        self._secrets = frozenset(secrets)
        self._calls: deque[Call] = deque(maxlen=limit)
        self._count = 0

    def __len__(self) -> int:
        return len(self._calls)

    def add(
        self,
        *,
        method: str,
        path: str,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        content_type: str = "",
        status: int,
        answer: bytes = b"",
        answer_type: str = "",
        fault: str = "",
    ) -> Call:
        """Keeps one call, masked, and gives it back; ``query`` is percent-encoded as it was sent."""
        self._count += 1
        call = Call(
            number=self._count,
            method=method,
            path=mask_text(path),
            query=_mask_pairs(query, self._secrets) if query else "",
            headers={
                name: MASK if name.lower() in _SECRET_HEADERS else mask_text(value)
                for name, value in (headers or {}).items()
            },
            body=mask_body(body, content_type, self._secrets),
            status=status,
            answer=mask_body(answer, answer_type, self._secrets),
            fault=fault,
        )
        self._calls.append(call)
        return call

    def calls(self, method: str = "", path: str = "") -> tuple[Call, ...]:
        """The calls by that method to paths that begin so, the oldest first; all of them by default."""
        return tuple(
            call
            for call in self._calls
            if (not method or call.method == method) and call.path.startswith(path)
        )

    def since(self, number: int) -> tuple[Call, ...]:
        """The calls that came after the one of that number, the oldest first."""
        if self._count <= number:
            return ()
        return tuple(islice(self._calls, max(len(self._calls) - (self._count - number), 0), None))

    def clear(self) -> None:
        """Forgets every call and counts from 1 again."""
        self._calls.clear()
        self._count = 0
