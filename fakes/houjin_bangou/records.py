"""The corporations that the fake knows from the start: real ones by their published facts, and sample ones.

Sources: the published register (https://www.houjin-bangou.nta.go.jp/) and the official sample files of the
Web-API. Where the register's 更新年月日 was not at hand, the default of ``Corporation`` stands.
"""

from __future__ import annotations

from fakes.houjin_bangou.state import Corporation

__all__ = ["REAL", "RECORDS", "SAMPLES"]

REAL: tuple[Corporation, ...] = (
    Corporation(
        corporate_number="1180301018771",
        update_date="2015-11-13",
        name="トヨタ自動車株式会社",
        prefecture_name="愛知県",
        city_name="豊田市",
        street_number="トヨタ町１番地",
        prefecture_code="23",
        city_code="211",
        post_code="4710826",
        furigana="トヨタジドウシャ",
    ),
    Corporation(
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
        furigana="コクゼイチョウ",
    ),
    Corporation(
        corporate_number="8000012010038",
        update_date="2021-09-01",
        change_date="2021-09-01",
        name="デジタル庁",
        kind="101",
        prefecture_name="東京都",
        city_name="千代田区",
        street_number="紀尾井町１番３号",
        prefecture_code="13",
        city_code="101",
        post_code="1020094",
        assignment_date="2021-09-01",
        furigana="デジタルチョウ",
    ),
    Corporation(
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
    ),
    Corporation(
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
    ),
    Corporation(
        corporate_number="1130001011420",
        name="任天堂株式会社",
        prefecture_name="京都府",
        city_name="京都市南区",
        street_number="上鳥羽鉾立町１１番地１",
        prefecture_code="26",
        city_code="107",
        post_code="6018116",
        furigana="ニンテンドウ",
    ),
    Corporation(
        corporate_number="5010401067252",
        name="ソニーグループ株式会社",
        prefecture_name="東京都",
        city_name="港区",
        street_number="港南１丁目７番１号",
        prefecture_code="13",
        city_code="103",
        post_code="1080075",
        furigana="ソニーグループ",
    ),
    Corporation(
        corporate_number="5070001032626",
        process="12",
        update_date="2021-06-09",
        change_date="2021-06-02",
        name="株式会社フィルイン",
        prefecture_name="群馬県",
        city_name="高崎市",
        street_number="飯塚町１４７番地４",
        prefecture_code="10",
        city_code="202",
        post_code="3700069",
        assignment_date="2016-09-05",
        furigana="フィルイン",
    ),
)
"""Real corporations."""


def _tax_trade(number: str, name: str, block: str, **changes: str) -> Corporation:
    place = {
        "prefecture_name": "千葉県",
        "city_name": "千葉市中央区",
        "street_number": f"中央４丁目５番{block}号",
        "prefecture_code": "12",
        "city_code": "101",
        "post_code": "2600013",
    }
    return Corporation(corporate_number=number, name=name, update_date="2015-12-01", **{**place, **changes})


def _excluded(number: str, name: str, **fields: str) -> Corporation:
    return Corporation(
        corporate_number=number,
        correct="1",
        name=name,
        prefecture_name="東京都",
        city_name="千代田区",
        prefecture_code="13",
        city_code="101",
        **fields,
    )


def _renamed(name: str, **fields: str) -> Corporation:
    street = "蘇我５丁目９番１号"
    return _tax_trade("8040001999013", name, "", street_number=street, post_code="2600822", **fields)


_MOVED = "株式会社検索対象除外のち所在地変更により検索対象"

SAMPLES: tuple[Corporation, ...] = (
    _excluded(
        "5111101000006",
        "株式会社検索対象除外",
        update_date="2019-04-03",
        street_number="（東京市神田区小川町一丁目１０番地）",
        post_code="1000000",
        hihyoji="1",
    ),
    _excluded(
        "4111101000007",
        _MOVED,
        update_date="2019-04-05",
        street_number="（東京市神田区小川町一丁目２０番地）",
        post_code="1000000",
        latest="0",
    ),
    _excluded(
        "4111101000007",
        _MOVED,
        process="12",
        update_date="2019-04-05",
        change_date="2019-04-04",
        street_number="神田小川町１丁目２０番地",
        post_code="1010052",
    ),
    _tax_trade("2040001999902", "株式会社国税商事あ", "８"),
    _tax_trade("2040001999910", "株式会社国税商事井", "１０"),
    _tax_trade("1040001999903", "株式会社国税商事亜", "１"),
    _tax_trade(
        "9040001999904",
        "株式会社国税商事亜",
        "",
        prefecture_name="東京都",
        city_name="文京区",
        street_number="湯島４丁目６番１５号",
        prefecture_code="13",
        city_code="105",
        post_code="1130034",
    ),
    _tax_trade("8040001999905", "株式会社国税商事亜亜", "２"),
    _tax_trade("7040001999906", "株式会社国税商事亜亜亜", "３", latest="0"),
    _tax_trade("6040001999907", "株式会社国税商事亜伊", "５"),
    _tax_trade("4040001999909", "株式会社国税商事伊", "６"),
    _tax_trade("5040001999908", "株式会社国税商事阿", "４"),
    _tax_trade("3040001999901", "株式会社国税商事Ａ", "９"),
    _renamed("株式会社商号変更前", latest="0"),
    _renamed("株式会社商号変更後", process="11", change_date="2017-05-09"),
)
"""Records of the official sample files: these corporations do not exist."""

RECORDS = REAL + SAMPLES
