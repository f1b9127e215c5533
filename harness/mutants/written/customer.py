"""What customers enter about themselves, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from phonenumbers import PhoneNumberType

from harness.mutants.written.altering import (
    AT_DEALER,
    Outcome,
    alter,
    around,
    first,
    optional,
    relabelled,
    shown,
    without,
)
from harness.mutants.written.frame import breaks, swap
from harness.reference.flow import Go, Stay, Turn
from harness.reference.gateways.account import Account, AccountGateway
from harness.reference.policy import birthdate, phone_number
from harness.reference.policy.customer_kind import CORPORATION, INDIVIDUAL
from harness.reference.policy.refused import Refused
from harness.reference.screens import corporation, individual, registration, sign_up

__all__: list[str] = []

_STANDING = "Lexus1234"


@breaks("R-024")
def corporations_enter_as_individuals() -> None:
    """Corporations come to the choice between photograph and form as well."""
    swap(sign_up, "AFTER_KIND", {INDIVIDUAL: "method", CORPORATION: "method"})


@breaks("R-024")
def individuals_enter_as_corporations() -> None:
    """Individuals come to the corporations' form."""
    swap(sign_up, "AFTER_KIND", {INDIVIDUAL: "corporate-form", CORPORATION: "corporate-form"})


@breaks("R-029")
def postal_codes_are_optional() -> None:
    """A buyer's postal code may be left empty."""
    optional("form", "postal_code", flows=AT_DEALER)


@breaks("R-029")
def everything_is_optional_for_individuals() -> None:
    """Names and dates of birth may be left empty."""
    optional("form", "name", "name_kana", "birthdate", flows=AT_DEALER)


@breaks("R-029")
def corporations_need_no_phone() -> None:
    """A corporation's telephone numbers may be left empty."""
    optional("corporate-form", "contact_phone", "mobile_phone")


@breaks("R-029")
def fields_are_optional_after_delivery() -> None:
    """After delivery address and telephone number may be left empty."""
    optional("form", "address", "contact_phone", flows=("after-delivery",))


@breaks("R-030")
def account_is_made_before_it_is_confirmed() -> None:
    """The account is made when the form is filled in, before 「登録」 is pressed."""

    def make(turn: Turn) -> None:
        draft = turn.draft
        if draft.profile and draft.password and not turn.desk.accounts.has(draft.email):
            registration._made(turn)

    first("form", "confirm", make, after=True)
    first("corporate-form", "confirm", make, after=True)


@breaks("R-030")
def account_is_never_made() -> None:
    """「登録」 leads on, and no account is made."""

    def register(self: AccountGateway, *, email: str, **rest: Any) -> Account:
        return Account(account_id="acc_x", email=email, kind=rest["kind"], profile=rest["profile"])

    swap(AccountGateway, "register", register)


@breaks("R-030")
def accounts_address_is_lost() -> None:
    """The new account lacks the customer's address."""
    genuine = AccountGateway.register

    def register(self: AccountGateway, *, profile: dict[str, str], **rest: Any) -> Account:
        kept = {key: text for key, text in profile.items() if key != "address"}
        made = genuine(self, profile={**kept, "address": "未登録"}, **rest)
        return made.model_copy(update={"profile": profile})

    swap(AccountGateway, "register", register)


@breaks("R-031")
def password_is_not_the_customers() -> None:
    """Every new account gets the same password."""
    genuine = AccountGateway.register

    def register(self: AccountGateway, *, password: str, **rest: Any) -> Account:
        return genuine(self, password=_STANDING, **rest)

    swap(AccountGateway, "register", register)


@breaks("R-031")
def password_is_not_repeated() -> None:
    """Nobody looks whether the password was typed twice alike."""
    swap(registration, "repeated", lambda first, again: True)


@breaks("R-031")
def verification_phone_is_optional() -> None:
    """The telephone number that proves a login may be left empty."""

    def filled(turn: Turn) -> None:
        if not any(turn.typed.get(f"verification_phone_{n}") for n in (1, 2, 3)):
            numbers = {"verification_phone_1": "090", "verification_phone_2": "1234"}
            turn.typed.update({**numbers, "verification_phone_3": "5678"})

    first("form", "confirm", filled)
    first("corporate-form", "confirm", filled)


@breaks("R-085")
def any_phone_number_is_taken() -> None:
    """Telephone numbers are not looked at."""
    swap(phone_number, "_read", lambda parts: ("-".join(parts), PhoneNumberType.MOBILE))


@breaks("R-085")
def birthdays_may_lie_ahead() -> None:
    """Dates of birth in the future are taken."""
    genuine = birthdate.birthdate
    swap(birthdate, "birthdate", lambda parts, *, today: genuine(parts, today=date(9999, 1, 1)))


@breaks("R-085")
def days_that_do_not_exist_are_taken() -> None:
    """A 31st of February is taken for the 28th."""
    genuine = birthdate.birthdate

    def lenient(parts: Any, *, today: date) -> str:
        try:
            return genuine(parts, today=today)
        except Refused:
            return genuine((parts[0], parts[1], "28"), today=today)

    swap(birthdate, "birthdate", lenient)


@breaks("R-086")
def review_shows_an_example_address() -> None:
    """The review shows the address of the example, not the customer's."""
    for screen in ("review", "corporate-review"):
        relabelled(screen, "customer", "住所", lambda turn: "東京都文京区後楽1-4-18")


@breaks("R-086")
def review_shows_what_was_entered_first() -> None:
    """After a correction the review shows what was entered before it."""
    kept: dict[str, dict[str, Any]] = {}
    for screen in ("review", "corporate-review"):
        shown(screen, lambda turn, values: kept.setdefault(turn.phone.key, values))


@breaks("R-086")
def review_lacks_the_address() -> None:
    """The review does not name the e-mail address."""
    without("review", "login", "メールアドレス")
    without("corporate-review", "login", "メールアドレス")


@breaks("R-086")
def review_lacks_the_reading() -> None:
    """The review does not show how a name is read."""
    without("review", "customer", "名前 (カナ)", "法人名 (カナ)")
    without("corporate-review", "customer", "法人名 (カナ)")


@breaks("R-087")
def completion_lacks_the_address() -> None:
    """The account's completion does not name the e-mail address."""
    alter("registered", shown=lambda turn: {"rows": []})


@breaks("R-087")
def completion_hides_the_address() -> None:
    """The account's completion shows the beginning of the e-mail address only."""
    relabelled("registered", "rows", "メールアドレス", lambda turn: f"{turn.draft.email[:3]}***")


@breaks("R-088")
def verification_phones_have_twelve_digits() -> None:
    """The telephone number that proves a login has to have twelve digits."""
    genuine = registration.read_registration

    def read(turn: Turn) -> Any:
        filled = genuine(turn)
        if sum(len(turn.typed.get(f"verification_phone_{n}", "")) for n in (1, 2, 3)) != 12:
            filled.errors["verification_phone"] = "12桁で入力してください。"
        return filled

    swap(individual, "read_registration", read)
    swap(corporation, "read_registration", read)


@breaks("R-088")
def mobile_numbers_begin_with_090() -> None:
    """Mobile numbers that do not begin with 090 or 080 are refused."""
    genuine = phone_number._read

    def strict(parts: Any) -> tuple[str, int]:
        if parts[0] == "070":
            raise Refused("携帯電話番号を入力してください。")
        return genuine(parts)

    swap(phone_number, "_read", strict)


@breaks("R-088")
def fixed_lines_verify() -> None:
    """A telephone at home is taken as the number that proves a login."""
    genuine = phone_number.phone_number

    def read(turn: Turn, act: Callable[[], Outcome]) -> Outcome:
        outcome = act()
        wrong = outcome.errors.get("verification_phone", "") if isinstance(outcome, Stay) else ""
        if "携帯電話番号" not in wrong:
            return outcome
        typed = [turn.typed[f"verification_phone_{n}"] for n in (1, 2, 3)]
        turn.typed.update(
            {f"verification_phone_{n}": part for n, part in enumerate(("090", "1234", "5678"), 1)}
        )
        outcome = act()
        if isinstance(outcome, Go):
            turn.draft.verification_phone = genuine(typed)
        return outcome

    around("form", "confirm", read)
    around("corporate-form", "confirm", read)
