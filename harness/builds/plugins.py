"""Python plug-ins that do what the control API does, for a build whose test bench looks otherwise."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from importlib.metadata import entry_points
from typing import Any, Protocol, cast

from harness.builds.port import Car, Certificate, Contract, ContractState
from harness.errors import BuildError

__all__ = ["GROUP", "Rig", "installed", "open_plugin", "plugin_profile"]

GROUP = "mylexus.builds"
"""Entry point group; each entry names a class, or a function of the base URL, that gives a Rig."""


class Rig(Protocol):
    """What the control API does, call by call; a plug-in raises BuildError where its bench refuses."""

    def check(self) -> None:
        """Raises BuildError unless the bench can be used."""

    def reset(self) -> None:
        """Lets the build forget everything."""

    def new_contract(self, *, dealer: str, car: Car) -> Contract:
        """Lets the contract desk write a contract; ``staff_url`` may be a path below the base URL."""

    def contract(self, contract_id: str) -> ContractState:
        """Looks up what is registered."""

    def user_entry(self) -> str:
        """Gives the address at which a user registers after delivery."""

    def register_vehicle(self, contract_id: str, certificate: Certificate) -> None:
        """Tells the build that the car of a contract is registered."""

    def review(self) -> None:
        """Lets the review desk decide what waits."""

    def time(self) -> datetime:
        """Tells the build's time."""

    def stop_clock(self, now: datetime) -> None:
        """Stops the build's clock at a moment."""

    def advance_clock(self, span: timedelta) -> datetime:
        """Moves the build's clock on, and tells its time then."""

    def release_clock(self) -> None:
        """Lets the build's clock go on."""


def installed() -> dict[str, str]:
    """Name of each plug-in that is installed, and what its entry point names: ``package.module:Class``."""
    return {point.name: point.value for point in entry_points(group=GROUP)}


def plugin_profile(name: str) -> dict[str, Any]:
    """Gives the profile that an installed plug-in has for its build, as a file would say it. Raises BuildError.

    The plug-in's class has it as ``profile``: a mapping, or a function of nothing that gives one.
    """
    made = getattr(_named(name), "profile", None)
    try:
        data = made() if callable(made) else made
    except Exception as error:
        raise BuildError(f"plugin {name!r}: its profile raised {type(error).__name__}: {error}") from error
    if not isinstance(data, Mapping):
        raise BuildError(
            f"--build {name}: the plug-in says not where its build is; give its class a `profile` "
            "(docs/adapting.md), or give --build the path of a profile (TOML) with "
            f"plugin = {name!r}"
        )
    return {"plugin": name, **data}


def _named(name: str) -> Any:
    found = installed()
    if name not in found and ":" not in name:
        raise BuildError(
            f"plugin {name!r}: not installed; the entry points of {GROUP} are {', '.join(sorted(found)) or 'none'}; "
            "install the package that has it, or give package.module:Class"
        )
    module, _, attribute = found.get(name, name).partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except Exception as error:
        raise BuildError(f"plugin {name!r} cannot be opened: {type(error).__name__}: {error}") from error


def open_plugin(name: str, base_url: str) -> Rig:
    """Opens a plug-in by the name of its entry point, or by ``package.module:Class``. Raises BuildError."""
    make = cast(Callable[[str], Rig], _named(name))
    try:
        bench = make(base_url)
    except BuildError:
        raise
    except Exception as error:
        raise BuildError(
            f"plugin {name!r} cannot be opened: {type(error).__name__}: {error}; "
            "it must be a class that takes the base URL"
        ) from error
    lacking = [method for method in _METHODS if not callable(getattr(bench, method, None))]
    if lacking:
        raise BuildError(f"plugin {name!r} has no {', '.join(lacking)}; see docs/adapting.md")
    return bench


_METHODS = tuple(method for method in vars(Rig) if not method.startswith("_"))
