"""Customers who wander: wrong builds are found and told, the sound one is not blamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from harness.builds.catalogue import InProcessBuild, factory_at
from harness.errors import Nonconformance
from harness.exploring.searching import explore, replay
from harness.guide import load
from harness.guide.journeys import Journey, journeys
from harness.mutants.written.altering import first
from harness.mutants.written.frame import put_right_again, swap
from harness.reference.contract import Payment
from harness.reference.flow import Turn
from harness.reference.gateways.account import AccountGateway
from harness.reference.policy import consent, payment_method, staff_check


@cache
def _short(account: str, through: str) -> tuple[Journey, ...]:
    """The shortest journey of an individual with one name at the dealer through a step, with an account or without."""
    found = (
        one
        for one in journeys(load())
        if one.sections[:3] == ("1-1", "2-1", "3-1")
        and one.core
        and one.facts.get("買主のお客さま種別") == "個人"
        and through in one.steps
        and one.facts["買主のTOYOTAアカウント"] == account
    )
    return (min(found, key=lambda one: len(one.steps)),)


@pytest.fixture(scope="module")
def build() -> Iterator[InProcessBuild]:
    """The reference build, in this process."""
    opened = InProcessBuild(name="reference", factory=factory_at("reference"))
    yield opened
    opened.close()


def _nobody_ticks() -> None:
    """Nobody has to tick that the terms are agreed to."""
    swap(consent, "agreed", lambda *, ticked: True)


def _staff_look_away() -> None:
    """The customer goes on although the staff did not tick."""
    swap(staff_check, "passes", lambda kind, *, ticked: True)


def _accounts_are_mangled() -> None:
    """An account is made with another address than was confirmed."""
    genuine = AccountGateway.register

    def mangled(self: Any, **rest: Any) -> Any:
        rest["profile"] = {**rest["profile"], "address": "東京都"}
        return genuine(self, **rest)

    swap(AccountGateway, "register", mangled)


def _pays_by_itself() -> None:
    """A card is registered as soon as the customer says that it will be one."""

    def register(turn: Turn) -> None:
        user = turn.contract.user
        if turn.draft.payment == payment_method.CARD and user is not None:
            card = Payment(method=payment_method.CARD, customer_id="cus_1", brand="Visa", last4="4242")
            turn.desk.store.register_payment(turn.phone.contract_id, user.account_id, card)

    first("payment", "next", register, after=True)


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A defect, and what its finding must say."""

    change: Callable[[], None]
    says: str
    word: str
    """What the feature shows besides."""
    account: str = "あり"
    through: str = "3-1/3-B"
    """A step of the way: who declines, if nothing else."""


_PLANTED = (
    Planted(change=_nobody_ticks, says="同意なし", word="「次へ」 |"),
    Planted(change=_staff_look_away, says="確認なし", word="1-1/"),
    Planted(change=_accounts_are_mangled, says="TOYOTAアカウントの「住所」", word="1-1/20-B", account="なし"),
    Planted(change=_pays_by_itself, says="お客さまが登録するまで", word="3-2/4-A", through="3-2/6-A"),
)


@pytest.mark.parametrize("planted", _PLANTED, ids=lambda one: one.change.__name__)
def test_a_planted_defect_is_found_and_told(build: InProcessBuild, planted: Planted) -> None:
    """Exploring finds a defect, shrinks it to a few rows that a person can read, and finds the same again from its seed."""
    with put_right_again():
        planted.change()
        ways = _short(planted.account, planted.through)
        found = explore(build, load(), ways, seed=1, examples=12)
        assert found.excursion is not None, found
        assert planted.says in found.finding
        assert planted.word in found.feature
        assert len(found.excursion.moves) <= 2 and found.excursion.habit is None
        with pytest.raises(Nonconformance, match=planted.says):
            replay(build, load(), ways[0], found.excursion)
    replay(build, load(), ways[0], found.excursion)
