"""The service that reads a photographed 運転免許証: rightly, wrongly, or not at all."""

from __future__ import annotations

from fakes.licence_reader.app import Fake
from fakes.licence_reader.picture import licence_picture
from fakes.licence_reader.state import LicenceState, Reading

__all__ = ["Fake", "LicenceState", "Reading", "licence_picture"]
