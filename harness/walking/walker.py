"""Walks a build row by row: each screen is verified before it is acted on, and every way is held against the guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harness.builds.port import ContractState, NotOffered
from harness.builds.screen import Screen
from harness.builds.wording import best
from harness.coverage.record import Verdict
from harness.errors import FeatureError, Finding, Nonconformance
from harness.guide.model import Device, Step
from harness.walking import looking
from harness.walking.acting import NOTHING, Acting
from harness.walking.acts import Act, parse_acts
from harness.walking.departure import Departure, Expectation
from harness.walking.route import acts_for, route
from harness.walking.verify import has_error_at, inspect
from harness.walking.world import World

__all__ = ["Row", "Walker"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a walk table: step number, title as printed, and what is done there."""

    number: str
    title: str
    acts: str


class Walker:
    """Keeps where a scenario is in the guide, and moves it on."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._departure: Departure | None = None
        self._trail: list[str] = []
        self._at: Step | None = None

    # -- rows --------------------------------------------------------------------------------------

    def walk(self, rows: Sequence[Row]) -> None:
        """Walks the rows in order. Raises Nonconformance at the first departure from the guide."""
        for row in rows:
            step = self.step(row.number)
            if row.title != step.title:
                raise FeatureError(
                    f"row {row.number}: 「{row.title}」, but the guide prints 「{step.title}」"
                )
            self.take(step, parse_acts(row.acts), said=row.acts)

    def take(self, step: Step, acts: Sequence[Act], *, said: str) -> None:
        """Verifies one step, then acts on it."""
        with self.world.recorder.row(f"{step.number} {step.title}｜{said}"):
            self.arrive(step)
            if acts:
                self._act(step, acts)

    def step(self, number: str) -> Step:
        """Finds a step by its number in the section at hand, or by its full id. Raises FeatureError."""
        step_id = number if "/" in number else f"{self.world.section}/{number}"
        if step_id not in self.world.guide.steps:
            raise FeatureError(
                f"step {step_id!r} is not in the guide's data of edition {self.world.guide.edition}"
            )
        return self.world.guide.steps[step_id]

    @property
    def at(self) -> Step:
        """The step that was last verified. Raises FeatureError before the first."""
        if self._at is None:
            raise FeatureError("no step was walked yet; begin with a walk table")
        return self._at

    def screen(self) -> Screen:
        """What the phone of the step at hand shows."""
        return self.world.phone(self.at.device).screen()

    # -- arriving ----------------------------------------------------------------------------------

    def arrive(self, step: Step) -> None:
        """Verifies that a step's screen is shown, that the way there was right, and everything on it."""
        expectation = self._expectation(step)
        if self._departure is None and step.device is Device.STAFF_TERMINAL:
            self.world.staff_terminal()
        self.world.take_turn(step.device)
        screen = self.world.phone(step.device).screen()
        if step.headings:
            self.world.recorder.screen_seen(f"{step.number} {step.title}", screen)
        inspection = inspect(step, screen, self.world.facts, beside=self._beside(step))
        if not inspection.recognised:
            step_or_tolerated = self._tolerated(expectation, screen)
            if step_or_tolerated is None:
                self._wrong_screen(step, screen, expectation, inspection.findings)
                return
            step = step_or_tolerated
        elif inspection.findings:
            self.world.recorder.step(step.id, Verdict.NONCONFORMING)
            for branch in expectation.branches:
                self.world.recorder.branch(branch, Verdict.NOT_TESTED)
            raise Nonconformance(inspection.findings)
        self._require_errors(expectation, arrived=step)
        for remark in inspection.remarks if inspection.recognised else ():
            self.world.recorder.remark(step.id, remark)
        self._settle(step, expectation)

    def _expectation(self, step: Step) -> Expectation:
        if self._departure is None:
            return self._looked_on(step)
        expectation = self._departure.expectation(self.world.guide)
        if step.id not in expectation.to and step.section not in expectation.to:
            came = " or ".join(expectation.to)
            by = f" ({'、'.join(expectation.branches)})" if expectation.branches else ""
            raise FeatureError(
                f"row {step.id} contradicts the guide's data: after {self._departure.step.id}{by} comes {came}"
            )
        return expectation

    def _looked_on(self, step: Step) -> Expectation:
        """The way from a step that was only looked at: its branch counts where the facts alone decide it."""
        free = Expectation(branches=(), to=(step.id,))
        if self._at is None or not self._at.branches:
            return free
        facts = {**self.world.facts, "操作": NOTHING}
        looked = Departure(step=self._at, facts=facts, trail=tuple(self._trail))
        try:
            expectation = looked.expectation(self.world.guide)
        except FeatureError:
            return free
        if step.id not in expectation.to and step.section not in expectation.to:
            return free
        self._departure = looked
        return expectation

    def _beside(self, step: Step) -> list[Step]:
        return [
            other
            for other in self.world.guide.steps.values()
            if other.screen == step.screen and other.section == step.section and other.id != step.id
        ]

    def _tolerated(self, expectation: Expectation, screen: Screen) -> Step | None:
        """Another step that is right too, because the guide does not say what happens."""
        for step_id in expectation.to:
            other = self.world.guide.steps.get(step_id)
            if other and other.headings and best(other.headings, screen.headings)[0]:
                return other
        return None

    def _require_errors(self, expectation: Expectation, *, arrived: Step) -> None:
        departed = self._departure
        if departed is None or not expectation.errors_at:
            return
        screen = self.world.phone(departed.step.device).screen()
        at_once = expectation.to[0] in (arrived.id, arrived.section)
        let_on = self._let_on(departed.step, arrived, screen)
        missing = [
            label
            for label in expectation.errors_at
            if at_once and (let_on or not has_error_at(screen, label))
        ]
        if not missing:
            return
        for branch in expectation.branches:
            self.world.recorder.branch(branch, Verdict.NONCONFORMING)
        self.world.recorder.step(departed.step.id, Verdict.NONCONFORMING)
        raise Nonconformance(
            [
                Finding(
                    at=departed.step.id,
                    what=f"分岐 {'、'.join(expectation.branches)} の誤りの表示",
                    expected="画面に誤りが表示される"
                    if label == "*"
                    else f"「{label}」の欄に誤りが表示される",
                    found=f"表示されない（画面の見出し: 「{screen.heading}」）",
                    about=expectation.branches,
                )
                for label in missing
            ]
        )

    def _let_on(self, departed: Step, arrived: Step, screen: Screen) -> bool:
        """Whether the phone that should have been stopped shows where a good outcome leads.

        Only where the next step is on another device: there the arrival itself says nothing about this phone.
        """
        if departed.device is arrived.device:
            return False
        good = [self.world.guide.steps.get(o.to) for o in departed.branches if o.error_at is None]
        return any(s and s.device is departed.device and best(s.headings, screen.headings)[0] for s in good)

    def _wrong_screen(
        self, step: Step, screen: Screen, expectation: Expectation, findings: tuple[Finding, ...]
    ) -> None:
        """Blames the way if another step's screen is shown, else the screen."""
        other = self._shown_instead(step, screen)
        for branch in expectation.branches:
            self.world.recorder.branch(branch, Verdict.NONCONFORMING)
        if self._departure is None or (other is None and screen.status < 400):
            self.world.recorder.step(step.id, Verdict.NONCONFORMING)
            raise Nonconformance(
                [
                    Finding(
                        at=f.at, what=f.what, expected=f.expected, found=f.found, about=expectation.branches
                    )
                    for f in findings
                ]
            )
        departed = self._departure.step
        self.world.recorder.step(departed.id, Verdict.NONCONFORMING)
        shown = f"手順 {other.id}「{screen.heading}」" if other else f"「{findings[0].found}」"
        said = "、".join(expectation.branches)
        raise Nonconformance(
            [
                Finding(
                    at=departed.id,
                    what=f"分岐 {said} の行き先" if said else "次の画面",
                    expected=f"手順 {step.id}「{step.title}」",
                    found=shown,
                    about=expectation.branches,
                )
            ]
        )

    def _shown_instead(self, step: Step, screen: Screen) -> Step | None:
        steps = self.world.guide.steps.values()
        here = self._departure.step.screen if self._departure else ""
        candidates = sorted(steps, key=lambda other: (other.screen != here, other.section != step.section))
        return next((o for o in candidates if o.headings and best(o.headings, screen.headings)[0]), None)

    def _settle(self, step: Step, expectation: Expectation) -> None:
        if self._at is not None and self._at.screen != step.screen:
            self._forget_entries(self._at)
        for branch in expectation.branches:
            self.world.recorder.branch(branch, Verdict.CONFORMS)
        self.world.recorder.step(step.id, Verdict.CONFORMS)
        if step.title == "買主情報の登録完了":
            self.world.facts["買主情報"] = "登録済み"
        self._departure = None
        self._at = step
        self._trail.append(step.id)

    def _forget_entries(self, left: Step) -> None:
        """What was typed on a screen is no fact of the next one."""
        defaults = {fact.name: fact.default for fact in self.world.guide.facts}
        for spec in left.fields:
            default = defaults.get(spec.label)
            if default is None:
                self.world.facts.pop(spec.label, None)
            else:
                self.world.facts[spec.label] = default

    # -- acting ------------------------------------------------------------------------------------

    def _act(self, step: Step, acts: Sequence[Act]) -> None:
        acting = Acting(self.world, step)
        try:
            acting.perform(acts)
        except NotOffered as missing:
            self.world.recorder.step(step.id, Verdict.NONCONFORMING)
            offered = "、".join(f"「{label}」" for label in missing.offered if label) or "何もない"
            raise Nonconformance(
                [Finding(at=step.id, what=missing.what, expected="画面にあって使える", found=offered)]
            ) from None
        self._departure = Departure(step=step, facts=dict(self.world.facts), trail=tuple(self._trail))

    # -- going on alone ----------------------------------------------------------------------------

    def go_to(self, target: Step, *, role: str) -> None:
        """Walks the plain way from the first step to a step, verifying every screen, and stops when it is shown."""
        start = self.first_step(target)
        legs = route(
            self.world.guide,
            start=start.id,
            target=target.id,
            facts=self.world.facts_of("買主"),
            personal={Device.USER_PHONE: self.world.facts_of("使用者", personal=True)},
        )
        for leg in legs:
            following = self.world.guide.steps.get(leg.to)
            acts = acts_for(leg, role=self.acting_role(leg.step, role), following=following)
            self.take(leg.step, acts, said="手順のとおり")
        self.take(target, (), said="確認のみ")

    def acting_role(self, step: Step, role: str) -> str:
        """Whose data are filled in at a step on the way: the user's on the user's own phone."""
        own = step.device is Device.USER_PHONE and "使用者" in self.world.people
        return "使用者" if own else "買主" if "買主" in self.world.people else role

    def first_step(self, target: Step) -> Step:
        """Where the way to a step begins: at the dealer for chapters 1 to 3, else at its own section."""
        steps = self.world.guide.steps.values()
        return next(step for step in steps if target.section < "4" or step.section == target.section)

    # -- looking -----------------------------------------------------------------------------------

    def shown_value(self, label: str) -> str:
        """Gives what the screen at hand shows under a label."""
        return looking.shown_value(self.screen(), label)

    def field_value(self, label: str) -> str:
        """Gives what a field of the screen at hand holds."""
        return looking.field_value(self.screen(), self.at, label)

    def field_state(self, label: str) -> str:
        """Says whether a field of the screen at hand can be changed."""
        return looking.field_state(self.screen(), self.at, label)

    def shows(self, text: str) -> bool:
        """Says whether the screen at hand shows a wording anywhere."""
        return looking.shows(self.screen(), text)

    def registered(self) -> ContractState:
        """Looks up what the build has registered for the contract."""
        self.world.need("要_登録照会")
        return self.world.bench.contract(self.world.contract.id)

    def account_value(self, role: str, label: str) -> str:
        """Gives a value of somebody's TOYOTAアカウント."""
        return looking.account_value(self.world, role, label)

    def mail_count(self, role: str, words: str) -> int:
        """Counts the mails to somebody whose subject has these words."""
        return looking.mail_count(self.world, role, words)

    def mailed_codes(self, role: str) -> tuple[str, ...]:
        """Gives every code that was mailed to somebody."""
        return looking.mailed_codes(self.world, role)
