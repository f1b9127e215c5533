"""Track C, 1-1/12-C to 1-1/16-C: a corporation's form, filled in from the 国税庁 register or by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.reference.customer import KIND, LOGIN_FIELDS, profile_form
from harness.reference.draft import Draft
from harness.reference.flow import Go, Screen, Stay, Turn
from harness.reference.forms import Field, Form, Part
from harness.reference.gateways.houjin_bangou import Corporation
from harness.reference.gateways.trouble import GatewayTrouble
from harness.reference.policy.corporate_number import corporate_number
from harness.reference.policy.customer_kind import CORPORATION
from harness.reference.screens.registration import accept, read_registration, register, review_rows
from harness.reference.screens.sign_up import fork

__all__ = ["SCREENS"]

UNKNOWN = (
    "この法人番号の法人情報は見つかりませんでした。"
    "法人番号をご確認いただくか、法人情報を直接入力してください。"
)
CLOSED = (
    "この法人番号の法人は登記が閉鎖されています。法人番号をご確認いただくか、法人情報を直接入力してください。"
)
TROUBLE = (
    "ただいま法人情報を取得できません。しばらくたってからお試しいただくか、法人情報を直接入力してください。"
)
NUMBER_NOTE = (
    "※ 法人番号は、国税庁が各法人に対して付与する13桁の番号です。法人番号を入力し【自動入力】を押すと、"
    "法人番号にひも付く法人情報を呼び出して入力欄に自動反映させることができます。"
)

_NUMBER = Field(
    name="corporate_number",
    label="法人番号",
    parts=(Part(name="corporate_number", inputmode="numeric", example="例) 1234567890123"),),
    read=lambda texts: {"corporate_number": corporate_number(texts[0])},
    notes=(NUMBER_NOTE,),
)
_PROFILE = profile_form(CORPORATION)
_FORM = Form(fields=(*LOGIN_FIELDS, replace(KIND), _NUMBER, *_PROFILE.fields))


def _form_shown(turn: Turn) -> dict[str, Any]:
    return {
        "rows": [("メールアドレス", turn.draft.email)],
        "login_fields": [one.name for one in LOGIN_FIELDS],
        "profile_fields": [one.name for one in _PROFILE.fields],
    }


def _look_up(turn: Turn) -> Go | Stay:
    filled = turn.read("corporate_number")
    if filled.errors:
        return Stay(errors=filled.errors)
    try:
        found = turn.desk.corporations.corporation(filled.values["corporate_number"])
    except GatewayTrouble:
        return Stay(errors={"corporate_number": TROUBLE})
    if found is None:
        return Stay(errors={"corporate_number": UNKNOWN})
    if found.closed:
        return Stay(errors={"corporate_number": CLOSED})
    turn.draft.corporation = found
    return Go(to="corporation")


def _confirm(turn: Turn) -> Go | Stay:
    if turn.typed.get("kind") not in ("", None, CORPORATION):
        return fork(turn.draft, turn.typed["kind"])
    filled = read_registration(turn)
    if not turn.typed.get("corporate_number", "").strip():
        # Printed as 必須, yet 13-C lets those who do not know it enter everything else directly.
        filled.errors.pop("corporate_number", None)
        filled.values["corporate_number"] = ""
    if filled.errors:
        return Stay(errors=filled.errors)
    accept(turn.draft, filled, CORPORATION)
    return Go(to="corporate-review")


def _corporation(draft: Draft) -> Corporation:
    if draft.corporation is None:
        raise RuntimeError("a corporation is shown before one was looked up")
    return draft.corporation


def _found(turn: Turn) -> dict[str, Any]:
    found = _corporation(turn.draft)
    rows = [
        ("法人番号", found.number),
        ("法人名", found.name),
        ("法人名 (カナ)", found.name_kana),
        ("郵便番号", found.postal_code),
        ("住所", found.address),
    ]
    return {"rows": [row for row in rows if row[1]]}


def _take_over(turn: Turn) -> Go | Stay:
    """What the register says replaces what was typed; where it says nothing, the typed text stays."""
    found = _corporation(turn.draft)
    register_says = {
        "corporate_number": found.number,
        "name": found.name,
        "name_kana": found.name_kana,
        "postal_code": found.postal_code,
        "address": found.address,
    }
    typed = turn.draft.typed.setdefault("corporate-form", {})
    typed |= {key: value for key, value in register_says.items() if value}
    return Go(to="corporate-form", notice="法人情報を入力欄に反映しました。")


SCREENS = (
    Screen(
        name="corporate-form",
        heading="TOYOTAアカウント 登録情報の入力",
        asks=_FORM,
        shown=_form_shown,
        acts={"confirm": _confirm, "look-up": _look_up},
    ),
    Screen(name="corporation", heading="法人情報の確認", shown=_found, acts={"next": _take_over}),
    Screen(name="corporate-review", heading="入力内容の確認", shown=review_rows, acts={"register": register}),
)
