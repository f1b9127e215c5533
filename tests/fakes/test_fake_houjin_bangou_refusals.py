"""What the Web-API of 国税庁 refuses: wrong parameters with 400 and a code, a wrong application ID with 404."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fakes.faults import Fault, FaultKind
from fakes.houjin_bangou import DEFAULT_APPLICATION_ID, Fake
from fakes.houjin_bangou.errors import MESSAGES
from tests.fakes.corporations import TRADERS, ask

if TYPE_CHECKING:
    from tests.fakes.conftest import Start

NUM = {"number": "1180301018771"}
NAME = {"name": "国税商事"}
DIFF = {"from": "2019-04-01", "to": "2019-04-30"}
GIVEN = {"num": NUM, "name": NAME, "diff": DIFF}


@pytest.mark.parametrize(
    ("call", "parameters", "line"),
    [
        (
            "diff",
            {"from": "2015-11-30", "to": "2015-12-01"},
            "013,取得期間開始日は2015-12-01以降を指定してください。",
        ),
        (
            "diff",
            {"from": "2019-04-02", "to": "2019-04-01"},
            "030,取得期間開始日は取得期間終了日以前を指定してください。",
        ),
        (
            "num",
            {"number": ",".join((*TRADERS, "7000012050002"))},
            "042,法人番号は10件以内で指定してください。",
        ),
        ("name", {"name": ""}, "100,商号又は名称が指定されていません。"),
        (
            "name",
            {"name": "トヨタ1"},
            "101,商号又は名称には全角文字をUTF-8でエンコードして設定してください",
        ),
    ],
)
def test_known_refusals_are_the_real_ones(
    over: Start, call: str, parameters: dict[str, str], line: str
) -> None:
    """Where the text of the real system is known, it is sent, with status 400."""
    answer = ask(over(Fake()), call, parameters)
    assert (answer.status_code, answer.content.decode()) == (400, line)


@pytest.mark.parametrize(
    ("call", "parameters", "code"),
    [
        ("num", {"number": ""}, "040"),
        ("num", {"number": "123"}, "041"),
        ("num", {"number": "１１８０３０１０１８７７１"}, "041"),
        ("num", {"number": "1180301018771,"}, "041"),
        ("num", {"type": ""}, "070"),
        ("num", {"type": "03"}, "071"),
        ("num", {"type": "1"}, "071"),
        ("num", {"history": "2"}, "080"),
        ("name", {"type": ""}, "070"),
        ("name", {"name": "ﾄﾖﾀ"}, "101"),
        ("name", {"name": "国税 商事"}, "101"),
        ("name", {"name": "国税\n"}, "101"),
        ("name", {"name": "国税商事", "target": "3"}, "101"),
        ("name", {"name": "あ" * 151}, "102"),
        ("name", {"name": "a" * 301, "target": "3"}, "102"),
        ("name", {"mode": "3"}, "110"),
        ("name", {"target": "0"}, "120"),
        ("name", {"change": "2"}, "130"),
        ("name", {"close": "yes"}, "140"),
        ("name", {"from": "2019/04/01"}, "150"),
        ("name", {"from": "2019-02-29"}, "151"),
        ("name", {"from": "2015-10-04"}, "152"),
        ("name", {"to": "20190401"}, "160"),
        ("name", {"to": "2019-13-01"}, "161"),
        ("name", {"from": "2019-04-02", "to": "2019-04-01"}, "030"),
        ("name", {"address": "48"}, "050"),
        ("name", {"address": "00"}, "050"),
        ("name", {"address": "131"}, "050"),
        ("name", {"kind": "05"}, "060"),
        ("name", {"kind": "1"}, "060"),
        ("name", {"kind": "01,02,03,04,01"}, "061"),
        ("name", {"divide": "0"}, "090"),
        ("name", {"divide": "100000"}, "090"),
        ("name", {"divide": "-1"}, "090"),
        ("diff", {"from": ""}, "010"),
        ("diff", {"from": "2019-4-1"}, "011"),
        ("diff", {"from": "２０１９-04-01"}, "011"),
        ("diff", {"from": "2019-04-31"}, "012"),
        ("diff", {"to": ""}, "020"),
        ("diff", {"to": "2019-04"}, "021"),
        ("diff", {"to": "2019-04-31"}, "022"),
        ("diff", {"from": "2019-04-01", "to": "2019-05-21"}, "031"),
        ("diff", {"type": "11"}, "071"),
        ("diff", {"address": "東京"}, "050"),
        ("diff", {"kind": "03,"}, "060"),
        ("diff", {"divide": "a"}, "090"),
    ],
)
def test_a_wrong_parameter_is_refused_by_its_code(
    over: Start, call: str, parameters: dict[str, str], code: str
) -> None:
    """Status 400 and one CSV line whose code lies in the block of the parameter."""
    answer = ask(over(Fake()), call, GIVEN[call] | parameters)
    assert answer.status_code == 400
    assert re.fullmatch(rf"{code},[^,\n]+", answer.content.decode())


@pytest.mark.parametrize(
    ("call", "parameters"),
    [
        ("name", {"name": "あ" * 150}),
        ("name", {"name": "a" * 300, "target": "3"}),
        ("name", {"from": "2015-10-05", "to": "2015-10-05"}),
        ("name", {"kind": "01,02,03,04", "divide": "99999", "address": "99"}),
        ("name", {"mode": "", "target": "", "address": "", "kind": "", "change": "", "close": ""}),
        ("diff", {"from": "2015-12-01", "to": "2015-12-01"}),
        ("diff", {"from": "2019-04-01", "to": "2019-05-20"}),
        ("diff", {"address": "47", "kind": "04", "divide": ""}),
    ],
)
def test_the_edges_are_allowed(over: Start, call: str, parameters: dict[str, str]) -> None:
    """The longest name, the first day, fifty days, and optional parameters without a value are answered."""
    assert ask(over(Fake()), call, GIVEN[call] | parameters).status_code == 200


def test_a_name_in_another_encoding_is_refused(over: Start) -> None:
    """A name in Shift_JIS is no full-width text in UTF-8, and refused with 101."""
    query = f"id={DEFAULT_APPLICATION_ID}&type=12&name=%82%A0%82%A2"
    answer = over(Fake()).get(f"/4/name?{query}")
    assert (answer.status_code, answer.content[:4]) == (400, b"101,")


def test_english_is_asked_for_in_ascii(over: Start) -> None:
    """A full-width name is refused with 101 where English is searched, and says what is expected there."""
    answer = ask(over(Fake()), "name", name="Ｈｉｔａｃｈｉ", target="3")
    assert answer.content.decode() == f"101,{MESSAGES['101/3']}"
    assert "半角英数字記号" in MESSAGES["101/3"]


def test_too_many_hits_are_refused(over: Start) -> None:
    """A search by name that finds more than the limit is refused with 180; one that just reaches it is not."""
    fake = Fake()
    fake.state.name_limit = 8
    reached = over(fake)
    answer = ask(reached, "name", name="国税商事")
    assert (answer.status_code, answer.content.decode()) == (
        400,
        "180,検索結果件数が多いため結果をお返しできません。",
    )
    fake.state.name_limit = 9
    assert ask(reached, "name", name="国税商事").status_code == 200


@pytest.mark.parametrize("call", ["num", "name", "diff"])
@pytest.mark.parametrize("application_id", [{}, {"id": ""}, {"id": "UNKNOWNAPPID1"}])
def test_without_a_registered_application_id_nothing_is_found(
    over: Start, call: str, application_id: dict[str, str]
) -> None:
    """A missing or unregistered application ID is answered with 404, not with a CSV line."""
    answer = over(Fake()).get(f"/4/{call}", **(GIVEN[call] | {"type": "12"} | application_id))
    assert answer.status_code == 404
    assert not re.match(rb"[0-9]{3},", answer.content)


def test_application_ids_can_be_registered_and_taken_away(over: Start) -> None:
    """A registered ID of 13 alphanumeric characters opens the API until it is removed; others are refused."""
    fake = Fake()
    fake.state.add_application_id("aB34567890123")
    reached = over(fake)
    assert ask(reached, "num", NUM, id="aB34567890123").status_code == 200
    fake.state.remove_application_id("aB34567890123")
    assert ask(reached, "num", NUM, id="aB34567890123").status_code == 404
    with pytest.raises(ValueError, match="'short', expected 13 alphanumeric"):
        fake.state.add_application_id("short")


@pytest.mark.parametrize("path", ["/4/", "/5/num", "/0/num", "/4/number", "/num"])
def test_other_paths_are_not_found(over: Start, path: str) -> None:
    """There are versions 1 to 4 and three calls; any other path is answered with 404."""
    assert over(Fake()).get(path, id=DEFAULT_APPLICATION_ID, type="12", **NUM).status_code == 404


def test_only_get_is_answered(over: Start) -> None:
    """Another method than GET is answered with 405."""
    assert over(Fake()).post("/4/num", params={"id": DEFAULT_APPLICATION_ID}).status_code == 405


@pytest.mark.parametrize("status", [403, 500])
def test_the_system_can_be_made_to_fail(over: Start, status: int) -> None:
    """Too many accesses (403) and a system failure (500) come from the fault plan, with no CSV line."""
    fake = Fake()
    fake.faults.add(Fault(kind=FaultKind.STATUS, status=status))
    answer = ask(over(fake), "num", NUM)
    assert (answer.status_code, answer.content) == (status, b"")


def test_the_application_id_is_not_written_down(over: Start) -> None:
    """The journal has the question and the answer, but not the application ID."""
    fake = Fake()
    ask(over(fake), "num", NUM)
    (call,) = fake.journal.calls("GET", "/4/num")
    assert "number=1180301018771" in call.query
    assert "トヨタ自動車株式会社" in call.answer
    assert DEFAULT_APPLICATION_ID not in repr(call)
