"""Says before any run what of the guide can be tested with a profile, and what cannot and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.builds.catalogue import CAPABILITIES
from harness.builds.profile import SECTIONS, HttpProfile, Profile
from harness.guide.model import Guide
from harness.runner.features import Scenario, read_features
from harness.runner.touched import steps_named

__all__ = ["Testable", "missing", "testable"]

_BY_FIELD = {"認証コード": "mail", "クレジットカード番号": "payment"}
_BY_LABEL = {"自動入力": "houjin_bangou", "撮影する": "licence_reader"}
_ALWAYS = ("control", "toyota_account")


@dataclass(frozen=True, kw_only=True, slots=True)
class Testable:
    """What can be said of one step, branch point or rule before a run."""

    kind: str
    """``step`` or ``rule``."""
    id: str
    title: str
    scenarios: int
    """How many scenarios name it."""
    possible: int
    """How many of them can be run with the profile."""
    reason: str = ""
    """What is missing for the others."""


def missing(profile: Profile) -> dict[str, str]:
    """Gives what a profile does not offer: capability, fake or ``control`` -> why."""
    lost: dict[str, str] = {tag: f"lacks names {tag} ({CAPABILITIES[tag]})" for tag in profile.lacks}
    if profile.sections:
        gone = [section for section in SECTIONS if section not in profile.sections]
        lost |= {section: f"sections does not name {section}" for section in gone}
    if not isinstance(profile, HttpProfile):
        return lost
    if profile.control is None and not profile.plugin:
        lost["control"] = "there is no [control] and no plugin: no contract can be made"
        lost |= dict.fromkeys(("要_時間操作", "要_登録照会"), "there is no [control] and no plugin")
    elif profile.control is not None and not profile.control.clock:
        lost["要_時間操作"] = "control.clock = false"
    if profile.fakes.index is None:
        for name in _FAKES:
            if name not in profile.fakes.named():
                lost[name] = f"[fakes] has no {name}"
    for tag, fake in (("要_メール", "mail"), ("要_カメラ", "licence_reader")):
        if fake in lost:
            lost.setdefault(tag, lost[fake])
    return lost


_FAKES = ("toyota_account", "houjin_bangou", "licence_reader", "mail", "payment", "vehicle_registry")


def testable(profile: Profile, guide: Guide, features: Path) -> tuple[Testable, ...]:
    """Gives every step and rule in the guide's order, by tags and steps that the scenarios name."""
    lost = missing(profile)
    scenarios = [one for feature in read_features(features) for one in feature.scenarios]
    named = [(one, frozenset(steps_named(one)), _reasons(one, guide, lost)) for one in scenarios]

    def told(kind: str, id_: str, title: str, found: list[tuple[str, ...]]) -> Testable:
        possible = sum(not reasons for reasons in found)
        why = "; ".join(dict.fromkeys(reason for reasons in found for reason in reasons))
        return Testable(kind=kind, id=id_, title=title, scenarios=len(found), possible=possible, reason=why)

    steps = [
        told("step", step.id, step.title, [why for _, at, why in named if step.id in at])
        for step in guide.steps.values()
    ]
    rules = [
        told("rule", rule.id, rule.statement, [why for one, _, why in named if rule.id in one.tags])
        for rule in guide.rules
    ]
    return (*steps, *rules)


def _reasons(scenario: Scenario, guide: Guide, lost: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lost[need] for need in _needs(scenario, guide) if need in lost))


def _needs(scenario: Scenario, guide: Guide) -> Iterator[str]:
    yield from _ALWAYS
    yield scenario.section
    yield from (tag for tag in scenario.tags if tag in CAPABILITIES)
    text = "\n".join(step.text for step in scenario.steps)
    if "持っていない" in text:
        # A new account begins with a code by mail.
        yield "mail"
    for step_id in steps_named(scenario):
        step = guide.steps.get(step_id)
        if step is None:
            continue
        yield step.section
        yield from (_BY_FIELD[spec.label] for spec in step.fields if spec.label in _BY_FIELD)
        yield from (_BY_LABEL[label] for label in step.labels if label in _BY_LABEL)
        if step.section >= "4":
            yield "vehicle_registry"
        if step.device.is_inbox:
            yield "mail"
