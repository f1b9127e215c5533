"""Tells in Japanese, or as plain data, what came of holding the guide's data against its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.guide.verify import Difference, Kind, Verification

__all__ = ["as_data", "as_lines"]

_WHAT = {
    Kind.STEP: "手順の番号と題名",
    Kind.QUOTE: "データの引用",
    Kind.CHANGED: "変わった行",
    Kind.MISSING: "なくなった行",
    Kind.MOVED: "場所の違う行",
    Kind.UNCLAIMED: "引き受け手のない行",
    Kind.CLAIM: "台帳の誤り",
}


def as_data(verification: Verification) -> dict[str, Any]:
    """Gives ``{guide, conforms, quotes, lines, differences, remarks}``.

    A difference and a remark are ``{kind, at, line, expected, found}``.
    """
    return {
        "guide": verification.edition,
        "conforms": not verification.differences,
        "quotes": dict(verification.quotes),
        "lines": dict(verification.lines),
        "differences": [_row(difference) for difference in verification.differences],
        "remarks": [_row(remark) for remark in verification.remarks],
    }


def _row(difference: Difference) -> dict[str, Any]:
    return {
        "kind": difference.kind.value,
        "at": difference.at,
        "line": difference.line,
        "expected": difference.expected,
        "found": difference.found,
    }


def as_lines(verification: Verification) -> Iterator[str]:
    """Gives the report line by line, the verdict last."""
    for difference in verification.differences:
        yield from _told(_WHAT[difference.kind], difference)
    for remark in verification.remarks:
        yield from _told("備考", remark)
    quotes, lines = verification.quotes, verification.lines
    compared = sum(quotes.values())
    yield (
        f"引用 {compared}: 自分の手順に {quotes['own']}、別の場所に {quotes['elsewhere']}、"
        f"読みだけによる {quotes['reading']}、表記をならして {quotes['weak']}、ない {quotes['absent']}"
    )
    yield (
        f"行 {lines['all']}: 引用だけの行 {lines['quoted']}、引き受け手のある行 {lines['claimed']}、"
        f"ない行 {lines['unclaimed']}"
    )
    if verification.differences:
        yield f"手続きガイド{verification.edition}版のデータと文章に、違いが{len(verification.differences)}件あります"
    else:
        yield f"手続きガイド{verification.edition}版のデータは、文章と一致しています"


def _told(what: str, difference: Difference) -> Iterator[str]:
    after = "の後" if difference.kind is Kind.MISSING else ""
    where = "" if difference.line is None else f"{difference.line}行目{after} "
    yield f"{what} {where}{difference.at}"
    yield f"  期待: {difference.expected}"
    yield f"  実際: {difference.found}"
