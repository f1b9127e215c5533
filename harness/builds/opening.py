"""Opens what ``--build`` names: the reference build, an import path, a build profile, or an installed plug-in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from harness.builds.catalogue import InProcessBuild, open_build
from harness.builds.plugins import plugin_profile
from harness.builds.profile import (
    DRIVERS,
    SERVED,
    HttpProfile,
    InProcessProfile,
    KnownDeviation,
    Profile,
    profile_from,
    read_profile,
)
from harness.errors import BuildError

if TYPE_CHECKING:
    from harness.builds.served import HttpBuild

__all__ = ["OpenBuild", "deviations_of", "driver_of", "open_named", "profile_of"]

OpenBuild: TypeAlias = "InProcessBuild | HttpBuild"
_SUFFIX = ".toml"


def profile_of(build: str) -> Profile | None:
    """Reads the profile if ``build`` is the path of one, or a plug-in that has one. Raises BuildError."""
    if build.endswith(_SUFFIX):
        return read_profile(Path(build))
    if build == "reference" or ":" in build:
        return None
    return profile_from(plugin_profile(build), where=f"plugin {build!r}")


def deviations_of(build: str) -> tuple[KnownDeviation, ...]:
    """Gives what a build is known to depart in: what its profile lists. Raises BuildError."""
    profile = profile_of(build)
    return profile.deviations if profile else ()


def driver_of(build: str, driver: str = "") -> str:
    """Gives the driver by which a build is reached; ``driver`` is what was asked for. Raises BuildError."""
    if driver and driver not in DRIVERS:
        raise BuildError(f"--driver {driver}: not known; there is {', '.join(DRIVERS)}")
    profile = profile_of(build)
    found = profile.driver if profile else "inprocess"
    if isinstance(profile, HttpProfile) and driver in SERVED:
        return driver
    if driver and driver != found:
        hint = (
            f"its profile says driver = {found!r}; leave --driver out or correct the profile"
            if profile
            else "give --build the path of a profile (TOML) whose driver is http or browser; see docs/profile.md"
        )
        raise BuildError(f"--driver {driver}: build {build!r} is reached by {found}; {hint}")
    return found


def open_named(build: str, driver: str = "") -> OpenBuild:
    """Opens a build, without asking whether it answers. Raises BuildError."""
    reached = driver_of(build, driver)
    profile = profile_of(build)
    if profile is None:
        return open_build(build)
    if isinstance(profile, InProcessProfile):
        return open_build(
            profile.factory,
            name=profile.name,
            lacks=profile.lacks,
            wording=profile.wording,
            sections=profile.sections,
        )
    from harness.builds.browsers import BrowserBuild  # loaded only for builds that are served
    from harness.builds.served import HttpBuild

    try:
        return BrowserBuild(profile) if reached == "browser" else HttpBuild(profile)
    except BuildError as error:
        raise BuildError(f"{build}: {error}") from error
