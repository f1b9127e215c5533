"""Every field of every form, with everything that does not belong there."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from tests.reference.delivered import (
    EXTRAS,
    TICKS,
    open_services,
    to_g_link_form,
    to_service_card,
    to_service_method,
    to_service_plan,
)
from tests.reference.registering import ENTRY, VEHICLE, link, register_car, sign_up, to_vehicle
from tests.reference.ways import (
    CARD,
    COMPANY,
    LOGIN,
    PERSON,
    become_buyer,
    become_same_user,
    company,
    decline_g_link,
    log_in,
    person,
    to_card,
    to_charging_payment,
    to_kind,
    to_login,
    to_user_login,
    user_phone,
)

if TYPE_CHECKING:
    from tests.reference.conftest import Dealer, Outside, Phone

NEW = "new@mail.toyota.example"
Way = Callable[["Dealer", "Outside"], "Phone"]


def _user(dealer: Dealer, outside: Outside) -> Phone:
    return to_user_login(user_phone(dealer, become_buyer(dealer, outside)))


def _profile(kind: str) -> Way:
    def go(dealer: Dealer, outside: Outside) -> Phone:
        profile = person() if kind == "個人" else company()
        return log_in(dealer.phone(), outside.add_account(kind=kind, profile=profile))

    return go


def _registering(kind: str, *, user: bool = False) -> Way:
    def go(dealer: Dealer, outside: Outside) -> Phone:
        phone = _user(dealer, outside) if user else to_login(dealer.phone())
        to_kind(phone, outside, NEW).press("次へ", kind=kind)
        return phone.press("直接入力する") if kind == "個人" else phone

    return go


def _terms_of_g_link(dealer: Dealer, outside: Outside) -> Phone:
    phone = become_same_user(dealer, outside).press("My LEXUSサービス利用手続きへ")
    return phone.press("利用申込みをする")


def _photo(dealer: Dealer, outside: Outside) -> Phone:
    phone = to_kind(to_login(dealer.phone()), outside, NEW).press("次へ", kind="個人")
    return (
        phone.press("身分証明書をカメラで撮影する").press("はじめる").press("運転免許証").press("撮影画面へ")
    )


def _car(dealer: Dealer, outside: Outside) -> Phone:
    register_car(dealer)
    return to_vehicle(dealer.new_phone(), outside.add_account(kind="個人", profile=person()))


def _new_account(dealer: Dealer, outside: Outside) -> Phone:
    phone = dealer.new_phone().open(ENTRY).press("新規登録（無料）").press("次へ", terms="on")
    return phone.press("認証コードを送信", email=NEW).press("次へ", code=outside.code).press("次へ")


def _after_delivery(kind: str) -> Way:
    return lambda dealer, outside: _new_account(dealer, outside).press("確認", **LOGIN, kind=kind)


WAYS: dict[str, tuple[Way, str, dict[str, str], dict[str, str]]] = {
    "1-1/6": (
        lambda d, o: to_login(d.phone()),
        "ログイン",
        {"email": "taro@mail.toyota.example", "password": "Passw0rd"},
        {"email": "address", "password": "login"},
    ),
    "1-1/7-A 個人": (
        _profile("個人"),
        "確認",
        {},
        {
            "family_name": "name",
            "given_name": "name",
            "family_name_kana": "kana",
            "given_name_kana": "kana",
            "sex": "choice",
            "birth_year": "number",
            "birth_month": "number",
            "birth_day": "number",
            "postal_code": "number",
            "address": "name",
            "building": "optional",
            "contact_phone_1": "number",
            "mobile_phone_2": "number",
        },
    ),
    "1-1/7-A 法人": (
        _profile("法人"),
        "確認",
        {},
        {
            "corporate_number": "optional number",
            "name": "name",
            "name_kana": "kana",
            "department": "optional",
        },
    ),
    "1-1/8-A": (
        lambda d, o: _profile("個人")(d, o).press("確認"),
        "次へ",
        {},
        {"staff": "tick"},
    ),
    "1-1/7-B": (
        lambda d, o: to_login(d.phone()).press("新規登録(無料)"),
        "次へ",
        {},
        {"terms": "tick"},
    ),
    "1-1/8-B": (
        lambda d, o: to_login(d.phone()).press("新規登録(無料)").press("次へ", terms="on"),
        "認証コードを送信",
        {},
        {"email": "address"},
    ),
    "1-1/9-B": (
        lambda d, o: (
            to_login(d.phone())
            .press("新規登録(無料)")
            .press("次へ", terms="on")
            .press("認証コードを送信", email=NEW)
        ),
        "次へ",
        {},
        {"code": "number"},
    ),
    "1-1/11-B": (
        lambda d, o: to_kind(to_login(d.phone()), o, NEW),
        "次へ",
        {},
        {"kind": "choice"},
    ),
    "1-1/18-B": (
        _registering("個人"),
        "確認",
        PERSON,
        {
            "password": "login",
            "password_again": "login",
            "verification_phone_3": "number",
            "family_name": "name",
            "given_name_kana": "kana",
            "sex": "choice",
            "birth_year": "number",
            "postal_code": "number",
            "address": "name",
            "building": "optional",
            "contact_phone_2": "number",
            "mobile_phone_1": "number",
        },
    ),
    "1-1/13-C": (_registering("法人"), "自動入力", LOGIN, {"corporate_number": "number"}),
    "1-1/15-C": (
        _registering("法人"),
        "確認",
        COMPANY,
        {
            "password": "login",
            "verification_phone_1": "number",
            "corporate_number": "optional number",
            "name": "name",
            "name_kana": "kana",
            "postal_code": "number",
            "address": "name",
            "building": "optional",
            "department": "optional",
        },
    ),
    "2-1/3": (
        lambda d, o: become_buyer(d, o).press("使用者情報の登録へ").press("買主と同じ名義で登録する"),
        "次へ",
        {},
        {"terms": "tick"},
    ),
    "2-2/10": (_user, "ログイン", {"password": "Passw0rd"}, {"email": "address"}),
    "2-2/22-B": (
        _registering("個人", user=True),
        "確認",
        PERSON,
        {"family_name": "name", "birth_day": "number", "verification_phone_1": "number"},
    ),
    "2-2/19-C": (_registering("法人", user=True), "確認", COMPANY, {"name": "name", "name_kana": "kana"}),
    "3-1/3-A": (
        _terms_of_g_link,
        "つぎへ",
        {"terms": "on", "explained": "on"},
        {"terms": "tick", "explained": "tick"},
    ),
    "3-1/4-A": (
        lambda d, o: _terms_of_g_link(d, o).press("つぎへ", terms="on", explained="on"),
        "つぎへ",
        {},
        {"notice_email": "address", "extras": "choice"},
    ),
    "3-1/4-B": (
        lambda d, o: (
            become_same_user(d, o)
            .press("My LEXUSサービス利用手続きへ")
            .press("利用申込みをしない")
            .press("OK")
        ),
        "つぎへ",
        {},
        {"answer": "choice"},
    ),
    "3-2/2-A": (
        lambda d, o: decline_g_link(become_same_user(d, o)).press("利用申込みをする"),
        "つぎへ",
        {},
        {"terms": "tick"},
    ),
    "3-2/3-A": (
        lambda d, o: (
            decline_g_link(become_same_user(d, o)).press("利用申込みをする").press("つぎへ", terms="on")
        ),
        "つぎへ",
        {},
        {"plan": "choice"},
    ),
    "3-2/4-A": (
        lambda d, o: to_charging_payment(become_same_user(d, o)),
        "つぎへ",
        {},
        {"method": "choice"},
    ),
    "3-2/6-A": (
        lambda d, o: to_card(become_same_user(d, o)),
        "確認",
        CARD,
        {"number": "number", "expiry": "number", "cvc": "number"},
    ),
    "4-1/8-B": (
        _new_account,
        "確認",
        {**LOGIN, "kind": "個人"},
        {"password": "login", "password_again": "login", "kind": "choice"},
    ),
    "4-1/9-B": (
        _after_delivery("個人"),
        "確認",
        PERSON,
        {"family_name": "name", "birth_year": "number", "address": "name"},
    ),
    "4-1/9-C": (
        _after_delivery("法人"),
        "確認",
        COMPANY,
        {"corporate_number": "optional number", "name": "name", "postal_code": "number"},
    ),
    "4-1/12-B": (
        lambda d, o: sign_up(d.new_phone(), o, NEW, "個人", PERSON).press("次へ"),
        "次へ",
        {},
        {"terms": "tick"},
    ),
    "4-1/15-B": (
        lambda d, o: link(sign_up(d.new_phone(), o, NEW, "個人", PERSON)).press("前の画面に戻る"),
        "次へ",
        {},
        {"terms": "tick"},
    ),
    "4-1/7-A": (_car, "確認", VEHICLE, dict.fromkeys(VEHICLE, "number")),
    "5-1/3-A": (
        lambda d, o: open_services(d, o).press("利用申込みをする"),
        "つぎへ",
        TICKS,
        {"terms": "tick", "explained": "tick"},
    ),
    "5-1/4-A": (
        lambda d, o: to_g_link_form(open_services(d, o)),
        "つぎへ",
        {},
        {"notice_email": "address", "extras": "choice"},
    ),
    "5-1/5-A": (
        lambda d, o: to_g_link_form(open_services(d, o, "法人")).press("つぎへ", extras=EXTRAS),
        "つぎへ",
        {},
        {"method": "choice"},
    ),
    "5-1/7-A": (
        lambda d, o: to_service_card(open_services(d, o)),
        "確認",
        CARD,
        {"number": "number", "expiry": "number", "cvc": "number"},
    ),
    "5-2/2-A": (
        lambda d, o: open_services(d, o).press("利用申込みをしない").press("OK").press("利用申込みをする"),
        "つぎへ",
        {},
        {"terms": "tick"},
    ),
    "5-2/3-A": (lambda d, o: to_service_plan(open_services(d, o)), "つぎへ", {}, {"plan": "choice"}),
    "5-2/4-A": (lambda d, o: to_service_method(open_services(d, o)), "つぎへ", {}, {"method": "choice"}),
    "5-2/6-A": (
        lambda d, o: to_service_method(open_services(d, o)).press("つぎへ", method="クレジットカード"),
        "確認",
        CARD,
        {"number": "number", "expiry": "number", "cvc": "number"},
    ),
}
"""Step -> the way there, its button, what is right there, and the kind of each of its fields."""

_HARMFUL = {
    "長すぎ": "豊" * 256,
    "1MB": "1" * 2**20,
    "絵文字": "🚗",
    "HTML": "<b>x</b>",
    "SQL": "'; DROP TABLE contract;--",
    "制御文字": "a\x07b",
    "NUL": "a\x00b",
    "書字方向": "a\u202eb",
    "サロゲート": "SURROGATE",
    "非文字": "\ufffe",
}
BAD: dict[str, dict[str, str]] = {
    "name": {"空": "", "空白": " 　", **_HARMFUL},
    "optional": _HARMFUL,
    "kana": {"空": "", "半角": "ﾄﾖﾀ", "ひらがな": "とよた", "漢字": "豊田", **_HARMFUL},
    "number": {"空": "", "漢数字": "一二三", "小数": "1.5", "負数": "-1", **_HARMFUL},
    "optional number": {"桁数": "123", **_HARMFUL},
    "address": {
        "空": "",
        "形式": "taro",
        "全角": "ｔａｒｏ＠ｍａｉｌ．ｊｐ",
        "改行": "a@b.jp\r\nBcc: c@d.jp",
        **_HARMFUL,
    },
    "login": {"空": "", **_HARMFUL},
    "choice": {"空": "", "ない選択肢": "その他大勢", **_HARMFUL},
    "tick": {"空": "", "オフ": "off", **_HARMFUL},
}


def _cases() -> list[Any]:
    return [
        pytest.param(step, name, kind, id=f"{step}-{name}")
        for step, (_, _, _, fields) in WAYS.items()
        for name, kind in fields.items()
    ]


def _send(phone: Phone, button: str, sent: dict[str, str]) -> None:
    """Sends a form; a lone surrogate goes out as the three bytes that a careless client would send."""
    label = next(one for one in phone.page.iter("button") if one.text_content().strip() == button)
    whole = {**phone.form(), **sent, "action": label.get("value")}
    data = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in whole.items()
    )
    body = (data + "--x--\r\n").encode().replace(b"SURROGATE", b"a\xed\xa0\x80b")
    answer = phone.client.post(phone.url, data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 303
    phone.open(answer.location)


@pytest.mark.parametrize(("step", "name", "kind"), _cases())
def test_bad_input(dealer: Dealer, outside: Outside, step: str, name: str, kind: str) -> None:
    """Whatever does not belong in a field is refused at that field, on the same screen, and changes nothing."""
    way, button, right, _ = WAYS[step]
    phone = way(dealer, outside)
    heading, before = phone.heading, dealer.contract
    mails = len(outside.mails)
    for what, value in BAD[kind].items():
        _send(phone, button, {**right, name: value})
        assert (phone.status, phone.heading) == (200, heading), what
        assert phone.error(name), what
    assert dealer.contract == before
    assert outside.changes == [] and outside.cards.tokens == {} and len(outside.mails) == mails
    assert all(one["email"] != "taro" for one in outside.registrations)


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg onload=alert(1)>", b"\x00" * 2**10, "写真".encode(), b"GIF89a", b"\xff\xd8"],
    ids=["空", "SVG", "ゼロ", "文字", "GIF", "途中"],
)
def test_bad_photograph(dealer: Dealer, outside: Outside, content: bytes) -> None:
    """What is no photograph is refused at its field and goes to no reader."""
    phone = _photo(dealer, outside)
    phone.press("撮影する", photo=(BytesIO(content), "front.jpg"))
    assert (phone.status, phone.heading) == (200, "オモテ面の撮影")
    assert phone.error("photo")


def test_every_form_is_tried() -> None:
    """No screen of any procedure has a form that the cases above leave out."""
    from harness.reference.draft import Draft
    from harness.reference.flows import FLOWS
    from harness.reference.gateways.account import Account

    tried = {name for _, _, _, fields in WAYS.values() for name in fields}
    tried |= {"photo", "mail_magazine"}  # a box that may be left out refuses nothing
    for kind in ("個人", "法人"):
        account = Account(account_id="a", email="a@b.jp", kind=kind, profile={})
        draft = Draft(account=account, kind=kind)
        for flow in FLOWS.values():
            for screen in flow.screens.values():
                for one in screen.form(draft).fields:
                    assert {part.name for part in one.parts} & tried, (screen.name, one.name)
