"""The OpenAPI document that lies beside a fake as ``openapi.json``, served at ``/openapi.json``."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["document_beside"]


@cache
def document_beside(package: str) -> Any:
    """The document of a package, ``fakes.mail``, as JSON data; not to be changed."""
    return json.loads(resources.files(package).joinpath("openapi.json").read_text(encoding="utf-8"))
