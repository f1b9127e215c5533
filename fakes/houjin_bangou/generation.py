"""Invented corporations with their histories, drawn from a seeded source."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from stdnum.jp import cn

from fakes.houjin_bangou.characters import full_width
from fakes.houjin_bangou.corporation import Corporation
from fakes.houjin_bangou.history import closed, moved, renamed, with_record

__all__ = ["invented_history", "invented_number"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Form:
    """A legal form: where it stands in a name, its kind and the two digits that it has in a number."""

    words: str
    kind: str
    digits: str
    in_front: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class _Town:
    """A town with the codes of its municipality."""

    prefecture: str
    city: str
    town: str
    codes: tuple[str, str]
    post_code: str


_FORMS = (
    _Form(words="株式会社", kind="301", digits="01"),
    _Form(words="株式会社", kind="301", digits="01", in_front=False),
    _Form(words="有限会社", kind="302", digits="02"),
    _Form(words="合同会社", kind="305", digits="03"),
    _Form(words="一般社団法人", kind="399", digits="05"),
)
_WORDS = (
    ("架空", "カクウ"),
    ("見本", "ミホン"),
    ("例示", "レイジ"),
    ("仮想", "カソウ"),
    ("模擬", "モギ"),
    ("サンプル", "サンプル"),
    ("試験", "シケン"),
    ("仮名", "カメイ"),
)
_TRADES = (
    ("商事", "ショウジ"),
    ("自動車", "ジドウシャ"),
    ("運輸", "ウンユ"),
    ("製作所", "セイサクショ"),
    ("工業", "コウギョウ"),
    ("不動産", "フドウサン"),
    ("・システムズ", "システムズ"),
    ("ＣＡＲサービス", "カーサービス"),
)
_TOWNS = (
    _Town(prefecture="愛知県", city="豊田市", town="トヨタ町", codes=("23", "211"), post_code="4710826"),
    _Town(prefecture="愛知県", city="名古屋市中村区", town="名駅", codes=("23", "105"), post_code="4500002"),
    _Town(prefecture="東京都", city="文京区", town="後楽", codes=("13", "105"), post_code="1120004"),
    _Town(prefecture="東京都", city="千代田区", town="丸の内", codes=("13", "101"), post_code="1000005"),
    _Town(prefecture="大阪府", city="大阪市北区", town="梅田", codes=("27", "127"), post_code="5300001"),
)
_FIRST_DAY, _DAYS = date(2015, 10, 5), 3600
"""Numbers are given from the first day on, and everything happens in the ten years after it."""


def invented_number(source: random.Random, taken: Callable[[str], bool], *, digits: str = "01") -> str:
    """A free number with a right check digit; ``digits`` say the legal form."""
    while True:
        # No registry office has the number 9999, so no real corporation is hit.
        base = f"9999{digits}{source.randrange(1_000_000):06d}"
        number: str = cn.calc_check_digit(base) + base
        if not taken(number):
            return number


def invented_history(source: random.Random, taken: Callable[[str], bool]) -> list[Corporation]:
    """The records of one corporation: new, of some also moved, renamed or closed since."""
    form = source.choice(_FORMS)
    day = _FIRST_DAY + timedelta(days=source.randrange(_DAYS - 400))
    name, furigana = _name(source, form)
    record = Corporation(
        corporate_number=invented_number(source, taken, digits=form.digits),
        name=name,
        furigana=furigana,
        kind=form.kind,
        change_date=str(day),
        assignment_date=str(day),
        update_date=_published(source, day),
        **_place(source),
    )
    history = [record]
    if source.random() < 0.3:
        day += timedelta(days=source.randrange(10, 130))
        record = moved(record, on=str(day), published=_published(source, day), **_place(source))
        history = with_record(history, record)
    if source.random() < 0.2:
        day += timedelta(days=source.randrange(10, 130))
        name, furigana = _name(source, form)
        record = renamed(record, name=name, furigana=furigana, on=str(day), published=_published(source, day))
        history = with_record(history, record)
    if source.random() < 0.1:
        day += timedelta(days=source.randrange(10, 130))
        history = with_record(history, closed(record, on=str(day), published=_published(source, day)))
    return history


def _name(source: random.Random, form: _Form) -> tuple[str, str]:
    word, trade = source.choice(_WORDS), source.choice(_TRADES)
    core, kana = word[0] + trade[0], word[1] + trade[1]
    # As in the register, the kana are often missing.
    return (form.words + core if form.in_front else core + form.words), source.choice((kana, kana, ""))


def _place(source: random.Random) -> dict[str, str]:
    town = source.choice(_TOWNS)
    block, lot = full_width(str(source.randint(1, 9))), full_width(str(source.randint(1, 30)))
    return {
        "prefecture_name": town.prefecture,
        "city_name": town.city,
        "street_number": f"{town.town}{block}丁目{lot}番",
        "prefecture_code": town.codes[0],
        "city_code": town.codes[1],
        "post_code": town.post_code,
    }


def _published(source: random.Random, day: date) -> str:
    # diff begins on the first of December 2015, when the first numbers were published.
    return max("2015-12-01", str(day + timedelta(days=source.randint(1, 9))))
