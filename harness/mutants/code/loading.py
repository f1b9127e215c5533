"""Loads domain modules of the reference build with all their mutants inside, asleep until one is named.

mutmut writes each function anew as a switch over its mutants; which one is awake is said by the variable
``MUTANT_UNDER_TEST``, so that one warm process judges them all. Which modules are domain is said in
``[tool.mutmut]`` of pyproject.toml.
"""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from harness.errors import RunError

__all__ = ["AWAKE", "CodeMutant", "Domain", "awake", "called", "forget_calls"]

AWAKE = "MUTANT_UNDER_TEST"
"""Environment variable of the mutant that is awake; ``stats`` for none, while calls are noted."""
_REFERENCE = "harness.reference"
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeMutant:
    """One change to one function."""

    id: str
    """Module and mutated function, as mutmut names them."""
    function: str
    """Module and function, as the tool notes its calls."""
    change: str
    """What differs, as the lines of a diff."""
    place: int = 1
    """Which it is among changes of this function that read the same."""

    @property
    def module(self) -> str:
        """The module that is changed, without the package of the build."""
        return self.id.rpartition(".")[0].removeprefix(f"{_REFERENCE}.")

    @property
    def name(self) -> str:
        """The function by its own name, ``policy.card.expiry`` or ``registrations.Vehicles.register``."""
        inside = self.function.rpartition(".")[2].removeprefix("x").removeprefix("_").removeprefix("ǁ")
        return f"{self.module}.{inside.replace('ǁ', '.')}"


class _Loader(SourceFileLoader):
    """Compiles the module with the switches that mutmut wrote."""

    def __init__(self, name: str, path: str, domain: Domain) -> None:
        super().__init__(name, path)
        self._domain = domain

    def get_code(self, fullname: str) -> CodeType | None:
        """The code of the module, never from a cache."""
        return self._domain.code(fullname, Path(self.get_filename(fullname)))


class Domain(MetaPathFinder):
    """Finds the domain modules, and knows their mutants once they are loaded."""

    def __init__(self) -> None:
        """Reads ``[tool.mutmut]`` of the working folder. Raises RunError where mutmut is not installed."""
        try:
            self._config = importlib.import_module("mutmut.configuration").config()
            self._tool = importlib.import_module("mutmut.mutation.file_mutation")
        except ImportError as error:
            raise RunError("mutmut is not installed; install what `make test` installs") from error
        if not self._config.only_mutate:
            raise RunError("pyproject.toml of the working folder has no [tool.mutmut] with only_mutate")
        self._mutants: dict[str, list[CodeMutant]] = {}
        self._code: dict[str, CodeType] = {}
        self.at_import: frozenset[str] = frozenset()
        """Functions that are called while the build is loaded and made, when no mutant is awake yet."""

    @property
    def modules(self) -> tuple[str, ...]:
        """Names of the modules that have mutants inside."""
        return tuple(sorted(self._mutants))

    @property
    def mutants(self) -> tuple[CodeMutant, ...]:
        """Every mutant, module by module."""
        return tuple(one for name in sorted(self._mutants) for one in self._mutants[name])

    def load(self) -> ModuleType:
        """Loads the build. Raises RunError if it is loaded already."""
        if any(_is_of_build(name) for name in sys.modules):
            raise RunError("the reference build is loaded already; its mutants need a process of their own")
        sys.meta_path.insert(0, self)
        try:
            with awake("stats"):
                forget_calls()
                build = importlib.import_module(_REFERENCE)
                self.at_import = called()
        finally:
            sys.meta_path.remove(self)
        if not self._mutants:
            raise RunError(
                f"[tool.mutmut] only_mutate = {self._config.only_mutate}: no module is meant by it"
            )
        return build

    @contextmanager
    def loaded_anew(self) -> Iterator[ModuleType]:
        """The build, loaded once more beside the one that is loaded: what a mutant does to it while it loads counts."""
        before = {name: one for name, one in sys.modules.items() if _is_of_build(name)}
        for name in before:
            del sys.modules[name]
        sys.meta_path.insert(0, self)
        try:
            yield importlib.import_module(_REFERENCE)
        finally:
            sys.meta_path.remove(self)
            for name in [name for name in sys.modules if _is_of_build(name)]:
                del sys.modules[name]
            sys.modules |= before

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Takes over the modules that pyproject.toml names."""
        if not fullname.startswith(f"{_REFERENCE}."):
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
            return spec
        if not self._config.should_mutate(Path(spec.origin).relative_to(_ROOT)):
            return spec
        spec.loader = _Loader(fullname, spec.origin, self)
        return spec

    def code(self, name: str, path: Path) -> CodeType:
        """A module with its mutants inside; they are kept, and so is the code."""
        if name not in self._code:
            made = self._tool.mutate_file_contents(str(path), path.read_text(encoding="utf-8"))
            self._mutants[name] = _numbered(_mutant(name, one, made) for one in made.mutant_names)
            self._code[name] = compile(str(made.code), str(path), "exec")
        return self._code[name]


def _is_of_build(name: str) -> bool:
    return name == _REFERENCE or name.startswith(f"{_REFERENCE}.")


def _numbered(mutants: Iterable[CodeMutant]) -> list[CodeMutant]:
    met: Counter[tuple[str, str]] = Counter()
    numbered = []
    for one in mutants:
        met[one.function, one.change] += 1
        numbered.append(replace(one, place=met[one.function, one.change]))
    return numbered


def _mutant(module: str, name: str, made: Any) -> CodeMutant:
    function, _, _ = name.rpartition("__mutmut_")
    lines = made.code.splitlines()

    def text(which: str) -> list[str]:
        span = made.line_span_by_function_name.get(which)
        return [] if span is None else [line.strip() for line in lines[span.start - 1 : span.end]]

    differs = [
        line
        for line in difflib.ndiff(text(f"{function}__mutmut_orig"), text(name))
        if line[0] in "+-" and "__mutmut_" not in line
    ]
    return CodeMutant(id=f"{module}.{name}", function=f"{module}.{function}", change="\n".join(differs))


@contextmanager
def awake(name: str) -> Iterator[None]:
    """A mutant is awake inside of this block; ``stats`` notes the calls instead."""
    os.environ[AWAKE] = name
    try:
        yield
    finally:
        del os.environ[AWAKE]


def called() -> frozenset[str]:
    """Functions that were called since they were forgotten."""
    return frozenset(importlib.import_module("mutmut.state").state()._stats)


def forget_calls() -> None:
    """No function counts as called."""
    importlib.import_module("mutmut.state").state()._stats.clear()
