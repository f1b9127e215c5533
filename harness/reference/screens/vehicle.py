"""4-1/6-A to 4-1/9-A and the same in tracks B and C: terms, the car, and the application for registration."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from harness.reference import clock, letters
from harness.reference.contract import Party, UserRegistration, Vehicle
from harness.reference.customer import shown_profile
from harness.reference.draft import Draft
from harness.reference.flow import Go, Screen, Stay, Turn, go
from harness.reference.forms import Field, Form, Part, Values, tick_field
from harness.reference.gateways.mail import AddressRefused, MailUnsure
from harness.reference.gateways.trouble import GatewayTrouble
from harness.reference.policy import consent, review
from harness.reference.policy.chassis_number import chassis_number
from harness.reference.policy.customer_kind import CORPORATION
from harness.reference.policy.number_plate import NumberPlate, number_plate
from harness.reference.registrations import AlreadyApplied
from harness.reference.screens.done import party

__all__ = ["SCREENS"]

KEI = "軽自動車の登録はできません。"
UNKNOWN = "車台番号と自動車登録番号の組み合わせを確認できませんでした。車検証のとおりに入力してください。"
NO_CONTRACT = (
    "この車両のご契約が見つかりませんでした。車両登録の直後は、しばらくたってから、もう一度お試しください。"
)
WAITING = "この車両の使用者情報の登録は、すでに受け付けています。審査完了メールが届くまで、お待ちください。"
REGISTERED = "この車両の使用者情報は、このTOYOTAアカウントですでに登録されています。"
MAIL_REFUSED = (
    "受付完了メールをお送りできませんでした。[id.toyota][support.id.toyota]からのメールを受信できるように"
    "設定してください。"
)
MAIL_UNSURE = (
    "お申込みを受け付けましたが、受付完了メールをお送りできたか確認できませんでした。メールが届かないときも、"
    "もう一度お申込みいただく必要はありません。"
)

_TERMS = Form(fields=(tick_field("terms", "利用規約に同意する"),))
_VEHICLE = Form(
    fields=(
        Field(
            name="chassis_number",
            label="車台番号",
            kind="group",
            parts=(
                Part(name="chassis_code", label="ハイフンの前", example="例) ABC123"),
                Part(name="chassis_serial", label="ハイフンの後", example="例) 1234567", inputmode="numeric"),
            ),
            read=lambda texts: {"chassis_number": chassis_number(texts)},
        ),
        Field(
            name="plate",
            label="自動車登録番号",
            kind="group",
            parts=(
                Part(name="region", label="地域名", example="例) 名古屋"),
                Part(name="class_number", label="分類番号", example="例) 300"),
                Part(name="kana", label="かな文字", example="例) か"),
                Part(name="serial", label="一連指定番号", example="例) 1234", inputmode="numeric"),
            ),
            read=lambda texts: asdict(number_plate(texts)),
        ),
    )
)


def _is_new_corporation(draft: Draft) -> bool:
    return draft.email_proved and draft.kind == CORPORATION


def _terms_heading(draft: Draft) -> str:
    """Track C calls the user by the guide's other word (A-30, A-31)."""
    return "ユーザー登録規約の同意" if _is_new_corporation(draft) else "使用者登録規約の同意"


def _agree(turn: Turn) -> Go | Stay:
    if not consent.agreed(ticked=bool(turn.typed.get("terms"))):
        return Stay(errors={"terms": _TERMS["terms"].missing()})
    turn.desk.store.record_consent(turn.phone.contract_id, turn.phone.key, consent.USER_TERMS)
    return Go(to="vehicle")


def _find(turn: Turn) -> Go | Stay:
    """A car is taken that is in the register, is no 軽自動車, and was sold under a contract."""
    filled = turn.read()
    if filled.errors:
        return Stay(errors=filled.errors)
    vehicle = _vehicle(filled.values)
    certificate = turn.desk.registry.certificate(vehicle.chassis_number, vehicle.plate)
    if certificate is None:
        return Stay(errors={"chassis_number": UNKNOWN, "plate": UNKNOWN})
    if certificate.kei:
        return Stay(errors={"": KEI})
    contract_id = turn.desk.store.vehicles.contract_of(vehicle.chassis_number)
    if contract_id is None:
        return Stay(errors={"": NO_CONTRACT})
    turn.draft.vehicle, turn.draft.vehicle_contract = vehicle, contract_id
    refusal = _refusal(turn)
    return Stay(errors={"": refusal}) if refusal else Go(to="registration-review")


def _vehicle(values: Values) -> Vehicle:
    plate = {name: values[name] for name in ("region", "class_number", "kana", "serial")}
    return Vehicle(chassis_number=values["chassis_number"], plate=NumberPlate(**plate))


def _refusal(turn: Turn) -> str:
    """What keeps this account from applying for this car; empty for nothing."""
    store, contract_id = turn.desk.store, turn.draft.vehicle_contract
    contract, earlier = store.contract(contract_id), store.registrations.of(contract_id)
    user = contract.user if contract else None
    if user and user.account_id == turn.account.account_id:
        return REGISTERED
    return "" if review.may_apply(earlier.status if earlier else None) else WAITING


def _chosen(draft: Draft) -> Vehicle:
    if draft.vehicle is None:
        raise RuntimeError("an application is made before a car was found")
    return draft.vehicle


def _review_heading(draft: Draft) -> str:
    """Who had an account sees one title, who made one the other (A-34)."""
    return "登録内容の確認" if draft.email_proved else "車両情報とお客さま情報の確認"


def _rows(turn: Turn) -> dict[str, Any]:
    contract = turn.desk.store.contract(turn.draft.vehicle_contract)
    vehicle, account = _chosen(turn.draft), turn.account
    rows = [("車台番号", vehicle.chassis_number), ("自動車登録番号", str(vehicle.plate))]
    return {
        "vehicle": [*rows, *([("車名", contract.car.name)] if contract else [])],
        "customer": shown_profile(account.kind, account.written),
    }


def _apply(turn: Turn) -> Go | Stay:
    """One application waits for a car at a time; it does not count if its mail surely never went."""
    draft, store = turn.draft, turn.desk.store
    refusal = _refusal(turn)
    if refusal:
        return Stay(errors={"": refusal})
    user = party(turn)
    earlier = store.registrations.of(draft.vehicle_contract)
    try:
        store.registrations.apply(_registration(turn, user))
    except AlreadyApplied:
        return Stay(errors={"": WAITING})
    try:
        turn.desk.mail.send_letter(user.email, letters.accepted(user.name))
    except AddressRefused:
        return _accepted(turn, notice=MAIL_REFUSED)
    except MailUnsure:
        return _accepted(turn, notice=MAIL_UNSURE)
    except GatewayTrouble:
        store.registrations.put_back(draft.vehicle_contract, earlier)
        raise
    return _accepted(turn)


def _registration(turn: Turn, user: Party) -> UserRegistration:
    return UserRegistration(
        contract_id=turn.draft.vehicle_contract,
        user=user,
        profile=turn.account.written,
        vehicle=_chosen(turn.draft),
        mail_magazine=turn.draft.mail_magazine,
        applied=clock.seconds(),
    )


def _accepted(turn: Turn, *, notice: str = "") -> Go:
    turn.desk.store.adopt_consents(turn.draft.vehicle_contract, turn.phone.key)
    turn.draft.forget_secrets()
    return Go(to="registration-accepted", final=True, notice=notice)


def _accepted_title(turn: Turn) -> dict[str, Any]:
    return {"title": "登録のお申込み完了" if turn.draft.email_proved else "登録の申請"}


SCREENS = (
    Screen(
        name="user-terms",
        heading=_terms_heading,
        asks=_TERMS,
        acts={"next": _agree},
        template="user-terms-after-delivery",
    ),
    Screen(
        name="vehicle",
        heading="車両情報の入力",
        asks=_VEHICLE,
        acts={"confirm": _find, "help": go("vehicle-help")},
    ),
    Screen(name="vehicle-help", heading="車台番号と自動車登録番号の確認方法"),
    Screen(name="registration-review", heading=_review_heading, shown=_rows, acts={"apply": _apply}),
    Screen(
        name="registration-accepted",
        heading="受付完了",
        shown=_accepted_title,
        acts={"close": go("registration-closed", final=True)},
    ),
    Screen(name="registration-closed", heading="審査をお待ちください", last=True),
)
