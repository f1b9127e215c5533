"""What happens to a corporation, one record for each event, and which records the register shows on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fakes.houjin_bangou.corporation import Corporation

__all__ = ["closed", "corrected", "deleted", "moved", "renamed", "shown", "with_record"]


def renamed(before: Corporation, *, name: str, on: str, published: str, furigana: str = "") -> Corporation:
    """The record after a change of name; the days are ``YYYY-MM-DD``."""
    return _event(before, "11", on, published, name=name, furigana=furigana)


def moved(
    before: Corporation,
    *,
    on: str,
    published: str,
    prefecture_name: str,
    city_name: str,
    street_number: str,
    prefecture_code: str,
    city_code: str,
    post_code: str,
) -> Corporation:
    """The record after a move within Japan."""
    return _event(
        before,
        "12",
        on,
        published,
        prefecture_name=prefecture_name,
        city_name=city_name,
        street_number=street_number,
        prefecture_code=prefecture_code,
        city_code=city_code,
        post_code=post_code,
    )


def closed(
    before: Corporation, *, on: str, published: str, cause: str = "01", successor: str = "", reason: str = ""
) -> Corporation:
    """The record after the register entry is closed; a merger (11) has a successor and a reason in words."""
    return _event(
        before,
        "21",
        on,
        published,
        close_date=on,
        close_cause=cause,
        successor_corporate_number=successor,
        change_cause=reason,
    )


def corrected(before: Corporation, *, published: str, **fields: str) -> Corporation:
    """The record that is shown instead of ``before`` from the day of its publication on."""
    return replace(before, correct="1", update_date=published, **fields)


def deleted(corporate_number: str, *, published: str) -> Corporation:
    """What is left of a number that is taken back: process 99 and the day, everything else empty."""
    empty = dict.fromkeys(
        ("correct", "change_date", "name", "kind", "assignment_date", "latest", "hihyoji"), ""
    )
    return Corporation(corporate_number=corporate_number, process="99", update_date=published, **empty)


def with_record(history: Iterable[Corporation], record: Corporation) -> list[Corporation]:
    """The history with one more record, which is the latest unless it corrects an event that is not the last.

    A record that is replaced is kept: the register of an earlier day still shows it.
    """
    records = list(history)
    place = _replaced(records, record)
    if place is not None and place < len(records) - 1:
        return [*records[: place + 1], replace(record, latest=records[place].latest), *records[place + 1 :]]
    if place is None:
        records = [replace(old, latest="0") for old in records]
    return [*records, record]


def shown(history: Iterable[Corporation], day: str) -> tuple[Corporation, ...]:
    """What the register of ``day`` says of a number, the oldest event first.

    Records published later are not there yet, and a corrected record is no longer there.
    """
    records: list[Corporation] = []
    later = False
    for record in history:
        if record.update_date > day:
            later = True
            continue
        place = _replaced(records, record)
        if record.process == "99":
            records = [record]
        elif place is None:
            records.append(record)
        else:
            records[place] = record
    if later and records and records[-1].latest == "0":
        records[-1] = replace(records[-1], latest="1")
    return tuple(records)


def _event(before: Corporation, process: str, on: str, published: str, **fields: str) -> Corporation:
    return replace(
        before, process=process, correct="0", change_date=on, update_date=published, latest="1", **fields
    )


def _replaced(records: list[Corporation], record: Corporation) -> int | None:
    if record.correct != "1":
        return None
    same = [
        place
        for place, old in enumerate(records)
        if (old.process, old.change_date) == (record.process, record.change_date)
    ]
    return same[-1] if same else None
