"""4-1/2 to 4-1/5-A, 3-B to 14-B and 9-C to 16-C: the user's account, without camera and without staff (A-72)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.reference.customer import KIND, LOGIN_FIELDS, profile_form, shown_profile
from harness.reference.draft import Draft
from harness.reference.flow import Go, Screen, Stay, Turn, go
from harness.reference.forms import Form, tick_field
from harness.reference.policy import consent
from harness.reference.policy.customer_kind import CORPORATION
from harness.reference.screens import account, corporation, login, sign_up
from harness.reference.screens.registration import accept, read_registration, register, review_rows

__all__ = ["SCREENS"]

_MY_LEXUS = "My LEXUS (WEB)"
_TERMS = Form(fields=(tick_field("terms", "利用規約に同意する"),))
_MAGAZINE = Form(fields=(replace(tick_field("mail_magazine", "メールマガジンを購読する"), required=False),))

_REUSED = {
    screen.name: screen
    for screen in (*login.SCREENS, *account.SCREENS, *sign_up.SCREENS, *corporation.SCREENS)
}
_CORPORATE_FORM = _REUSED["corporate-form"]
_NUMBER = _CORPORATE_FORM.form(Draft())["corporate_number"]


def _check_rows(turn: Turn) -> dict[str, Any]:
    return {"rows": shown_profile(turn.account.kind, turn.account.written)}


def _to_form(turn: Turn) -> Go:
    """A new account begins without the kind of one that was logged in to before."""
    if turn.draft.account is not None:
        turn.draft.account, turn.draft.kind = None, ""
    return Go(to="form")


def _form(draft: Draft) -> Form:
    """The customer's fields open below once their kind was chosen (4-1/8-B)."""
    number = (_NUMBER,) if draft.kind == CORPORATION else ()
    profile = profile_form(draft.kind).fields if draft.kind else ()
    return Form(fields=(*LOGIN_FIELDS, KIND, *number, *profile))


def _form_shown(turn: Turn) -> dict[str, Any]:
    kind = turn.draft.kind
    return {
        "rows": [("メールアドレス", turn.draft.email)],
        "login_fields": [one.name for one in LOGIN_FIELDS],
        "kind": kind,
        "corporate": kind == CORPORATION,
        "profile_fields": [one.name for one in profile_form(kind).fields] if kind else [],
    }


def _confirm(turn: Turn) -> Go | Stay:
    """The first 「確認」 opens the fields of a kind, the second one takes what was entered."""
    draft = turn.draft
    if turn.typed.get("kind") != draft.kind or not draft.kind:
        return _open(turn)
    filled = read_registration(turn)
    if draft.kind == CORPORATION and not turn.typed.get("corporate_number", "").strip():
        # Who does not know the number enters the corporation directly (9-C).
        filled.errors.pop("corporate_number", None)
        filled.values["corporate_number"] = ""
    if filled.errors:
        return Stay(errors=filled.errors)
    accept(draft, filled, draft.kind)
    return Go(to="review")


def _open(turn: Turn) -> Stay:
    filled = read_registration(turn)
    kind = filled.values.get("kind", "")
    turn.draft.kind = kind
    notice = f"お客さま種別「{kind}」の入力欄を表示しました。続けて入力してください。" if kind else ""
    asked = {KIND.name, *(one.name for one in LOGIN_FIELDS)}
    return Stay(errors={name: text for name, text in filled.errors.items() if name in asked}, notice=notice)


def _look_up(turn: Turn) -> Go | Stay:
    outcome = _CORPORATE_FORM.acts["look-up"](turn)
    return outcome if isinstance(outcome, (Go, Stay)) else Stay()


def _take_over(turn: Turn) -> Go | Stay:
    """The corporation goes into this form as it goes into the one of 1-1."""
    outcome = _REUSED["corporation"].acts["next"](turn)
    if not isinstance(outcome, Go):
        return Stay()
    typed = turn.draft.typed
    typed["form"] |= typed.pop(outcome.to)
    return replace(outcome, to="form")


def _agree(turn: Turn) -> Go | Stay:
    if not consent.agreed(ticked=bool(turn.typed.get("terms"))):
        return Stay(errors={"terms": _TERMS["terms"].missing()})
    turn.desk.store.record_consent(turn.phone.contract_id, turn.phone.key, consent.MY_LEXUS_TERMS)
    return Go(to="my-lexus-link")


def _link(turn: Turn) -> Go | Stay:
    """The customer lets My LEXUS (WEB) use the account, once and for all."""
    turn.desk.accounts.link(turn.account.account_id, _MY_LEXUS)
    turn.desk.store.record_consent(turn.phone.contract_id, turn.phone.key, consent.MY_LEXUS_LINK)
    return Go(to="mail-magazine", final=True)


def _subscribe(turn: Turn) -> Go | Stay:
    turn.draft.mail_magazine = bool(turn.typed.get("mail_magazine"))
    return Go(to="user-terms")


SCREENS = (
    replace(_REUSED["login"], template="login-after-delivery"),
    _REUSED["profile"],
    Screen(
        name="check",
        heading="お客さま情報の登録",
        shown=_check_rows,
        acts={"next": go("confirmed", final=True)},
        template="check-after-delivery",
    ),
    replace(_REUSED["confirmed"], template="confirmed-after-delivery"),
    _REUSED["terms"],
    _REUSED["email"],
    _REUSED["code"],
    Screen(
        name="email-done",
        heading="本人確認の完了",
        shown=_REUSED["email-done"].shown,
        acts={"next": _to_form},
        template="email-proved",
    ),
    Screen(
        name="form",
        heading="TOYOTAアカウント 登録情報の入力",
        asks=_form,
        shown=_form_shown,
        acts={"confirm": _confirm, "look-up": _look_up},
        template="account-form",
    ),
    replace(_REUSED["corporation"], acts={"next": _take_over}),
    Screen(
        name="review",
        heading="入力内容の確認",
        shown=review_rows,
        acts={"register": register},
        template="account-review",
    ),
    Screen(
        name="registered",
        heading="アカウントの登録完了",
        shown=_REUSED["email-done"].shown,
        acts={"next": go("my-lexus-terms")},
    ),
    Screen(
        name="my-lexus-terms",
        heading="My LEXUS (WEB) 利用規約の同意",
        asks=_TERMS,
        acts={"next": _agree},
    ),
    Screen(name="my-lexus-link", heading="My LEXUS (WEB) への情報連携", acts={"link": _link}),
    Screen(
        name="mail-magazine",
        heading="メールマガジンの登録",
        asks=_MAGAZINE,
        acts={"next": _subscribe},
    ),
)
