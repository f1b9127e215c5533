"""What both kinds of new customers share: reading the form, making the account, and its completion."""

from __future__ import annotations

from typing import Any

from harness.reference.customer import shown_profile
from harness.reference.draft import Draft
from harness.reference.flow import Go, Screen, Stay, Turn
from harness.reference.forms import Filled
from harness.reference.gateways.account import Account, EmailTaken, NotAccepted, WrongLogin
from harness.reference.policy.password import repeated
from harness.reference.screens.done import confirm

__all__ = ["SCREENS", "accept", "read_registration", "register", "review_rows"]

MASKED = "●●●●●●●●"
DIFFERENT = "パスワードが一致しません。もう一度入力してください。"


def read_registration(turn: Turn) -> Filled:
    """A registration form is read, and the password has to be there twice."""
    filled = turn.read()
    typed = turn.typed
    if not {"password", "password_again"} & filled.errors.keys() and not repeated(
        typed.get("password", ""), typed.get("password_again", "")
    ):
        filled.errors["password_again"] = DIFFERENT
    return filled


def accept(draft: Draft, filled: Filled, kind: str) -> None:
    """What was read is what will be registered."""
    login = ("password", "verification_phone")
    draft.password, draft.verification_phone = (filled.values[key] for key in login)
    draft.profile = {key: value for key, value in filled.values.items() if key not in (*login, "kind")}
    draft.kind = kind


def review_rows(turn: Turn) -> dict[str, Any]:
    """What will be registered, in the two parts that the guide prints; the password is not shown."""
    draft = turn.draft
    login = [
        ("メールアドレス", draft.email),
        ("パスワード", MASKED),
        ("認証用電話番号", draft.verification_phone),
    ]
    return {"login": login, "customer": shown_profile(draft.kind, draft.profile)}


def register(turn: Turn) -> Go | Stay:
    """The account is made once, for an address that was proved by its code."""
    draft = turn.draft
    if not draft.email_proved:
        raise RuntimeError("an account is made for an address that was not proved")
    try:
        draft.account = _made(turn)
    except EmailTaken:
        return Stay(
            errors={
                "": "このメールアドレスでは登録できませんでした。ご登録済みの場合はログインしてください。"
            }
        )
    except NotAccepted:
        return Stay(
            errors={
                "": "入力内容をTOYOTAアカウントに登録できませんでした。前の画面に戻って内容をご確認ください。"
            }
        )
    draft.forget_secrets()
    return Go(to="registered", final=True)


def _made(turn: Turn) -> Account:
    draft, accounts = turn.draft, turn.desk.accounts
    repeats, draft.attempted = draft.attempted, True
    try:
        return accounts.register(
            email=draft.email,
            password=draft.password,
            kind=draft.kind,
            profile=draft.profile,
            verification_phone=draft.verification_phone,
        )
    except EmailTaken:
        # An earlier try may have gone through although its answer never came: then the account is ours.
        draft.attempted = repeats
        if not repeats:
            raise
        return _made_before(turn)
    except NotAccepted:
        draft.attempted = repeats
        raise


def _made_before(turn: Turn) -> Account:
    """The account of the earlier try, with what was corrected since."""
    draft, accounts = turn.draft, turn.desk.accounts
    try:
        account = accounts.account(accounts.log_in(draft.email, draft.password))
    except WrongLogin:
        raise EmailTaken from None
    if account.kind != draft.kind:
        raise EmailTaken
    changed = {key: value for key, value in draft.profile.items() if value != account.written.get(key, "")}
    if changed:
        accounts.change(account.account_id, changed)
    return account.model_copy(update={"profile": {**account.profile, **changed}})


def _address(turn: Turn) -> dict[str, Any]:
    return {"rows": [("メールアドレス", turn.draft.email)]}


SCREENS = (Screen(name="registered", heading="アカウントの登録完了", shown=_address, acts={"next": confirm}),)
