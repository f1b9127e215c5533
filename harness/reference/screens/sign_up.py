"""Tracks B and C, 1-1/7-B to 1-1/11-B: terms, e-mail address, its code, and what kind of customer."""

from __future__ import annotations

from typing import Any

from harness.reference import clock
from harness.reference.customer import KIND
from harness.reference.draft import Draft
from harness.reference.flow import Go, Screen, Stay, Turn, go
from harness.reference.forms import Field, Form, Part, tick_field
from harness.reference.gateways.mail import AddressRefused
from harness.reference.policy import consent, email_code
from harness.reference.policy.customer_kind import CORPORATION, INDIVIDUAL
from harness.reference.policy.email_address import email_address
from harness.reference.policy.email_code import Verdict

__all__ = ["AFTER_KIND", "SCREENS", "fork"]

AFTER_KIND = {INDIVIDUAL: "method", CORPORATION: "corporate-form"}
"""お客さま種別 -> the screen of 12-B or 12-C."""

SENT = "認証コードを送信しました。"
MESSAGES = {
    Verdict.WRONG: "認証コードが正しくありません。",
    Verdict.EXPIRED: "認証コードの有効期限が切れています。認証コードを再送信してください。",
    Verdict.USED: "この認証コードはすでに使用されています。認証コードを再送信してください。",
    Verdict.SPENT: "認証コードの入力回数の上限を超えました。認証コードを再送信してください。",
}

_TERMS = Form(fields=(tick_field("terms", "利用規約に同意する"),))
_EMAIL = Form(
    fields=(
        Field(
            name="email",
            label="メールアドレス",
            parts=(Part(name="email", type="email", inputmode="email", autocomplete="email"),),
            read=lambda texts: {"email": email_address(texts[0])},
        ),
    )
)
_CODE = Form(
    fields=(
        Field(
            name="code",
            label="認証コード",
            parts=(Part(name="code", inputmode="numeric", autocomplete="one-time-code"),),
            read=lambda texts: {"code": texts[0]},
            notes=("メールでお送りした数字6桁を入力してください。",),
        ),
    )
)
_KIND = Form(fields=(KIND,))


def _agree(turn: Turn) -> Go | Stay:
    if not consent.agreed(ticked=bool(turn.typed.get("terms"))):
        return Stay(errors={"terms": _TERMS["terms"].missing()})
    turn.desk.store.record_consent(turn.phone.contract_id, turn.phone.key, consent.ACCOUNT_TERMS)
    return Go(to="email")


def _send_first(turn: Turn) -> Go | Stay:
    filled = turn.read()
    if filled.errors:
        return Stay(errors=filled.errors)
    address, draft = filled.values["email"], turn.draft
    if address != draft.email:
        return _send(turn, address, at="email")
    if email_code.wait_before_resend(draft.code_sent, clock.seconds()):
        return Go(to="code", notice="認証コードは送信済みです。届いたメールをご確認ください。")
    return _send(turn, address, at="email")


def _send_again(turn: Turn) -> Go | Stay:
    wait = email_code.wait_before_resend(turn.draft.code_sent, clock.seconds())
    if wait:
        return Stay(errors={"": f"認証コードの再送信は、あと{wait}秒たってからお試しください。"})
    return _send(turn, turn.draft.email, at="")


def _send(turn: Turn, address: str, *, at: str) -> Go | Stay:
    """Sends a new code; an address that has an account gets a mail without one, and the same screen."""
    desk, phone = turn.desk, turn.phone
    now = clock.seconds()
    if not email_code.may_send(desk.store.codes_since(phone.contract_id, now - 3600, address=address)):
        return Stay(
            errors={
                at: "認証コードの送信回数の上限を超えました。しばらくたってから、もう一度お試しください。"
            }
        )
    taken = desk.accounts.has(address)
    code = email_code.draw()
    try:
        if taken:
            desk.mail.send_taken(address)
        else:
            desk.mail.send_code(address, code)
    except AddressRefused:
        return Stay(errors={at: "このメールアドレスにメールを送信できませんでした。"})
    digest = email_code.digest_of(code, secret=desk.settings.secret_key, phone=phone.key, address=address)
    issued = email_code.IssuedCode(
        phone=phone.key, address=address, digest="" if taken else digest, issued=now
    )
    desk.store.keep_code(phone.contract_id, issued)
    turn.draft.email, turn.draft.code_sent = address, now
    turn.draft.typed.pop("code", None)
    return Go(to="code", notice=SENT) if phone.screen != "code" else Stay(notice=SENT)


def _enter(turn: Turn) -> Go | Stay:
    filled = turn.read()
    if filled.errors:
        return Stay(errors=filled.errors)
    desk, phone = turn.desk, turn.phone
    verdict = email_code.judge(
        desk.store.code(phone.key),
        filled.values["code"],
        secret=desk.settings.secret_key,
        phone=phone.key,
        address=turn.draft.email,
        now=clock.seconds(),
    )
    if verdict in (Verdict.RIGHT, Verdict.WRONG):
        desk.store.try_code(phone.key, right=verdict is Verdict.RIGHT)
    if verdict is not Verdict.RIGHT:
        return Stay(errors={"code": MESSAGES[verdict]})
    turn.draft.email_proved = True
    return Go(to="email-done", final=True)


def _address(turn: Turn) -> dict[str, Any]:
    return {"rows": [("メールアドレス", turn.draft.email)]}


def _choose(turn: Turn) -> Go | Stay:
    filled = turn.read()
    if filled.errors:
        return Stay(errors=filled.errors)
    return fork(turn.draft, filled.values["kind"])


def fork(draft: Draft, kind: str) -> Go:
    """The kind of customer decides between the individual's and the corporation's screens (1-1/11-B)."""
    draft.kind = kind
    draft.typed["kind"] = {"kind": kind}
    draft.typed.setdefault("corporate-form", {})["kind"] = kind
    return Go(to=AFTER_KIND[kind])


SCREENS = (
    Screen(name="terms", heading="アカウント利用規約の同意", asks=_TERMS, acts={"next": _agree}),
    Screen(name="email", heading="メールアドレスの登録", asks=_EMAIL, acts={"send": _send_first}),
    Screen(
        name="code",
        heading="認証コードの入力",
        asks=_CODE,
        shown=_address,
        acts={"next": _enter, "resend": _send_again},
    ),
    Screen(name="email-done", heading="メールアドレスの登録完了", shown=_address, acts={"next": go("kind")}),
    Screen(name="kind", heading="お客さま種別の選択", asks=_KIND, acts={"next": _choose}),
)
