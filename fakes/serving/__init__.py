"""The fakes on ports of loopback: HTTP for each, SMTP for mail, and an index that says what runs where."""

from __future__ import annotations

from fakes.serving.errors import ServingError
from fakes.serving.running import Options, serve, serving

__all__ = ["Options", "ServingError", "serve", "serving"]
