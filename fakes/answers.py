"""Answers in JSON and the frame of every page that a fake shows to people."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response

__all__ = ["allowing", "html_answer", "json_answer", "page"]

_STYLE = (
    "body{font-family:sans-serif;line-height:1.6;margin:0 auto;padding:1rem;max-width:44rem;"
    "color:#222;background:#fff}"
    "h1{font-size:1.3rem}h2{font-size:1.1rem;margin-top:2rem}"
    "pre{overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f4;padding:.6rem}"
    "li,dd,summary{overflow-wrap:anywhere}summary{padding:.2rem 0}dd{margin:0 0 .6rem}"
)


def json_answer(value: Any, status: int = 200) -> Response:
    """``value`` as a JSON answer in UTF-8, Japanese left readable."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status=status, mimetype="application/json")


def html_answer(text: str) -> Response:
    """A whole page as an answer in UTF-8."""
    return Response(text, content_type="text/html; charset=utf-8")


def allowing(answer: Response, error: HTTPException) -> Response:
    """The answer to a failed look-up, with the methods that the path has if only the method was wrong (RFC 9110)."""
    if isinstance(error, MethodNotAllowed):
        answer.allow.update(error.valid_methods or ())
    return answer


def page(title: str, body: str) -> str:
    """A Japanese page at phone width; ``title`` is escaped here, ``body`` is HTML already."""
    return (
        '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{escape(title)}</h1>\n{body}\n</main></body></html>\n"
    )
