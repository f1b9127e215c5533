"""The control API that every fake answers below ``/_fake/``: health, faults, journal, clock, reset."""

from __future__ import annotations

from fakes.control.api import Control, body_of
from fakes.control.wire import FaultEntry, Value, complaints

__all__ = ["Control", "FaultEntry", "Value", "body_of", "complaints"]
