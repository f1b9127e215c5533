"""The Web-API of 国税庁, against its official sample files and by properties."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.jp import cn

from fakes.calling import WAYS, Answer, Caller, Way, directly
from fakes.houjin_bangou import DEFAULT_APPLICATION_ID, Corporation, Fake
from fakes.houjin_bangou.records import REAL, RECORDS
from fakes.houjin_bangou.wire import FIELDS, render

DATA = Path(__file__).parent / "data" / "nta"
MOVED = "4111101000007"
TRADERS = (
    "2040001999902,2040001999910,1040001999903,9040001999904,8040001999905,"
    "7040001999906,6040001999907,4040001999909,5040001999908,3040001999901"
)


def num(call: Caller, number: str, kind: str = "12", **more: str) -> Answer:
    """Asks for corporations by number."""
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return call("GET", f"/4/num?id={DEFAULT_APPLICATION_ID}&number={number}&type={kind}{query}")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("sample", "date", "number", "kind", "history"),
    [
        ("num_0_ver4_x4.xml", "2019-04-05", "5111101000006", "12", "0"),
        ("num_0_ver4_c4.csv", "2019-04-05", "5111101000006", "02", "0"),
        ("num_0_ver4_c2.csv", "2019-04-05", "5111101000006", "01", "0"),
        ("num_1_ver4_x4.xml", "2019-04-05", MOVED, "12", "1"),
        ("num.7010001008844.2026-07-10.xml", "2026-07-10", "7010001008844", "12", "0"),
        ("name_ver4_x4.xml", "2017-05-10", TRADERS, "12", "0"),
        ("name_ver4_c4.csv", "2017-05-10", TRADERS, "02", "0"),
    ],
)
def test_answers_are_the_official_samples(
    way: Way, sample: str, date: str, number: str, kind: str, history: str
) -> None:
    """For the records of a sample file the answer is that file, byte for byte."""
    fake = Fake()
    fake.state.last_update_date = date
    with way(fake) as call:
        assert num(call, number, kind, history=history).body == (DATA / sample).read_bytes()


@pytest.mark.parametrize(
    ("sample", "kind"), [("diff_20190404_ver4_x4.xml", "12"), ("diff_20190404_ver4_c2.csv", "01")]
)
def test_a_record_of_another_day_is_rendered_as_in_its_sample(sample: str, kind: str) -> None:
    """The record of the moved corporation as of 4 April 2019 is rendered as in the samples of that day."""
    newest = [record for record in RECORDS if record.corporate_number == MOVED][-1]
    then = replace(newest, correct="0", update_date="2019-04-04", hihyoji="1")
    assert render([then], last_update_date="2019-04-04", type=kind) == (DATA / sample).read_bytes()


def test_there_are_thirty_fields_in_the_official_order() -> None:
    """The names of the fields, in order, are those of the elements in a real answer."""
    corporation = ElementTree.parse(DATA / "num.7010001008844.2026-07-10.xml").find("corporation")
    assert corporation is not None
    assert tuple(element.tag for element in corporation) == FIELDS
    assert len(FIELDS) == 30


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("01", "text/csv;charset=Shift_JIS"),
        ("02", "text/csv;charset=UTF-8"),
        ("12", "application/xml;charset=UTF-8"),
    ],
)
def test_the_type_decides_the_content_type(way: Way, kind: str, content_type: str) -> None:
    """Types 01, 02 and 12 are Shift_JIS CSV, UTF-8 CSV and XML, and say so."""
    with way(Fake()) as call:
        assert num(call, "1180301018771", kind).headers["content-type"] == content_type


@pytest.mark.parametrize("way", WAYS)
def test_an_unknown_number_is_an_empty_answer(way: Way) -> None:
    """A number that nobody has is answered with status 200 and count 0."""
    with way(Fake()) as call:
        xml = num(call, "9234567890123")
        csv = num(call, "9234567890123", "02")
    assert (xml.status, csv.status) == (200, 200)
    assert "<count>0</count>" in xml.text
    assert "<corporation>" not in xml.text
    assert csv.text == "2026-07-10,0,1,1\n"


@pytest.mark.parametrize("way", WAYS)
def test_unknown_numbers_are_left_out_of_a_list(way: Way) -> None:
    """Of a list only the known numbers are answered, in the order of the list, numbered from 1."""
    with way(Fake()) as call:
        lines = num(call, "7000012050002,9234567890123,1180301018771", "02").text.splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [["1", "7000012050002"], ["2", "1180301018771"]]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("application_id", ["", "?id=", "?id=UNKNOWNAPPID1"])
def test_without_a_registered_application_id_nothing_is_found(way: Way, application_id: str) -> None:
    """A missing or unregistered application ID is answered with 404, not with a CSV line."""
    with way(Fake()) as call:
        answer = call("GET", f"/4/num{application_id}")
    assert answer.status == 404
    assert not re.match(rb"[0-9]{3},", answer.body)


def test_application_ids_can_be_registered_and_taken_away() -> None:
    """A registered ID of 13 alphanumeric characters opens the API until it is removed; others are refused."""
    fake = Fake()
    fake.state.add_application_id("aB34567890123")
    with directly(fake) as call:
        assert call("GET", "/4/num?id=aB34567890123&number=7000012050002&type=12").status == 200
        fake.state.remove_application_id("aB34567890123")
        assert call("GET", "/4/num?id=aB34567890123&number=7000012050002&type=12").status == 404
    with pytest.raises(ValueError, match="'short', expected 13 alphanumeric"):
        fake.state.add_application_id("short")


@pytest.mark.parametrize("way", WAYS)
def test_more_than_ten_numbers_are_refused(way: Way) -> None:
    """Ten numbers are answered; eleven are refused with the official line 042."""
    with way(Fake()) as call:
        assert num(call, TRADERS).status == 200
        refused = num(call, f"{TRADERS},7000012050002")
    assert (refused.status, refused.text) == (400, "042,法人番号は10件以内で指定してください。")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("type=12", "040"),
        ("type=12&number=123", "041"),
        ("type=12&number=１１８０３０１０１８７７１", "041"),
        ("number=1180301018771", "070"),
        ("number=1180301018771&type=03", "071"),
        ("number=1180301018771&type=12&history=2", "080"),
    ],
)
def test_wrong_parameters_are_refused_by_code(way: Way, query: str, code: str) -> None:
    """Status 400 and one CSV line whose code lies in the block of the parameter."""
    with way(Fake()) as call:
        answer = call("GET", f"/4/num?id={DEFAULT_APPLICATION_ID}&{query}")
    assert answer.status == 400
    assert re.fullmatch(rf"{code},[^,\n]+。", answer.text)


@pytest.mark.parametrize("way", WAYS)
def test_parameters_of_other_calls_are_ignored(way: Way) -> None:
    """Clients send divide and close to num as well: the answer is the same."""
    with way(Fake()) as call:
        assert num(call, "7000012050002", divide="1", close="1").body == num(call, "7000012050002").body


def test_history_grows_with_each_change() -> None:
    """A stored change becomes the latest record; history=1 gives all, history=0 the newest."""
    fake = Fake()
    old = fake.state.add_corporation(name="株式会社旧名", corporate_number="9234567890123")
    fake.state.store_corporation(replace(old, name="株式会社新名", process="11"))
    with directly(fake) as call:
        everything = num(call, "9234567890123", "02", history="1").text
        newest = num(call, "9234567890123", "02").text
    assert [record.latest for record in fake.state.get_history("9234567890123")] == ["0", "1"]
    assert "旧名" in everything
    assert "新名" in everything
    assert "旧名" not in newest


def test_special_signs_are_escaped() -> None:
    """Ampersands and angle brackets are escaped in XML, quotes doubled in CSV."""
    fake = Fake()
    made = fake.state.add_corporation(name='A&B<C>"D"')
    with directly(fake) as call:
        xml, csv = num(call, made.corporate_number), num(call, made.corporate_number, "02")
    assert ElementTree.fromstring(xml.body).findtext("corporation/name") == 'A&B<C>"D"'
    assert ',"A&B<C>""D""",' in csv.text


def test_every_real_corporation_has_a_right_number_and_place() -> None:
    """The numbers of the real corporations pass the check digit, and their places are filled."""
    assert len({record.corporate_number for record in REAL}) == len(REAL)
    for record in REAL:
        assert cn.is_valid(record.corporate_number)
        assert re.fullmatch(r"[0-9]{7}", record.post_code)
        assert re.fullmatch(r"[0-9]{2}-[0-9]{3}", f"{record.prefecture_code}-{record.city_code}")
        assert record.prefecture_name
        assert record.city_name


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
    assert state.add_corporation(name="株式会社見本", corporate_number="1180301018771").name == "株式会社見本"


@given(seed=st.integers(0, 2**32), n=st.integers(1, 30))
def test_generated_corporations_are_right_and_repeatable(seed: int, n: int) -> None:
    """Invented numbers are different, valid, of no real registry office, and the same for the same seed."""
    made = Fake(seed).state.generate(n)
    assert made == Fake(seed).state.generate(n)
    assert len({corporation.corporate_number for corporation in made}) == n
    assert all(cn.is_valid(corporation.corporate_number) for corporation in made)
    assert all(corporation.corporate_number[1:5] == "9999" for corporation in made)


@given(base=st.from_regex(r"[0-9]{12}", fullmatch=True), other=st.integers(1, 9))
def test_only_one_check_digit_fits(base: str, other: int) -> None:
    """Of the nine digits that can stand before twelve, the state takes the one of the ordinance."""
    weighted = sum(int(digit) * (1 if n % 2 else 2) for n, digit in enumerate(reversed(base), 1))
    state = Fake().state
    number = f"{other}{base}"
    if other == 9 - weighted % 9:
        state.remove_corporation(number)
        assert state.add_corporation(name="株式会社見本", corporate_number=number).corporate_number == number
    else:
        with pytest.raises(ValueError, match="check digit"):
            state.add_corporation(name="株式会社見本", corporate_number=number)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=20)


@given(name=TEXT, street=TEXT, furigana=TEXT)
def test_xml_gives_every_text_back(name: str, street: str, furigana: str) -> None:
    """Whatever stands in a field, an XML reader finds it again."""
    record = Corporation(corporate_number="9234567890123", name=name, street_number=street, furigana=furigana)
    root = ElementTree.fromstring(render([record], last_update_date="2026-07-10", type="12"))
    read = [root.findtext(f"corporation/{tag}") for tag in ("name", "streetNumber", "furigana")]
    assert read == [name, street, furigana]


def test_a_reset_fake_is_as_new() -> None:
    """After reset the corporations, the date, the IDs, the journal and the seed are the first ones."""
    fake = Fake(5)
    first = fake.state.generate(2)
    fake.state.last_update_date = "2001-01-01"
    fake.state.add_application_id("aB34567890123")
    with directly(fake) as call:
        num(call, "7000012050002")
    fake.reset()
    assert not fake.state.application_id_exists("aB34567890123")
    assert (fake.state.last_update_date, len(fake.journal)) == ("2026-07-10", 0)
    assert fake.state.generate(2) == first
