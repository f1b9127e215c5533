"""Looks over the features before they run: form, vocabulary, and walk tables held against the guide's data."""

from __future__ import annotations

from pathlib import Path

from harness.builds.catalogue import CAPABILITIES
from harness.errors import FeatureError, Problem
from harness.guide.model import Guide, Step
from harness.runner.features import Scenario
from harness.runner.features import Step as GherkinStep
from harness.runner.lint import lint
from harness.runner.vocabulary import collect_definitions
from harness.walking import acts
from harness.walking.values import NAMED_VALUES

__all__ = ["check_walk", "inspect_features"]

_ALWAYS = {"前の画面にもどる", "前の画面に戻る"}


def inspect_features(root: Path, guide: Guide) -> list[Problem]:
    """Gives every fault of the features, by file and line; nothing may run while there is one."""
    return lint(
        root,
        definitions=collect_definitions(),
        rule_ids={rule.id for rule in guide.rules},
        reading_ids={reading.id for reading in guide.readings},
        capability_tags=set(CAPABILITIES),
        check_table=lambda scenario, step: check_walk(guide, scenario, step),
    )


def check_walk(guide: Guide, scenario: Scenario, step: GherkinStep) -> list[Problem]:
    """Holds a walk table against the guide's data: known steps, titles as printed, acts that the step offers."""
    section = scenario.feature.split(" ", 1)[0]
    problems = []
    for row in step.rows[1:]:
        where = f"{scenario.path.as_posix()}:{row.line}"
        number, title, cell = row.cells
        step_id = number if "/" in number else f"{section}/{number}"
        known = guide.steps.get(step_id)
        if known is None:
            problems.append(Problem(where=where, what=f"step {step_id!r} is not in the guide's data"))
            continue
        if known.title != title:
            problems.append(
                Problem(where=where, what=f"画面「{title}」: step {number} is printed as 「{known.title}」")
            )
        try:
            parsed = acts.parse_acts(cell)
        except FeatureError as error:
            problems.append(Problem(where=where, what=error.message))
            continue
        first = next((act for act in parsed if isinstance(act, acts.Press)), None)
        for act in parsed:
            if isinstance(act, acts.Press) and act is not first:
                continue  # pressed on the screen that follows within the step; walking finds it or not
            problems += [Problem(where=where, what=what) for what in _faults(guide, known, act)]
    return problems


def _faults(guide: Guide, step: Step, act: acts.Act) -> list[str]:
    """What an act names must be offered by the step, or by another step on the same screen."""
    same = [
        other
        for other in guide.steps.values()
        if other.screen == step.screen and other.section == step.section
    ]
    options = {option for other in same for options in other.choices.values() for option in options}
    names = {name for other in same for name in other.choices}
    options |= {
        outcome.when[name]
        for other in same
        for outcome in other.branches
        for name in names & set(outcome.when)
    }
    goes_by = {value for outcome in step.branches for value in outcome.when.values()}
    match act:
        case acts.Press(label):
            known = _ALWAYS | options
            known |= {
                label for other in same for label in (*other.labels, *sum(other.label_aliases.values(), ()))
            }
            return [] if label in known else [f"button 「{label}」 is not among those of step {step.number}"]
        case acts.Tick(label):
            known = {check for other in same for check in other.checks}
            return [] if label in known else [f"check 「{label}」 is not among those of step {step.number}"]
        case acts.Choose(option):
            known = options | goes_by | set(_said_by_forms(guide))
            return (
                [] if option in known else [f"option 「{option}」 is not among those of step {step.number}"]
            )
        case acts.TypeIn(label, value, named):
            fields = {spec.label for other in same for spec in other.fields}
            faults = (
                [] if label in fields else [f"field 「{label}」 is not among those of step {step.number}"]
            )
            if named and value not in NAMED_VALUES.get(label, {}):
                faults.append(f"『{value}』 is not a named value of 「{label}」")
            return faults
        case _:
            return []


def _said_by_forms(guide: Guide) -> tuple[str, ...]:
    """Options of ordinary form fields (性別) that the guide names as a field without its options."""
    fields = {spec.label for step in guide.steps.values() for spec in step.fields}
    return ("男性", "女性", "回答しない") if "性別" in fields else ()
