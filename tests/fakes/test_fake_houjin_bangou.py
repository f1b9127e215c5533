"""The Web-API of 国税庁: its official samples, its three types, its versions and corporations by number."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from stdnum.jp import cn

from fakes.houjin_bangou import Fake
from fakes.houjin_bangou.corporation import FIELDS, VERSIONS
from fakes.houjin_bangou.records import REAL
from tests.fakes.corporations import DATA, TRADERS, ask, head, numbers, read_csv, read_xml

if TYPE_CHECKING:
    from tests.fakes.conftest import Start

EXCLUDED, MOVED, HITACHI, TOYOTA = "5111101000006", "4111101000007", "7010001008844", "1180301018771"
TYPES = {"c2": "01", "c4": "02", "x4": "12"}
"""How the official samples name the types."""


@pytest.mark.parametrize(
    ("sample", "day", "call", "parameters"),
    [
        ("num_0_ver4_c2.csv", "2019-04-05", "num", {"number": EXCLUDED}),
        ("num_0_ver4_c4.csv", "2019-04-05", "num", {"number": EXCLUDED, "history": "0"}),
        ("num_0_ver4_x4.xml", "2019-04-05", "num", {"number": EXCLUDED}),
        ("num_1_ver4_x4.xml", "2019-04-05", "num", {"number": MOVED, "history": "1"}),
        ("name_ver4_c4.csv", "2017-05-10", "name", {"name": "国税商事", "change": "1"}),
        ("name_ver4_x4.xml", "2017-05-10", "name", {"name": "国税商事", "change": "1"}),
        ("diff_20190404_ver4_c2.csv", "2019-04-04", "diff", {"from": "2019-04-04", "to": "2019-04-04"}),
        ("diff_20190404_ver4_x4.xml", "2019-04-04", "diff", {"from": "2019-04-04", "to": "2019-04-04"}),
    ],
)
def test_answers_are_the_official_samples(
    over: Start, sample: str, day: str, call: str, parameters: dict[str, str]
) -> None:
    """On the day of an official sample the answer to its question is that file, byte for byte."""
    fake = Fake()
    fake.state.last_update_date = day
    kind = TYPES[re.split(r"[_.]", sample)[-2]]
    assert ask(over(fake), call, parameters, type=kind).content == (DATA / sample).read_bytes()


def test_an_answer_of_the_real_system_is_reproduced(over: Start) -> None:
    """The answer about 日立製作所 is the one that the real system gave on 10 July 2026, byte for byte."""
    expected = (DATA / f"num.{HITACHI}.2026-07-10.xml").read_bytes()
    assert ask(over(Fake()), "num", number=HITACHI).content == expected


@pytest.mark.parametrize(
    ("csv_sample", "kind", "xml_sample"),
    [
        ("num_0_ver4_c2.csv", "01", "num_0_ver4_x4.xml"),
        ("num_0_ver4_c4.csv", "02", "num_0_ver4_x4.xml"),
        ("name_ver4_c4.csv", "02", "name_ver4_x4.xml"),
        ("diff_20190404_ver4_c2.csv", "01", "diff_20190404_ver4_x4.xml"),
    ],
)
def test_the_samples_agree_with_each_other(csv_sample: str, kind: str, xml_sample: str) -> None:
    """The columns of the official CSV samples hold what the elements of the XML samples hold."""
    found = read_csv((DATA / csv_sample).read_bytes(), kind)
    assert found == read_xml((DATA / xml_sample).read_bytes())
    assert [tuple(record) for record in found] == [FIELDS] * len(found)


def test_version_2_answers_as_recorded(over: Start) -> None:
    """The answer about Toyota in version 2 is the line of 28 columns recorded on 7 June 2017."""
    fake = Fake()
    fake.state.last_update_date = "2017-06-07"
    recorded = (
        "2017-06-07,1,1,1\r\n"
        '1,1180301018771,01,0,2015-11-13,2015-10-05,"トヨタ自動車株式会社",,301,"愛知県","豊田市",'
        '"トヨタ町１番地",,23,211,4710826,,,,,,,2015-10-05,1,,,,\r\n'
    )
    assert ask(over(fake), "num", version=2, number=TOYOTA, type="01").content == recorded.encode("cp932")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("call", ["num", "name", "diff"])
def test_older_versions_tell_less(over: Start, version: int, call: str) -> None:
    """Versions 1 to 3 give the first 23, 28 and 29 fields of the thirty; version 1 has no search by name."""
    parameters = {
        "num": {"number": HITACHI},
        "name": {"name": "日立"},
        "diff": {"from": "2018-05-11", "to": "2018-05-11"},
    }[call]
    reached = over(Fake())
    xml = ask(reached, call, parameters, version=version)
    if (version, call) == (1, "name"):
        assert xml.status_code == 404
        return
    (record,) = read_xml(xml.content)
    assert tuple(record) == FIELDS[: {1: 23, 2: 28, 3: 29, 4: 30}[version]]
    csv = ask(reached, call, parameters, version=version, type="02")
    assert read_csv(csv.content) == [record]


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("01", "text/csv;charset=Shift_JIS"),
        ("02", "text/csv;charset=UTF-8"),
        ("12", "application/xml;charset=UTF-8"),
    ],
)
def test_the_type_decides_the_content_type(over: Start, kind: str, content_type: str) -> None:
    """Types 01, 02 and 12 are Shift_JIS CSV, UTF-8 CSV and XML, and say so."""
    answer = ask(over(Fake()), "num", number=TOYOTA, type=kind)
    assert answer.headers["Content-Type"] == content_type


def test_lines_end_as_in_the_samples(over: Start) -> None:
    """Type 01 ends its lines with CRLF, type 02 with LF and begins with no byte order mark."""
    reached = over(Fake())
    shift_jis = ask(reached, "num", number=TOYOTA, type="01").content
    utf8 = ask(reached, "num", number=TOYOTA, type="02").content
    assert shift_jis.count(b"\r\n") == shift_jis.count(b"\n") == utf8.count(b"\n") == 2
    assert b"\r" not in utf8
    assert utf8.startswith(b"2026-07-10,1,1,1\n")


def test_an_unknown_number_is_an_empty_answer(over: Start) -> None:
    """A number that nobody has is answered with status 200 and count 0."""
    reached = over(Fake())
    xml = ask(reached, "num", number="9234567890123")
    csv = ask(reached, "num", number="9234567890123", type="02")
    assert (xml.status_code, csv.status_code) == (200, 200)
    assert (head(xml), numbers(xml)) == (["2026-07-10", "0", "1", "1"], [])
    assert csv.text == "2026-07-10,0,1,1\n"


def test_ten_numbers_are_answered_in_their_order(over: Start) -> None:
    """Ten numbers are answered in the order of the list, numbered from 1."""
    records = read_xml(ask(over(Fake()), "num", number=",".join(reversed(TRADERS))).content)
    assert [record["corporateNumber"] for record in records] == list(reversed(TRADERS))
    assert [record["sequenceNumber"] for record in records] == [str(place) for place in range(1, 11)]


def test_unknown_numbers_are_left_out_of_a_list(over: Start) -> None:
    """Of a list only the known numbers are answered and counted."""
    answer = ask(over(Fake()), "num", number=f"7000012050002,9234567890123,{TOYOTA}")
    assert (head(answer)[1], numbers(answer)) == ("2", ["7000012050002", TOYOTA])


def test_history_gives_every_event(over: Start) -> None:
    """The two moves of フィルイン stand behind its foundation with history, and only the last without."""
    reached = over(Fake())
    everything = read_xml(ask(reached, "num", number="5070001032626", history="1").content)
    (newest,) = read_xml(ask(reached, "num", number="5070001032626", history="0").content)
    assert [record["postCode"] for record in everything] == ["3700849", "3700813", "3700069"]
    assert [record["latest"] for record in everything] == ["0", "0", "1"]
    assert newest == everything[-1] | {"sequenceNumber": "1"}


def test_a_stored_change_is_answered(over: Start) -> None:
    """A stored change becomes the latest record; history 1 gives both, history 0 the newest."""
    fake = Fake()
    old = fake.state.add_corporation(name="株式会社旧名", corporate_number="9234567890123")
    fake.state.store_corporation(replace(old, name="株式会社新名", process="11"))
    reached = over(fake)
    everything = read_xml(ask(reached, "num", number="9234567890123", history="1").content)
    (newest,) = read_xml(ask(reached, "num", number="9234567890123").content)
    found = [(record["name"], record["latest"]) for record in everything]
    assert found == [("株式会社旧名", "0"), ("株式会社新名", "1")]
    assert newest["name"] == "株式会社新名"


def test_parameters_that_are_not_known_are_ignored(over: Start) -> None:
    """Clients send close and devide to num, and history to name: the answers are the same."""
    reached = over(Fake())
    more = {"close": "9", "devide": "x", "divide": "0", "number2": "1"}
    plain = ask(reached, "num", number=TOYOTA)
    assert ask(reached, "num", more, number=TOYOTA).content == plain.content
    assert ask(reached, "name", {"history": "7"}, name="日立").content == (
        ask(reached, "name", name="日立").content
    )


def test_special_signs_are_escaped(over: Start) -> None:
    """Ampersands and angle brackets are escaped in XML, quotes doubled in CSV."""
    fake = Fake()
    made = fake.state.add_corporation(name='A&B<C>"D"')
    reached = over(fake)
    (record,) = read_xml(ask(reached, "num", number=made.corporate_number).content)
    assert record["name"] == 'A&B<C>"D"'
    assert ',"A&B<C>""D""",' in ask(reached, "num", number=made.corporate_number, type="02").text


def test_every_real_corporation_has_a_right_number_and_place() -> None:
    """The numbers of the real corporations pass the check digit, and their places are filled."""
    for record in REAL:
        assert cn.is_valid(record.corporate_number)
        assert re.fullmatch(r"[0-9]{7}", record.post_code)
        assert re.fullmatch(r"[0-9]{2}-[0-9]{3}", f"{record.prefecture_code}-{record.city_code}")
        assert record.prefecture_name
        assert record.city_name
