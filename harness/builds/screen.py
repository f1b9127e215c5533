"""What a build shows, reduced to what a person can see and do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Button", "Choice", "Control", "Qr", "Screen"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Control:
    """A field, or a group of fields under one legend (名前: 姓 and 名; 電話番号 in three parts)."""

    label: str
    kind: str
    """HTML input type, ``select``, ``textarea`` or ``group``."""
    required: bool = False
    """A visible 必須 mark; the ``required`` attribute alone does not count, since nobody sees it."""
    value: str = ""
    """What it holds now; the parts of a group are joined by ``-`` for numbers and a space for names."""
    error: str = ""
    """Message that belongs to this field (``aria-describedby``/``aria-errormessage`` of an invalid field)."""
    locked: bool = False
    """Read-only or disabled: shown, but cannot be changed."""
    examples: tuple[str, ...] = ()
    """What stands in its empty inputs, one for each, as an example of what to type."""
    beside: Callable[[], str] = field(default=str, compare=False, repr=False)
    """Gives the text that stands at it for a person, its label included; looked for only when asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Options of which one can be chosen: radio buttons under a legend, or a list."""

    label: str
    options: tuple[str, ...]
    chosen: str = ""
    required: bool = False
    error: str = ""
    locked: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """Something to press: a button or a link."""

    label: str
    enabled: bool = True
    link: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Qr:
    """A QR code picture; decoded only when asked, since that costs more than the rest of the screen."""

    read: Callable[[], str]
    """Gives the text of the code, or an empty string if it cannot be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Screen:
    """One screen of a build."""

    url: str
    status: int
    """HTTP status."""
    title: str
    heading: str
    """The first heading of the main content."""
    headings: tuple[str, ...] = ()
    fields: tuple[Control, ...] = ()
    choices: tuple[Choice, ...] = ()
    checks: dict[str, bool] = field(default_factory=dict)
    """Label of each tick box -> whether it is ticked."""
    check_errors: dict[str, str] = field(default_factory=dict)
    """Label of a tick box -> message that belongs to it, where there is one."""
    buttons: tuple[Button, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    """Shown values by label (definition lists and tables of two columns)."""
    alerts: tuple[str, ...] = ()
    """Texts with role ``alert``; a ``status`` is news, not an error."""
    text: str = ""
    """Everything visible, white space folded."""
    qr: Qr | None = None
    html: str = ""
    picture: Callable[[], bytes] | None = field(default=None, compare=False, repr=False)
    """Takes a picture (JPEG) of the screen, as long as it is shown; only a real browser can."""
    picture_before_acting: Callable[[Path], None] | None = field(default=None, compare=False, repr=False)
    """Lets the next press write a picture of the screen just before, if anything was entered since now."""
    changes: Callable[[], bool] | None = field(default=None, compare=False, repr=False)
    """Waits until the screen has changed by itself, and says whether it may have; none where it cannot change."""
