"""Which scenarios give a pure function something to do that one of its mutants would do otherwise.

A pure function gives what its arguments say. So while scenarios run on the unchanged build, each new call of such a
function is made once more with every mutant of it: a mutant that gives the same everywhere is one that no scenario
can tell from the function itself, and one that gives something else is told at best by the scenarios that saw it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

__all__ = ["Differences", "is_pure"]

_PURE = ("harness.reference.policy.", "harness.reference.customer.")
"""Where functions neither keep nor change anything; what is drawn by chance differs always, which is no mistake."""
_Function = Callable[..., Any]
_Mutants = dict[str, _Function]
_ORIGINAL = "_mutmut_orig"
_OF_A_CLASS = "ǁ"
_NO_VALUE = " at 0x"
"""What is told by its place in memory may be another thing in the next call."""


def is_pure(function: str) -> bool:
    """A function, by module and name, gives what its arguments say, and nothing else comes of calling it.

    Methods are not counted among them: they may change their object.
    """
    return function.startswith(_PURE) and _OF_A_CLASS not in function


class Differences:
    """Mutants, by id, that would have given something else than their function since it was last forgotten."""

    def __init__(self, modules: Iterable[str]) -> None:
        """``modules`` are loaded with their mutants inside."""
        self._seen: dict[str, frozenset[str]] = {}
        self._differ: set[str] = set()
        self._trying = False
        self._taken: list[tuple[_Mutants, _Function]] = []
        for module in modules:
            for found in vars(sys.modules[module]).values():
                original = found.get(_ORIGINAL) if isinstance(found, dict) else None
                if original is not None and is_pure(f"{module}.{original.__name__}"):
                    self._taken.append((found, original))
                    found[_ORIGINAL] = self._trying_all(module, found)

    def since_forgotten(self) -> frozenset[str]:
        """Gives them and forgets them."""
        differ = frozenset(self._differ)
        self._differ.clear()
        return differ

    def let_go(self) -> None:
        """Functions are called as they were before."""
        for mutants, original in self._taken:
            mutants[_ORIGINAL] = original
        self._taken.clear()

    def _trying_all(self, module: str, mutants: _Mutants) -> _Function:
        original = mutants[_ORIGINAL]
        others = {f"{module}.{name}": one for name, one in mutants.items() if name != _ORIGINAL}

        @wraps(original)
        def trying(*args: Any, **kwargs: Any) -> Any:
            if self._trying:
                return original(*args, **kwargs)
            call = f"{module}.{original.__name__}{args!r}{sorted(kwargs.items())!r}"
            differ = self._seen.get(call)
            if differ is None:
                differ = self._compare(original, others, args, kwargs)
                if _NO_VALUE not in call:
                    self._seen[call] = differ
            self._differ |= differ
            return original(*args, **kwargs)

        return trying

    def _compare(
        self, original: _Function, others: _Mutants, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> frozenset[str]:
        if any(isinstance(one, Iterator) for one in (*args, *kwargs.values())):
            return frozenset(others)  # it can be read once only, and that is the function's to do
        self._trying = True
        try:
            right = _outcome(original, args, kwargs)
            return frozenset(name for name, one in others.items() if _outcome(one, args, kwargs) != right)
        finally:
            self._trying = False


def _outcome(function: _Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[object, ...]:
    """What is given or raised. Whatever is no plain value is equal to nothing, and so differs."""
    try:
        given = function(*args, **kwargs)
    except Exception as error:
        return "raised", type(error), str(error)
    return "gave", given, repr(given)
