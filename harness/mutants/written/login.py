"""Who has a TOYOTAアカウント, who makes one, and what may be corrected of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.mutants.written.altering import (
    AT_DEALER,
    Outcome,
    around,
    everywhere,
    first,
    instead,
    leads,
)
from harness.mutants.written.frame import breaks, original, swap
from harness.reference.flow import Go, Stay, Turn, go
from harness.reference.gateways.account import AccountGateway, WrongLogin
from harness.reference.policy import g_link_lock
from harness.reference.policy.customer_kind import INDIVIDUAL
from harness.reference.screens import account, camera

__all__: list[str] = []


def _sent_away(turn: Turn) -> Stay:
    return Stay(notice="TOYOTAアカウントの登録は、アプリで行ってください。")


@breaks("R-001")
def buyers_need_an_account() -> None:
    """A buyer without an account is sent to an app."""
    instead("login", "sign-up", _sent_away, flows=("buyer",))


@breaks("R-001")
def users_need_an_account() -> None:
    """A user without an account is sent to an app."""
    instead("login", "sign-up", _sent_away, flows=("user",))


@breaks("R-001")
def users_need_an_account_after_delivery() -> None:
    """After delivery a user without an account is sent to an app."""
    instead("login", "sign-up", _sent_away, flows=("after-delivery",))


@breaks("R-002")
def common_ids_are_not_known() -> None:
    """Who has the common ID of TOYOTA and LEXUS has to sign up anew."""
    leads("login", "log-in", "terms", was="profile")


@breaks("R-002")
def common_ids_are_not_known_after_delivery() -> None:
    """After delivery the common ID opens nothing: e-mail address or password are said to be wrong."""

    def refuse(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        genuine()
        return Stay(errors={"email": "メールアドレスまたはパスワードが正しくありません。"})

    around("login", "log-in", refuse, flows=("after-delivery",))


@breaks("R-009")
def logging_in_skips_the_profile() -> None:
    """Who logs in does not see what is registered before it is confirmed."""
    leads("login", "log-in", "check", was="profile")


@breaks("R-009")
def signing_up_leads_to_the_form() -> None:
    """Who has no account comes to the form at once, without terms and without proving an address."""
    instead("login", "sign-up", go("kind"), flows=AT_DEALER)


@breaks("R-010")
def corrections_are_dropped() -> None:
    """What is corrected on the profile stays as it was."""
    instead("profile", "confirm", go("check"))


@breaks("R-010")
def profiles_cannot_be_corrected() -> None:
    """Nothing of a profile can be changed, linked or not."""
    genuine = original(account, "profile_form")
    swap(
        account,
        "profile_form",
        lambda kind, locked: genuine(kind, {one.name for one in genuine(kind).fields}),
    )


@breaks("R-011")
def corrections_stay_on_the_phone() -> None:
    """What is corrected is shown, and the TOYOTAアカウント does not learn of it."""
    swap(AccountGateway, "change", lambda self, account_id, changed: None)


@breaks("R-011")
def phones_are_not_corrected_in_the_account() -> None:
    """Of what is corrected, telephone numbers do not get to the TOYOTAアカウント."""
    genuine = AccountGateway.change

    def change(self: AccountGateway, account_id: str, changed: dict[str, str]) -> None:
        genuine(self, account_id, {key: text for key, text in changed.items() if "phone" not in key})

    swap(AccountGateway, "change", change)


@breaks("R-012")
def linked_accounts_are_not_locked() -> None:
    """Name and date of birth of an account that is linked with G-Link are open to be changed."""
    swap(account, "locked_keys", lambda kind, linked: frozenset())


@breaks("R-012")
def dates_of_birth_are_not_locked() -> None:
    """Only the name of an account that is linked with G-Link cannot be changed."""
    swap(g_link_lock, "_INDIVIDUAL", tuple(key for key in g_link_lock._INDIVIDUAL if key != "birthdate"))


@breaks("R-012")
def corporations_are_not_locked() -> None:
    """The name of a corporation that is linked with G-Link is open to be changed."""
    swap(g_link_lock, "_CORPORATION", ())


@breaks("R-018")
def addresses_are_locked() -> None:
    """The address of an account cannot be brought in line with the 車検証."""
    everywhere(
        g_link_lock.locked_keys, lambda kind, linked: frozenset({"postal_code", "address", "building"})
    )


@breaks("R-018")
def licence_wins() -> None:
    """What was read from the licence replaces what the customer typed over it."""

    def again(turn: Turn) -> None:
        if turn.draft.licence is not None:
            turn.typed.update(camera._typed(turn.draft.licence))

    first("form", "confirm", again, flows=AT_DEALER)


@breaks("R-019")
def every_account_is_an_individuals() -> None:
    """A new account is an individual's, whatever was chosen."""
    genuine = AccountGateway.register

    def register(self: AccountGateway, *, kind: str, **rest: Any) -> Any:
        return genuine(self, kind=INDIVIDUAL, **rest)

    swap(AccountGateway, "register", register)


@breaks("R-019")
def kind_is_not_asked() -> None:
    """Nobody is asked whether the customer is an individual or a corporation: all are individuals."""
    instead("email-done", "next", go("method"), flows=AT_DEALER)


@breaks("R-077")
def wrong_password_leads_on() -> None:
    """Who has typed a wrong password is led on to sign up, as if there were no account."""

    def lenient(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        return Go(to="terms") if isinstance(outcome, Stay) and "password" in outcome.errors else outcome

    around("login", "log-in", lenient)


@breaks("R-077")
def wrong_password_is_not_told() -> None:
    """After a wrong password the login is shown again, without a word."""

    def silent(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        return Stay() if isinstance(outcome, Stay) else outcome

    around("login", "log-in", silent)


@breaks("R-077")
def any_password_after_the_first_time() -> None:
    """Who has logged in once gets in with any password."""
    genuine, known = AccountGateway.log_in, dict[str, str]()

    def log_in(self: AccountGateway, email: str, password: str) -> str:
        try:
            known[email] = genuine(self, email, password)
        except WrongLogin:
            if email not in known:
                raise
        return known[email]

    swap(AccountGateway, "log_in", log_in)
