"""自動車登録番号: 地域名, 分類番号, かな文字 and 一連指定番号, as on the plate (自動車登録規則 13条)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from harness.reference.policy.plate_regions import REGIONS
from harness.reference.policy.refused import Refused
from harness.reference.policy.written import folded

__all__ = ["NumberPlate", "number_plate"]

_CLASS = re.compile(r"[0-9][0-9ACFHKLMPXY]{0,2}")
"""Letters since 2018, for classes that ran out of digits."""
_KANA = frozenset(
    "さすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるろ"  # private, よ of the US forces
    "あいうえかきくけこを"  # business
    "われ"  # rental
    "ABEHKMTY"  # US forces
)
"""Never おしへんゐゑ."""
_SERIAL = re.compile(r"[1-9][0-9]{0,3}")
_DOTS = "・.･"
"""A plate fills a short number up: ・・12."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberPlate:
    """A number whose parts have the right form; whether a car bears it is another question."""

    region: str
    class_number: str
    kana: str
    serial: str

    def __str__(self) -> str:
        return f"{self.region} {self.class_number} {self.kana} {self.serial}"


def number_plate(parts: Sequence[str]) -> NumberPlate:
    """Region, class, kana and serial are kept in half width; every wrong part is said in one message."""
    read: dict[str, str] = {}
    wrong: list[str] = []
    for (name, reader), part in zip(_READERS.items(), parts, strict=True):
        try:
            read[name] = reader(folded(part))
        except Refused as refused:
            wrong.append(refused.message)
    if wrong:
        raise Refused("".join(wrong))
    return NumberPlate(**read)


def _region(text: str) -> str:
    region = text.replace("ヶ", "ケ")
    if region not in REGIONS:
        raise Refused("地域名をナンバープレートのとおりに入力してください。")
    return region


def _class_number(text: str) -> str:
    if not _CLASS.fullmatch(text.upper()):
        raise Refused("分類番号は3文字以内の数字とアルファベットで入力してください。")
    return text.upper()


def _kana(text: str) -> str:
    if text.upper() not in _KANA:
        raise Refused("かな文字をひらがな1文字で入力してください。")
    return text.upper()


def _serial(text: str) -> str:
    # A plate writes 12-34 and ・・12; neither sign belongs to the number.
    digits = text.lstrip(_DOTS)
    if re.fullmatch(r"[0-9]{2}-[0-9]{2}", digits):
        digits = digits.replace("-", "")
    if not _SERIAL.fullmatch(digits):
        raise Refused("一連指定番号は1～9999の数字で入力してください。")
    return digits


_READERS: dict[str, Callable[[str], str]] = {
    "region": _region,
    "class_number": _class_number,
    "kana": _kana,
    "serial": _serial,
}
