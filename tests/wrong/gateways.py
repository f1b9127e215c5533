"""Wrong builds where an outside system fails: the reference build with one defect each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import requests

from harness import reference
from harness.mutants.written.altering import instead
from harness.mutants.written.frame import swap
from harness.reference import flow, review_desk
from harness.reference.flow import Act, Go, Leave, Stay, Turn
from harness.reference.flows import FLOWS
from harness.reference.gateways import account, licence_reader, payment, trouble
from harness.reference.gateways.account import Account, EmailTaken
from harness.reference.gateways.mail import MailGateway, MailUnsure
from harness.reference.gateways.payment import PaymentGateway
from harness.reference.gateways.trouble import GatewayTrouble
from harness.reference.registrations import Registrations
from harness.reference.screens import account as profile
from harness.reference.screens import registration

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = [
    "a_change_is_taken_for_not_made",
    "another_encoding_is_guessed",
    "application_is_kept_without_its_mail",
    "application_is_taken_back_after_its_mail",
    "corrections_are_lost",
    "each_token_makes_a_customer",
    "lost_registration_is_a_taken_address",
    "review_refuses_when_the_register_is_silent",
    "trouble_empties_the_form",
    "trouble_is_an_error_page",
    "trouble_is_overlooked",
    "trouble_is_told_in_english",
]

Environ = Mapping[str, str]


# -- what the customer sees ------------------------------------------------------------------------


def trouble_is_told_in_english(environ: Environ) -> WSGIApplication:
    """Whatever fails is told by the name of an exception."""
    genuine = GatewayTrouble.__init__

    def told(self: GatewayTrouble, service: str, reason: str) -> None:
        genuine(self, service, reason)
        self.message = f"GatewayTrouble: {reason}"

    swap(GatewayTrouble, "__init__", told)
    return reference.from_environ(environ)


def trouble_is_an_error_page(environ: Environ) -> WSGIApplication:
    """Whatever fails leads away from the procedure, to a page that says nothing."""

    def outcome(act: Act, turn: Turn) -> Go | Stay | Leave:
        try:
            return act(turn)
        except GatewayTrouble:
            return Leave(address="/static/style.css")

    swap(flow, "_outcome", outcome)
    return reference.from_environ(environ)


def trouble_empties_the_form(environ: Environ) -> WSGIApplication:
    """Whatever fails, the customer has to type everything again."""

    def outcome(act: Act, turn: Turn) -> Go | Stay | Leave:
        try:
            return act(turn)
        except GatewayTrouble as error:
            turn.draft.typed.pop(turn.screen.name, None)
            return Stay(errors={"": error.message})

    swap(flow, "_outcome", outcome)
    return reference.from_environ(environ)


def trouble_is_overlooked(environ: Environ) -> WSGIApplication:
    """The procedure goes on as if the account service, the mail server and the reader had done their part."""
    for screen, button, to in (
        ("email", "send", "code"),
        ("my-lexus-link", "link", "mail-magazine"),
        ("front", "shoot", "form"),
        ("profile", "confirm", "check"),
    ):
        for one in FLOWS.values():
            if screen in one.screens:
                instead(screen, button, _going_on(one.screens[screen].acts[button], to))
    return reference.from_environ(environ)


def _going_on(genuine: Act, to: str) -> Act:
    def act(turn: Turn) -> Go | Stay | Leave:
        try:
            return genuine(turn)
        except GatewayTrouble:
            return Go(to=to)

    return act


# -- what is done twice, or lost -------------------------------------------------------------------


def lost_registration_is_a_taken_address(environ: Environ) -> WSGIApplication:
    """An account that was made without an answer is somebody else's on the next try."""

    def refuse(turn: Turn) -> Account:
        raise EmailTaken

    swap(registration, "_made_before", refuse)
    return reference.from_environ(environ)


def corrections_are_lost(environ: Environ) -> WSGIApplication:
    """An account that was made without an answer keeps what was corrected since."""

    def found(turn: Turn) -> Account:
        accounts = turn.desk.accounts
        return accounts.account(accounts.log_in(turn.draft.email, turn.draft.password))

    swap(registration, "_made_before", found)
    return reference.from_environ(environ)


def a_change_is_taken_for_not_made(environ: Environ) -> WSGIApplication:
    """What the account holds after a change without an answer is not looked up."""

    def remembered(turn: Turn) -> Account:
        account_ = turn.draft.account
        assert account_ is not None
        return account_

    swap(profile, "_as_it_is", remembered)
    return reference.from_environ(environ)


def each_token_makes_a_customer(environ: Environ) -> WSGIApplication:
    """A card that is entered again is registered again, beside the first."""
    genuine = PaymentGateway.register

    def register(self: PaymentGateway, token_id: str, *, payer: str, email: str) -> str:
        return genuine(self, token_id, payer=token_id, email=email)

    swap(PaymentGateway, "register", register)
    return reference.from_environ(environ)


def application_is_kept_without_its_mail(environ: Environ) -> WSGIApplication:
    """An application whose mail surely never went stays, though the screen says otherwise."""
    swap(Registrations, "put_back", lambda *_: None)
    return reference.from_environ(environ)


def application_is_taken_back_after_its_mail(environ: Environ) -> WSGIApplication:
    """An application whose mail may have gone is taken back, so that the next try sends a second one."""
    genuine = MailGateway.send_letter

    def send(self: MailGateway, *letter: Any) -> None:
        try:
            genuine(self, *letter)
        except MailUnsure as unsure:
            raise GatewayTrouble("メールの送信サービス", str(unsure)) from unsure

    swap(MailGateway, "send_letter", send)
    return reference.from_environ(environ)


def review_refuses_when_the_register_is_silent(environ: Environ) -> WSGIApplication:
    """An application about which the register says nothing is refused."""
    genuine = review_desk._agrees

    def agrees(*asked: Any) -> bool:
        try:
            return genuine(*asked)
        except GatewayTrouble:
            return False

    swap(review_desk, "_agrees", agrees)
    return reference.from_environ(environ)


def another_encoding_is_guessed(environ: Environ) -> WSGIApplication:
    """An answer that is no UTF-8 is read in whatever encoding it seems to have."""

    def guessed(service: str, response: requests.Response) -> dict[str, Any]:
        try:
            body: dict[str, Any] = response.json()
        except ValueError as error:
            raise GatewayTrouble(service, "body is not JSON") from error
        return body

    for module in (trouble, account, licence_reader, payment):
        swap(module, "json_of", guessed)
    return reference.from_environ(environ)
