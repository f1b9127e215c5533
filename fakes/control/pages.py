"""The journal as a page for people: the newest call first, each to be opened."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from fakes.answers import page
from fakes.journal import Call

__all__ = ["SHOWN", "journal_page"]

SHOWN = 200
"""Calls on the page; JSON holds all of them."""


def journal_page(fake: str, calls: Sequence[Call]) -> str:
    """The newest calls of a fake as Japanese and English HTML; everything from a call is escaped."""
    shown = list(reversed(calls))[:SHOWN]
    count = f"<p>{len(calls)}件のうち新しい{len(shown)}件 · <span lang=en>newest {len(shown)} of {len(calls)}</span></p>"
    return page(f"{fake} の記録 / journal", count + "\n".join(_entry(call) for call in shown))


def _entry(call: Call) -> str:
    asked = "\n".join(f"{name}: {value}" for name, value in call.headers.items())
    return (
        f"<details><summary>{escape(str(call))}</summary>\n"
        f"<pre>{escape(asked)}\n\n{escape(call.body)}</pre><pre>{escape(call.answer)}</pre></details>"
    )
