"""Searching corporations by name: what is compared, what narrows the search, and in which order they come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.houjin_bangou import Corporation, Fake
from fakes.houjin_bangou.history import closed, deleted, renamed
from fakes.houjin_bangou.matching import LEGAL_FORMS, by_name, folded, folded_english, without_legal_form
from fakes.houjin_bangou.wire import read_name_request
from tests.fakes.corporations import TRADERS, ask, head, names, numbers, read_xml

if TYPE_CHECKING:
    from tests.fakes.conftest import Reached, Start

CORES = st.text("架空見本あいアイａＡ１・ー々", min_size=1, max_size=8)


def search(record: Corporation, **parameters: str) -> bool:
    """Whether a search finds the record, without a call."""
    return by_name([[record]], read_name_request({"type": "12"} | parameters)) == [record]


def named(*found: str, **fields: str) -> Fake:
    """A fake that has corporations of these names beside its own."""
    fake = Fake()
    for name in found:
        fake.state.add_corporation(name=name, **fields)
    return fake


def test_the_name_is_compared_without_its_legal_form(over: Start) -> None:
    """日立製作所 finds 株式会社日立製作所, and the whole name finds nothing, as in the real system."""
    reached = over(Fake())
    assert names(ask(reached, "name", name="日立製作所")) == ["株式会社日立製作所"]
    assert head(ask(reached, "name", name="株式会社日立製作所"))[1] == "0"
    assert names(ask(reached, "name", name="トヨタ自動車")) == ["トヨタ自動車株式会社"]
    assert names(ask(reached, "name", name="株式会社", mode="2")) == []


@given(core=CORES, form=st.sampled_from(LEGAL_FORMS), in_front=st.booleans(), target=st.sampled_from("12"))
def test_matching_ignores_any_legal_form(core: str, form: str, in_front: bool, target: str) -> None:
    """A name is found by what is left without its legal form, and not by a text that has the form."""
    whole = form + core if in_front else core + form
    record = Corporation(corporate_number="9234567890123", name=whole)
    assert without_legal_form(whole) == core
    assert search(record, name=core, target=target) == (folded(core) != "" or target == "2")
    assert not search(record, name=whole, target=target)


@given(name=st.text("株式会社医療法人社団架空", max_size=12))
def test_a_legal_form_is_taken_off_once(name: str) -> None:
    """What is left of a name is the name without one form in front or behind, and never nothing."""
    left = without_legal_form(name)
    assert left or not name
    if left != name:
        assert name in {form + left for form in LEGAL_FORMS} | {left + form for form in LEGAL_FORMS}


def test_the_beginning_or_any_part_is_searched(over: Start) -> None:
    """Mode 1, the default, finds names that begin so; mode 2 finds the text anywhere in them."""
    reached = over(Fake())
    assert names(ask(reached, "name", name="製作所")) == []
    assert names(ask(reached, "name", name="製作所", mode="1")) == []
    assert names(ask(reached, "name", name="製作所", mode="2")) == ["株式会社日立製作所"]


@given(core=CORES, start=st.integers(0, 8), length=st.integers(1, 8))
def test_every_part_of_a_name_is_found_in_mode_2(core: str, start: int, length: int) -> None:
    """Any part of a name finds it in mode 2, and in mode 1 where the name begins so."""
    part = core[start : start + length] or core
    record = Corporation(corporate_number="9234567890123", name=f"合同会社{core}")
    assert search(record, name=part, mode="2", target="2")
    assert search(record, name=part, mode="1", target="2") == core.startswith(part)


@pytest.mark.parametrize(
    ("name", "fuzzy", "exact"),
    [
        ("トヨタ自動車", True, True),
        ("とよた自動車", True, False),
        ("とよたじどうしゃ", False, False),
        ("ト・ヨタ自動車", True, False),
        ("トヨタ　自動車", True, False),
    ],
)
def test_target_1_is_fuzzy_and_target_2_is_not(over: Start, name: str, fuzzy: bool, exact: bool) -> None:
    """Target 1 takes hiragana for katakana and drops ・ and spaces; kana never find a name in kanji."""
    reached = over(Fake())
    expected = ["トヨタ自動車株式会社"]
    assert names(ask(reached, "name", name=name)) == (expected if fuzzy else [])
    assert names(ask(reached, "name", name=name, target="1")) == (expected if fuzzy else [])
    assert names(ask(reached, "name", name=name, target="2")) == (expected if exact else [])


def test_a_fuzzy_search_knows_no_rare_signs(over: Start) -> None:
    """Target 1 compares JIS levels 1 and 2, so 高橋 finds 髙橋; target 2 compares the signs themselves."""
    reached = over(named("株式会社髙橋見本"))
    assert names(ask(reached, "name", name="高橋見本")) == ["株式会社髙橋見本"]
    assert names(ask(reached, "name", name="高橋見本", target="2")) == []
    assert names(ask(reached, "name", name="髙橋見本", target="2")) == ["株式会社髙橋見本"]


def test_every_hiragana_is_folded() -> None:
    """Each of the hiragana, small ones and iteration marks too, is compared as the katakana of its sound."""
    hiragana = "".join(map(chr, (*range(0x3041, 0x3097), 0x309D, 0x309E)))
    katakana = "".join(map(chr, (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)))
    assert folded(hiragana) == folded(katakana) == katakana


@given(text=st.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    """A folded text is folded already, in Japanese and in English."""
    assert folded(folded(text)) == folded(text)
    assert folded_english(folded_english(text)) == folded_english(text)


@pytest.mark.parametrize(
    ("name", "mode", "found"),
    [
        ("Hitachi, Ltd.", "1", True),
        ("hitachiltd", "1", True),
        ("HITA CHI", "1", True),
        ("Ltd", "1", False),
        ("Ltd", "2", True),
        ("Gunma", "1", False),
    ],
)
def test_target_3_searches_in_english(over: Start, name: str, mode: str, found: bool) -> None:
    """Target 3 compares the English name, without regard to capitals, commas and spaces."""
    answer = ask(over(Fake()), "name", name=name, mode=mode, target="3")
    assert ("株式会社日立製作所" in names(answer)) == found


@pytest.mark.parametrize("name", ["・", "　・　"])
def test_a_name_of_which_nothing_is_left_finds_nothing(over: Start, name: str) -> None:
    """A text that a fuzzy search drops as a whole finds no corporation."""
    assert head(ask(over(Fake()), "name", name=name, mode="2"))[1] == "0"


def test_a_corporation_kept_out_of_searches_is_not_found(over: Start) -> None:
    """検索対象除外 (hihyoji 1) is not found by name while it lasts, though by number and day."""
    fake = Fake()
    fake.state.last_update_date = "2019-04-04"
    reached = over(fake)
    assert numbers(ask(reached, "name", name="検索対象除外")) == []
    assert numbers(ask(reached, "num", number="5111101000006")) == ["5111101000006"]
    fake.state.last_update_date = "2019-04-05"
    assert numbers(ask(reached, "name", name="検索対象除外")) == ["4111101000007"]


def test_past_names_are_found_on_request(over: Start) -> None:
    """A name before a change is found with change 1 only, as the past record that it stands in."""
    fake = named("株式会社見本商事")
    old = fake.state.add_corporation(name="株式会社旧見本")
    new = renamed(old, name="株式会社新見本", on="2020-04-01", published="2020-04-08")
    fake.state.store_corporation(new)
    reached = over(fake)
    assert names(ask(reached, "name", name="旧見本")) == []
    assert names(ask(reached, "name", name="旧見本", change="0")) == []
    (past,) = read_xml(ask(reached, "name", name="旧見本", change="1").content)
    assert (past["name"], past["latest"]) == ("株式会社旧見本", "0")
    assert names(ask(reached, "name", name="新見本", change="0")) == ["株式会社新見本"]


def test_closed_corporations_can_be_left_out(over: Start) -> None:
    """A closed corporation is found unless close is 0."""
    fake = named("株式会社閉鎖見本甲", "株式会社閉鎖見本乙")
    first = next(record for record in fake.state.corporations() if "閉鎖見本甲" in record.name)
    fake.state.store_corporation(closed(first, on="2020-04-01", published="2020-04-08"))
    reached = over(fake)
    both = ["株式会社閉鎖見本乙", "株式会社閉鎖見本甲"]
    assert names(ask(reached, "name", name="閉鎖見本")) == both
    assert names(ask(reached, "name", name="閉鎖見本", close="1")) == both
    assert names(ask(reached, "name", name="閉鎖見本", close="0")) == both[:1]
    assert names(ask(reached, "name", name="閉鎖見本", close="0", change="1")) == both[:1]


def test_a_deleted_corporation_is_not_found(over: Start) -> None:
    """A number that was taken back has no name any more."""
    fake = named("株式会社削除見本")
    made = next(record for record in fake.state.corporations() if "削除見本" in record.name)
    fake.state.store_corporation(deleted(made.corporate_number, published="2020-04-08"))
    assert names(ask(over(fake), "name", name="削除見本", change="1")) == []


@pytest.mark.parametrize(
    ("address", "count"), [("12", 8), ("12101", 8), ("13", 1), ("13105", 1), ("13101", 0), ("99", 0)]
)
def test_the_search_is_narrowed_by_place(over: Start, address: str, count: int) -> None:
    """Two digits are a prefecture, five a prefecture and a city; 国税商事 has one office in Tokyo."""
    answer = ask(over(Fake()), "name", name="国税商事", address=address)
    assert int(head(answer)[1]) == count


def test_a_corporation_abroad_is_found_under_99(over: Start) -> None:
    """Prefecture 99 are the corporations that have no place in Japan."""
    fake = named("海外見本リミテッド", kind="401", address_outside="英国ロンドン市")
    reached = over(fake)
    assert names(ask(reached, "name", name="海外見本", address="99")) == ["海外見本リミテッド"]
    assert names(ask(reached, "name", name="海外見本", address="13")) == []


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("01", ["種別見本１０１"]),
        ("02", ["種別見本２０１"]),
        ("03", ["種別見本３０１", "種別見本３９９"]),
        ("04", ["種別見本４０１", "種別見本４９９"]),
        ("04,01", ["種別見本１０１", "種別見本４０１", "種別見本４９９"]),
    ],
)
def test_the_search_is_narrowed_by_kind(over: Start, kind: str, expected: list[str]) -> None:
    """Kinds 01 to 04 are the state, local bodies, registered corporations, and foreign and other ones."""
    fake = Fake()
    for code in ("101", "201", "301", "399", "401", "499"):
        wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        fake.state.add_corporation(name=f"種別見本{wide}", kind=code)
    assert names(ask(over(fake), "name", name="種別見本", kind=kind)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({"from": "2020-01-02"}, ["日付見本２", "日付見本３"]),
        ({"to": "2020-01-02"}, ["日付見本１", "日付見本２"]),
        ({"from": "2020-01-02", "to": "2020-01-02"}, ["日付見本２"]),
    ],
)
def test_the_search_is_narrowed_by_the_day_of_the_number(
    over: Start, days: dict[str, str], expected: list[str]
) -> None:
    """From and to are the first and last day on which the number was given, either alone too."""
    fake = Fake()
    for day, sign in enumerate("１２３", 1):
        fake.state.add_corporation(name=f"日付見本{sign}", assignment_date=f"2020-01-0{day}")
    assert names(ask(over(fake), "name", days, name="日付見本")) == expected


def test_names_come_in_the_order_of_their_signs(over: Start) -> None:
    """Records are sorted by name, code point by code point, then by number, and numbered from 1."""
    records = read_xml(ask(over(Fake()), "name", name="国税商事", change="1").content)
    assert [record["corporateNumber"] for record in records] == list(TRADERS)
    found = [(record["name"], record["corporateNumber"]) for record in records]
    assert found == sorted(found)
    assert [record["sequenceNumber"] for record in records] == [str(place) for place in range(1, 11)]


def parts(reached: Reached, *divides: str) -> list[list[dict[str, str]]]:
    """The records of these parts of a search for 分割見本."""
    return [read_xml(ask(reached, "name", name="分割見本", divide=divide).content) for divide in divides]


def test_long_answers_are_divided(over: Start) -> None:
    """2,000 records are one part; of 2,001 the second part has one, and each part tells the whole count."""
    fake = Fake()
    template = Corporation(corporate_number="", name="株式会社分割見本")
    for place in range(2000):
        fake.state.store_corporation(replace(template, corporate_number=f"{place:013d}"))
    reached = over(fake)
    assert head(ask(reached, "name", name="分割見本")) == ["2026-07-10", "2000", "1", "1"]
    fake.state.store_corporation(replace(template, corporate_number="2000000000000"))
    assert head(ask(reached, "name", name="分割見本", divide="2")) == ["2026-07-10", "2001", "2", "2"]
    first, second, third = parts(reached, "1", "2", "3")
    assert (len(first), len(second), len(third)) == (2000, 1, 0)
    assert len({record["corporateNumber"] for record in first + second}) == 2001
    assert second[0]["sequenceNumber"] == "1"
