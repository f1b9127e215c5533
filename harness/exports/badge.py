"""The badge: the verdict as a word, green only where everything conforms."""

from __future__ import annotations

from xml.sax.saxutils import escape

from harness.coverage.record import Verdict
from harness.exports.outcomes import whole
from harness.reporting.finished import FinishedRun

__all__ = ["badge"]

_COLOURS = {
    Verdict.CONFORMS: "#1a7f37",
    Verdict.NONCONFORMING: "#b3261e",
    Verdict.BROKEN: "#8a5a00",
    Verdict.NOT_TESTED: "#8a5a00",
    Verdict.NOT_APPLICABLE: "#59636e",
}
_FONT = "font-family='Noto Sans JP,Noto Sans CJK JP,Hiragino Sans,Yu Gothic,sans-serif' font-size='12'"
_SIGN = 12.5
"""Width of a Japanese character at that size, in pixels."""


def badge(run: FinishedRun) -> str:
    """Gives ``badge.svg``; a verdict 適合 for which something is left open says so and is not green."""
    verdict, _ = whole(run)
    word = run.headline
    if verdict is not Verdict.CONFORMS and word == "適合":
        word = "適合（一部未検証）"
    name = f"My LEXUS 手続きガイド {run.guide.edition}版"
    left, right = _width(name), _width(word)
    width = left + right
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='22' role='img' "
        f"aria-label='{escape(name)}: {escape(word)}'><title>{escape(name)}: {escape(word)}</title>"
        f"<rect width='{width}' height='22' rx='3' fill='#24292f'/>"
        f"<path d='M{left} 0h{right - 3}a3 3 0 0 1 3 3v16a3 3 0 0 1-3 3h-{right - 3}z' fill='{_COLOURS[verdict]}'/>"
        f"<g fill='#fff' text-anchor='middle' {_FONT}><text x='{left / 2}' y='15.5'>{escape(name)}</text>"
        f"<text x='{left + right / 2}' y='15.5' font-weight='bold'>{escape(word)}</text></g></svg>\n"
    )


def _width(text: str) -> int:
    return round(sum(_SIGN if ord(char) > 0x2E7F else 7.2 for char in text) + 16)
