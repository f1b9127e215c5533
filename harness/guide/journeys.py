"""Computes every way through the guide: from an entry of the check chart to the end, over all its sections.

A way is a sequence of steps. Only what leads on counts: no bad outcome, nothing that is refused, no going back, no
step twice. What does not change the steps (a value corrected, a magazine subscribed to) makes no way of its own;
the outcomes that a way takes are those of its first customer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from harness.guide.choosing import counted_as
from harness.guide.model import BranchKind, Device, Guide, Outcome, Step
from harness.guide.pages import ChartRow

__all__ = ["TECHNICAL", "Journey", "JourneyLeg", "branches_of", "covering", "journeys", "pairs_of"]

TECHNICAL = frozenset(
    {
        "1-1/1+url",
        "1-1/13-B+perm",
        "2-2/5+url",
        "2-2/17-B+perm",
        "3-2/7-A+3ds",
        "4-1/1+url",
        "5-1/8-A+3ds",
        "5-2/7-A+3ds",
    }
)
"""Steps that some phones, cards or mails bring in between; a way without them is a core way."""

_BACK = ("前の画面にもどる", "前の画面に戻る", "ブラウザの戻る")
_ACTION = "操作"
_LOG_IN, _SIGN_UP = "ログイン", "新規登録"
_KIND = "お客さま種別"
_ACCOUNT = "TOYOTAアカウント"
_PERSONAL = frozenset({_KIND, "G-Link連携", "登録時の呼称", "My LEXUS (WEB)連携"})
_SHARED = frozenset(
    {
        "買主情報",
        "名義",
        "使用者の同席",
        "国税庁",
        "QRコード",
        "充電サポート",
        "急速充電",
        "契約時の手続き",
        "入口",
    }
    | {"G-Link申込時の支払い方法"}
)
_BUYER, _USER = "買主", "使用者"
_BUYERS = (Device.STAFF_TERMINAL, Device.BUYER_PHONE, Device.BUYER_INBOX)

Scoped = Mapping[tuple[str, str], str]
"""(whose, fact) -> value; facts of the contract are nobody's, those of one section are its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JourneyLeg:
    """One step of a journey and the outcome by which it is left; none where nothing is decided."""

    step: Step
    outcome: Outcome | None
    to: str
    """The step that comes next, or ``end``."""


@dataclass(frozen=True, kw_only=True)
class Journey:
    """One way through the guide: at the dealer, after delivery, or both."""

    id: str
    """``J-0001``: number in the order of the check chart."""
    facts: Mapping[str, str]
    """What must be true of the customers and the car: ``{"名義": …, "買主のお客さま種別": …}``."""
    parts: tuple[tuple[JourneyLeg, ...], ...]
    """The legs at the dealer, and those after delivery; one of them where the other is not needed."""

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """Ids of the steps in order."""
        return tuple(leg.step.id for part in self.parts for leg in part)

    @cached_property
    def branches(self) -> tuple[str, ...]:
        """Ids of the branches taken, in order."""
        return tuple(counted_as(leg.step, leg.outcome) for part in self.parts for leg in part if leg.outcome)

    @property
    def sections(self) -> tuple[str, ...]:
        """Ids of the sections in order."""
        return tuple(dict.fromkeys(_section(step) for step in self.steps))

    @property
    def core(self) -> bool:
        """Whether no technical step lies on the way."""
        return TECHNICAL.isdisjoint(self.steps)


def journeys(guide: Guide, *, every_outcome: bool = False) -> tuple[Journey, ...]:
    """Gives every way, in the order of the check chart; empty if the edition has no chart.

    ``every_outcome`` tells ways apart that take the same steps by other outcomes; then each way at the dealer, and
    each after delivery, stands in one journey at least, but not with each of the others.
    """
    found: list[tuple[dict[str, str], tuple[tuple[JourneyLeg, ...], ...]]] = []
    for row in guide.chart.rows if guide.chart else ():
        parts = [
            _distinct(_ways(guide, row, sections, starts), every_outcome=every_outcome)
            for sections, starts in _procedures(guide, row)
        ]
        found += [
            (_facts(row, combined), tuple(legs for legs, _ in combined))
            for combined in (_abreast(parts) if every_outcome else product(*parts))
        ]
    return tuple(
        Journey(id=f"J-{number:04}", facts=facts, parts=parts)
        for number, (facts, parts) in enumerate(found, start=1)
    )


def covering(
    all_of_them: Sequence[Journey], wanted: Callable[[Journey], frozenset[Hashable]]
) -> tuple[Journey, ...]:
    """Gives few journeys that have together whatever any of them has: always the one with most that is new."""
    waiting = [(journey, wanted(journey)) for journey in all_of_them]
    missing = {one for _, has in waiting for one in has}
    chosen: list[Journey] = []
    while missing:
        journey, has = max(waiting, key=lambda one: (len(one[1] & missing), -len(one[0].steps)))
        chosen.append(journey)
        missing -= has
        # What adds nothing now will never add anything.
        waiting = [one for one in waiting if one[1] & missing]
    return tuple(sorted(chosen, key=lambda journey: journey.id))


def branches_of(journey: Journey) -> frozenset[Hashable]:
    """The branches that a journey takes."""
    return frozenset(journey.branches)


def pairs_of(journey: Journey) -> frozenset[Hashable]:
    """Any two facts that are true together on a journey."""
    return frozenset(combinations(sorted(journey.facts.items()), 2))


def _procedures(guide: Guide, row: ChartRow) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The sections of each procedure of a row, and the steps at which it can begin."""
    entries = guide.chart.entries if guide.chart else ()
    for sections in (row.at_contract, row.after_delivery):
        if sections:
            # The link of a mail opens where its own address does, on a buyer's phone: no way of its own.
            starts = [
                entry.step
                for entry in entries
                if _section(entry.step) == sections[0] and not guide.steps[entry.step].device.is_inbox
            ]
            yield tuple(sections), tuple(starts or [_first(guide, sections[0])])


def _first(guide: Guide, section: str) -> str:
    return next(step.id for step in guide.steps.values() if step.section == section)


Way = tuple[tuple[JourneyLeg, ...], Scoped]


def _distinct(ways: Iterable[Way], *, every_outcome: bool) -> list[Way]:
    """One way for each sequence of steps, or of outcomes."""
    first: dict[object, Way] = {}
    for legs, facts in ways:
        outcomes = tuple((leg.step.id, leg.outcome.outcome if leg.outcome else "") for leg in legs)
        first.setdefault(outcomes if every_outcome else tuple(leg.step.id for leg in legs), (legs, facts))
    return list(first.values())


def _abreast(parts: Sequence[Sequence[Way]]) -> Iterator[tuple[Way, ...]]:
    """Ways of each part side by side, the shorter list over and over."""
    if all(parts):
        for number in range(max(map(len, parts))):
            yield tuple(part[number % len(part)] for part in parts)


def _ways(guide: Guide, row: ChartRow, sections: Sequence[str], starts: Sequence[str]) -> Iterator[Way]:
    firsts = {section: _first(guide, section) for section in sections}
    alone = "使用者の同席" not in row.when and bool(row.at_contract)
    begin: dict[tuple[str, str], str] = {("", name): value for name, value in row.when.items()}
    if row.at_contract:
        begin["", "買主情報"] = "未登録"

    def scoped(step: Step, facts: Mapping[str, str]) -> dict[tuple[str, str], str]:
        whose = _BUYER if alone or step.device in _BUYERS else _USER
        return {
            (
                "" if name in _SHARED else whose if name in (*_PERSONAL, _ACCOUNT) else step.section,
                name,
            ): value
            for name, value in facts.items()
            if name != _ACTION
        }

    def on(here: str, known: Scoped, legs: tuple[JourneyLeg, ...]) -> Iterator[Way]:
        step = guide.steps[here]
        asked = scoped(step, step.when)
        if not _agree(asked, known):
            return
        for outcome in _forward(step):
            said = scoped(step, _said(outcome)) if outcome else {}
            if not _agree(said, known):
                continue
            to = (outcome.to if outcome else step.to) or "end"
            after = {**known, **asked, **said}
            if to in ("3-2", "5-2"):
                # Whoever gave no card with G-Link has none when the next service asks.
                after.setdefault(("", "G-Link申込時の支払い方法"), "登録していない")
            leg = JourneyLeg(step=step, outcome=outcome, to=firsts.get(to, to))
            if leg.to == "end":
                yield (*legs, leg), after
            elif _section(leg.to) in firsts and all(leg.to != one.step.id for one in legs):
                yield from on(leg.to, after, (*legs, leg))

    for start in starts:
        yield from on(start, begin, ())


def _agree(one: Scoped, other: Scoped) -> bool:
    return all(other.get(key, value) == value for key, value in one.items())


def _section(step: str) -> str:
    return step.split("/", 1)[0]


def _forward(step: Step) -> Iterator[Outcome | None]:
    if not step.branches:
        yield None
    for outcome in step.branches:
        refused = outcome.kind is BranchKind.BAD or outcome.error_at is not None
        if not refused and outcome.when.get(_ACTION) not in _BACK and outcome.to != step.id:
            yield outcome


def _said(outcome: Outcome) -> dict[str, str]:
    """The facts of an outcome; who logs in has an account, who signs up has none."""
    action = outcome.when.get(_ACTION, "")
    if action == _LOG_IN:
        return {**outcome.when, _ACCOUNT: "あり"}
    return {**outcome.when, _ACCOUNT: "なし"} if action.startswith(_SIGN_UP) else dict(outcome.when)


def _facts(row: ChartRow, combined: Sequence[Way]) -> dict[str, str]:
    """The facts that are the customers' and the car's; what is done at a single screen is no fact of theirs."""
    facts = dict(row.when)
    for _, scoped in combined:
        for (whose, name), value in scoped.items():
            if whose == "" and name != "買主情報":
                facts.setdefault(name, value)
            elif whose in (_BUYER, _USER):
                facts[f"{whose}の{name}"] = value
    return facts
