"""The fields that make up a customer's profile, for both kinds, and how a profile fills them in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta, timezone

from harness.reference import clock
from harness.reference.forms import Field, Form, Part, Values, choice_field, text_field
from harness.reference.policy import birthdate, kana, password, phone_number, postal_code
from harness.reference.policy.customer_kind import CORPORATION, KINDS
from harness.reference.policy.refused import Refused
from harness.reference.policy.written import written

__all__ = [
    "KIND",
    "LOGIN_FIELDS",
    "profile_form",
    "shown_profile",
    "typed_profile",
]

JAPAN = timezone(timedelta(hours=9), "JST")
SEXES = ("男性", "女性", "回答しない")
NAME, KANA, ADDRESS = 30, 60, 100
"""Longest name, reading and address, in characters."""


def _one(key: str, read: Callable[[str], str]) -> Callable[[Sequence[str]], Values]:
    """A field of one input gives one value."""
    return lambda texts: {key: read(texts[0])}


def _text(key: str, longest: int) -> Callable[[Sequence[str]], Values]:
    return _one(key, lambda text: written(text, longest))


def _kana(key: str, longest: int) -> Callable[[Sequence[str]], Values]:
    return _one(key, lambda text: kana.kana(text, longest))


def _both(
    keys: tuple[str, str], asked: tuple[str, str], read: Callable[[str], str]
) -> Callable[[Sequence[str]], Values]:
    """A name has both of its parts."""

    def read_both(texts: Sequence[str]) -> Values:
        for text, what in zip(texts, asked, strict=True):
            if not text.strip():
                raise Refused(f"{what}を入力してください。")
        return {key: read(text) for key, text in zip(keys, texts, strict=True)}

    return read_both


def _phone(name: str, label: str, *, mobile: bool, notes: tuple[str, ...] = ()) -> Field:
    read = phone_number.mobile_number if mobile else phone_number.phone_number
    first = "090" if mobile else "03"
    whole = ("市外局番", "市内局番", "番号") if not mobile else ("最初の3桁", "中央の4桁", "最後の4桁")
    examples = (first, "0000", "0000")
    return Field(
        name=name,
        label=label,
        kind="group",
        parts=tuple(
            Part(name=f"{name}_{n}", label=part, type="tel", example=f"例) {example}")
            for n, (part, example) in enumerate(zip(whole, examples, strict=True), 1)
        ),
        read=lambda texts: {name: read(texts)},
        notes=notes,
    )


KIND = choice_field("kind", "お客さま種別", KINDS)

LOGIN_FIELDS = (
    replace(
        text_field(
            "password",
            "パスワード",
            _one("password", password.password),
            type="password",
            example="パスワードを入力",
            autocomplete="new-password",
        ),
        secret=True,
        notes=(f"※ 半角英数字を組み合わせて{password.SHORTEST}～{password.LONGEST}文字で入力してください。",),
    ),
    replace(
        text_field(
            "password_again",
            "パスワード (確認用)",
            lambda _texts: {},
            type="password",
            example="パスワードをもう一度入力",
            autocomplete="new-password",
        ),
        secret=True,
    ),
    _phone(
        "verification_phone",
        "認証用電話番号",
        mobile=True,
        # The second note is cut off in the guide; its sense is kept.
        notes=(
            "※ 携帯電話番号を入力してください。",
            "※ 認証用電話番号は、不正ログイン防止のために使用します。",
        ),
    ),
)

_CONTACT = (
    text_field(
        "postal_code",
        "郵便番号",
        _one("postal_code", postal_code.postal_code),
        example="例) 112-8701",
        inputmode="numeric",
        autocomplete="postal-code",
    ),
    text_field("address", "住所", _text("address", ADDRESS), example="例) 東京都文京区後楽1-4-18"),
    replace(
        text_field("building", "建物名", _text("building", ADDRESS), example="例) 豊田マンション808"),
        required=False,
    ),
)

_PHONES = (
    _phone("contact_phone", "連絡用電話番号", mobile=False),
    _phone("mobile_phone", "携帯電話番号", mobile=True),
)

_INDIVIDUAL = (
    Field(
        name="name",
        label="名前",
        kind="group",
        parts=(
            Part(name="family_name", label="姓", example="例) 豊田", autocomplete="family-name"),
            Part(name="given_name", label="名", example="例) 太郎", autocomplete="given-name"),
        ),
        read=_both(("family_name", "given_name"), ("姓", "名"), lambda text: written(text, NAME)),
    ),
    Field(
        name="name_kana",
        label="名前 (カナ)",
        kind="group",
        parts=(
            Part(name="family_name_kana", label="セイ", example="例) トヨタ"),
            Part(name="given_name_kana", label="メイ", example="例) タロウ"),
        ),
        read=_both(
            ("family_name_kana", "given_name_kana"), ("セイ", "メイ"), lambda text: kana.kana(text, KANA)
        ),
    ),
    choice_field("sex", "性別", SEXES),
    Field(
        name="birthdate",
        label="生年月日 (西暦)",
        kind="group",
        parts=(
            Part(
                name="birth_year",
                label="年",
                inputmode="numeric",
                example="例) 1960",
                autocomplete="bday-year",
            ),
            Part(
                name="birth_month",
                label="月",
                inputmode="numeric",
                example="例) 1",
                autocomplete="bday-month",
            ),
            Part(name="birth_day", label="日", inputmode="numeric", example="例) 1", autocomplete="bday-day"),
        ),
        read=lambda texts: {"birthdate": birthdate.birthdate(texts, today=clock.now(JAPAN).date())},
    ),
    *_CONTACT,
    *_PHONES,
)

_CORPORATION = (
    text_field(
        "name",
        "法人名",
        _text("name", ADDRESS),
        example="例) トヨタ自動車株式会社",
        autocomplete="organization",
    ),
    text_field(
        "name_kana",
        "法人名 (カナ)",
        _kana("name_kana", ADDRESS),
        example="例) トヨタジドウシャカブシキカイシャ",
    ),
    *_CONTACT,
    replace(text_field("department", "部署", _text("department", ADDRESS)), required=False),
    *_PHONES,
)


def profile_form(kind: str, locked: Collection[str] = frozenset()) -> Form:
    """An individual or a corporation is asked for its profile; ``locked`` profile keys are only shown."""
    fields = _CORPORATION if kind == CORPORATION else _INDIVIDUAL
    return Form(fields=tuple(replace(one, locked=True) if _is_locked(one, locked) else one for one in fields))


def _is_locked(one: Field, locked: Collection[str]) -> bool:
    return one.name in locked or any(part.name in locked for part in one.parts)


def typed_profile(profile: Mapping[str, str]) -> Values:
    """A stored profile as it would have been typed."""
    typed = dict(profile)
    for name in ("contact_phone", "mobile_phone"):
        for n, part in enumerate(phone_number.phone_parts(typed.pop(name, "")), 1):
            typed[f"{name}_{n}"] = part
    year, month, day = ([*typed.pop("birthdate", "").split("-"), "", "", ""])[:3]
    if year:
        typed |= {"birth_year": year, "birth_month": month.lstrip("0"), "birth_day": day.lstrip("0")}
    return typed


def shown_profile(kind: str, profile: Mapping[str, str]) -> list[tuple[str, str]]:
    """A profile as the guide's confirmation screens print it: label and value, in their order."""

    def joined(*keys: str) -> str:
        return " ".join(profile.get(key, "") for key in keys).strip()

    if kind == CORPORATION:
        who = [
            ("法人番号", joined("corporate_number")),
            ("法人名", joined("name")),
            ("法人名 (カナ)", joined("name_kana")),
            ("部署", joined("department")),
        ]
    else:
        who = [
            ("名前", joined("family_name", "given_name")),
            ("名前 (カナ)", joined("family_name_kana", "given_name_kana")),
            ("性別", joined("sex")),
            ("生年月日 (西暦)", birthdate.shown_date(joined("birthdate"))),
        ]
    where = [
        ("郵便番号", joined("postal_code")),
        ("住所", joined("address")),
        ("建物名", joined("building")),
        ("連絡用電話番号", joined("contact_phone")),
        ("携帯電話番号", joined("mobile_phone")),
    ]
    return [("お客さま種別", kind), *((label, value) for label, value in [*who, *where] if value)]
