"""Which outcome of a step's decision was taken, and where it must lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.errors import FeatureError
from harness.guide.choosing import counted_as, outcomes_under
from harness.guide.model import Guide, Step
from harness.walking.acting import BACK, BROWSER_BACK, RELOAD

__all__ = ["Departure", "Expectation"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """Where a departure must lead."""

    branches: tuple[str, ...]
    """Ids of the branches taken; empty where nothing is decided."""
    to: tuple[str, ...]
    """Step ids that are right, the printed one first; a section id stands for any step of it."""
    errors_at: tuple[str, ...] = ()
    """Labels at which an error must be shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Departure:
    """A step that was acted on, with the facts at that moment and the way that led there."""

    step: Step
    facts: Mapping[str, str]
    trail: tuple[str, ...]
    """Ids of the steps visited, the departing one last."""

    def expectation(self, guide: Guide) -> Expectation:
        """Finds the outcome that these facts select. Raises FeatureError where the guide's data do not say."""
        outcomes = outcomes_under(self.step, self.facts)
        if self.facts.get("操作") == BROWSER_BACK:
            # Where a step leads when nothing is said of a button, the browser's own does not lead.
            outcomes = tuple(one for one in outcomes if one.when.get("操作") == BROWSER_BACK)
        if outcomes:
            return Expectation(
                branches=tuple(counted_as(self.step, outcome) for outcome in outcomes),
                to=tuple(dict.fromkeys(to for o in outcomes for to in (o.to, *o.tolerated))),
                errors_at=tuple(o.error_at for o in outcomes if o.error_at is not None),
            )
        pressed = self.facts.get("操作")
        if pressed == BROWSER_BACK:
            return Expectation(branches=(), to=_first_screens(guide, self.step))
        if pressed == BACK:
            return Expectation(branches=(), to=tuple(reversed(self._earlier())))
        if pressed == RELOAD:
            return Expectation(branches=(), to=(self.step.id,))
        if self.step.to is not None:
            return Expectation(branches=(), to=(self.step.to,))
        said = ", ".join(
            f"{name}={value}" for name, value in sorted(self.facts.items()) if self._matters(name)
        )
        raise FeatureError(
            f"no branch of step {self.step.id} in the guide's data fits what was done ({said})"
        )

    def _earlier(self) -> list[str]:
        before = [step_id for step_id in self.trail if step_id != self.step.id]
        return list(dict.fromkeys(before)) or [self.step.id]

    def _matters(self, name: str) -> bool:
        return any(name in outcome.when for outcome in self.step.branches)


def _first_screens(guide: Guide, step: Step) -> tuple[str, ...]:
    """Where the browser's back button leads in this section, as its branches say."""
    found = [
        to
        for other in guide.steps.values()
        if other.section == step.section
        for outcome in other.branches
        if outcome.when == {"操作": BROWSER_BACK}
        for to in (outcome.to, *outcome.tolerated)
    ]
    if not found:
        raise FeatureError(
            f"the guide's data do not say where the browser's back button leads from {step.id}"
        )
    return tuple(dict.fromkeys(found))
