"""1-1/6: the fork between those who have a TOYOTAアカウント (7-A) and those who make one (7-B)."""

from __future__ import annotations

from harness.reference.customer import typed_profile
from harness.reference.flow import Go, Screen, Stay, Turn, go
from harness.reference.forms import Field, Form, Part
from harness.reference.gateways.account import AccountLocked, WrongLogin
from harness.reference.policy.email_address import email_address
from harness.reference.policy.refused import Refused
from harness.reference.policy.role import Role
from harness.reference.policy.written import storable
from harness.reference.screens.user_terms import SAME_AS_BUYER, is_buyers

__all__ = ["SCREENS"]

LONGEST_PASSWORD = 100
"""Accounts may be older than today's rule for new passwords."""


def _password(text: str) -> str:
    if len(text) > LONGEST_PASSWORD or not storable(text):
        raise Refused("パスワードを正しく入力してください。")
    return text


_FORM = Form(
    fields=(
        Field(
            name="email",
            label="メールアドレス",
            parts=(Part(name="email", type="email", autocomplete="username"),),
            read=lambda texts: {"email": email_address(texts[0])},
        ),
        Field(
            name="password",
            label="パスワード",
            parts=(Part(name="password", type="password", autocomplete="current-password"),),
            read=lambda texts: {"password": _password(texts[0])},
            secret=True,
        ),
    )
)


def _log_in(turn: Turn) -> Go | Stay:
    filled = turn.read()
    if filled.errors:
        return Stay(errors=filled.errors)
    accounts = turn.desk.accounts
    try:
        account = accounts.account(accounts.log_in(filled.values["email"], filled.values["password"]))
    except WrongLogin:
        message = "メールアドレスまたはパスワードが正しくありません。"
        return Stay(errors={"email": message, "password": message})
    except AccountLocked:
        return Stay(
            errors={
                "password": "アカウントがロックされています。しばらくたってから、もう一度お試しください。"
            }
        )
    if turn.role is Role.USER and is_buyers(turn, account.account_id):
        return Stay(errors={"email": SAME_AS_BUYER})
    draft = turn.draft
    if not draft.account or draft.account.account_id != account.account_id or "profile" not in draft.typed:
        draft.typed["profile"] = typed_profile(account.written)
        draft.typed.pop("check", None)
    draft.account, draft.kind = account, account.kind
    return Go(to="profile")


SCREENS = (
    Screen(name="login", heading="ログイン", asks=_FORM, acts={"log-in": _log_in, "sign-up": go("terms")}),
)
