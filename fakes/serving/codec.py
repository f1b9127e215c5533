"""What a fake remembers as JSON data, and back: exactly the same values, types and all.

Text, numbers, truth values, ``null``, lists and objects with plain keys stand for themselves; every other
value is an object whose key ``$`` says what it is.
"""

from __future__ import annotations

import base64
import json
import random
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

__all__ = ["Codec", "Undecodable", "Unencodable"]

_TAG = "$"


class Unencodable(TypeError):
    """A value of a kind that is not kept."""


class Undecodable(ValueError):
    """Data that no fake of this version has written."""


class Codec:
    """Reads and writes values made of plain Python and of the dataclasses and enums of one package."""

    def __init__(self, package: str) -> None:
        self._package = package

    def encode(self, value: Any) -> Any:
        """``value`` as JSON data; raises ``Unencodable``."""
        kind = type(value)
        if value is None or kind in (str, int, float, bool):
            return value
        if kind is list:
            return [self.encode(part) for part in value]
        if kind is dict:
            if all(type(key) is str and key != _TAG for key in value):
                return {key: self.encode(part) for key, part in value.items()}
            pairs = [[self.encode(key), self.encode(part)] for key, part in value.items()]
            return {_TAG: "dict", "items": pairs}
        if kind is tuple:
            return {_TAG: "tuple", "items": [self.encode(part) for part in value]}
        if kind in (set, frozenset):
            parts = sorted((self.encode(part) for part in value), key=json.dumps)
            return {_TAG: kind.__name__, "items": parts}
        return self._tagged(value)

    def decode(self, data: Any) -> Any:
        """The value that ``encode`` made ``data`` of; raises ``Undecodable``."""
        if isinstance(data, list):
            return [self.decode(part) for part in data]
        if not isinstance(data, dict):
            return data
        if _TAG not in data:
            return {key: self.decode(part) for key, part in data.items()}
        try:
            return self._untagged(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Undecodable(f"{data[_TAG]!r} is not as this version writes it: {error}") from None

    def _tagged(self, value: Any) -> dict[str, Any]:
        if isinstance(value, bytes):
            return {_TAG: "bytes", "base64": base64.b64encode(value).decode()}
        if isinstance(value, (datetime, date)):
            # Not the name of its class: a frozen clock has classes of its own.
            return {_TAG: "datetime" if isinstance(value, datetime) else "date", "value": value.isoformat()}
        if isinstance(value, timedelta):
            return {_TAG: "timedelta", "value": [value.days, value.seconds, value.microseconds]}
        if type(value) is random.Random:
            return {_TAG: "random", "value": self.encode(value.getstate())}
        name = self._name(type(value))
        if name and isinstance(value, Enum):
            return {_TAG: name, "value": self.encode(value.value)}
        if name and is_dataclass(value):
            kept = {one.name: self.encode(getattr(value, one.name)) for one in fields(value) if one.init}
            return {_TAG: name, "fields": kept}
        raise Unencodable(f"{type(value).__module__}.{type(value).__qualname__} cannot be kept")

    def _untagged(self, data: Mapping[str, Any]) -> Any:
        match data[_TAG]:
            case "dict":
                return {self.decode(key): self.decode(part) for key, part in data["items"]}
            case "tuple" | "set" | "frozenset" as kind:
                make = {"tuple": tuple, "set": set, "frozenset": frozenset}[kind]
                return make(self.decode(part) for part in data["items"])
            case "bytes":
                return base64.b64decode(data["base64"], validate=True)
            case "datetime":
                return datetime.fromisoformat(data["value"])
            case "date":
                return date.fromisoformat(data["value"])
            case "timedelta":
                return timedelta(*data["value"])
            case "random":
                drawn = random.Random()
                drawn.setstate(self.decode(data["value"]))
                return drawn
        made = self._class(str(data[_TAG]))
        if issubclass(made, Enum):
            return made(self.decode(data["value"]))
        return made(**{key: self.decode(part) for key, part in data["fields"].items()})

    def _name(self, kind: type) -> str:
        module = kind.__module__
        if not module.startswith(f"{self._package}."):
            return ""
        return f"{module[len(self._package) + 1 :]}.{kind.__qualname__}"

    def _class(self, name: str) -> Any:
        module, _, kind = name.rpartition(".")
        found = getattr(sys.modules.get(f"{self._package}.{module}"), kind, None)
        if not (isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum))):
            raise KeyError(f"{self._package} has no {name}")
        return found
