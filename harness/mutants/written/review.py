"""The application after delivery: its mails, its review, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.mutants.written.altering import Outcome, around, first
from harness.mutants.written.frame import breaks, swap
from harness.reference import clock, letters, registrations, review_desk
from harness.reference.contract import UserRegistration
from harness.reference.flow import Go, Stay, Turn
from harness.reference.gateways.mail import AddressRefused, MailGateway
from harness.reference.letters import Letter
from harness.reference.policy import certificate_match, review
from harness.reference.policy.review import Status
from harness.reference.screens import vehicle
from harness.reference.store import Store

__all__: list[str] = []


def _complete(turn: Turn) -> None:
    registration = turn.desk.store.registrations.of(turn.draft.vehicle_contract)
    if registration is not None and registration.status is Status.WAITING:
        turn.desk.store.complete_registration(registration.contract_id, registration.user)


@breaks("R-132")
def applying_registers() -> None:
    """Who applies is registered as the user at once, without a review."""
    first("registration-review", "apply", _complete, after=True)


@breaks("R-132")
def entering_the_car_registers() -> None:
    """Who has closed the receipt is registered as the user."""
    first("registration-accepted", "close", _complete)


def _letter_is_not_sent(word: str) -> None:
    genuine = MailGateway.send_letter

    def send(self: MailGateway, address: str, letter: Letter) -> None:
        if word not in letter.subject:
            genuine(self, address, letter)

    swap(MailGateway, "send_letter", send)


@breaks("R-134")
def receipt_is_not_sent() -> None:
    """Who applies gets no mail about it."""
    _letter_is_not_sent("受付")


@breaks("R-134")
def receipt_goes_to_the_buyer() -> None:
    """The mail about the application goes to the desk, not to the user."""
    genuine = MailGateway.send_letter

    def send(self: MailGateway, address: str, letter: Letter) -> None:
        genuine(self, "desk@example.com" if "受付" in letter.subject else address, letter)

    swap(MailGateway, "send_letter", send)


@breaks("R-134")
def receipt_is_sent_twice() -> None:
    """The mail about the application comes twice."""
    genuine = MailGateway.send_letter

    def send(self: MailGateway, address: str, letter: Letter) -> None:
        genuine(self, address, letter)
        if "受付" in letter.subject:
            genuine(self, address, letter)

    swap(MailGateway, "send_letter", send)


@breaks("R-135")
def mails_come_from_another_domain() -> None:
    """Mails come from a domain that the guide does not name."""
    genuine = MailGateway._send

    def send(self: MailGateway, address: str, subject: str, body: str, html: str = "") -> None:
        kept, self._sender = self._sender, "noreply@toyota.example"
        try:
            genuine(self, address, subject, body, html)
        finally:
            self._sender = kept

    swap(MailGateway, "_send", send)


@breaks("R-136")
def unreachable_users_cannot_apply() -> None:
    """Whose mailbox takes no mail has not applied."""
    genuine = vehicle._accepted

    def accepted(turn: Turn, *, notice: str = "") -> Any:
        if not notice:
            return genuine(turn)
        turn.desk.store.registrations.put_back(turn.draft.vehicle_contract, None)
        return Stay(errors={"": notice})

    swap(vehicle, "_accepted", accepted)


@breaks("R-136")
def unreachable_users_are_not_reviewed() -> None:
    """Whose mailbox takes no mail has applied, and is never registered."""
    genuine, unreachable = MailGateway.send_letter, set[str]()
    complete = Store.complete_registration

    def send(self: MailGateway, address: str, letter: Letter) -> None:
        try:
            genuine(self, address, letter)
        except AddressRefused:
            unreachable.add(address)
            raise

    def only_reachable(self: Store, contract_id: str, user: Any) -> None:
        if user.email in unreachable:
            self.registrations.refuse(contract_id)
        else:
            complete(self, contract_id, user)

    swap(MailGateway, "send_letter", send)
    swap(Store, "complete_registration", only_reachable)


@breaks("R-137")
def applications_lapse_after_two_days() -> None:
    """An application that was not reviewed within two days is refused."""
    genuine = review_desk._agrees

    def agrees(desk: Any, registration: UserRegistration) -> bool:
        late = clock.seconds() - registration.applied > 2 * 86400
        return not late and genuine(desk, registration)

    swap(review_desk, "_agrees", agrees)


@breaks("R-137")
def result_comes_with_the_receipt() -> None:
    """The mail about the completed registration comes when somebody applies."""

    def too_early(turn: Turn) -> None:
        registration = turn.desk.store.registrations.of(turn.draft.vehicle_contract)
        if registration is not None:
            letter = letters.completed(registration.user.name, address=review_desk._entry(turn.desk))
            turn.desk.mail.send_letter(registration.user.email, letter)

    first("registration-review", "apply", too_early, after=True)


@breaks("R-138")
def nobody_matches() -> None:
    """No account agrees with any 車検証."""
    swap(certificate_match, "matches", lambda **rest: False)


@breaks("R-138")
def completion_is_not_told() -> None:
    """Who is registered gets no mail about it."""
    _letter_is_not_sent("登録完了")


@breaks("R-139")
def everybody_matches() -> None:
    """Everybody who applies is registered, whoever the 車検証 names."""
    swap(certificate_match, "matches", lambda **rest: True)


@breaks("R-139")
def refusal_is_not_told() -> None:
    """Who is refused gets no mail about it."""
    _letter_is_not_sent("エラー")


@breaks("R-139")
def names_are_enough() -> None:
    """Only the name has to agree with the 車検証."""
    swap(certificate_match, "same_address", lambda one, other: True)


@breaks("R-139")
def addresses_are_enough() -> None:
    """Only the address has to agree with the 車検証."""
    swap(certificate_match, "same_name", lambda one, other: True)


@breaks("R-140")
def kinds_need_not_match() -> None:
    """A corporation of the same name and address as the individual on the 車検証 is registered."""
    genuine = certificate_match.matches
    swap(
        certificate_match,
        "matches",
        lambda *, kind, user_kind, **rest: genuine(kind=kind, user_kind=kind, **rest),
    )


@breaks("R-141")
def refused_users_stay_out() -> None:
    """Who was refused once cannot apply again."""
    swap(review, "may_apply", lambda status: status is None)
    swap(registrations, "may_apply", lambda status: status is None)


@breaks("R-141")
def refusal_leads_nowhere() -> None:
    """The link of the mail about a refusal leads to a page that does not exist."""
    genuine = letters.refused
    swap(letters, "refused", lambda name, *, address: genuine(name, address=f"{address}/again"))


@breaks("R-132")
def receipt_says_registered() -> None:
    """Who applies comes to the end at once, without a receipt."""

    def on(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        return Go(to="registration-closed", final=True) if isinstance(outcome, Go) else outcome

    around("registration-review", "apply", on)
