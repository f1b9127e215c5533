"""Track B, 1-1/18-B to 1-1/20-B: an individual's form, and its check by staff."""

from __future__ import annotations

from typing import Any

from harness.reference.customer import LOGIN_FIELDS, profile_form
from harness.reference.draft import Draft
from harness.reference.flow import Go, Screen, Stay, Turn
from harness.reference.forms import Form
from harness.reference.policy import staff_check
from harness.reference.policy.customer_kind import INDIVIDUAL
from harness.reference.screens.account import STAFF_CHECK, staff_tick
from harness.reference.screens.registration import accept, read_registration, register, review_rows

__all__ = ["SCREENS"]

_PROFILE = profile_form(INDIVIDUAL)
_FORM = Form(fields=(*LOGIN_FIELDS, *_PROFILE.fields))


def _form_shown(turn: Turn) -> dict[str, Any]:
    return {
        "rows": [("メールアドレス", turn.draft.email)],
        "login_fields": [one.name for one in LOGIN_FIELDS],
        "profile_fields": [one.name for one in _PROFILE.fields],
    }


def _confirm(turn: Turn) -> Go | Stay:
    filled = read_registration(turn)
    if filled.errors:
        return Stay(errors=filled.errors)
    accept(turn.draft, filled, INDIVIDUAL)
    return Go(to="review")


def _review_form(draft: Draft) -> Form:
    return staff_tick(draft.kind)


def _register(turn: Turn) -> Go | Stay:
    ticked = bool(turn.typed.get("staff"))
    if not staff_check.passes(turn.draft.kind, ticked=ticked):
        return Stay(errors={"staff": f"「{STAFF_CHECK}」にチェックを入れてください。"})
    turn.draft.staff_checked = ticked
    return register(turn)


SCREENS = (
    Screen(
        name="form",
        heading="お客さま情報の入力",
        asks=_FORM,
        shown=_form_shown,
        acts={"confirm": _confirm},
    ),
    Screen(
        name="review",
        heading="入力内容の確認",
        asks=_review_form,
        shown=review_rows,
        acts={"register": _register},
    ),
)
