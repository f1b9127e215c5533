"""車台番号, 自動車登録番号, the comparison with the 車検証, and when a review is made."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reference.letters import completed
from harness.reference.policy.certificate_match import matches, same_address, same_name
from harness.reference.policy.chassis_number import LONGEST, chassis_number
from harness.reference.policy.number_plate import NumberPlate, number_plate
from harness.reference.policy.plate_regions import REGIONS
from harness.reference.policy.refused import Refused
from harness.reference.policy.review import Status, is_due, may_apply

KANA = "さすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるろあいうえかきくけこをわれ" + "ABEHKMTY"
LETTERS = "ACFHKLMPXY"
WIDE = str.maketrans({mark: chr(ord(mark) + 0xFEE0) for mark in map(chr, range(0x21, 0x7F))})
"""Half width -> full width."""
JAPAN = timezone(timedelta(hours=9))
TARO = {"family_name": "豊田", "given_name": "太郎", "address": "東京都文京区後楽1-4-18", "building": ""}

codes = st.from_regex(r"(?=[0-9]*[A-Z])[0-9A-Z]{2,8}", fullmatch=True)
serials = st.from_regex(r"[0-9]{4,8}", fullmatch=True)
plates = st.tuples(
    st.sampled_from(sorted(REGIONS)),
    st.from_regex(rf"[0-9][0-9{LETTERS}]{{0,2}}", fullmatch=True),
    st.sampled_from(KANA),
    st.integers(1, 9999).map(str),
)


def _accepts_plate(parts: tuple[str, ...]) -> bool:
    try:
        number_plate(parts)
    except Refused:
        return False
    return True


def _accepts_chassis(text: str) -> bool:
    try:
        chassis_number([text])
    except Refused:
        return False
    return True


@given(codes, serials)
def test_a_right_chassis_number_is_taken(code: str, serial: str) -> None:
    """Code and serial number are taken in two parts or in one, in any width and case, and kept in one form."""
    number = f"{code}-{serial}"
    assert chassis_number([code, serial]) == number
    assert chassis_number([number]) == chassis_number([number, ""]) == number
    assert chassis_number([f" {code.lower().translate(WIDE)}", serial.translate(WIDE)]) == number


@given(st.text(st.sampled_from("AZaz09-あー漢ß "), max_size=20) | st.text(max_size=20))
def test_a_taken_chassis_number_is_right(text: str) -> None:
    """Whatever is taken has a code with a letter, a hyphen and 4 to 8 digits, and is taken again as it is."""
    if not _accepts_chassis(text):
        return
    number = chassis_number([text])
    code, serial = number.split("-")
    assert set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") and not code.isdigit()
    assert set(serial) <= set("0123456789") and 4 <= len(serial) <= 8
    assert len(number) <= LONGEST
    assert chassis_number([number]) == number


@pytest.mark.parametrize(
    "parts",
    [
        ["", ""],
        ["ABC123", ""],
        ["", "1234567"],
        ["ABC123", "123"],
        ["ABC123", "123456789"],
        ["ABC123", "12345A7"],
        ["123456", "1234567"],
        ["A", "1234567"],
        ["ABC-123", "1234567"],
        ["ABC_123", "1234567"],
        ["国01", "1234567"],
        ["ß1", "1234567"],
        ["ABCDEFGHIJK", "123456"],
    ],
)
def test_a_wrong_chassis_number_is_refused(parts: list[str]) -> None:
    """A missing part, a letter among the digits, another sign, or too many signs are refused."""
    with pytest.raises(Refused, match="車台番号"):
        chassis_number(parts)


@given(plates)
def test_a_right_plate_is_taken(parts: tuple[str, str, str, str]) -> None:
    """All regions, classes with letters, all kana and all serials are taken, in any width and case."""
    plate = number_plate(parts)
    assert plate == NumberPlate(region=parts[0], class_number=parts[1], kana=parts[2], serial=parts[3])
    assert str(plate) == " ".join(parts)
    wide = [parts[0], *(part.lower().translate(WIDE) for part in parts[1:])]
    assert number_plate(wide) == plate
    assert number_plate(str(plate).split(" ")) == plate


@given(st.tuples(*[st.text(st.sampled_from("名古屋品川袖ヶケ0123456789ABCIOXか・ー-お ß"), max_size=5)] * 4))
def test_a_taken_plate_is_right(parts: tuple[str, str, str, str]) -> None:
    """Whatever is taken has the form of a plate, and is taken again as it is."""
    if not _accepts_plate(parts):
        return
    plate = number_plate(parts)
    assert plate.region in REGIONS
    assert plate.class_number[0].isdigit() and len(plate.class_number) <= 3
    assert set(plate.class_number[1:]) <= set("0123456789" + LETTERS)
    assert len(plate.kana) == 1 and plate.kana in KANA
    assert 1 <= int(plate.serial) <= 9999 and plate.serial == str(int(plate.serial))
    assert number_plate(str(plate).split(" ")) == plate


@given(plates, st.integers(0, 3), st.data())
def test_one_wrong_part_refuses_a_plate(
    parts: tuple[str, str, str, str], place: int, data: st.DataObject
) -> None:
    """A plate of which one part is wrong is refused with that part's name and no other."""
    wrong = (
        st.sampled_from(["東京", "なごや", "名古屋市", ""]),
        st.sampled_from(["", "A00", "3B0", "30I", "3000", "3-0", "三"]),
        st.sampled_from([*"おしへんゐゑがぱアCDFG", "かか", ""]),
        st.sampled_from(["", "0", "01", "0012", "10000", "1-234", "123-4", "01-23", "1２a"]),
    )[place]
    names = ("地域名", "分類番号", "かな文字", "一連指定番号")
    spoilt = [*parts]
    spoilt[place] = data.draw(wrong)
    with pytest.raises(Refused) as refused:
        number_plate(spoilt)
    assert [name for name in names if name in refused.value.message] == [names[place]]


def test_all_wrong_parts_of_a_plate_are_told() -> None:
    """What is wrong with a plate is said at once."""
    with pytest.raises(Refused) as refused:
        number_plate(["東京", "33B", "お", "0"])
    assert refused.value.message.count("。") == 4


@pytest.mark.parametrize(
    ("typed", "plate"),
    [
        (("袖ヶ浦", "300", "す", "・・・1"), "袖ケ浦 300 す 1"),
        (("横浜", "30A", "ぬ", "・123"), "横浜 30A ぬ 123"),
        (("豊田", "３００", "ほ", "５６−７８"), "豊田 300 ほ 5678"),
        (("江戸川", "3PX", "た", "99-99"), "江戸川 3PX た 9999"),
        (("名古屋", "3AC", "か", "12-34"), "名古屋 3AC か 1234"),
    ],
)
def test_plates_as_they_are_painted(typed: tuple[str, str, str, str], plate: str) -> None:
    """Dots, the hyphen and the small ヶ of a plate are understood."""
    assert str(number_plate(typed)) == plate


def test_regions() -> None:
    """There are 138 regions, the five of May 2025 among them."""
    assert len(REGIONS) == 138
    assert {"十勝", "日光", "江戸川", "安曇野", "南信州"} <= REGIONS


@pytest.mark.parametrize(
    "other",
    [
        "東京都文京区後楽１－４－１８",
        "東京都文京区後楽1丁目4番18号",
        "東京都文京区後楽一丁目４番１８号",
        "東京都　文京区 後楽1-4-18",
        "東京都文京区後楽1丁目4番地18",
        "東京都文京区後楽1丁目4番地の18",
    ],
)
def test_same_address(other: str) -> None:
    """An address is the same in whichever way its numbers are written."""
    assert same_address("東京都文京区後楽1-4-18", other)


@pytest.mark.parametrize(
    "other",
    ["", "東京都文京区後楽1-4-1", "東京都文京区後楽14-18", "東京都文京区後楽1-4-18-808", "文京区後楽1-4-18"],
)
def test_other_address(other: str) -> None:
    """Another number, a further one or a missing part make another address."""
    assert not same_address("東京都文京区後楽1-4-18", other)


@given(st.integers(1, 39), st.integers(1, 99), st.integers(1, 99))
def test_chome_in_kanji(chome: int, block: int, house: int) -> None:
    """丁目 may be written in kanji; another 丁目 is another address."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(chome, 10)
    kanji = (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")
    written = f"大阪府大阪市北区梅田{kanji}丁目{block}番{house}号"
    assert same_address(f"大阪府大阪市北区梅田{chome}-{block}-{house}", written)
    assert not same_address(f"大阪府大阪市北区梅田{chome + 1}-{block}-{house}", written)


def test_names() -> None:
    """Names agree whatever their blanks and width; 髙 and 高 are two names, and nothing is nobody's name."""
    assert same_name("豊田 太郎", "豊田　太郎") and same_name("ＡＢＣ株式会社", "ABC株式会社")
    assert not same_name("髙田 太郎", "高田 太郎")
    assert not same_name("", "") and not same_address("", "")


@pytest.mark.parametrize("building", ["", " 豊田マンション808"])
def test_building_may_be_on_the_certificate(building: str) -> None:
    """The 建物名 of an account stands on a 車検証 or does not."""
    assert matches(
        kind="個人",
        profile={**TARO, "building": "豊田マンション808"},
        user_kind="個人",
        user_name="豊田 太郎",
        user_address=f"東京都文京区後楽1丁目4番18号{building}",
    )


@given(st.sampled_from(["個人", "法人"]), st.booleans(), st.booleans())
def test_all_three_have_to_agree(user_kind: str, name: bool, address: bool) -> None:
    """One difference in kind, name or address is enough for no match."""
    assert matches(
        kind="個人",
        profile=TARO,
        user_kind=user_kind,
        user_name="豊田 太郎" if name else "豊田 次郎",
        user_address=TARO["address"] if address else "愛知県豊田市トヨタ町1",
    ) is (user_kind == "個人" and name and address)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1), timezones=st.just(JAPAN)),
    st.timedeltas(timedelta(0), timedelta(days=9)),
)
def test_review_begins_the_next_day(applied: datetime, later: timedelta) -> None:
    """An application is due on every later calendar day in Japan, and on the same day never."""
    now = applied + later
    assert is_due(applied=applied.timestamp(), now=now.timestamp()) is (now.date() > applied.date())


def test_who_may_apply() -> None:
    """Only a waiting application keeps another one away."""
    assert [one for one in (None, *Status) if not may_apply(one)] == [Status.WAITING]


def test_a_letter_says_what_it_was_given() -> None:
    """Names and addresses go into HTML escaped, and into text as they are."""
    letter = completed("株式会社A&B", address="https://dealer.test/?a=1&b=2")
    assert "株式会社A&amp;B 様" in letter.html
    assert '<a href="https://dealer.test/?a=1&amp;b=2">次の手続きに進む</a>' in letter.html
    assert "株式会社A&B 様" in letter.text
    assert "次の手続きに進む\nhttps://dealer.test/?a=1&b=2\n" in letter.text
