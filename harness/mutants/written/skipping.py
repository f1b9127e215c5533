"""Nobody is registered as the user yet (2-3), or the services begin (3-1/1)."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import update

from harness.mutants.written.altering import AT_DEALER, first, instead, leads
from harness.mutants.written.frame import breaks
from harness.reference.flow import Go, Stay, Turn, go
from harness.reference.tables import CONTRACTS

__all__: list[str] = []


def _register_the_buyer(turn: Turn) -> None:
    buyer = turn.contract.buyer
    if buyer is not None:
        this = CONTRACTS.c.id == turn.phone.contract_id
        turn.desk.store._do(update(CONTRACTS).where(this).values(user=asdict(buyer)))


@breaks("R-050")
def skipping_registers_a_user() -> None:
    """Who skips the user's registration finds the buyer registered as the user."""
    first("user-later", "ok", _register_the_buyer)


@breaks("R-050")
def skipping_forgets_the_buyer() -> None:
    """Who skips the user's registration is not the buyer any longer."""

    def forget(turn: Turn) -> None:
        this = CONTRACTS.c.id == turn.phone.contract_id
        turn.desk.store._do(update(CONTRACTS).where(this).values(buyer=None))

    first("user-later", "ok", forget)


@breaks("R-051")
def skipping_is_not_explained() -> None:
    """Who skips the user's registration is done at once, and not told what comes after delivery."""
    instead("presence", "absent", lambda turn: Go(to="dealer-done", final=True))


@breaks("R-052")
def skipping_ends_without_staff() -> None:
    """「とじる」 ends the procedure, and nobody calls for staff."""
    instead("dealer-done", "close", go("ended", final=True))


@breaks("R-053")
def services_open_without_terms() -> None:
    """From the user's terms the procedure goes on to the services, ticked or not, and nobody is registered."""
    instead("user-terms", "next", go("g-link"), flows=AT_DEALER)


@breaks("R-053")
def services_do_not_open() -> None:
    """Although buyer and user are registered, the services are said to be for later."""
    instead(
        "user-completed",
        "services",
        lambda turn: Stay(notice="サービスの利用手続きは、納車後に行ってください。"),
    )


@breaks("R-053")
def services_begin_with_the_login() -> None:
    """Who goes on to the services has to log in once more."""
    leads("user-completed", "services", "login")
