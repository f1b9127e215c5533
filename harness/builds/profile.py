"""Build profiles: one TOML file says where a build is, how it is reached, and what it lacks."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from harness.builds.overrides import Wording
from harness.errors import BuildError

__all__ = [
    "DRIVERS",
    "SECTIONS",
    "SERVED",
    "Capability",
    "ControlPlace",
    "FakePlaces",
    "HttpProfile",
    "InProcessProfile",
    "KnownDeviation",
    "Profile",
    "Secret",
    "TimeLimits",
    "profile_from",
    "profile_schema",
    "read_profile",
    "reveal",
]

SERVED = ("http", "browser")
"""Drivers for a build that runs elsewhere: one profile does for both."""
DRIVERS = ("inprocess", *SERVED)
_MEMBERS = (*DRIVERS, "Secret", "constrained-str")
"""What pydantic calls the members of unions, where a place should name keys only."""
Capability = Literal["要_時間操作", "要_メール", "要_カメラ", "要_外部障害", "要_登録照会"]
Section = Literal["1-1", "2-1", "2-2", "2-3", "3-1", "3-2", "4-1", "5-1", "5-2"]
SECTIONS: tuple[Section, ...] = get_args(Section)
_Seconds = Annotated[float, Field(gt=0, le=600)]
_Line = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\r\n]+$")]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Secret(_Table):
    """A value that stands in an environment variable, never in the file."""

    env: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", description="Name of the environment variable.")


class TimeLimits(_Table):
    """How long the build may take, in seconds."""

    connect: _Seconds = 5.0
    read: _Seconds = Field(default=30.0, description="Until the next bytes of an answer.")
    settle: _Seconds = Field(
        default=3.0,
        description="How long a page with scripts may take, in a browser, to show what is expected.",
    )


class BrowserWishes(_Table):
    """What driver ``browser`` does besides."""

    trace: bool = Field(
        default=False,
        description="Keep Playwright's trace of each phone of a scenario that failed. What was typed into secret "
        "fields, cookies and tokens are hidden in it, personal data are not.",
    )


class EntryPoints(_Table):
    """Pages that people find without the build's help; they go before what the control API says."""

    user_registration: str = Field(
        default="", description="Where a user registers after delivery (4-1/1), absolute or a path."
    )


class ControlPlace(_Table):
    """The control API of the build."""

    url: AnyHttpUrl | None = Field(default=None, description="Without it, the build's own base_url.")
    token: Secret
    clock: bool = Field(default=True, description="Whether it offers /_control/clock.")


class FakePlaces(_Table):
    """Where the fakes are that the build uses: the index that names them all, or each of them."""

    index: AnyHttpUrl | None = Field(default=None, description="The index page of `mylexus fakes`.")
    toyota_account: AnyHttpUrl | None = None
    houjin_bangou: AnyHttpUrl | None = None
    licence_reader: AnyHttpUrl | None = None
    mail: AnyHttpUrl | None = None
    payment: AnyHttpUrl | None = None
    vehicle_registry: AnyHttpUrl | None = None

    def named(self) -> dict[str, str]:
        """Name of a fake to its base URL, for those that are named one by one."""
        return {name: str(url).rstrip("/") for name, url in self if url is not None and name != "index"}


class StepWords(_Table):
    """What a build calls things at one step of the guide."""

    heading: Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\r\n]*$")] = Field(
        default="", description="The heading of the step's screen, instead of those printed."
    )
    labels: dict[_Line, _Line] = Field(
        default={},
        description="Printed label of a button, field, choice, option, tick box or value -> the build's.",
    )


class KnownDeviation(_Table):
    """A departure from the guide that somebody answers for until a day."""

    id: str = Field(
        pattern=r"^\S+#[0-9a-f]{6}$",
        description="As a run prints it with the finding: the place and what departs there, 1-1/8-B#3f9a1c.",
    )
    owner: _Line = Field(description="Who answers for it.")
    reason: _Line = Field(description="Why it is accepted for now.")
    until: date = Field(description="The last day on which it is accepted.")


class _Common(_Table):
    name: _Line = Field(description="How reports call the build.")
    lacks: tuple[Capability, ...] = Field(
        default=(), description="What the build cannot offer; scenarios that need it are 未検証."
    )
    sections: tuple[Section, ...] = Field(
        default=(),
        description="The sections that the build has so far; what leads into others is 未検証. Without it: all.",
    )
    labels: dict[_Line, _Line] = Field(
        default={}, description="Printed label -> the build's own, at every step that has it."
    )
    steps: dict[_Line, StepWords] = Field(
        default={}, description="Step id (1-1/7-A) -> the build's own words there; they go before `labels`."
    )

    deviations: tuple[KnownDeviation, ...] = Field(
        default=(),
        description="Departures that are known: reported as such; expired or no longer there, they are errors.",
    )

    @property
    def wording(self) -> Wording:
        """The build's own words."""
        return Wording.of(
            labels=self.labels,
            step_labels={step: words.labels for step, words in self.steps.items()},
            headings={step: words.heading for step, words in self.steps.items() if words.heading},
        )


class InProcessProfile(_Common):
    """A WSGI application that is called in the harness's own process."""

    driver: Literal["inprocess"]
    factory: str = Field(
        pattern=r"^[\w.]+:\w+$",
        description="package.module:factory, a function of the MYLEXUS_* variables that returns the application.",
    )


class HttpProfile(_Common):
    """A build that runs elsewhere and is reached over HTTP."""

    driver: Literal["http", "browser"]
    base_url: AnyHttpUrl = Field(description="What a customer's phone reaches the build by.")
    headers: dict[_Line, _Line | Secret] = Field(
        default={}, description="Sent with every request to the build itself."
    )
    time_limits: TimeLimits = TimeLimits()
    entry_points: EntryPoints = EntryPoints()
    browser: BrowserWishes = BrowserWishes()
    control: ControlPlace | None = None
    plugin: str = Field(
        default="",
        description="Python plug-in that does what the control API does: the name of an entry point of "
        "mylexus.builds, or package.module:Class.",
    )
    fakes: FakePlaces = FakePlaces()


Profile = InProcessProfile | HttpProfile
_PROFILE: TypeAdapter[Profile] = TypeAdapter(
    Annotated[InProcessProfile | HttpProfile, Field(discriminator="driver")]
)


def profile_from(data: Mapping[str, Any], *, where: str) -> Profile:
    """Makes a profile of what a file or a plug-in says. Raises BuildError with every wrong key."""
    try:
        return _PROFILE.validate_python(data)
    except ValidationError as error:
        raise BuildError("\n".join(f"{where}: {line}" for line in _complaints(error))) from None


def read_profile(path: Path) -> Profile:
    """Reads a profile. Raises BuildError with every wrong key of the file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(
            f"{path}: the build profile cannot be read: {getattr(error, 'strerror', None) or error}; "
            "give the path of a TOML file"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise BuildError(f"{path}: no TOML: {error}") from None
    return profile_from(data, where=str(path))


def reveal(value: str | Secret, *, key: str, environ: Mapping[str, str] = os.environ) -> str:
    """Gives what a key stands for. Raises BuildError if its environment variable is not set."""
    if isinstance(value, str):
        return value
    found = environ.get(value.env, "")
    if not found:
        raise BuildError(f"{key}: the environment variable {value.env} is not set; set it to the secret")
    return found


def profile_schema() -> dict[str, Any]:
    """The JSON Schema of a profile, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Build profile of mylexus",
        **_PROFILE.json_schema(),
    }


def _complaints(error: ValidationError) -> list[str]:
    lines = []
    for one in error.errors(include_url=False):
        # A union names its member first, which is no key of the file.
        place = [str(part) for part in one["loc"] if str(part) not in _MEMBERS and "[" not in str(part)]
        key = ".".join(place) or "driver"
        lines.append(f"{key}: {_told(one)}")
    return list(dict.fromkeys(lines))


def _told(one: Any) -> str:
    kind, expected = one["type"], one["msg"].replace("Input should be", "expected")
    if kind == "missing":
        return "is missing; it is needed"
    if kind == "extra_forbidden":
        return "is not a key of a profile; see docs/profile.md"
    if kind == "union_tag_not_found":
        return f"is missing; expected {' or '.join(DRIVERS)}"
    if kind == "union_tag_invalid":
        return f"found {one['ctx']['tag']!r}, expected {' or '.join(DRIVERS)}"
    if kind in ("model_type", "model_attributes_type") and one["loc"][-1] in ("token", "Secret"):
        # What was found may be the secret itself: it must not be printed.
        return 'expected a table such as { env = "NAME" }; secrets stand in the environment'
    return f"found {one['input']!r}, {expected[:1].lower()}{expected[1:]}"
