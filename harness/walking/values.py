"""Named values: what 『期限切れ』 in 「認証コード」 is for this customer, on this build, at this moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stdnum.jp import cn

from harness.builds.port import Bench, Certificate
from harness.errors import FeatureError, Finding, Nonconformance
from harness.walking.cast import Person
from harness.walking.certificates import other_certificate

__all__ = ["NAMED_VALUES", "Situation", "named_value"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """Whose value is wanted, and when."""

    person: Person
    bench: Bench
    at: str
    """Step id, for findings."""
    certificate: Certificate | None = None
    """The 車検証 of the scenario's car, where it is registered."""

    @property
    def car(self) -> Certificate:
        """The car that is registered. Raises FeatureError where none is."""
        if self.certificate is None:
            raise FeatureError(f"step {self.at} asks for a registered car; only chapter 4 has one")
        return self.certificate


def _codes(situation: Situation) -> list[str]:
    messages = situation.bench.messages(situation.person.email)
    return [code for message in messages for code in message.codes]


def _latest_code(situation: Situation) -> str:
    codes = _codes(situation)
    if not codes:
        raise Nonconformance(
            [
                Finding(
                    at=situation.at,
                    what="認証コードのメール",
                    expected=f"{situation.person.email} に数字6桁の認証コードが届く",
                    found=f"{len(situation.bench.messages(situation.person.email))}通のメールに認証コードがない",
                )
            ]
        )
    return codes[-1]


def _other_code(situation: Situation) -> str:
    return f"{(int(_latest_code(situation)) + 1) % 1_000_000:06d}"


def _first_code(situation: Situation) -> str:
    _latest_code(situation)
    return _codes(situation)[0]


def _wrong_check_digit(situation: Situation) -> str:
    number = situation.person.corporate_number
    return f"{int(number[0]) % 9 + 1}{number[1:]}"


def _unknown_number(situation: Situation) -> str:
    body = "234567890124"
    return cn.calc_check_digit(body) + body


NAMED_VALUES: dict[str, dict[str, Callable[[Situation], str]]] = {
    "認証コード": {
        "正しい": _latest_code,
        "誤り": _other_code,
        "期限切れ": _latest_code,
        "使用済み": _first_code,
        "回数超過": _latest_code,
        "空": lambda _: "",
    },
    "メールアドレス": {
        "未登録": lambda s: s.person.email,
        "正しい": lambda s: s.person.email,
        "登録済み": lambda s: s.person.email,
        "形式誤り": lambda _: "taro.toyoda＠example",
        "空": lambda _: "",
    },
    "パスワード": {
        "正しい": lambda s: s.person.password,
        "誤り": lambda s: s.person.password + "x",
        "空": lambda _: "",
    },
    "パスワード (確認用)": {"不一致": lambda s: s.person.password + "x", "空": lambda _: ""},
    "法人番号": {
        "登録あり": lambda s: s.person.corporate_number,
        "登録なし": _unknown_number,
        "検査数字誤り": _wrong_check_digit,
        "桁数誤り": lambda s: s.person.corporate_number[:-1],
        "空": lambda _: "",
    },
    "携帯電話番号": {"形式誤り": lambda _: "090-12-34", "空": lambda _: ""},
    "連絡用電話番号": {"空": lambda _: ""},
    "生年月日 (西暦)": {"未来": lambda s: f"{s.bench.now().year + 1}-01-01", "空": lambda _: ""},
    "クレジットカード番号": {"検査数字誤り": lambda _: "4242424242424241", "空": lambda _: ""},
    "有効期限": {
        "今月まで": lambda s: f"{s.bench.now():%m}/{s.bench.now().year % 100:02d}",
        "期限切れ": lambda s: f"{s.bench.now():%m}/{s.bench.now().year % 100 - 1:02d}",
    },
    "車台番号": {
        "正しい": lambda s: s.car.chassis_number,
        "誤り": lambda s: other_certificate(s.car).chassis_number,
        "形式誤り": lambda _: "ＡＢＣ-車台",
        "空": lambda _: "",
    },
    "自動車登録番号": {
        "正しい": lambda s: str(s.car.plate),
        "誤り": lambda s: str(other_certificate(s.car).plate),
        "形式誤り": lambda s: f"{s.car.plate.region} 3I0 {s.car.plate.kana} {s.car.plate.serial}",
        "空": lambda _: "",
    },
    "名前": {"空": lambda _: ""},
    "住所": {"空": lambda _: ""},
    "法人名": {"空": lambda _: ""},
}
"""Field label -> name of a value -> how it is made. The names are the values of the fact of the same name."""


def named_value(label: str, name: str, situation: Situation) -> str:
    """Makes a named value. Raises FeatureError if the field has none of that name."""
    makers = NAMED_VALUES.get(label, {})
    if name not in makers:
        raise FeatureError(
            f"「{label}」 has no value named 『{name}』; it has: {'、'.join(makers) or 'none'}"
        )
    return makers[name](situation)
