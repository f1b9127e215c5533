"""The corporations that the fake knows from the start: real ones by their published facts, and sample ones."""

from __future__ import annotations

from dataclasses import replace

from fakes.houjin_bangou.corporation import Corporation
from fakes.houjin_bangou.history import corrected, moved

__all__ = ["REAL", "RECORDS", "SAMPLES"]

_TOYOTA = Corporation(
    corporate_number="1180301018771",
    update_date="2015-11-13",
    name="トヨタ自動車株式会社",
    prefecture_name="愛知県",
    city_name="豊田市",
    street_number="トヨタ町１番地",
    prefecture_code="23",
    city_code="211",
    post_code="4710826",
    # The recorded answer is of version 2, which has no furigana: these kana are read from the name.
    furigana="トヨタジドウシャ",
)
_TAX_AGENCY = Corporation(
    corporate_number="7000012050002",
    correct="1",
    update_date="2018-04-02",
    name="国税庁",
    kind="101",
    prefecture_name="東京都",
    city_name="千代田区",
    street_number="霞が関３丁目１－１",
    prefecture_code="13",
    city_code="101",
    post_code="1000013",
    en_name="National Tax Agency",
    en_prefecture_name="Tokyo",
    en_city_name="3-1-1 Kasumigaseki, Chiyoda-ku",
    furigana="コクゼイチョウ",
)
_GUNMA = Corporation(
    corporate_number="7000020100005",
    correct="1",
    update_date="2018-04-03",
    name="群馬県",
    kind="201",
    prefecture_name="群馬県",
    city_name="前橋市",
    street_number="大手町１丁目１番１号",
    prefecture_code="10",
    city_code="201",
    post_code="3710026",
    en_name="Gunma Prefectural Government",
    en_prefecture_name="Gunma",
    en_city_name="1-1-1, Ote-machi, Maebashi-shi",
    furigana="グンマケン",
)
_HITACHI = Corporation(
    corporate_number="7010001008844",
    correct="1",
    update_date="2018-05-11",
    name="株式会社日立製作所",
    prefecture_name="東京都",
    city_name="千代田区",
    street_number="丸の内１丁目６番６号",
    prefecture_code="13",
    city_code="101",
    post_code="1000005",
    en_name="Hitachi, Ltd.",
    en_prefecture_name="Tokyo",
    en_city_name="6-6, Marunouchi 1-chome, Chiyoda-ku",
    furigana="ヒタチセイサクショ",
)


def _fillin() -> tuple[Corporation, ...]:
    takasaki = {
        "prefecture_name": "群馬県",
        "city_name": "高崎市",
        "prefecture_code": "10",
        "city_code": "202",
    }
    founded = Corporation(
        corporate_number="5070001032626",
        correct="1",
        update_date="2018-05-08",
        change_date="2016-09-05",
        name="株式会社フィルイン",
        street_number="八島町５８番地１ウエストワンビル１０Ｆ１０１１号",
        post_code="3700849",
        assignment_date="2016-09-05",
        furigana="フィルイン",
        latest="0",
        **takasaki,
    )
    first = moved(
        founded,
        on="2018-05-02",
        published="2018-05-08",
        street_number="本町４８番地",
        post_code="3700813",
        **takasaki,
    )
    second = moved(
        first,
        on="2021-06-02",
        published="2021-06-09",
        street_number="飯塚町１４７番地４",
        post_code="3700069",
        **takasaki,
    )
    return founded, replace(first, correct="1", latest="0"), second


REAL: tuple[Corporation, ...] = (_TOYOTA, _TAX_AGENCY, _GUNMA, _HITACHI, *_fillin())
"""Real corporations, as recorded answers of the Web-API show them.

Toyota: version 2, 2017 (kissy2go/houjin-bangou); 国税庁: 2026 (yamayued/houjin-bangou-api-mcp); 日立製作所: 2026
(minako-ph/jp-opendata-actors); 群馬県 and フィルイン with its two moves: 2021 (fillin-inc/go-corp).
"""

_BEFORE = "（東京市神田区小川町一丁目{}番地）"
_KANDA = {"prefecture_name": "東京都", "city_name": "千代田区", "prefecture_code": "13", "city_code": "101"}


def _excluded(number: str, name: str, block: str, **fields: str) -> Corporation:
    street = _BEFORE.format(block)
    return Corporation(
        corporate_number=number,
        name=name,
        correct="1",
        street_number=street,
        post_code="1000000",
        **_KANDA,
        **fields,
    )


def _excluded_then_moved() -> tuple[Corporation, ...]:
    name = "株式会社検索対象除外のち所在地変更により検索対象"
    before = _excluded("4111101000007", name, "２０", update_date="2019-04-05", latest="0")
    after = moved(
        replace(before, hihyoji="1"),
        on="2019-04-04",
        published="2019-04-04",
        street_number="神田小川町１丁目２０番地",
        post_code="1010052",
        **_KANDA,
    )
    return before, after, corrected(after, published="2019-04-05", hihyoji="0")


def _trader(number: str, name: str, block: str, **fields: str) -> Corporation:
    chiba = {
        "prefecture_name": "千葉県",
        "city_name": "千葉市中央区",
        "street_number": f"中央４丁目５番{block}号",
        "prefecture_code": "12",
        "city_code": "101",
        "post_code": "2600013",
    }
    return Corporation(corporate_number=number, name=name, update_date="2015-12-01", **(chiba | fields))


_BUNKYO = {
    "prefecture_name": "東京都",
    "city_name": "文京区",
    "street_number": "湯島４丁目６番１５号",
    "prefecture_code": "13",
    "city_code": "105",
    "post_code": "1130034",
}

SAMPLES: tuple[Corporation, ...] = (
    _excluded("5111101000006", "株式会社検索対象除外", "１０", update_date="2019-04-03", hihyoji="1"),
    *_excluded_then_moved(),
    _trader("2040001999902", "株式会社国税商事あ", "８"),
    _trader("2040001999910", "株式会社国税商事井", "１０"),
    _trader("1040001999903", "株式会社国税商事亜", "１"),
    _trader("9040001999904", "株式会社国税商事亜", "", **_BUNKYO),
    _trader("8040001999905", "株式会社国税商事亜亜", "２"),
    _trader("7040001999906", "株式会社国税商事亜亜亜", "３", latest="0"),
    _trader("6040001999907", "株式会社国税商事亜伊", "５"),
    _trader("4040001999909", "株式会社国税商事伊", "６"),
    _trader("5040001999908", "株式会社国税商事阿", "４"),
    _trader("3040001999901", "株式会社国税商事Ａ", "９"),
)
"""Records of the official sample files (k-sample-dl-r0404.zip of 国税庁): these corporations do not exist."""

RECORDS = REAL + SAMPLES
