"""One customer who wanders through a build: goes by what the screen shows, and keeps what was done as rows of a walk table."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

from harness.builds.html_phone import HtmlPhone
from harness.builds.port import NotOffered, Phone
from harness.builds.screen import Screen
from harness.builds.wording import best
from harness.errors import Nonconformance
from harness.exploring.moves import FAULTS, GATEWAYS, Deed, Excursion, Move
from harness.guide.journeys import Journey
from harness.guide.model import BranchKind, Outcome, Step
from harness.walking.acting import Acting
from harness.walking.acts import Act, Back, Press, Reload, Tick, Wait
from harness.walking.along import DELIVERY, expect, prepare
from harness.walking.route import Leg, acts_for
from harness.walking.saying import said
from harness.walking.verify import offered_labels
from harness.walking.walker import Row
from harness.walking.world import World

__all__ = ["Wanderer"]

_LAST = 80
"""Steps after which a customer has had enough."""
_BACK = ("前の画面にもどる", "前の画面に戻る")
_SPANS = (Wait(11 * 60), Wait(45 * 60), Wait(25 * 3600), Wait(10 * 86400))


class Wanderer:
    """Goes on by the guide's data for whatever screen is shown, and does on the way what an excursion says."""

    def __init__(self, world: World, journey: Journey, *, judge: Callable[[Wanderer], None]) -> None:
        """``judge`` is called after every act and raises what is wrong."""
        self.world = world
        self.journey = journey
        self.rows: list[Row] = []
        """What was done, in order; ``手順`` is empty where no step of the guide was shown."""
        self.done: list[Move] = []
        """The deeds of the excursion so far, those of habit as well."""
        self.passed: set[str] = set()
        """Ids of the steps that were left by going on as the guide says."""
        self.addresses: list[str] = []
        """Addresses of screens that were shown, each once."""
        self._judge = judge
        self._parts = list(journey.parts)
        self._legs = {leg.step.id: leg.outcome for part in journey.parts for leg in part}
        self._next: Step | None = None
        self._at = journey.parts[0][0].step

    def wander(self, excursion: Excursion) -> None:
        """Does everything that the excursion says, then goes on to an end. Raises what the judge raises."""
        prepare(self.world, self.journey)
        self._begin(self._parts.pop(0)[0].step)
        waiting = list(excursion.moves)
        for _ in range(_LAST):
            here = self.step() or self._at
            now = [move for move in waiting if self._place(move) == here.id]
            waiting = [move for move in waiting if move not in now]
            # A mistake that leads back is made once, or nobody would ever get on.
            usual = [move for move in self._by_habit(here, excursion.habit) if move not in self.done]
            for move in (*now, *usual):
                if (self.step() or self._at) is here or move in now:
                    self.done.append(move)
                    self._do(move)
            if not self._go_on():
                return

    def _place(self, move: Move) -> str:
        return self.journey.steps[move.at % len(self.journey.steps)]

    def _by_habit(self, step: Step, habit: Deed | None) -> Sequence[Move]:
        """What somebody of this habit does at a step; who does otherwise makes every mistake that there is."""
        if habit is None or step.id not in self.journey.steps:
            return ()
        at = self.journey.steps.index(step.id)
        if habit is not Deed.OTHERWISE:
            return (Move(at=at, deed=habit, variant=0),)
        return [
            Move(at=at, deed=habit, variant=number)
            for number, outcome in enumerate(step.branches)
            if outcome.error_at is not None or outcome.kind is BranchKind.BAD or outcome.to == step.id
        ]

    def _begin(self, step: Step) -> None:
        self.world.take_turn(step.device)
        if step.section == "4-1":
            self.world.register_vehicle()
        elif step.section == "1-1":
            self.world.staff_terminal()
        expect(self.world, self.journey, step.section)
        self._next, self._at = step, step

    # -- where one is ------------------------------------------------------------------------------

    @property
    def phone(self) -> Phone:
        """The phone on which something was done last."""
        return self.world.phone(self._at.device)

    def screen(self) -> Screen:
        """What that phone shows."""
        return self.phone.screen()

    def step(self) -> Step | None:
        """The step of the guide that is shown, the one expected before all others."""
        if self._next is not None and (not self._next.headings or self._next.mail):
            return self._next
        headings = [heading for heading in self.screen().headings if heading]
        fitting = [step for step in self._nearest() if best(step.headings, headings)[0]]
        return fitting[0] if fitting else None

    def _nearest(self) -> Sequence[Step]:
        section = self._at.section
        everything = [one for one in self.world.guide.steps.values() if one.headings and not one.mail]
        return sorted(
            everything,
            key=lambda one: (
                one is not self._next,
                one.id not in self._legs,
                one.section != section,
            ),
        )

    # -- acting ------------------------------------------------------------------------------------

    def _go_on(self) -> bool:
        """Does at the step shown what leads on; says whether something changed."""
        step = self.step()
        if step is None:
            return False
        before = (step.id, self.screen().html)
        acts, to = self._onward(step)
        if not self._act(step, acts, passes=True):
            return False
        self._arrive(step, to)
        now = self.step()
        return now is not None and (now.id, self.screen().html) != before

    def _onward(self, step: Step) -> tuple[tuple[Act, ...], str]:
        outcome = self._legs.get(step.id) or self._plain(step)
        return self._acts(step, outcome), (outcome.to if outcome else step.to) or "end"

    def _acts(self, step: Step, outcome: Outcome | None) -> tuple[Act, ...]:
        to = (outcome.to if outcome else step.to) or "end"
        role = self._role(step)
        following = self.world.guide.steps.get(to)
        return acts_for(Leg(step=step, outcome=outcome, to=to), role=role, following=following)

    def _role(self, step: Step) -> str:
        users = step.device.value.startswith("使用者") and "使用者" in self.world.people
        return "使用者" if users or "買主" not in self.world.people else "買主"

    def _plain(self, step: Step) -> Outcome | None:
        forward = [
            one
            for one in step.branches
            if one.kind is not BranchKind.BAD and one.error_at is None and one.to != step.id
        ]
        facts = self.world.facts
        fitting = [
            one
            for one in forward
            if all(facts.get(name, value) == value for name, value in one.when.items() if name != "操作")
        ]
        return next(iter(fitting or forward), None)

    def _act(self, step: Step, acts: Sequence[Act], *, passes: bool = False) -> bool:
        """Performs acts at a step, all that lead on if it ``passes``; says whether the screen offered them."""
        self._at = step
        self.world.take_turn(step.device)
        self.world.awaited = self.world.guide.mails.get(step.mail or "")
        offered = True
        if any(isinstance(act, Tick) and not act.on for act in acts):
            # Whatever was ticked on this screen is not ticked any longer.
            self.passed -= {one.id for one in self.world.guide.screens[step.section, step.screen]}
        try:
            Acting(self.world, step).perform(acts)
        except (NotOffered, Nonconformance):
            # A screen that is not the one expected, or a mail that a fault kept back.
            offered = False
        self.rows.append(Row(number=step.id, title=step.title, acts=said(acts)))
        if passes and offered:
            self.passed.add(step.id)
        self._looked()
        return offered

    def _looked(self) -> None:
        address = self.screen().url
        if address and address not in self.addresses:
            self.addresses.append(address)
        self._judge(self)

    def _arrive(self, step: Step, to: str) -> None:
        steps = self.world.guide.steps
        following = steps.get(to) or next((one for one in steps.values() if one.section == to), None)
        if following is None and self._parts:
            self.world.bench.advance(DELIVERY)
            self._begin(self._parts.pop(0)[0].step)
            return
        self._next = following
        if following is not None:
            if following.section != step.section:
                expect(self.world, self.journey, following.section)
            self.world.take_turn(following.device)
            if self.world.phone(following.device) is not self.phone:
                self._at = following
        if step.title == "買主情報の登録完了":
            self.world.facts["買主情報"] = "登録済み"

    # -- deeds -------------------------------------------------------------------------------------

    def _do(self, move: Move) -> None:
        step = self.step() or self._at
        self._next = None if move.deed in (Deed.OLD_LINK, Deed.FRESH_PHONE, Deed.BACK) else self._next
        match move.deed:
            case Deed.OTHERWISE:
                self._otherwise(step, move.variant)
            case Deed.BARE:
                self._press_bare(step)
            case Deed.TWICE:
                acts, to = self._onward(step)
                if acts and isinstance(acts[-1], Press):
                    self._act(step, (*acts[:-1], Press(acts[-1].label, times=2)), passes=True)
                    self._arrive(step, to)
            case Deed.BACK:
                self._act(step, (Back(),))
            case Deed.BUTTON_BACK:
                found = best(_BACK, offered_labels(self.screen()))[1]
                if found:
                    self._act(step, (Press(found),))
                    self._next = None
            case Deed.RELOAD:
                self._act(step, (Reload(),))
            case Deed.WAIT:
                self._act(step, (_SPANS[move.variant % len(_SPANS)],))
            case _:
                self._do_around(step, move)

    def _otherwise(self, step: Step, variant: int) -> None:
        if not step.branches:
            return
        outcome = step.branches[variant % len(step.branches)]
        good = outcome.error_at is None and outcome.kind is not BranchKind.BAD
        self._act(step, self._acts(step, outcome), passes=good)
        self._next = self.world.guide.steps.get(outcome.to)

    def _press_bare(self, step: Step) -> None:
        acts, _ = self._onward(step)
        presses = [act for act in acts if isinstance(act, Press)]
        if presses:
            # Where nothing is to be entered, the button alone is all that leads on.
            self._act(step, presses[-1:], passes=len(acts) == 1)
            self._next = None

    def _do_around(self, step: Step, move: Move) -> None:
        """What is done beside the screen: another tab, another phone, an old address, a system that fails."""
        match move.deed:
            case Deed.STALE_TAB:
                self._use_stale_tab(step)
            case Deed.OLD_LINK if self.addresses:
                self.phone.open(self.addresses[move.variant % len(self.addresses)])
                self._note(step, move.deed)
            case Deed.FRESH_PHONE if self.addresses and not step.device.is_inbox:
                self.world.fresh_phone(step.device)
                self.phone.open(self.addresses[move.variant % len(self.addresses)])
                self._note(step, move.deed)
            case Deed.FAULT:
                gateway, fault = GATEWAYS[move.variant % len(GATEWAYS)], FAULTS[move.variant % len(FAULTS)]
                self.world.bench.disturb(gateway, fault)
                self._note(step, f"「{gateway}」が「{fault}」になる")
            case _:
                pass

    def _use_stale_tab(self, step: Step) -> None:
        """Goes on, then goes on once more with the screen as it was: its tab was left open."""
        phone = self.phone
        acts, to = self._onward(step)
        pressing = next((n for n, act in enumerate(acts) if isinstance(act, Press)), None)
        if not isinstance(phone, HtmlPhone) or pressing is None:
            return
        self._act(step, acts[:pressing])
        tab = copy.copy(phone)
        press = acts[pressing]
        if self._act(step, acts[pressing:], passes=True) and isinstance(press, Press):
            self._arrive(step, to)
            try:
                tab.press(press.label)
            except NotOffered:
                return
            self._note(step, f"別のタブに残した画面で「{press.label}」")

    def _note(self, step: Step, words: str) -> None:
        self.rows.append(Row(number=step.id, title=step.title, acts=f"（{words}）"))
        self._looked()
