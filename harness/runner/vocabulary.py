"""The closed vocabulary: every phrase that a step of a feature may use, and what it means."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType

from pytest_bdd.parsers import StepParser
from pytest_bdd.steps import step_function_context_registry

from harness.errors import FeatureError, Problem
from harness.runner.features import Role

__all__ = ["Definition", "collect_definitions", "step_modules", "vocabulary_table"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """One phrase: for which role it stands, and the function that gives it its meaning."""

    role: Role | None
    """``None`` if it may stand anywhere."""
    pattern: str
    """As the step module writes it: text, a ``parse`` format or a regular expression."""
    function: Callable[..., object]
    file: Path
    """As seen from the folder that holds the package of steps: ``steps/buyer.py``."""
    line: int
    parser: StepParser

    @property
    def phrase(self) -> str:
        """The pattern as a reader sees it: named groups of a regular expression become ``{name}``."""
        return _readable(self.pattern)

    @property
    def meaning(self) -> str:
        """First line of the function's docstring."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    @property
    def is_async(self) -> bool:
        """Whether the function is a coroutine, which pytest-bdd would never await."""
        return inspect.iscoroutinefunction(self.function) or inspect.isasyncgenfunction(self.function)

    def matches(self, text: str) -> bool:
        """Says whether the text of a step is this phrase; the role is not looked at."""
        return bool(self.parser.is_matching(text))

    def arguments(self, text: str) -> Mapping[str, object]:
        """Gives what the phrase takes out of a text that it matches, before converters."""
        return self.parser.parse_arguments(text) or {}


def step_modules(package: str = "steps") -> tuple[ModuleType, ...]:
    """Imports a package and everything in it, and gives the modules by name.

    Raises ``FeatureError`` that names the module that cannot be imported, and why.
    """
    try:
        top = importlib.import_module(package)
    except ImportError as error:
        raise FeatureError(f"the step definitions cannot be imported: {error}") from error
    names = sorted(info.name for info in pkgutil.walk_packages(getattr(top, "__path__", ()), f"{package}."))
    modules, problems = [top], []
    for name in names:
        try:
            modules.append(importlib.import_module(name))
        except Exception as error:
            problems.append(Problem(where=name, what=f"{type(error).__name__}: {error}"))
    if problems:
        raise FeatureError("the step definitions cannot be imported", problems=problems)
    return tuple(modules)


def collect_definitions(package: str = "steps") -> tuple[Definition, ...]:
    """Imports the step modules and gives every definition in them, by file and line."""
    found = []
    modules = step_modules(package)
    root = Path(modules[0].__file__ or "").parents[1 + package.count(".")]
    for module in modules:
        for value in vars(module).values():
            # pytest-bdd leaves a fixture in the module; what it wraps is the key of its registry
            marker = getattr(value, "__wrapped__", None)
            if not isinstance(marker, FunctionType) or marker not in step_function_context_registry:
                continue
            context = step_function_context_registry[marker]
            if context.step_func.__module__ != module.__name__:  # imported from where it is defined
                continue
            code = inspect.unwrap(context.step_func).__code__
            found.append(
                Definition(
                    role=None if context.type is None else Role(context.type),
                    pattern=context.parser.name,
                    function=context.step_func,
                    file=_seen_from(root, Path(code.co_filename)),
                    line=code.co_firstlineno,
                    parser=context.parser,
                )
            )
    return tuple(sorted(found, key=lambda one: (one.file.as_posix(), one.line, one.pattern)))


def _seen_from(root: Path, file: Path) -> Path:
    return file.relative_to(root) if file.is_relative_to(root) else file


def vocabulary_table(definitions: Sequence[Definition]) -> str:
    """Gives the vocabulary as Markdown: a section for each role, a row for each phrase and its meaning."""
    parts = []
    for role in (*Role, None):
        chosen = sorted({(one.phrase, one.meaning) for one in definitions if one.role == role})
        if not chosen:
            continue
        parts += [
            f"## {'どこでも' if role is None else role.keyword}",
            "",
            "| 言い方 | 意味 |",
            "| --- | --- |",
        ]
        parts += [f"| {_cell(phrase)} | {_cell(meaning)} |" for phrase, meaning in chosen]
        parts.append("")
    return "\n".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


_GROUP = re.compile(r"\(\?P<(\w+)>")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
"""An escape, a set of characters, or one character: what parentheses must not be counted in, stands apart."""


def _readable(pattern: str) -> str:
    """Replaces each named group, with what is nested in it, by its name in braces."""
    out, at = "", 0
    while group := _GROUP.search(pattern, at):
        out += pattern[at : group.start()] + "{" + group[1] + "}"
        depth, at = 1, group.end()
        while depth and (token := _TOKEN.match(pattern, at)):
            depth += {"(": 1, ")": -1}.get(token[0], 0)
            at = token.end()
    return (out + pattern[at:]).removeprefix("^").removesuffix("$")
