"""3-2: applying for EV・PHV充電サポート, or not (2-B to 4-B)."""

from __future__ import annotations

from typing import Any

from harness.reference.contract import Application
from harness.reference.draft import Draft
from harness.reference.flow import BACK_SERVICE, Go, Screen, Stay, Turn, go
from harness.reference.forms import Form, choice_field, tick_field
from harness.reference.policy import consent
from harness.reference.policy.charging_plans import plans
from harness.reference.policy.service import CHARGING
from harness.reference.screens.ending import finished, staff_call
from harness.reference.screens.payment import pay, submit, user_is_gone
from harness.reference.store import Superseded

__all__ = ["SCREENS"]

_TERMS = Form(fields=(tick_field("terms", "利用規約に同意する"),))


def _form(draft: Draft) -> Form:
    return Form(fields=(choice_field("plan", "ご希望のプラン", draft.plans),))


def _apply(turn: Turn) -> Go | Stay:
    turn.draft.service = CHARGING
    turn.draft.plans = plans(fast_charging=turn.contract.car.fast_charging)
    return Go(to="charging-terms")


def _agree(turn: Turn) -> Go | Stay:
    filled = turn.read()
    if filled.errors:
        return Stay(errors=filled.errors)
    turn.desk.store.record_consent(turn.phone.contract_id, turn.phone.key, consent.CHARGING_TERMS)
    return Go(to="charging-form")


def _enter(turn: Turn) -> Go | Stay:
    filled = turn.read()
    if filled.errors:
        return Stay(errors=filled.errors)
    turn.draft.plan = filled.values["plan"]
    return pay(turn)


def _review(turn: Turn) -> dict[str, Any]:
    draft = turn.draft
    return {
        "rows": [
            ("ご契約車両", turn.contract.car.name),
            ("使用者名", draft.user_name),
            ("サービス", CHARGING),
            ("ご契約プラン", draft.plan),
            ("お支払い方法", draft.payment),
        ]
    }


def _submit(turn: Turn) -> Go | Stay:
    application = Application(service=CHARGING, plan=turn.draft.plan, payment=turn.draft.payment)
    return submit(turn, application, then=Go(to="charging-finished", final=True))


def _decline(turn: Turn) -> Go | Stay:
    try:
        turn.desk.store.decline(turn.phone.contract_id, turn.user_id, CHARGING)
    except Superseded:
        return user_is_gone(turn)
    return Go(to="no-charging-finished", final=True)


SCREENS = (
    Screen(
        name="charging",
        heading="お申込みの開始",
        acts={"apply": _apply, "decline": go("charging-declined")},
        back=BACK_SERVICE,
    ),
    Screen(
        name="charging-terms",
        heading="充電サポート利用規約の同意",
        asks=_TERMS,
        acts={"next": _agree},
        back=BACK_SERVICE,
    ),
    Screen(
        name="charging-form",
        heading="お申込み内容の入力",
        asks=_form,
        acts={"next": _enter},
        back=BACK_SERVICE,
    ),
    Screen(
        name="charging-review",
        heading="お申込み内容の確認",
        shown=_review,
        acts={"next": go("charging-submit")},
        back=BACK_SERVICE,
        template="review-application",
    ),
    Screen(
        name="charging-submit",
        heading="お申込み受付",
        shown=_review,
        acts={"submit": _submit},
        back=BACK_SERVICE,
        template="submit-application",
    ),
    finished("charging-finished", then="charging-staff"),
    staff_call("charging-staff", "販売店スタッフにお声がけ"),
    Screen(
        name="charging-declined",
        heading="納車後手続きの案内",
        acts={"ok": _decline},
        back=BACK_SERVICE,
    ),
    finished("no-charging-finished", then="no-charging-staff"),
    staff_call("no-charging-staff", "販売店スタッフにお声かけ"),
)
