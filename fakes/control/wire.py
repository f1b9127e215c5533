"""What the control API takes and gives, as models: its OpenAPI document is drawn from them."""

from __future__ import annotations

from types import NoneType
from typing import Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from fakes.faults import Fault, FaultKind

__all__ = [
    "CallValue",
    "ClockEntry",
    "ClockValue",
    "ErrorBody",
    "ErrorValue",
    "FaultEntry",
    "FaultList",
    "Health",
    "JournalValue",
    "PlannedFault",
    "Removed",
    "Value",
    "complaints",
]


_OWNERS = {"status": FaultKind.STATUS, "seconds": FaultKind.SLOW}
"""Fields of a fault that belong to one kind."""


class Value(BaseModel):
    """What a control API takes or gives: strict, and without keys that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _what_belongs(schema: dict[str, Any]) -> None:
    """Tells in the schema too that ``seconds`` belongs to one kind, where it is needed, and ``status`` to one."""
    nothing, others = {"type": "null"}, [kind for kind in FaultKind if kind not in _OWNERS.values()]
    schema["anyOf"] = [
        {
            "properties": {"kind": {"const": "slow"}, "seconds": {"type": "number"}, "status": nothing},
            "required": ["seconds"],
        },
        {"properties": {"kind": {"const": "status"}, "seconds": nothing}},
        {"properties": {"kind": {"enum": others}, "seconds": nothing, "status": nothing}},
    ]


class FaultEntry(Value):
    """One fault as it is planned over the control API or in a plan file."""

    model_config = ConfigDict(json_schema_extra=_what_belongs)

    kind: FaultKind = Field(strict=False, description="What goes wrong.")
    status: int | None = Field(
        default=None,
        ge=200,
        le=599,
        description="Only for kind status: the HTTP status, for SMTP the reply code; 503 if it is left out.",
    )
    seconds: float | None = Field(
        default=None,
        gt=0,
        le=600,
        validate_default=True,
        description="Only for kind slow, and needed there: how long the answer takes.",
    )
    method: str = Field(
        default="",
        pattern="^([A-Z]{1,20}(,[A-Z]{1,20}){0,9})?$",
        description="HTTP method, SMTP for mail, or several with commas; empty for all.",
    )
    path: str = Field(
        default="", pattern="^(/.*)?$", description="Beginning of the path; for SMTP /connect or /mail."
    )
    nth: int | None = Field(
        default=None, ge=1, description="Only the n-th matching call, counted from 1 since it was planned."
    )
    share: float | None = Field(
        default=None, ge=0, le=1, description="Share of the matching calls, drawn from the seed."
    )
    done: bool = Field(
        default=False, description="Whether the work is done although the client never learns of it."
    )

    @field_validator("status", "nth", mode="before")
    @classmethod
    def _whole(cls, value: Any) -> Any:
        # 200.0 is an integer in JSON Schema.
        return int(value) if isinstance(value, float) and value.is_integer() else value

    @field_validator("status", "seconds")
    @classmethod
    def _belongs(cls, value: float | None, info: ValidationInfo) -> float | None:
        kind, name = info.data.get("kind"), str(info.field_name)
        owner = _OWNERS[name]
        if value is not None and kind not in (None, owner):
            raise ValueError(f"belongs to kind {owner.value}, not to {kind.value}; leave it out")
        if value is None and name == "seconds" and kind is FaultKind.SLOW:
            raise ValueError("is needed for kind slow; give the seconds that the answer takes")
        return value

    def fault(self) -> Fault:
        """The fault to plan."""
        return Fault(**{key: value for key, value in self if value is not None})

    @classmethod
    def fields_of(cls, fault: Fault) -> dict[str, Any]:
        """The entry that plans ``fault``, as keyword arguments."""
        return {
            "kind": fault.kind,
            "status": fault.status if fault.kind is FaultKind.STATUS else None,
            "seconds": fault.seconds if fault.kind is FaultKind.SLOW else None,
            "method": fault.method,
            "path": fault.path,
            "nth": fault.nth,
            "share": fault.share,
            "done": fault.done,
        }


class PlannedFault(FaultEntry):
    """One planned fault and how many calls it has counted."""

    seen: int = Field(ge=0, description="Matching calls since it was planned.")


class ClockEntry(Value):
    """How the clock is to be; what is left out stays as it is."""

    now: AwareDatetime | None = Field(
        default=None, strict=False, description="The moment to show, with its zone."
    )
    advance_seconds: float = Field(default=0.0, ge=0, le=400 * 86400, description="How far to move on.")
    stands: bool | None = Field(default=None, description="Whether it moves only when it is told to.")

    @field_validator("now", mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        # A number would be taken for seconds since 1970.
        if not isinstance(value, (str, NoneType)):
            raise ValueError("expected a date and time with its zone: 2026-04-01T10:00:00+09:00")
        return value


class ClockValue(Value):
    """The time by which every fake of the process lives."""

    now: AwareDatetime = Field(description="In UTC.")
    stands: bool


class FaultList(Value):
    """Every planned fault, the first planned first."""

    faults: list[PlannedFault]


class Health(Value):
    """Who answers, and what lies before it."""

    fake: str = Field(description="Folder name: toyota_account.")
    status: str = Field(description="Always ok.")
    seed: int
    calls: int = Field(ge=0, description="Calls in the journal.")
    faults: int = Field(ge=0, description="Planned faults.")


class CallValue(Value):
    """One call and its answer, secrets blotted out."""

    number: int = Field(ge=1, description="Place in the journal.")
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str
    status: int = Field(ge=0, description="HTTP status or SMTP reply code; 0 when the client got no answer.")
    answer: str
    fault: str = Field(description="Kind of the fault that spoiled the call; empty if none did.")


class JournalValue(Value):
    """The calls that a fake was asked, the oldest first."""

    fake: str
    calls: list[CallValue]


class Removed(Value):
    """How many were taken away."""

    removed: int = Field(ge=0)


class ErrorBody(Value):
    """What was wrong with a request to the control API."""

    code: str = Field(description="malformed, invalid, not_found, method_not_allowed or too_large.")
    fields: dict[str, str] = Field(default={}, description="Field to what is wrong with it.")


class ErrorValue(Value):
    """A refusal."""

    error: ErrorBody


def complaints(error: ValidationError) -> dict[str, str]:
    """Key (``payment[0].nth``) to what was found there and what was expected."""
    found = {}
    for one in error.errors(include_url=False):
        text = one["msg"].removeprefix("Value error, ").replace("Input should be", "expected")
        if one["type"] == "extra_forbidden":
            asked = next((one for one in Value.__subclasses__() if one.__name__ == error.title), FaultEntry)
            text = f"unknown key; expected {', '.join(asked.model_fields)}"
        elif one["type"] == "missing":
            text = "missing; it is needed"
        elif one["type"] != "value_error":
            text = f"found {one['input']!r}, {text[:1].lower()}{text[1:]}"
        found[_key(one["loc"])] = text
    return found


def _key(location: tuple[int | str, ...]) -> str:
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return key.removeprefix(".")
