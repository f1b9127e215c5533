"""Walks a build row by row: each screen is verified before it is acted on, and every way is held against the guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harness.builds.port import ContractState, NotOffered
from harness.builds.screen import Screen
from harness.builds.wording import best
from harness.coverage.record import Verdict
from harness.errors import FeatureError, Finding, Nonconformance
from harness.guide.choosing import agree
from harness.guide.model import Device, Step
from harness.walking import looking
from harness.walking.acting import NOTHING, Acting
from harness.walking.acts import Act, parse_acts
from harness.walking.awaiting import awaited
from harness.walking.behind import working
from harness.walking.departure import Departure, Expectation
from harness.walking.mails import inspect_mail
from harness.walking.rewording import override_remarks, shown_on
from harness.walking.route import Leg, acts_for, first_step, route
from harness.walking.verify import Inspection, has_error_at, inspect, shown_instead, standing_errors
from harness.walking.world import World

__all__ = ["Row", "Walker"]

END = "end"
"""Where a branch leads that ends the procedure."""


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
        self._standing: frozenset[str] = frozenset()  # errors shown before anything was done

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
        self.conclude()

    def conclude(self) -> None:
        """A branch that ends the procedure has no next step: it holds if what ends it was there and nothing broke."""
        if self._departure is None:
            return
        try:
            expectation = self._departure.expectation(self.world.guide)
        except FeatureError:
            return
        if expectation.to[0] != END:
            return
        screen = self.world.phone(self._departure.step.device).screen()
        holds = screen.status < 400 and not screen.alerts
        for branch in expectation.branches:
            self.world.recorder.branch(branch, Verdict.CONFORMS if holds else Verdict.NONCONFORMING)
        if not holds:
            raise Nonconformance(
                [
                    Finding(
                        at=self._departure.step.id,
                        what=f"分岐 {'、'.join(expectation.branches)} の行き先",
                        expected="手続きが終わる",
                        found=f"HTTP {screen.status} 「{screen.heading}」",
                        about=expectation.branches,
                    )
                ]
            )
        self._departure = None

    def take(self, step: Step, acts: Sequence[Act], *, said: str, background: bool = False) -> None:
        """Verifies one step, then acts on it."""
        with self.world.recorder.row(f"{step.number} {step.title}｜{said}", background=background):
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

    @property
    def has_begun(self) -> bool:
        """Whether any step was verified."""
        return self._at is not None

    def screen(self) -> Screen:
        """What the phone of the step at hand shows."""
        return self.world.phone(self.at.device).screen()

    # -- arriving ----------------------------------------------------------------------------------

    def arrive(self, step: Step) -> None:
        """Verifies that a step's screen is shown, that the way there was right, and everything on it."""
        expectation = self._expectation(step)
        if self._departure is None and step.device is Device.STAFF_TERMINAL:
            self.world.staff_terminal()
        if step.section == "4-1":
            with working(step, "車両登録"):
                self.world.register_vehicle()
        self.world.take_turn(step.device)
        self.world.awaited = self.world.guide.mails.get(step.mail or "")
        phone = self.world.be_at(step)
        screen = awaited(
            phone, lambda s: not (self._inspection(step, s).findings or self._missing(expectation, step))
        )
        if step.headings or step.mail:
            self.world.recorder.screen_seen(f"{step.number} {step.title}", shown_on(phone))
        inspection = self._inspection(step, screen)
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
        remarks = (*inspection.remarks, *override_remarks(self.world.build.wording, step, phone))
        for remark in remarks if inspection.recognised else ():
            self.world.recorder.remark(step.id, remark)
        self._standing = frozenset() if expectation.errors_at else standing_errors(step, screen)
        self._settle(step, expectation)

    def _inspection(self, step: Step, screen: Screen) -> Inspection:
        if self.world.awaited is not None:
            return inspect_mail(step, self.world.awaited, self.world.newest_mail(self.world.role), screen)
        return inspect(step, screen, self.world.facts, beside=self._beside(step))

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
        stopped = bool(expectation.errors_at) and step.id == self._at.id
        if stopped or (step.id not in expectation.to and step.section not in expectation.to):
            return free
        self._departure = looked
        return expectation

    def _beside(self, step: Step) -> list[Step]:
        return [other for other in self.world.guide.screens[step.section, step.screen] if other.id != step.id]

    def _tolerated(self, expectation: Expectation, screen: Screen) -> Step | None:
        """Another step that is right too, because the guide does not say what happens."""
        for step_id in expectation.to:
            other = self.world.guide.steps.get(step_id)
            if other and other.headings and best(other.headings, screen.headings)[0]:
                return other
        return None

    def _missing(self, expectation: Expectation, arrived: Step) -> list[str]:
        """Where the error of a bad outcome should be shown, and is not."""
        departed = self._departure
        if departed is None or not expectation.errors_at:
            return []
        screen = self.world.phone(departed.step.device).screen()
        at_once = expectation.to[0] in (arrived.id, arrived.section)
        let_on = looking.let_on(self.world.guide, departed.step, arrived, screen)
        return [
            label
            for label in expectation.errors_at
            if at_once and (let_on or not has_error_at(screen, label, step=departed.step, was=self._standing))
        ]

    def _require_errors(self, expectation: Expectation, *, arrived: Step) -> None:
        departed, missing = self._departure, self._missing(expectation, arrived)
        if not (departed and missing):
            return
        screen = self.world.phone(departed.step.device).screen()
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

    def _wrong_screen(
        self, step: Step, screen: Screen, expectation: Expectation, findings: tuple[Finding, ...]
    ) -> None:
        """Blames the way if another step's screen is shown, else the screen."""
        left = self._departure.step if self._departure else None
        other = shown_instead(self.world.guide, screen, step, left)
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
        for spec in left.fields:
            default = self.world.defaults.get(spec.label)
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

    def go_to(self, target: Step, *, role: str, start: Step | None = None) -> None:
        """Walks the plain way to a step, verifying every screen, and stops when it is shown.

        The way begins where customers begin, or at ``start``, which must be shown now.
        """
        facts = self.world.facts_of("使用者") or self.world.facts
        legs = route(
            self.world.guide,
            start=(start or first_step(self.world.guide, target, facts)).id,
            target=target.id,
            facts=self.world.facts_of("買主") or self.world.facts_of("使用者"),
            personal=dict.fromkeys(
                (Device.USER_PHONE, Device.USER_INBOX), self.world.facts_of("使用者", personal=True)
            ),
        )
        for leg in legs:
            following = self.world.guide.steps.get(leg.to)
            acts = acts_for(leg, role=self.acting_role(leg.step, role), following=following)
            self.take(leg.step, acts, said="手順のとおり", background=True)
        self.take(target, (), said="確認のみ")

    def finish(self, *, role: str) -> None:
        """Leaves the step at hand the way that ends the procedure. Raises FeatureError if it does not end there."""
        step, facts = self.at, {**self.world.facts}
        ends = [o for o in step.branches if o.to == END and agree(o.when, facts)]
        if not ends and step.to != END:
            raise FeatureError(
                f"the procedure does not end at step {step.id}; name the step at which it does"
            )
        leg = Leg(step=step, outcome=ends[0] if ends else None, to=END)
        acts = acts_for(leg, role=self.acting_role(step, role), following=None)
        self.take(step, acts, said="手続きを終える")
        self.conclude()

    def acting_role(self, step: Step, role: str) -> str:
        """Whose data are filled in at a step on the way: the user's on the user's own phone."""
        own = step.device is Device.USER_PHONE and "使用者" in self.world.people
        return "使用者" if own else "買主" if "買主" in self.world.people else role

    # -- looking -----------------------------------------------------------------------------------

    def shown_value(self, label: str) -> str:
        """Gives what the screen at hand shows under a label."""
        return looking.shown_value(self.screen(), label)

    def field_value(self, label: str) -> str:
        """Gives what a field of the screen at hand holds."""
        return looking.field_value(self.screen(), self.at, label)

    def field_example(self, label: str, example: str) -> str:
        """Gives the example that stands in or beside a field of the screen at hand."""
        return looking.field_example(self.screen(), self.at, label, example)

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

    def linked(self, role: str, service: str) -> bool:
        """Says whether somebody's TOYOTAアカウント is linked with a service."""
        return looking.linked(self.world, role, service)

    def mail_count(self, role: str, words: str) -> int:
        """Counts the mails to somebody whose subject has these words."""
        return looking.mail_count(self.world, role, words)

    def mailed_codes(self, role: str) -> tuple[str, ...]:
        """Gives every code that was mailed to somebody."""
        return looking.mailed_codes(self.world, role)
