"""The reference build and its fakes on ports of this machine, for people and for driver ``http``."""

from __future__ import annotations

from harness.serving.running import ServeOptions, serve

__all__ = ["ServeOptions", "serve"]
