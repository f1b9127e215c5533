"""Fields of a screen: how they are shown, read, and refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from harness.reference.policy.refused import Refused

__all__ = [
    "Field",
    "Filled",
    "Form",
    "Part",
    "Values",
    "choice_field",
    "keep_typed",
    "only_passing",
    "read_form",
    "tampered",
    "text_field",
    "tick_field",
]

Values = dict[str, str]
Kind = Literal["text", "group", "radios", "tick", "photo"]

TICKED = "on"
"""What a ticked box sends."""
LONGEST_KEPT = 500
"""Characters of an input that are shown again when it was refused for being too long."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One input."""

    name: str
    label: str = ""
    """Its own label, in a group of several."""
    type: str = "text"
    example: str = ""
    inputmode: str = ""
    autocomplete: str = "off"


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One input, or several under one legend, that are read together."""

    name: str
    label: str
    read: Callable[[Sequence[str]], Values]
    """Makes clean values of what was typed, one text to a part; raises Refused."""
    kind: Kind = "text"
    parts: tuple[Part, ...] = ()
    required: bool = True
    options: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    secret: bool = False
    """Never shown again; left empty, what was typed before stays."""
    kept: bool = True
    """Whether it survives leaving the screen: a staff check does not."""
    locked: bool = False
    """Shown, but the customer cannot change it."""
    passing: bool = False
    """Read from the form that was sent and from nowhere else: what is typed here is never stored."""

    def missing(self) -> str:
        """What is said when it is required and empty."""
        if self.kind == "radios":
            return f"{self.label}を選択してください。"
        if self.kind == "tick":
            return f"「{self.label}」にチェックを入れてください。"
        return f"{self.label}を入力してください。"


def text_field(name: str, label: str, read: Callable[[Sequence[str]], Values], **rest: str) -> Field:
    """A field of one input; ``rest`` goes to the input."""
    return Field(name=name, label=label, parts=(Part(name=name, **rest),), read=read)


def tick_field(name: str, label: str, *, kept: bool = True) -> Field:
    """A tick box that has to be ticked."""
    return Field(
        name=name,
        label=label,
        kind="tick",
        parts=(Part(name=name),),
        read=lambda texts: {name: texts[0]},
        kept=kept,
    )


def choice_field(name: str, label: str, options: tuple[str, ...]) -> Field:
    """A choice of exactly one option, of those offered and of no other."""

    def read(texts: Sequence[str]) -> Values:
        if texts[0] not in options:
            raise Refused(f"{label}を選択してください。")
        return {name: texts[0]}

    return Field(name=name, label=label, kind="radios", parts=(Part(name=name),), options=options, read=read)


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """The fields of one screen, by name."""

    fields: tuple[Field, ...] = ()

    def __getitem__(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """What a form came to: clean values, and a message for each field that was refused."""

    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def keep_typed(form: Form, posted: Mapping[str, str], before: Mapping[str, str]) -> Values:
    """What is kept of a posted form: locked fields stay as they were, and secrets that were left empty."""
    kept: Values = {}
    for one in form.fields:
        if one.passing:
            continue
        for part in one.parts:
            text = posted.get(part.name, "")
            if one.locked or (one.secret and not text):
                text = before.get(part.name, "")
            if one.kind == "tick" and text != TICKED:
                text = ""
            kept[part.name] = text[:LONGEST_KEPT]
    return kept


def only_passing(form: Form, posted: Mapping[str, str]) -> Values:
    """What was sent for the fields that are never stored."""
    return {
        part.name: posted.get(part.name, "")[:LONGEST_KEPT]
        for one in form.fields
        if one.passing
        for part in one.parts
    }


def tampered(form: Form, posted: Mapping[str, str], before: Mapping[str, str]) -> frozenset[str]:
    """Names of the locked fields that came back with something else in them."""
    return frozenset(
        one.name
        for one in form.fields
        if one.locked
        and any(
            posted.get(part.name, before.get(part.name, "")) != before.get(part.name, "")
            for part in one.parts
        )
    )


def read_form(form: Form, typed: Mapping[str, str], *, skip: Collection[str] = ()) -> Filled:
    """Every field is read, and all that is wrong is said at once."""
    filled = Filled()
    for one in form.fields:
        if one.name in skip or one.locked or one.kind == "photo":
            continue
        texts = [typed.get(part.name, "") for part in one.parts]
        if one.required and not any(text.strip() for text in texts):
            filled.errors[one.name] = one.missing()
            continue
        try:
            filled.values.update(one.read(texts))
        except Refused as refused:
            filled.errors[one.name] = refused.message
    return filled
