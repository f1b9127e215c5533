"""Computes every way through the guide: from an entry of the check chart to the end, over all its sections.

A way is a sequence of steps, and what was chosen wherever the guide prints a fork. Only what leads on counts: no bad
outcome, nothing that is refused, no going back, no step twice. What else does not change the steps (a value corrected, a
magazine subscribed to) makes no way of its own; the outcomes that a way takes are those of its first customer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations, product

from harness.guide.choosing import counted_as
from harness.guide.model import BranchKind, Device, Guide, Outcome, Step
from harness.guide.pages import ChartRow, Entry

__all__ = ["TECHNICAL", "Journey", "JourneyLeg", "branches_of", "covering", "journeys", "pairs_of"]

TECHNICAL = frozenset(
    {
        "1-1/1+url",
        "1-1/13-B+perm",
        "2-2/5+url",
        "2-2/17-B+perm",
        "3-2/7-A+3ds",
        "4-1/0",
        "4-1/1+url",
        "5-1/8-A+3ds",
        "5-2/7-A+3ds",
        "5-1/8-A=3Dセキュアを求められる",
    }
)
"""Steps and branches that some phones, cards or mails bring in between; a way without them is a core way."""

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
        """Whether no technical step or branch lies on the way."""
        return TECHNICAL.isdisjoint((*self.steps, *self.branches))


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
    shortest: dict[frozenset[Hashable], Journey] = {}
    for journey in all_of_them:
        has = wanted(journey)
        if has not in shortest or len(journey.steps) < len(shortest[has].steps):
            shortest[has] = journey
    waiting = [(journey, has) for has, journey in shortest.items()]
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


def _procedures(guide: Guide, row: ChartRow) -> Iterator[tuple[tuple[str, ...], tuple[Entry, ...]]]:
    """The sections of each procedure of a row, and where it can begin."""
    entries = guide.chart.entries if guide.chart else ()
    for sections in (row.at_contract, row.after_delivery):
        if sections:
            # The mail goes to the buyer who was registered at the dealer, and to nobody else.
            starts = [
                entry
                for entry in entries
                if _section(entry.step) == sections[0]
                and (row.at_contract or not guide.steps[entry.step].device.is_inbox)
            ]
            yield tuple(sections), tuple(starts or [Entry(step=_first(guide, sections[0]))])


def _first(guide: Guide, section: str) -> str:
    return next(step.id for step in guide.steps.values() if step.section == section)


Way = tuple[tuple[JourneyLeg, ...], Scoped]


def _distinct(ways: Iterable[Way], *, every_outcome: bool) -> list[Way]:
    """One way for each sequence of steps with what was chosen at forks, or for each sequence of outcomes."""
    first: dict[object, Way] = {}
    marks: dict[int, tuple[str, str]] = {}
    for legs, facts in ways:
        for leg in legs:
            if id(leg) not in marks:
                marks[id(leg)] = (leg.step.id, _told_apart(leg, every_outcome=every_outcome))
        first.setdefault(tuple(marks[id(leg)] for leg in legs), (legs, facts))
    return list(first.values())


def _told_apart(leg: JourneyLeg, *, every_outcome: bool) -> str:
    """The outcome of a leg, where the next step does not tell it but a fork does, printed or within a step of several screens."""
    if leg.outcome is None:
        return ""
    same = [one for one in leg.step.branches if one.kind is BranchKind.FORK and one.to == leg.outcome.to]
    forked = leg.outcome in same and len(same) > 1
    return leg.outcome.outcome if every_outcome or forked or leg.step.is_several_screens else ""


def _abreast(parts: Sequence[Sequence[Way]]) -> Iterator[tuple[Way, ...]]:
    """Ways of each part side by side, the shorter list over and over."""
    if all(parts):
        for number in range(max(map(len, parts))):
            yield tuple(part[number % len(part)] for part in parts)


def _ways(guide: Guide, row: ChartRow, sections: Sequence[str], starts: Sequence[Entry]) -> list[Way]:
    firsts = {section: _first(guide, section) for section in sections}
    alone = "使用者の同席" not in row.when and bool(row.at_contract)
    begin: dict[tuple[str, str], str] = {("", name): value for name, value in row.when.items()}
    if row.at_contract:
        begin["", "買主情報"] = "未登録"
    found: list[Way] = []

    @cache
    def exits(here: str) -> tuple[tuple[Scoped, JourneyLeg], ...]:
        """What must be true for each way out of a step; made once, since most ways go through most steps."""
        step = guide.steps[here]
        asked = _scoped(step, step.when, alone=alone)
        ways_out = []
        for outcome in _forward(step):
            to = (outcome.to if outcome else step.to) or "end"
            said = _scoped(step, _said(outcome), alone=alone) if outcome else {}
            if _agree(said, asked):
                leg = JourneyLeg(step=step, outcome=outcome, to=firsts.get(to, to))
                ways_out.append(({**asked, **said}, leg))
        return tuple(ways_out)

    def on(here: str, known: Scoped, legs: tuple[JourneyLeg, ...], been: frozenset[str]) -> None:
        for true, leg in exits(here):
            if not _agree(true, known):
                continue
            after = {**known, **true}
            if leg.to in (firsts.get("3-2"), firsts.get("5-2")):
                # Whoever gave no card with G-Link has none when the next service asks.
                after.setdefault(("", "G-Link申込時の支払い方法"), "登録していない")
            if leg.to == "end":
                found.append(((*legs, leg), after))
            elif leg.to not in been and _section(leg.to) in firsts:
                on(leg.to, after, (*legs, leg), been | {leg.to})

    for start in starts:
        true = begin | {("", name): value for name, value in start.when.items()}
        on(start.step, true, (), frozenset((start.step,)))
    return found


def _scoped(step: Step, facts: Mapping[str, str], *, alone: bool) -> dict[tuple[str, str], str]:
    """Facts with whose they are; ``alone`` says that the buyer is the user too."""
    whose = _BUYER if alone or step.device in _BUYERS else _USER
    return {
        ("" if name in _SHARED else whose if name in (*_PERSONAL, _ACCOUNT) else step.section, name): value
        for name, value in facts.items()
        if name != _ACTION
    }


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
