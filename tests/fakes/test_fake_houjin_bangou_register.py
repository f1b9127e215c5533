"""The register behind the Web-API of 国税庁: numbers, events, corrections, and what is invented from a seed."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.jp import cn

from fakes.houjin_bangou import Corporation, Fake, HoujinState
from fakes.houjin_bangou.history import closed, corrected, deleted, renamed, shown, with_record
from fakes.houjin_bangou.records import RECORDS

NUMBER = "9234567890123"
FOUNDED = Corporation(corporate_number=NUMBER, name="株式会社見本", update_date="2020-01-10")
RENAMED = renamed(FOUNDED, name="株式会社新見本", on="2021-01-05", published="2021-01-10")
CLOSED = closed(RENAMED, on="2022-01-05", published="2022-01-10")


def register() -> HoujinState:
    """A register that has one corporation with three events."""
    state = HoujinState()
    for record in (FOUNDED, RENAMED, CLOSED):
        state.store_corporation(record)
    return state


@given(base=st.from_regex(r"[0-9]{12}", fullmatch=True), digit=st.integers(0, 9))
def test_only_one_check_digit_fits(base: str, digit: int) -> None:
    """Of the ten digits that can stand before twelve, the register takes the one of the ordinance."""
    weighted = sum(int(sign) * (1 if n % 2 else 2) for n, sign in enumerate(reversed(base), 1))
    state, number = HoujinState(), f"{digit}{base}"
    if digit == 9 - weighted % 9:
        assert state.add_corporation(name="株式会社見本", corporate_number=number).corporate_number == number
    else:
        with pytest.raises(ValueError, match="check digit"):
            state.add_corporation(name="株式会社見本", corporate_number=number)


@pytest.mark.parametrize("number", ["1234567890123", "123", "２１８００", "118030101877a"])
def test_a_wrong_number_cannot_be_published(number: str) -> None:
    """A number with a wrong check digit or length raises an error that shows it."""
    with pytest.raises(ValueError, match=f"found '{number}', expected 13 digits"):
        Fake().state.add_corporation(name="株式会社見本", corporate_number=number)


def test_a_number_is_published_once() -> None:
    """A second corporation of the same number is refused; a removed number is free again."""
    state = Fake().state
    with pytest.raises(ValueError, match="1180301018771 is published already"):
        state.add_corporation(name="株式会社見本", corporate_number="1180301018771")
    state.remove_corporation("1180301018771")
    state.remove_corporation("1180301018771")
    assert state.get_corporation("1180301018771") is None
    assert state.add_corporation(name="株式会社見本", corporate_number="1180301018771").name == "株式会社見本"


def test_an_event_is_the_record_before_with_a_change() -> None:
    """A change of name keeps place and number; a closing keeps the name; both have their day and process."""
    name = replace(FOUNDED, process="11", name="株式会社新見本")
    assert replace(name, change_date="2021-01-05", update_date="2021-01-10") == RENAMED
    gone = replace(RENAMED, process="21", close_date="2022-01-05", close_cause="01")
    assert replace(gone, change_date="2022-01-05", update_date="2022-01-10") == CLOSED


def test_a_register_of_an_earlier_day_shows_what_was_known() -> None:
    """Set back to a day, the register shows the events published until then, the last of them the latest."""
    state = register()
    seen = {}
    for day in ("2020-01-09", "2020-01-10", "2021-06-01", "2022-01-10"):
        state.last_update_date = day
        seen[day] = [(record.process, record.latest) for record in state.get_history(NUMBER)]
    assert seen == {
        "2020-01-09": [],
        "2020-01-10": [("01", "1")],
        "2021-06-01": [("01", "0"), ("11", "1")],
        "2022-01-10": [("01", "0"), ("11", "0"), ("21", "1")],
    }
    state.last_update_date = "2020-01-09"
    assert list(state.corporations()) == []


def test_publishing_moves_the_day_of_the_register() -> None:
    """A record of a later day moves the last update to that day; one of an earlier day leaves it."""
    state = HoujinState()
    state.add_corporation(name="株式会社見本")
    assert state.last_update_date == "2026-07-10"
    state.add_corporation(name="株式会社見本", update_date="2027-01-04")
    assert state.last_update_date == "2027-01-04"


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    """A correction of an event in the middle stands in its place, as a past record, from its day on."""
    state = register()
    state.store_corporation(corrected(RENAMED, published="2023-01-10", name="株式会社真見本"))
    found = [(record.process, record.name, record.latest) for record in state.get_history(NUMBER)]
    assert found == [
        ("01", "株式会社見本", "0"),
        ("11", "株式会社真見本", "0"),
        ("21", "株式会社新見本", "1"),
    ]
    state.last_update_date = "2023-01-09"
    assert [record.name for record in state.get_history(NUMBER)][1] == "株式会社新見本"


def test_a_correction_of_the_last_event_is_the_latest() -> None:
    """A correction of the newest record is the newest record, and can be corrected again."""
    state = register()
    first = corrected(CLOSED, published="2023-01-10", close_cause="21")
    state.store_corporation(first)
    assert state.get_corporation(NUMBER) == first
    second = corrected(first, published="2023-02-10", close_cause="31")
    state.store_corporation(second)
    assert state.get_corporation(NUMBER) == second
    assert [record.latest for record in state.get_history(NUMBER)] == ["0", "0", "1"]


def test_a_correction_of_nothing_is_a_record_like_others() -> None:
    """A record marked as a correction, without one that it corrects, is an event of its own."""
    only = replace(FOUNDED, correct="1")
    assert shown(with_record([], only), "2020-01-10") == (only,)


def test_a_deletion_is_all_that_is_left() -> None:
    """After a deletion the register shows process 99 only; on an earlier day it shows the corporation."""
    state = register()
    state.store_corporation(deleted(NUMBER, published="2023-01-10"))
    assert [record.process for record in state.get_history(NUMBER)] == ["99"]
    assert state.corporation_exists(NUMBER)
    state.last_update_date = "2023-01-09"
    assert [(record.process, record.latest) for record in state.get_history(NUMBER)] == [
        ("01", "0"),
        ("11", "0"),
        ("21", "1"),
    ]


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32), n=st.integers(1, 30))
def test_invented_corporations_are_right_and_repeatable(seed: int, n: int) -> None:
    """Invented numbers are different, valid, of no real registry office, and the same for the same seed."""
    fake = Fake(seed)
    made = fake.state.generate(n)
    assert made == Fake(seed).state.generate(n)
    assert len({record.corporate_number for record in made}) == n
    assert all(cn.is_valid(record.corporate_number) for record in made)
    assert all(record.corporate_number[1:5] == "9999" for record in made)
    assert [fake.state.get_corporation(record.corporate_number) for record in made] == list(made)
    assert fake.state.last_update_date == "2026-07-10"


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32))
def test_invented_histories_hang_together(seed: int) -> None:
    """The records of a number follow one another in time, begin with 01, and only the last is the latest."""
    state = HoujinState(seed)
    state.generate(30)
    for history in state.histories():
        assert history[0].process == "01"
        assert history[0].change_date == history[0].assignment_date
        assert [record.latest for record in history] == ["0"] * (len(history) - 1) + ["1"]
        changes = [record.change_date for record in history]
        assert changes == sorted(changes)
        assert all("2015-12-01" <= record.update_date <= "2026-07-10" for record in history)
        assert len({record.corporate_number for record in history}) == 1


def test_many_are_invented_and_some_have_a_past() -> None:
    """Of a thousand invented corporations some moved, some changed their name, some are closed, most are new."""
    state = HoujinState(1)
    made = state.generate(1000)
    processes = [record.process for history in state.histories() for record in history]
    assert len({record.corporate_number for record in made}) == 1000
    assert {process: processes.count(process) > 50 for process in ("01", "11", "12", "21")} == {
        "01": True,
        "11": True,
        "12": True,
        "21": True,
    }
    assert {record.kind for record in made} == {"301", "302", "305", "399"}
    assert any(record.furigana for record in made)
    assert not all(record.furigana for record in made)


def test_every_published_field_is_text_of_the_right_length() -> None:
    """Codes, numbers and days of the first records have the length that the interface says."""
    lengths = {
        "corporate_number": 13,
        "process": 2,
        "correct": 1,
        "update_date": 10,
        "change_date": 10,
        "kind": 3,
        "prefecture_code": 2,
        "city_code": 3,
        "post_code": 7,
        "assignment_date": 10,
        "latest": 1,
        "hihyoji": 1,
    }
    assert set(lengths) <= {field.name for field in fields(Corporation)}
    for record in RECORDS:
        assert {name: len(getattr(record, name)) for name in lengths} == lengths


def test_a_reset_fake_is_as_new() -> None:
    """After reset the corporations, the date, the limit, the IDs, the journal and the seed are the first ones."""
    fake = Fake(5)
    first = fake.state.generate(2)
    fake.state.last_update_date = "2001-01-01"
    fake.state.name_limit = 1
    fake.state.add_application_id("aB34567890123")
    fake.journal.add(method="GET", path="/4/num", status=200)
    fake.reset()
    assert not fake.state.application_id_exists("aB34567890123")
    assert (fake.state.last_update_date, fake.state.name_limit) == ("2026-07-10", 100_000)
    assert len(fake.journal) == 0
    assert fake.state.generate(2) == first
