"""Track A, 1-1/7-A to 1-1/10-A: a buyer who has a TOYOTAアカウント checks and corrects it."""

from __future__ import annotations

from typing import Any

from harness.reference.customer import profile_form, shown_profile
from harness.reference.draft import Draft
from harness.reference.flow import LOCKED, Go, Screen, Stay, Turn
from harness.reference.forms import Field, Form, Part, Values, tick_field
from harness.reference.gateways.account import Account, LockedByService, NotAccepted
from harness.reference.policy import staff_check
from harness.reference.policy.corporate_number import corporate_number
from harness.reference.policy.customer_kind import CORPORATION
from harness.reference.policy.g_link_lock import locked_keys
from harness.reference.screens.done import confirm

__all__ = ["SCREENS", "STAFF_CHECK", "staff_tick"]

STAFF_CHECK = "販売店スタッフによる確認"

_NUMBER = Field(
    name="corporate_number",
    label="法人番号",
    parts=(Part(name="corporate_number", inputmode="numeric"),),
    read=lambda texts: {"corporate_number": corporate_number(texts[0]) if texts[0].strip() else ""},
    required=False,
)


def staff_tick(kind: str) -> Form:
    """Staff tick their check on an individual's screen; a corporation's has none."""
    return Form(fields=(tick_field("staff", STAFF_CHECK, kept=False),) if staff_check.required(kind) else ())


def _account(draft: Draft) -> Account:
    if draft.account is None:
        raise RuntimeError("a screen of track A was reached without an account")
    return draft.account


def _profile_form(draft: Draft) -> Form:
    account = _account(draft)
    form = profile_form(account.kind, locked_keys(account.kind, account.linked_services))
    return Form(fields=(_NUMBER, *form.fields)) if account.kind == CORPORATION else form


def _profile_shown(turn: Turn) -> dict[str, Any]:
    account = _account(turn.draft)
    return {
        "rows": [("メールアドレス", account.email), ("お客さま種別", account.kind)],
        "linked": bool(locked_keys(account.kind, account.linked_services)),
    }


def _correct(turn: Turn) -> Go | Stay:
    filled = turn.read()
    if filled.errors:
        return Stay(errors=filled.errors)
    account = _as_it_is(turn)
    now = account.written
    changed = {key: value for key, value in filled.values.items() if value != now.get(key, "")}
    try:
        if changed:
            turn.draft.unsure = True
            turn.desk.accounts.change(account.account_id, changed)
            turn.draft.unsure = False
    except LockedByService as locked:
        return Stay(errors=_locked_errors(turn.screen.form(turn.draft), locked.fields))
    except NotAccepted:
        return Stay(errors={"": "入力内容をTOYOTAアカウントに登録できませんでした。内容をご確認ください。"})
    turn.draft.account = account.model_copy(update={"profile": {**account.profile, **changed}})
    return Go(to="check")


def _as_it_is(turn: Turn) -> Account:
    """The account as it was read; anew, if an earlier change may have gone through without an answer."""
    draft = turn.draft
    if draft.unsure:
        draft.account = turn.desk.accounts.account(_account(draft).account_id)
        draft.unsure = False
    return _account(draft)


def _locked_errors(form: Form, keys: list[str]) -> Values:
    errors = {
        one.name: LOCKED
        for one in form.fields
        if one.name in keys or any(part.name in keys for part in one.parts)
    }
    return errors or {"": LOCKED}


def _check_form(draft: Draft) -> Form:
    return staff_tick(_account(draft).kind)


def _check_heading(draft: Draft) -> str:
    needed = staff_check.required(_account(draft).kind)
    return "販売店スタッフによる目視確認" if needed else "お客さま情報の登録"


def _check_shown(turn: Turn) -> dict[str, Any]:
    account = _account(turn.draft)
    rows = shown_profile(account.kind, account.written)
    return {"rows": rows, "staff": staff_check.required(account.kind)}


def _checked(turn: Turn) -> Go | Stay:
    ticked = bool(turn.typed.get("staff"))
    kind = _account(turn.draft).kind
    if not staff_check.passes(kind, ticked=ticked):
        return Stay(errors={"staff": f"「{STAFF_CHECK}」にチェックを入れてください。"})
    turn.draft.staff_checked = ticked and staff_check.required(kind)
    return Go(to="confirmed", final=True)


SCREENS = (
    Screen(
        name="profile",
        heading="登録情報の確認と変更",
        asks=_profile_form,
        shown=_profile_shown,
        acts={"confirm": _correct},
    ),
    Screen(
        name="check", heading=_check_heading, asks=_check_form, shown=_check_shown, acts={"next": _checked}
    ),
    Screen(name="confirmed", heading="登録情報の確認完了", acts={"next": confirm}),
)
