"""3-1: applying for G-Link, or not (3-B, 4-B)."""

from __future__ import annotations

from typing import Any

from harness.reference.contract import Application
from harness.reference.flow import BACK_SERVICE, Go, Screen, Stay, Turn, go
from harness.reference.forms import Form, choice_field, text_field, tick_field
from harness.reference.policy import consent, g_link_plan, questionnaire
from harness.reference.policy.email_address import email_address
from harness.reference.policy.service import G_LINK, goes_on_to_charging
from harness.reference.screens.ending import finished, staff_call
from harness.reference.screens.payment import pay, submit, user_is_gone
from harness.reference.store import Superseded

__all__ = ["SCREENS"]

_TERMS = Form(
    fields=(tick_field("terms", "利用規約に同意する"), tick_field("explained", "内容を確認しました。"))
)
_FORM = Form(
    fields=(
        text_field(
            "notice_email",
            "通知先メールアドレス",
            lambda texts: {"notice_email": email_address(texts[0])},
            type="email",
            inputmode="email",
        ),
        choice_field("extras", "追加のサービス", g_link_plan.EXTRAS),
    )
)
_ANSWER = Form(fields=(choice_field("answer", questionnaire.QUESTION, questionnaire.ANSWERS),))


def _apply(turn: Turn) -> Go | Stay:
    turn.draft.service = G_LINK
    return Go(to="g-link-terms")


def _agree(turn: Turn) -> Go | Stay:
    filled = turn.read()
    if filled.errors:
        return Stay(errors=filled.errors)
    turn.desk.store.record_consent(turn.phone.contract_id, turn.phone.key, consent.G_LINK_TERMS)
    preset = {"notice_email": turn.account.email, "extras": g_link_plan.WITHOUT}
    turn.draft.typed.setdefault("g-link-form", preset)
    return Go(to="g-link-form")


def _enter(turn: Turn) -> Go | Stay:
    filled = turn.read()
    if filled.errors:
        return Stay(errors=filled.errors)
    turn.draft.plan = g_link_plan.plan(filled.values["extras"])
    if g_link_plan.costs(filled.values["extras"]):
        return pay(turn)
    turn.draft.payment = ""
    return Go(to="g-link-review")


def _review(turn: Turn) -> dict[str, Any]:
    draft = turn.draft
    rows = [
        ("ご契約車両", turn.contract.car.name),
        ("使用者名", draft.user_name),
        ("サービス", G_LINK),
        ("ご契約プラン", draft.plan),
        ("通知先メールアドレス", draft.typed.get("g-link-form", {}).get("notice_email", "")),
    ]
    return {"rows": [*rows, *([("お支払い方法", draft.payment)] if draft.payment else [])]}


def _after(turn: Turn) -> Go:
    charging = goes_on_to_charging(charging=turn.contract.car.charging)
    return Go(to="charging" if charging else "g-link-finished", final=True)


def _submit(turn: Turn) -> Go | Stay:
    draft = turn.draft
    application = Application(service=G_LINK, plan=draft.plan, payment=draft.payment or None)
    return submit(turn, application, then=_after(turn))


def _answer(turn: Turn) -> Go | Stay:
    filled = turn.read()
    if filled.errors:
        return Stay(errors=filled.errors)
    try:
        turn.desk.store.decline(turn.phone.contract_id, turn.user_id, G_LINK, answer=filled.values["answer"])
    except Superseded:
        return user_is_gone(turn)
    return _after(turn)


SCREENS = (
    Screen(
        name="g-link",
        heading="G-Link利用申込み",
        acts={"apply": _apply, "decline": go("g-link-declined")},
        back=BACK_SERVICE,
    ),
    Screen(
        name="g-link-terms",
        heading="G-Link利用規約等の同意",
        asks=_TERMS,
        acts={"next": _agree},
        back=BACK_SERVICE,
    ),
    Screen(
        name="g-link-form",
        heading="お申込み内容の入力",
        asks=_FORM,
        acts={"next": _enter},
        back=BACK_SERVICE,
    ),
    Screen(
        name="g-link-review",
        heading="お申込み内容の確認",
        shown=_review,
        acts={"next": go("g-link-submit")},
        back=BACK_SERVICE,
        template="review-application",
    ),
    Screen(
        name="g-link-submit",
        heading="お申込み受付",
        shown=_review,
        acts={"submit": _submit},
        back=BACK_SERVICE,
        template="submit-application",
    ),
    Screen(
        name="g-link-declined",
        heading="納車後手続きの案内",
        acts={"ok": go("questionnaire")},
        back=BACK_SERVICE,
    ),
    Screen(
        name="questionnaire",
        heading="アンケートの入力",
        asks=_ANSWER,
        acts={"next": _answer},
        back=BACK_SERVICE,
    ),
    finished("g-link-finished", then="g-link-staff"),
    staff_call("g-link-staff", "販売店スタッフにお声がけ"),
)
