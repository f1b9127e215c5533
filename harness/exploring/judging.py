"""What must hold whatever a customer does: invariants of the guide, looked up on the build after every act."""

from __future__ import annotations

from collections.abc import Iterator

from harness.builds.port import ContractState, Party
from harness.builds.wording import normalised
from harness.errors import Finding, Nonconformance
from harness.exploring.wandering import Wanderer
from harness.guide.model import Guide, Step
from harness.walking import looking
from harness.walking.profile import PROFILE
from harness.walking.walker import Row

__all__ = ["Judge", "consenting", "paying", "staff_checking"]

_G_LINK, _CHARGING = "G-Link", "EV・PHV充電サポート"
_SERVICES = {_G_LINK: ("3-1", "5-1"), _CHARGING: ("3-2", "5-2")}
_USER_SECTIONS = ("2-1", "2-2", "4-1")
_STAFF_CHECK = "販売店スタッフによる確認"
_CONFIRMED = "入力内容の確認"
_METHOD, _CARD = "支払い方法", "クレジットカード"
_DATES = ("生年月日 (西暦)",)
"""Shown with 年, 月 and 日; kept as a date."""


def consenting(guide: Guide, *sections: str) -> frozenset[str]:
    """Ids of the steps of these sections at which terms are agreed to, those of the account apart."""
    return frozenset(
        step.id
        for step in guide.steps.values()
        if step.section in sections and _asks_consent(step) and "アカウント" not in step.title
    )


def _asks_consent(step: Step) -> bool:
    terms = any("規約へのチェック" in outcome.when for outcome in step.branches)
    return terms or "同意する" in step.labels or any("規約に同意" in check for check in step.checks)


def staff_checking(guide: Guide, section: str) -> frozenset[str]:
    """Ids of the steps of a section at which the staff tick that they saw the licence, or must have."""
    return frozenset(
        step.id
        for step in guide.steps.values()
        if step.section == section
        and (
            _STAFF_CHECK in step.checks
            or any(outcome.when.get(_STAFF_CHECK) == "オン" for outcome in step.branches)
        )
    )


def paying(guide: Guide) -> dict[str, frozenset[str]]:
    """Ids of the steps at which a way of payment is registered -> the ways for which choosing them is all.

    A card is registered where it is examined, whatever was chosen before.
    """
    found: dict[str, frozenset[str]] = {}
    for step in guide.steps.values():
        ways = {outcome.when.get(_METHOD, _CARD) for outcome in step.branches} - {_CARD, "未選択"}
        examined = any(outcome.when.get("カードの審査") == "承認" for outcome in step.branches)
        if ways or examined:
            found[step.id] = frozenset() if examined else frozenset(ways)
    return found


class Judge:
    """Remembers what was confirmed and shown, and holds a build against it after every act."""

    def __init__(self, guide: Guide) -> None:
        self._before = ContractState(id="")
        self._shown: dict[str, dict[str, str]] = {}
        self._accounts: set[str] = set()
        self._consents = {
            name: consenting(guide, *sections)
            for name, sections in {"買主": ("1-1",), "使用者": _USER_SECTIONS, **_SERVICES}.items()
        }
        self._checks = {"買主": staff_checking(guide, "1-1"), "使用者": staff_checking(guide, "2-2")}
        self._paying = paying(guide)

    def __call__(self, wanderer: Wanderer) -> None:
        """Raises Nonconformance with everything that does not hold."""
        findings = [*self._of_screen(wanderer)]
        if wanderer.journey.parts[0][0].step.section != "4-1" or wanderer.world.certificate:
            state = wanderer.world.bench.contract(wanderer.world.contract.id)
            findings += self._of_state(wanderer, state)
            self._before = state
        findings += self._of_accounts(wanderer)
        if findings:
            raise Nonconformance(findings)

    def _of_screen(self, wanderer: Wanderer) -> Iterator[Finding]:
        screen = wanderer.screen()
        if screen.status >= 500 or "Traceback" in screen.text:
            yield _wrong(
                wanderer, "画面", "お客さまに分かる画面", f"HTTP {screen.status} 「{screen.heading}」"
            )
        elif screen.status and not screen.heading:
            yield _wrong(wanderer, "画面の見出し", "見出しがある", "見出しがない")
        elif screen.status and wanderer.step() is None and _bare(screen.text) == _bare(screen.heading):
            yield _wrong(wanderer, "画面", "ガイドの画面か、次にすることを言う画面", f"「{screen.heading}」")

    def _of_state(self, wanderer: Wanderer, state: ContractState) -> Iterator[Finding]:
        for role, party in (("買主", state.buyer), ("使用者", state.user)):
            if party is not None:
                yield from self._of_party(wanderer, role, party, same=state.user == state.buyer)
        for service in _SERVICES:
            number = sum(one.service == service for one in state.applications)
            if number > 1:
                yield _wrong(wanderer, f"「{service}」の申込み", "1件まで", f"{number}件")
            if number and not self._consents[service] & wanderer.passed:
                yield _wrong(wanderer, f"「{service}」の申込み", "規約に同意してから申し込まれる", "同意なし")
        paid = state.payment_registered or any(one.payment for one in state.applications)
        if paid and not any(map(self._pays, wanderer.rows)):
            yield _wrong(wanderer, "支払い方法", "お客さまが登録するまで登録されない", "登録されている")
        yield from self._of_losses(wanderer, state)

    def _pays(self, row: Row) -> bool:
        """Whether a way of payment may be there after a row; 3-1/4-A+pay stands for several screens."""
        ways = self._paying.get(row.number)
        return ways is not None and (not ways or any(way in row.acts for way in ways))

    def _of_party(self, wanderer: Wanderer, role: str, party: Party, *, same: bool) -> Iterator[Finding]:
        people = wanderer.world.people
        person = people.get(role) or people.get("買主")
        if person is not None and normalised(party.name) != normalised(person.name):
            yield _wrong(wanderer, f"{role}の登録", f"「{person.name}」", f"「{party.name}」")
        if not self._consents[role] & wanderer.passed:
            yield _wrong(
                wanderer, f"{role}の登録", "規約に同意してから登録される", "同意なしに登録されている"
            )
        later = role == "使用者" and (same or "4-1" in wanderer.journey.sections)
        if party.kind == "個人" and not later and not self._checks[role] & wanderer.passed:
            yield _wrong(
                wanderer,
                f"{role}の登録",
                "販売店スタッフが確認してから登録される",
                "確認なしに登録されている",
            )

    def _of_losses(self, wanderer: Wanderer, state: ContractState) -> Iterator[Finding]:
        """What is registered stays, unless the registration before it was made anew."""
        before = self._before
        section = wanderer.rows[-1].number.split("/")[0] if wanderer.rows else ""
        anew = section in ("1-1", "2-1", "2-2", "2-3")
        if before.buyer and not state.buyer:
            yield _wrong(wanderer, "買主の登録", f"「{before.buyer.name}」のまま", "なくなった")
        if before.user and not state.user and not anew:
            yield _wrong(wanderer, "使用者の登録", f"「{before.user.name}」のまま", "なくなった")
        lost = {one.service for one in before.applications} - {one.service for one in state.applications}
        for service in sorted(lost) if not anew else ():
            yield _wrong(wanderer, f"「{service}」の申込み", "申し込まれたまま", "なくなった")

    def _of_accounts(self, wanderer: Wanderer) -> Iterator[Finding]:
        """An account that was made holds what its last confirmation showed; there is one for each address."""
        addresses = [one.email.lower() for one in wanderer.world.bench.accounts()]
        for email in {one for one in addresses if addresses.count(one) > 1}:
            yield _wrong(wanderer, f"{email} のTOYOTAアカウント", "1件", f"{addresses.count(email)}件")
        for role, person in wanderer.world.people.items():
            made = person.email.lower() in addresses
            if made and role not in self._accounts:
                self._accounts.add(role)
                for label, value in self._shown.get(role, {}).items():
                    kept = looking.account_value(wanderer.world, role, label)
                    if value and _bare(kept) != _bare(value):
                        yield _wrong(
                            wanderer, f"TOYOTAアカウントの「{label}」", f"「{value}」", f"「{kept}」"
                        )
        step, screen = wanderer.step(), wanderer.screen()
        if step is not None and screen.values and any(_CONFIRMED in heading for heading in screen.headings):
            self._shown[wanderer.world.role] = {
                label: value
                for label, value in screen.values.items()
                if label in PROFILE and label not in _DATES
            }


def _bare(value: str) -> str:
    return "".join(filter(str.isalnum, normalised(value)))


def _wrong(wanderer: Wanderer, what: str, expected: str, found: str) -> Finding:
    at = wanderer.rows[-1].number if wanderer.rows else wanderer.journey.steps[0]
    return Finding(at=at, what=what, expected=expected, found=found)
