"""What was published between two days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.houjin_bangou import Corporation, Fake
from fakes.houjin_bangou.history import closed, corrected, deleted
from fakes.houjin_bangou.matching import by_date
from fakes.houjin_bangou.wire import read_date_request
from tests.fakes.corporations import TRADERS, diff, head, numbers, read_csv, read_xml

if TYPE_CHECKING:
    from tests.fakes.conftest import Start

DAYS = st.integers(0, 49)


def published(fake: Fake, first: date, last: date, **more: str) -> list[Corporation]:
    """The records of a span, without a call."""
    asked = read_date_request({"from": str(first), "to": str(last), "type": "12"} | more)
    return by_date(fake.state.histories(), asked)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32), start=st.dates(date(2015, 12, 1), date(2025, 8, 1)), days=DAYS, again=DAYS)
def test_a_span_is_the_union_of_its_days(seed: int, start: date, days: int, again: int) -> None:
    """What diff gives for a span is what it gives for its days one after the other, however it is cut."""
    fake = Fake(seed)
    fake.state.generate(300)
    end = start + timedelta(days=days)
    single = [start + timedelta(days=day) for day in range(days + 1)]
    whole = published(fake, start, end)
    assert whole == [record for day in single for record in published(fake, day, day)]
    cut = start + timedelta(days=min(again, days))
    after = published(fake, cut + timedelta(days=1), end) if cut < end else []
    assert whole == published(fake, start, cut) + after
    assert {record.update_date for record in whole} <= {str(day) for day in single}


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32), start=st.dates(date(2016, 1, 1), date(2025, 6, 1)))
def test_prefectures_and_kinds_divide_a_span(seed: int, start: date) -> None:
    """A span narrowed to each prefecture, or to each kind, falls apart into disjoint answers."""
    fake = Fake(seed)
    fake.state.generate(300)
    end = start + timedelta(days=49)
    whole = set(published(fake, start, end))
    by_place = [published(fake, start, end, address=f"{code:02d}") for code in range(1, 48)]
    by_kind = [published(fake, start, end, kind=f"{kind:02d}") for kind in range(1, 5)]
    for divided in (by_place, by_kind):
        assert sum(map(len, divided)) == len(whole)
        assert {record for part in divided for record in part} == whole


def test_past_records_are_published_too(over: Start) -> None:
    """The two records of フィルイン that were corrected on 8 May 2018 are both told, though past."""
    records = read_xml(diff(over(Fake()), "2018-05-08", "2018-05-08").content)
    assert [(record["corporateNumber"], record["latest"]) for record in records] == [
        ("5070001032626", "0"),
        ("5070001032626", "0"),
    ]


def test_records_come_by_day_then_by_number(over: Start) -> None:
    """The records of a span stand in the order of their days, those of a day in the order of numbers."""
    reached = over(Fake())
    answer = diff(reached, "2018-04-02", "2018-05-11")
    assert numbers(answer) == [
        "7000012050002",
        "7000020100005",
        "5070001032626",
        "5070001032626",
        "7010001008844",
    ]
    assert head(answer)[1:] == ["5", "1", "1"]
    assert numbers(diff(reached, "2015-12-01", "2015-12-01")) == sorted(TRADERS)


def test_several_events_of_a_day_keep_their_order(over: Start) -> None:
    """Of one number the events of a day come in the order in which they happened."""
    fake = Fake()
    made = fake.state.add_corporation(name="株式会社見本", update_date="2020-04-08")
    fake.state.store_corporation(closed(made, on="2020-04-02", published="2020-04-08"))
    records = read_xml(diff(over(fake), "2020-04-08", "2020-04-08").content)
    assert [record["process"] for record in records] == ["01", "21"]


def test_a_day_without_news_is_empty(over: Start) -> None:
    """A span in which nothing was published is answered with status 200 and count 0."""
    answer = diff(over(Fake()), "2030-01-01", "2030-02-19")
    assert (answer.status_code, head(answer), numbers(answer)) == (200, ["2026-07-10", "0", "1", "1"], [])


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"address": "10"}, ["7000020100005", "5070001032626", "5070001032626"]),
        ({"address": "10202"}, ["5070001032626", "5070001032626"]),
        ({"address": "10", "kind": "02"}, ["7000020100005"]),
        ({"kind": "01,02"}, ["7000012050002", "7000020100005"]),
        ({"kind": "04"}, []),
    ],
)
def test_a_span_is_narrowed_by_place_and_kind(over: Start, more: dict[str, str], expected: list[str]) -> None:
    """Only the corporations of that prefecture, city and kind are told."""
    assert numbers(diff(over(Fake()), "2018-04-02", "2018-05-11", **more)) == expected


def test_corporations_kept_out_of_searches_are_told(over: Start) -> None:
    """検索対象除外 (hihyoji 1) does not keep a corporation out of diff."""
    assert numbers(diff(over(Fake()), "2019-04-03", "2019-04-03")) == ["5111101000006"]


def test_a_corrected_record_moves_to_the_day_of_its_correction(over: Start) -> None:
    """From the correction on, a record is told on the day of its correction, and no longer on the first."""
    fake = Fake()
    made = fake.state.add_corporation(name="株式会社誤記", update_date="2020-04-08")
    reached = over(fake)
    assert numbers(diff(reached, "2020-04-08", "2020-04-08")) == [made.corporate_number]
    fake.state.store_corporation(corrected(made, published="2020-04-20", name="株式会社訂正"))
    assert numbers(diff(reached, "2020-04-08", "2020-04-08")) == []
    (record,) = read_xml(diff(reached, "2020-04-20", "2020-04-20").content)
    assert (record["name"], record["correct"], record["latest"]) == ("株式会社訂正", "1", "1")


def test_a_deletion_tells_its_number_and_day_only(over: Start) -> None:
    """A number that is taken back is told with process 99 and the day; every other field is empty."""
    fake = Fake()
    made = fake.state.add_corporation(name="株式会社見本")
    fake.state.store_corporation(deleted(made.corporate_number, published="2020-04-08"))
    reached = over(fake)
    body = diff(reached, "2020-04-08", "2020-04-08", type="02").content
    assert body.decode().splitlines()[1] == f"1,{made.corporate_number},99,,2020-04-08" + "," * 25
    (record,) = read_csv(body)
    filled = {name for name, value in record.items() if value}
    assert filled == {"sequenceNumber", "corporateNumber", "process", "updateDate"}


def test_a_merger_names_its_successor(over: Start) -> None:
    """A corporation merged away is told with the day, cause 11, the successor and the reason in words."""
    fake = Fake()
    made = fake.state.add_corporation(name="株式会社見本")
    gone = closed(
        made,
        on="2020-04-01",
        published="2020-04-08",
        cause="11",
        successor="1180301018771",
        reason="令和２年４月１日合併し解散",
    )
    fake.state.store_corporation(gone)
    (record,) = read_xml(diff(over(fake), "2020-04-08", "2020-04-08").content)
    assert (record["process"], record["closeDate"], record["closeCause"]) == ("21", "2020-04-01", "11")
    assert (record["successorCorporateNumber"], record["changeCause"]) == (
        "1180301018771",
        "令和２年４月１日合併し解散",
    )


def test_a_span_of_many_records_is_divided(over: Start) -> None:
    """More than 2,000 records are told in parts that follow one another without a gap."""
    fake = Fake()
    every = [f"{place:013d}" for place in range(2001)]
    for number in every:
        fake.state.store_corporation(
            Corporation(corporate_number=number, name="株式会社見本", update_date="2020-04-08")
        )
    reached = over(fake)
    first = diff(reached, "2020-04-08", "2020-04-08")
    second = diff(reached, "2020-04-08", "2020-04-08", divide="2")
    assert head(first)[1:] == ["2001", "1", "2"]
    assert head(second)[1:] == ["2001", "2", "2"]
    assert numbers(first) + numbers(second) == every
