"""What holds for every customer, however far they came: judged from what the build has registered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from harness.builds.port import AccountState, ContractState
from harness.simulation.customers import Customer
from harness.simulation.mistakes import Mistakes
from harness.walking.world import World

__all__ = ["INVARIANTS", "Afterwards", "broken"]

_OPTIONAL = frozenset({"building", "department"})
"""Entries of a profile that a customer may leave empty."""
_CONSENT_STEPS = {"G-Link": "G-Link利用規約", "EV・PHV充電サポート": "充電サポート利用規約"}
"""Service -> the beginning of the title of the step at which its terms are agreed to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Afterwards:
    """What was planned and reached, and what the build says now."""

    customer: Customer
    state: ContractState
    accounts: tuple[AccountState, ...]
    titles: frozenset[str]
    """Titles of the planned steps that were reached."""
    roles: frozenset[str]
    """Whose own registration was reported complete on a screen or by mail: 買主, 使用者."""
    completed: bool

    @property
    def user_role(self) -> str:
        """Who is to be the user: the buyer too, where there is nobody else."""
        return "使用者" if "使用者" in self.customer.people else "買主"


def _one_of_each(after: Afterwards) -> Iterator[str]:
    people = after.customer.people
    for what, party, role in (
        ("買主", after.state.buyer, "買主"),
        ("使用者", after.state.user, after.user_role),
    ):
        wanted = people.get(role)
        if party is not None and (wanted is None or (party.email, party.kind) != (wanted.email, wanted.kind)):
            yield f"{what}として別の人が登録されている（{party.kind}）"
    emails = [account.email for account in after.accounts]
    if len(set(emails)) != len(emails) or not set(emails) <= {one.email for one in people.values()}:
        yield f"TOYOTAアカウントが{len(emails)}件あり、お客さまの数と合わない"


def _consent_first(after: Afterwards) -> Iterator[str]:
    services = [one.service for one in after.state.applications]
    if len(set(services)) != len(services):
        yield f"申込みが重なっている: {'、'.join(services)}"
    for service in services:
        words = _CONSENT_STEPS.get(service, service)
        recorded = any(consent.startswith(words) for consent in after.state.consents)
        if not recorded or not any(title.startswith(words) for title in after.titles):
            yield f"同意のない申込みがある: {service}"


def _payment_where_needed(after: Afterwards) -> Iterator[str]:
    if not after.state.payment_registered:
        return
    asked = any("支払い" in title or "カード" in title for title in after.titles)
    used = any(one.payment for one in after.state.applications)
    if not asked or (after.completed and not used):
        yield "必要のない支払い方法が登録されている"


def _as_confirmed(after: Afterwards) -> Iterator[str]:
    accounts = {account.email: account for account in after.accounts}
    for role, person in after.customer.people.items():
        account = accounts.get(person.email)
        if account is None:
            continue
        if account.kind != person.kind:
            yield f"{role}のお客さま種別が確認したものと違う"
        for key, value in person.profile().items():
            found = account.profile.get(key) or ""
            if found != value and not (key in _OPTIONAL and not found):
                yield f"{role}の登録情報が確認したものと違う: {key}"


def _nothing_lost(after: Afterwards) -> Iterator[str]:
    state, emails = after.state, {account.email for account in after.accounts}
    if "買主" in after.roles and state.buyer is None:
        yield "完了した買主情報の登録が失われた"
    if "使用者" in after.roles and state.user is None:
        yield "完了した使用者情報の登録が失われた"
    for role in after.roles:
        person = after.customer.people.get(role)
        if person is not None and person.email not in emails:
            yield f"{role}のTOYOTAアカウントが失われた"
    if not after.completed:
        return
    services = {one.service for one in state.applications}
    for service, words in _CONSENT_STEPS.items():
        if service not in services and any(title.startswith(words) for title in after.titles):
            yield f"完了した申込みが失われた: {service}"
    if "4-1" in after.customer.journey.sections:
        registration = state.user_registration
        if registration is None or registration.status != "completed" or state.user is None:
            yield "審査を終えた使用者情報の登録が失われた"


INVARIANTS: Mapping[str, Callable[[Afterwards], Iterator[str]]] = {
    "契約に買主と使用者は一人ずつ": _one_of_each,
    "同意のない申込みはない": _consent_first,
    "必要のない支払い方法はない": _payment_where_needed,
    "登録情報は確認したとおり": _as_confirmed,
    "確認したものは失われない": _nothing_lost,
}


def broken(
    world: World, customer: Customer, mistakes: Mistakes, *, completed: bool, alone: bool
) -> list[str]:
    """Gives what does not hold, in Japanese; empty where everything does.

    Where the customer is not ``alone`` on the build, the accounts of others are theirs.
    """
    steps = [world.guide.steps[one] for one in mistakes.reached]
    done = {
        title: role
        for title, role in (("買主情報の登録完了", "買主"), ("使用者情報の登録完了", "使用者"))
        if any(step.title == title and step.headings for step in steps)
    }
    emails = {person.email for person in customer.people.values()}
    world.need("要_登録照会")
    after = Afterwards(
        customer=customer,
        state=world.bench.contract(world.contract.id),
        accounts=tuple(one for one in world.bench.accounts() if alone or one.email in emails),
        titles=frozenset(step.title for step in steps),
        roles=frozenset(done.values()),
        completed=completed,
    )
    return [f"不変条件「{name}」: {what}" for name, holds in INVARIANTS.items() for what in holds(after)]
