"""Which body a step of a running scenario has, found once for each wording instead of once for each step.

pytest-bdd asks pytest anew for every step which fixtures its scenario sees, and makes the one that matches a fixture of
that scenario: beside bodies that take milliseconds this was the dearest part of the runner. What arguments a body takes
it works out twice for each step; that does not change either.
"""

from __future__ import annotations

import importlib
from functools import lru_cache

import pytest
from pytest_bdd.compat import get_fixture_names, getfixturedefs
from pytest_bdd.parser import Step
from pytest_bdd.scenario import get_step_function
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

__all__ = ["shorten_lookup"]


class _Vocabulary:
    """Every definition that the process knows, and those of them that every scenario of a session sees."""

    def __init__(self, session: pytest.Session) -> None:
        manager = session._fixturemanager
        seen = (
            definition.func
            for name in get_fixture_names(manager)
            for definition in getfixturedefs(manager, name, session) or ()
        )
        self._everywhere = {
            id(step_function_context_registry[function])
            for function in seen
            if function in step_function_context_registry
        }
        self._contexts = list(step_function_context_registry.values())
        self._found: dict[tuple[str, str], StepFunctionContext | None] = {}

    @property
    def is_current(self) -> bool:
        """Whether no definition was added since."""
        return len(self._contexts) == len(step_function_context_registry)

    def find(self, step: Step) -> StepFunctionContext | None:
        """Gives the only definition that matches, if every scenario sees it; None leaves the choice to pytest-bdd."""
        wording = step.type, step.name
        if wording not in self._found:
            matching = [
                one
                for one in self._contexts
                if one.type in (None, step.type) and one.parser.is_matching(step.name)
            ]
            only = matching[0] if len(matching) == 1 and id(matching[0]) in self._everywhere else None
            self._found[wording] = only
        return self._found[wording]


_VOCABULARY = pytest.StashKey[_Vocabulary]()


def _find(request: pytest.FixtureRequest, step: Step) -> StepFunctionContext | None:
    """Stands for pytest-bdd's own look-up, which decides wherever more than one definition or none matches."""
    __tracebackhide__ = True
    stash = request.session.stash
    known = stash.get(_VOCABULARY, None)
    if known is None or not known.is_current:
        known = stash[_VOCABULARY] = _Vocabulary(request.session)
    return known.find(step) or get_step_function(request=request, step=step)


def shorten_lookup() -> None:
    """Makes pytest-bdd look its steps up here first, in this process, and remember what their bodies take."""
    # By name, since the package has a function of the same name.
    names = vars(importlib.import_module("pytest_bdd.scenario"))
    names["get_step_function"] = _find
    for asked in ("signature", "get_required_args"):
        if not hasattr(names[asked], "cache_info"):
            names[asked] = lru_cache(maxsize=None)(names[asked])
