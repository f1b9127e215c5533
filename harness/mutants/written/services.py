"""The services after delivery (5-1, 5-2), from the link of the mail on."""

from __future__ import annotations

from typing import Any

from harness.mutants.written.altering import first, instead, leads
from harness.mutants.written.frame import breaks, swap
from harness.reference import services_link
from harness.reference.contract import Application
from harness.reference.flow import Go, Turn, go
from harness.reference.flows import AFTER_DELIVERY, BUYER, SERVICES
from harness.reference.policy import g_link_plan, services_token
from harness.reference.policy.service import G_LINK
from harness.reference.screens import services
from harness.reference.screens.ending import staff_call

__all__: list[str] = []

_HERE = ("services",)


@breaks("R-142")
def mail_leads_to_another_procedure() -> None:
    """The link of the mail begins the registration of the user once more."""
    swap(services_link, "SERVICES", AFTER_DELIVERY)


@breaks("R-142")
def mail_leads_to_the_dealers_services() -> None:
    """The link of the mail begins the buyer's procedure at the dealer."""
    swap(services_link, "SERVICES", BUYER)


@breaks("R-143")
def anybody_begins_with_the_link() -> None:
    """The link of the mail opens for the user of before, too."""
    swap(services_token, "is_for", lambda secret, token, contract_id, account_id: True)


@breaks("R-143")
def link_needs_no_seal() -> None:
    """A link that somebody wrote anew opens the services."""
    from harness.reference.policy import signed_token

    def unsealed(secret: str, token: str) -> str | None:
        _, payload = signed_token._seal(secret, "services").loads_unsafe(token)
        return payload.rpartition("|")[0] if isinstance(payload, str) else None

    swap(services_token, "contract_of", unsealed)
    swap(services_token, "is_for", lambda secret, token, contract_id, account_id: True)


@breaks("R-148")
def staff_are_called_after_delivery() -> None:
    """After delivery 「とじる」 calls for staff, who are not there."""
    SERVICES.screens["services-staff"] = staff_call("services-staff", "販売店スタッフにお声がけ")
    for screen in ("g-link-finished", "charging-finished", "no-charging-finished"):
        leads(screen, "close", "services-staff", flows=_HERE)


@breaks("R-148")
def closing_begins_anew() -> None:
    """After delivery 「とじる」 begins with G-Link once more."""
    for screen in ("g-link-finished", "charging-finished", "no-charging-finished"):
        instead(screen, "close", go("g-link", final=True), flows=_HERE)


def _apply(turn: Turn) -> None:
    made = Application(service=G_LINK, plan=g_link_plan.BASIC, payment=None)
    turn.desk.store.apply(turn.phone.contract_id, turn.user_id, made)


@breaks("R-149")
def declining_g_link_applies_after_delivery() -> None:
    """After delivery who does not want G-Link has applied for it in the end."""
    first("g-link-declined", "ok", _apply, after=True, flows=_HERE)


@breaks("R-149")
def declining_is_not_explained_after_delivery() -> None:
    """After delivery who declines G-Link is done at once, without a word about later."""
    instead("g-link", "decline", services._decline_g_link, flows=_HERE)


@breaks("R-150")
def charging_does_not_follow_after_delivery() -> None:
    """After delivery the procedure ends with G-Link, though the car can be charged."""
    leads("g-link-submit", "submit", "g-link-finished", was="charging", flows=_HERE)


@breaks("R-150")
def charging_follows_for_all_after_delivery() -> None:
    """After delivery every car goes on to the charging support."""

    def on(turn: Turn) -> Any:
        return Go(to="charging", final=True)

    leads("g-link-submit", "submit", "charging", was="g-link-finished", flows=_HERE)
    instead("g-link-declined", "ok", on, flows=_HERE)


@breaks("R-054")
def g_link_cannot_be_declined_after_delivery() -> None:
    """After delivery 「利用申込みをしない」 leads to the application all the same."""
    instead("g-link", "decline", services._TO_G_LINK, flows=_HERE)


@breaks("R-058")
def chargeable_cars_are_done_after_delivery() -> None:
    """After delivery no car goes on from G-Link to the charging support."""
    leads("g-link-submit", "submit", "g-link-finished", was="charging", flows=_HERE)
    instead("g-link-declined", "ok", go("g-link-finished", final=True), flows=_HERE)
