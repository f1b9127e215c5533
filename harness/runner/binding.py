"""Hands pytest-bdd the syntax tree that was read from a feature already, so that no file is parsed twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pytest_bdd.feature import features
from pytest_bdd.gherkin_parser import GherkinDocument
from pytest_bdd.gherkin_parser import Scenario as ScenarioNode
from pytest_bdd.parser import Feature, FeatureParser, Rule, Scenario, ScenarioTemplate, Step

from harness.runner.features import Document

__all__ = ["hand_over"]


def hand_over(path: Path, document: Document) -> None:
    """Makes pytest-bdd know the feature at a path. Raises what it raises for a feature that it does not take."""
    features[str(path)] = _Parser(path, document).parse()


class _Parser(FeatureParser):
    """pytest-bdd's own parser, but for reading the file."""

    def __init__(self, path: Path, document: Document) -> None:
        super().__init__(str(path.parent), path.name)
        self._tree = document.tree

    def _parse_feature_file(self) -> GherkinDocument:
        return GherkinDocument.from_dict({"feature": self._tree, "comments": []})

    def parse_scenario(
        self, scenario_data: ScenarioNode, feature: Feature, rule: Rule | None = None
    ) -> ScenarioTemplate:
        template = super().parse_scenario(scenario_data, feature, rule)
        if template.templated:
            return template
        written = _Written(
            feature=feature,
            keyword=template.keyword,
            name=template.name,
            line_number=template.line_number,
            templated=False,
            description=template.description,
            tags=template.tags,
            rule=rule,
        )
        for step in template.steps[len(template.all_background_steps) :]:
            written.add_step(step)
        return written


@dataclass(eq=False)
class _Written(ScenarioTemplate):
    """A scenario without examples: it runs as it is written, and nothing of it need be copied to be filled in."""

    def render(self, context: Mapping[str, object]) -> Scenario:
        if context:
            return super().render(context)
        return Scenario(
            feature=self.feature,
            keyword=self.keyword,
            name=self.name,
            line_number=self.line_number,
            steps=[_again(step) for step in self.steps],
            tags=self.tags,
            description=self.description,
            rule=self.rule,
        )


def _again(step: Step) -> Step:
    """Gives a step of its own to each run, since a step notes whether it failed."""
    return Step(
        name=step.name,
        type=step.type,
        indent=step.indent,
        line_number=step.line_number,
        keyword=step.keyword,
        datatable=step.datatable,
        docstring=step.docstring,
    )
