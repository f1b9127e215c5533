"""The bodies of the three types: CSV in Shift_JIS, CSV in UTF-8, XML."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.houjin_bangou import Corporation
from fakes.houjin_bangou.characters import full_width, is_full_width, is_half_width, reduced
from fakes.houjin_bangou.csv_body import shift_jis_body, utf8_body
from fakes.houjin_bangou.paging import page_of
from fakes.houjin_bangou.xml_body import xml_body
from tests.fakes.corporations import read_csv, read_xml

UNICODE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=20)
LEVELS_1_2 = st.text("株式会社あいアーＡｚ０９－．・＆「」亜熙Ωж,\"' &<>", max_size=20)


def corporations(text: st.SearchStrategy[str]) -> st.SearchStrategy[list[Corporation]]:
    """Lists of records whose texts are drawn from ``text``."""
    return st.lists(
        st.builds(
            Corporation,
            corporate_number=st.from_regex(r"[1-9][0-9]{12}", fullmatch=True),
            name=text,
            prefecture_name=text,
            city_name=text,
            street_number=text,
            address_outside=text,
            change_cause=text,
            en_name=text,
            en_city_name=text,
            furigana=text,
            close_date=st.sampled_from(("", "2020-04-01")),
            latest=st.sampled_from("01"),
        ),
        max_size=4,
    )


@given(records=corporations(UNICODE), version=st.integers(1, 4))
def test_csv_and_xml_agree(records: list[Corporation], version: int) -> None:
    """Type 02 and type 12 of the same records hold the same values, whatever stands in them."""
    page = page_of(records, last_update_date="2026-07-10", version=version)
    found = read_csv(utf8_body(page))
    assert found == read_xml(xml_body(page))
    assert [record["name"] for record in found] == [record.name for record in records]


def test_filled_texts_are_quoted_and_codes_are_bare() -> None:
    """In CSV the eleven columns of text stand in quotes; numbers, codes and days do not."""
    names = [field.name for field in fields(Corporation)]
    page = page_of([Corporation(**{name: f"<{name}>" for name in names})], last_update_date="2026-07-10")
    line = utf8_body(page).decode().splitlines()[1]
    quoted = [column.strip('"<>') for column in line.split(",") if column.startswith('"')]
    assert quoted == [
        "name",
        "prefecture_name",
        "city_name",
        "street_number",
        "address_outside",
        "change_cause",
        "en_name",
        "en_prefecture_name",
        "en_city_name",
        "en_address_outside",
        "furigana",
    ]
    assert line.count('"') == 22


@given(records=corporations(LEVELS_1_2))
def test_shift_jis_agrees_with_utf_8(records: list[Corporation]) -> None:
    """Type 01 and type 02 hold the same values, as long as JIS levels 1 and 2 suffice."""
    page = page_of(records, last_update_date="2026-07-10")
    assert read_csv(shift_jis_body(page), "01") == read_csv(utf8_body(page))


@given(records=corporations(UNICODE))
def test_shift_jis_has_jis_levels_1_and_2_only(records: list[Corporation]) -> None:
    """Whatever stands in a record, type 01 has as many lines and columns, and no byte of a vendor's row."""
    body = shift_jis_body(page_of(records, last_update_date="2026-07-10"))
    assert body.count(b"\r\n") == body.count(b"\n") == len(records) + 1
    assert [len(record) for record in read_csv(body, "01")] == [30] * len(records)
    body.decode("shift_jis_2004")
    for sign in body.decode("cp932"):
        code = sign.encode("cp932")
        assert len(code) == 1 or (code[0] not in range(0xED, 0xFD) and code[0] != 0x87)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("髙橋﨑濵", "高橋崎浜"),
        ("ヴィコロⅡ－１階", "ヴィコロＩＩ－１階"),
        ("㈱見本①", "（株）見本１"),
        ("神田～麹町－１", "神田～麹町－１"),
        ("𩸽☃", "？？"),
        ("Hitachi, Ltd.", "Hitachi, Ltd."),
    ],
)
def test_rare_signs_are_shown_by_relatives(text: str, expected: str) -> None:
    """What JIS levels 1 and 2 do not have is shown by a relative, in parts, or as ？."""
    assert reduced(text) == expected


@given(text=UNICODE)
def test_reducing_twice_is_reducing_once(text: str) -> None:
    """A reduced text has nothing left to reduce."""
    assert reduced(reduced(text)) == reduced(text)


@given(text=st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_a_text_is_half_width_or_full_width(text: str) -> None:
    """ASCII is half-width, its full-width form is full-width, and only nothing is both."""
    assert is_half_width(text)
    assert is_full_width(full_width(text))
    assert is_full_width(text) == (text == "") == is_half_width(full_width(text))


MANY = [Corporation(corporate_number=f"{place:013d}", name="見本") for place in range(4100)]


@given(count=st.integers(0, len(MANY)), divide=st.integers(1, 5))
def test_parts_cover_the_whole_once(count: int, divide: int) -> None:
    """Parts have 2,000 records, the last one the rest, and together they are the whole."""
    records = MANY[:count]
    page = page_of(records, last_update_date="2026-07-10", divide=divide)
    assert page.divide_size == max(1, (count + 1999) // 2000)
    assert page.head == ("2026-07-10", str(count), str(divide), str(page.divide_size))
    assert list(page.records) == records[2000 * (divide - 1) : 2000 * divide]
