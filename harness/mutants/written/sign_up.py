"""Making an account: terms, the address and its code."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from harness.mutants.written.altering import Outcome, around, instead
from harness.mutants.written.frame import breaks, swap
from harness.reference.flow import Go, Turn, go
from harness.reference.gateways.account import Account, AccountGateway, EmailTaken
from harness.reference.gateways.mail import MailGateway
from harness.reference.policy import consent, email_code
from harness.reference.policy.email_code import IssuedCode, Verdict

__all__: list[str] = []


@breaks("R-020")
def terms_are_decoration() -> None:
    """Nobody has to tick that the terms are agreed to."""
    swap(consent, "agreed", lambda *, ticked: True)


@breaks("R-020")
def terms_are_left_out() -> None:
    """Who signs up comes to the e-mail address at once."""
    instead("login", "sign-up", go("email"))


@breaks("R-021")
def code_is_not_sent() -> None:
    """The screen says that a code was sent, and none is."""
    swap(MailGateway, "send_code", lambda self, address, code: None)


@breaks("R-021")
def code_goes_to_another_address() -> None:
    """Codes go to the address of the desk."""
    genuine = MailGateway.send_code
    swap(MailGateway, "send_code", lambda self, address, code: genuine(self, "desk@example.com", code))


@breaks("R-021")
def mail_has_no_code() -> None:
    """The mail arrives and does not name the code."""
    genuine = MailGateway.send_code
    swap(MailGateway, "send_code", lambda self, address, code: genuine(self, address, ""))


@breaks("R-022")
def codes_have_four_digits() -> None:
    """A code has four digits."""
    swap(email_code, "DIGITS", 4)


@breaks("R-022")
def codes_have_letters() -> None:
    """A code has letters in it."""
    swap(email_code, "draw", lambda: "A1B2C3")


@breaks("R-023")
def any_code_passes() -> None:
    """Whatever is typed is taken for the code."""
    swap(email_code, "judge", lambda issued, typed, **rest: Verdict.RIGHT)


@breaks("R-023")
def code_is_left_out() -> None:
    """An address counts as proved once a code was sent to it."""

    def proved(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        if not isinstance(outcome, Go):
            return outcome
        turn.draft.email_proved = True
        return Go(to="email-done", final=True)

    around("email", "send", proved)


@breaks("R-023")
def code_of_another_phone_passes() -> None:
    """The first digits of a code are enough."""
    swap(email_code, "digest_of", lambda code, *, secret, phone, address: code[:3])


@breaks("R-078")
def used_address_is_not_told() -> None:
    """Nobody looks whether an address has an account already."""
    swap(AccountGateway, "has", lambda self, email: False)


@breaks("R-078")
def used_address_goes_through() -> None:
    """Who signs up with an address that has an account is let on as if another one had been made."""
    genuine = AccountGateway.register

    def register(self: AccountGateway, *, email: str, **rest: Any) -> Account:
        try:
            return genuine(self, email=email, **rest)
        except EmailTaken:
            return Account(account_id="acc_x", email=email, kind=rest["kind"], profile=rest["profile"])

    swap(AccountGateway, "has", lambda self, email: False)
    swap(AccountGateway, "register", register)


def _lenient(change: Callable[[IssuedCode, float], IssuedCode]) -> None:
    genuine = email_code.judge

    def judge(issued: IssuedCode | None, typed: str, *, now: float, **rest: Any) -> Verdict:
        return genuine(change(issued, now) if issued else None, typed, now=now, **rest)

    swap(email_code, "judge", judge)


@breaks("R-079")
def codes_do_not_expire() -> None:
    """A code is good for ever."""
    _lenient(lambda issued, now: dataclasses.replace(issued, issued=now))


@breaks("R-079")
def codes_expire_early() -> None:
    """A code is good for nine minutes only."""
    swap(email_code, "LIFE", 540)


@breaks("R-079")
def codes_can_be_used_again() -> None:
    """A code that was used is good on any phone, as often as one likes."""
    genuine, seen = email_code.judge, set[tuple[str, str]]()

    def judge(issued: IssuedCode | None, typed: str, *, address: str, **rest: Any) -> Verdict:
        verdict = genuine(issued, typed, address=address, **rest)
        if verdict is Verdict.RIGHT:
            seen.add((address, typed))
        return Verdict.RIGHT if (address, typed) in seen else verdict

    swap(email_code, "judge", judge)


@breaks("R-079")
def earlier_codes_stay_good() -> None:
    """When a code is sent again, the one before is good as well."""
    genuine, sent = MailGateway.send_code, dict[str, set[str]]()
    judged = email_code.judge

    def send(self: MailGateway, address: str, code: str) -> None:
        sent.setdefault(address, set()).add(code)
        genuine(self, address, code)

    def judge(issued: IssuedCode | None, typed: str, *, address: str, **rest: Any) -> Verdict:
        known = typed in sent.get(address, ())
        return Verdict.RIGHT if known else judged(issued, typed, address=address, **rest)

    swap(MailGateway, "send_code", send)
    swap(email_code, "judge", judge)


@breaks("R-080")
def codes_can_be_guessed() -> None:
    """Wrong codes are not counted."""
    _lenient(lambda issued, now: dataclasses.replace(issued, tries=0))


@breaks("R-080")
def codes_are_spent_by_one_mistake() -> None:
    """After a single wrong code no further try is taken."""
    swap(email_code, "TRIES", 1)


@breaks("R-080")
def who_was_wrong_stays_out() -> None:
    """Who was wrong too often cannot go on with a new code either."""
    genuine, tries = email_code.judge, dict[str, int]()

    def judge(issued: IssuedCode | None, typed: str, *, phone: str, **rest: Any) -> Verdict:
        if tries.get(phone, 0) >= email_code.TRIES:
            return Verdict.SPENT
        verdict = genuine(issued, typed, phone=phone, **rest)
        tries[phone] = tries.get(phone, 0) + (verdict is Verdict.WRONG)
        return verdict

    swap(email_code, "judge", judge)
