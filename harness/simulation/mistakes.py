"""What goes wrong on the way: the outcomes of the guide that customers did not intend, each walked and verified."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from harness.guide.journeys import JourneyLeg
from harness.guide.model import Outcome, Step
from harness.simulation.customers import Customer, is_looked_up
from harness.simulation.population import Population
from harness.walking import acts
from harness.walking.along import roles_of, take_leg
from harness.walking.values import NAMED_VALUES
from harness.walking.walker import Walker

__all__ = ["Ended", "Mistakes"]

_CODE, _EXPIRED = "認証コード", "期限切れ"
_EXPIRY_SECONDS = 610
"""A little more than the ten minutes for which a code is good."""
_TYPED = frozenset(NAMED_VALUES) - {"パスワード", _CODE}
_READ = "読み取り"
_REVIEW, _REFUSED = "審査", "不一致"
_NTA, _SILENT = "国税庁", "応答なし"


class Ended(Exception):
    """A customer's way ends before its last step; the message says how."""


class Mistakes:
    """Lets things go wrong before a step is left as planned; everything on the way is held against the guide."""

    def __init__(self, walker: Walker, customer: Customer, population: Population) -> None:
        self.walker = walker
        self.world = walker.world
        self.customer = customer
        self.troubles = population.troubles
        self.reviewing = population.review
        self.reached: list[str] = []
        """Ids of the planned steps that were reached, in order."""
        self.happened: Counter[str] = Counter()
        """Trouble -> how often it happened."""
        self.waited: list[timedelta] = []
        """How long each review took, by the build's clock."""
        self._role = roles_of(customer.journey)[0]
        self._legs = {leg.step.id: leg for part in customer.journey.parts for leg in part}
        self._refused = self._chance(self.troubles.review_failure)
        self._applied = False

    def _chance(self, probability: float) -> bool:
        return self.customer.chance.random() < probability

    def before(self, leg: JourneyLeg) -> JourneyLeg:
        """Lets happen at a step what chance wants; gives the leg by which it is left then. Raises Ended."""
        self.reached.append(leg.step.id)
        if leg.step.section == "4-1" and not self._applied:
            self._applied = True
            self._arrange_review()
        if self._chance(self.troubles.leave):
            self._note("離脱")
            take_look(self.walker, leg.step)
            raise Ended("離脱")
        if leg.step.number.endswith("+review"):
            return self._review(leg)
        if leg.outcome is not None:
            leg = self._licence(leg)
            self._code(leg)
            self._typing(leg)
            self._gateway(leg)
        return leg

    def _note(self, trouble: str) -> None:
        self.happened[trouble] += 1

    def _state(self, step: Step, name: str, value: str) -> None:
        self.world.take_turn(step.device)
        self.world.state({name: value})

    # -- the code that came by mail ------------------------------------------------------------------

    def _code(self, leg: JourneyLeg) -> None:
        """The code has expired when it is typed, so that the customer goes back and has another one sent."""
        expired = _outcome(leg.step, {_CODE: _EXPIRED})
        back = next((one for one in leg.step.branches if one.outcome == "送り直す"), None)
        if expired is None or back is None or not self._chance(self.troubles.slow_reader):
            return
        self._note("認証コードの期限切れ")
        typed = (
            acts.Wait(_EXPIRY_SECONDS),
            acts.TypeIn(_CODE, _EXPIRED, named=True),
            acts.Press(leg.step.labels[0]),
        )
        self.walker.take(leg.step, typed, said="期限切れの認証コード", background=True)
        going_back = next(label for label in leg.step.labels if label.startswith("前の画面"))
        self.walker.take(leg.step, (acts.Press(going_back),), said="送り直す", background=True)
        take_leg(self.walker, self._legs[back.to], role=self._role)

    # -- typing --------------------------------------------------------------------------------------

    def _typing(self, leg: JourneyLeg) -> None:
        wrong = [one for one in leg.step.branches if _is_typing_error(leg.step, one)]
        if not wrong or not self._chance(self.troubles.typing_error):
            return
        outcome = self.customer.chance.choice(wrong)
        self._note("入力の誤り")
        take_leg(self.walker, _by(leg.step, outcome), role=self._role)

    # -- the licence ---------------------------------------------------------------------------------

    def _licence(self, leg: JourneyLeg) -> JourneyLeg:
        assert leg.outcome is not None
        if leg.outcome.when.get(_READ) != "正しい":
            return leg
        unreadable = _outcome(leg.step, {_READ: "不能"})
        if unreadable is not None and self._chance(self.troubles.unreadable_licence):
            self._note("読み取れない免許証")
            self._state(leg.step, _READ, "不能")
            take_leg(self.walker, _by(leg.step, unreadable), role=self._role)
            self._state(leg.step, _READ, "正しい")
        misread = _outcome(leg.step, {_READ: "誤り"})
        if misread is not None and misread.to == leg.to and self._chance(self.troubles.misread_licence):
            self._note("誤って読み取られた免許証")
            self._state(leg.step, _READ, "誤り")
            return _by(leg.step, misread)
        return leg

    # -- 国税庁 ---------------------------------------------------------------------------------------

    def _gateway(self, leg: JourneyLeg) -> None:
        """国税庁 is silent for whoever tries 自動入力 first, and enters everything by hand then."""
        silent = _outcome(leg.step, {_NTA: _SILENT})
        by_hand = leg.outcome is not None and leg.outcome.when.get("法人情報の入力方法") == "直接入力する"
        # It stays silent for whoever comes after, so nobody on this way may need it.
        if silent is None or not by_hand or is_looked_up(self.customer.journey):
            return
        if not self._chance(self.troubles.gateway_trouble):
            return
        self._note("国税庁の応答なし")
        self._state(leg.step, _NTA, _SILENT)
        self.world.need("要_外部障害")
        self.world.bench.disturb(_NTA, _SILENT)
        role = self.walker.acting_role(leg.step, self._role)
        automatic = (acts.FillIn(role), acts.Press("自動入力"))
        self.walker.take(leg.step, automatic, said="国税庁の応答なし", background=True)

    # -- the review ----------------------------------------------------------------------------------

    def _arrange_review(self) -> None:
        days = self.reviewing.days
        drawn = self.customer.chance.choices(list(days), list(days.values()))[0]
        self.world.review_time = timedelta(days=drawn, hours=self.customer.chance.randrange(24))
        if self._refused:
            self.world.note_for("使用者", _REVIEW, _REFUSED)
            self.world.note_for("買主", _REVIEW, _REFUSED)

    def _review(self, leg: JourneyLeg) -> JourneyLeg:
        self.waited.append(self.world.review_time)
        refused = _outcome(leg.step, {_REVIEW: _REFUSED})
        if not self._refused or refused is None:
            return leg
        self._note("審査での不一致")
        take_leg(self.walker, _by(leg.step, refused), role=self._role)
        take_look(self.walker, self.world.guide.steps[refused.to])
        raise Ended("審査で不一致")


def take_look(walker: Walker, step: Step) -> None:
    """Verifies a step's screen and does nothing there."""
    walker.take(step, (), said="確認のみ", background=True)


def _by(step: Step, outcome: Outcome) -> JourneyLeg:
    return JourneyLeg(step=step, outcome=outcome, to=outcome.to)


def _outcome(step: Step, when: dict[str, str]) -> Outcome | None:
    return next((one for one in step.branches if when.items() <= one.when.items()), None)


def _is_typing_error(step: Step, outcome: Outcome) -> bool:
    """Whether an outcome follows from one wrong value in a field, shows an error there, and leads nowhere."""
    said = {name: value for name, value in outcome.when.items() if name != "操作"}
    if outcome.error_at is None or outcome.to != step.id or len(said) != 1 or "操作" not in outcome.when:
        return False
    name, value = next(iter(said.items()))
    return (name in _TYPED and value in NAMED_VALUES[name] and value != "登録済み") or (name, value) == (
        _CODE,
        "誤り",
    )
