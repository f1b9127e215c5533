"""1-1/12-B to 1-1/17-B: how the customer's data come in, and photographing the 運転免許証."""

from __future__ import annotations

from typing import Any

from harness.reference.customer import typed_profile
from harness.reference.draft import Draft
from harness.reference.flow import Go, Screen, Stay, Turn, go
from harness.reference.forms import Field, Form, Part, Values
from harness.reference.gateways.licence_reader import Licence
from harness.reference.policy.birthdate import shown_date
from harness.reference.policy.licence_name import family_and_given
from harness.reference.policy.photograph import media_type
from harness.reference.policy.refused import Refused

__all__ = ["SCREENS"]

UNREADABLE = "身分証明書を読み取れませんでした。もう一度撮影するか、直接入力してください。"

_PHOTO = Form(
    fields=(
        Field(
            name="photo",
            label="身分証明書のオモテ面",
            kind="photo",
            parts=(Part(name="photo", type="file"),),
            read=lambda _texts: {},
        ),
    )
)


def _shoot(turn: Turn) -> Go | Stay:
    try:
        kind = media_type(turn.photo)
    except Refused as refused:
        return Stay(errors={"photo": refused.message})
    licence = turn.desk.licences.read(turn.photo, kind)
    if licence is None:
        return Stay(errors={"photo": UNREADABLE})
    turn.draft.licence = licence
    return Go(to="reading")


def _licence(draft: Draft) -> Licence:
    return draft.licence or Licence()


def _rows(turn: Turn) -> dict[str, Any]:
    licence = _licence(turn.draft)
    rows = [
        ("名前", licence.name or ""),
        ("名前 (カナ)", licence.kana or ""),
        ("生年月日 (西暦)", shown_date(licence.birthdate or "")),
        ("住所", licence.address or ""),
    ]
    return {"rows": [row for row in rows if row[1]]}


def _take_over(turn: Turn) -> Go | Stay:
    """What was read goes into the form; what was typed there by hand and is not on a licence stays."""
    form = turn.draft.typed.setdefault("form", {})
    form |= _typed(_licence(turn.draft))
    return Go(to="form")


def _typed(licence: Licence) -> Values:
    read: Values = {}
    if licence.name:
        read["family_name"], read["given_name"] = family_and_given(licence.name)
    if licence.kana:
        read["family_name_kana"], read["given_name_kana"] = family_and_given(licence.kana)
    if licence.address:
        read["address"] = licence.address
    if licence.birthdate:
        born = typed_profile({"birthdate": licence.birthdate})
        read |= {key: born.get(key, "") for key in ("birth_year", "birth_month", "birth_day")}
    return read


SCREENS = (
    Screen(
        name="method",
        heading="入力方法の選択",
        acts={"camera": go("camera"), "direct": go("form")},
    ),
    Screen(name="camera", heading="撮影方法の確認", acts={"begin": go("document")}),
    Screen(name="document", heading="身分証明書の選択", acts={"licence": go("shooting")}),
    Screen(name="shooting", heading="撮影の開始", acts={"camera": go("front")}),
    Screen(
        name="front",
        heading="オモテ面の撮影",
        asks=_PHOTO,
        acts={"shoot": _shoot, "direct": go("form")},
    ),
    Screen(name="reading", heading="撮影情報の確認", shown=_rows, acts={"next": _take_over}),
)
