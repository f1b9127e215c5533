"""What is judged after a load, and which customers come."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from harness.builds.port import AccountState, Application, ContractState, Party
from harness.builds.served import HttpBuild
from harness.guide import load
from harness.guide.journeys import journeys
from harness.load.customers import Visit, at_the_dealer, timeless
from harness.load.running import judged
from harness.simulation.running import read

PARTY = Party(name="豊田 太郎", kind="個人", email="a@example.com")
STATE = ContractState(id="c1", buyer=PARTY, user=PARTY, applications=(Application(service="G-Link"),))
ACCOUNT = AccountState(email="a@example.com", kind="個人", profile={})
VISIT = Visit(
    number=1,
    ended="完了",
    contract="c1",
    buyer="a@example.com",
    user="a@example.com",
    services=("G-Link",),
    accounts=("a@example.com",),
    rows=9,
    wrong=(),
)


class _Registered:
    """A build that has these contracts and accounts."""

    def __init__(self, state: ContractState, *accounts: AccountState) -> None:
        self._state, self._accounts = state, accounts

    def contract(self, contract_id: str) -> ContractState:
        """The one contract."""
        return self._state

    def accounts(self) -> tuple[AccountState, ...]:
        """All accounts."""
        return self._accounts


def wrong(state: ContractState, *accounts: AccountState, visits: tuple[Visit, ...] = (VISIT,)) -> list[str]:
    """What is found wrong with such a build."""
    return judged(cast(HttpBuild, _Registered(state, *accounts)), visits)[0]


def test_a_build_that_kept_everything_once_is_right() -> None:
    """Nothing is wrong, and told and registered are counted alike."""
    found, counts = judged(cast(HttpBuild, _Registered(STATE, ACCOUNT)), [VISIT])
    assert found == []
    assert counts["完了したお客さま"] == counts["申込み"] == counts["TOYOTAアカウント"] == (1, 1)


@pytest.mark.parametrize(
    ("state", "accounts", "said"),
    [
        (replace(STATE, user=None), (ACCOUNT,), "完了したお客さま: 画面では1、ビルドでは0"),
        (replace(STATE, applications=()), (ACCOUNT,), "申込み: 画面では1、ビルドでは0"),
        (replace(STATE, buyer=replace(PARTY, email="b@example.com")), (ACCOUNT,), "登録があとから変わった"),
        (STATE, (), "失われた"),
        (STATE, (ACCOUNT, ACCOUNT), "重なっている"),
    ],
    ids=["user lost", "application lost", "another buyer", "account lost", "account twice"],
)
def test_lost_and_double_registrations_are_found(state: ContractState, accounts: Any, said: str) -> None:
    """Whatever is lost, changed or there twice when the load is over is told."""
    assert any(said in one for one in wrong(state, *accounts))


def test_a_contract_of_two_customers_is_found() -> None:
    """Two customers who were given one contract are told of, and so is a wrong screen."""
    twice = wrong(STATE, ACCOUNT, visits=(VISIT, replace(VISIT, number=2, wrong=("手順 1-1/1 見出し",))))
    assert any("契約 c1 が2回" in one for one in twice)
    assert any("お客さま 2: 手順 1-1/1" in one for one in twice)


def test_a_visit_survives_its_message() -> None:
    """What a worker tells is what the master hears."""
    assert Visit.of(VISIT.plain()) == VISIT


def test_nobody_under_load_needs_time_to_pass() -> None:
    """Only journeys at the dealer are taken, and no trouble that is everybody's."""
    chosen = at_the_dealer(journeys(load()))
    assert chosen and all(section < "4" for one in chosen for section in one.sections)
    troubles = timeless(read(None)).troubles
    assert troubles.slow_reader == troubles.gateway_trouble == troubles.review_failure == 0 < troubles.leave
