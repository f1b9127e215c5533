"""A build that forgets, in what it tells, the consents that it recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from harness import reference
from tests.wrong.builds import rewriting

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["forgets_consents"]


def forgets_consents(environ: Mapping[str, str]) -> WSGIApplication:
    """The reference build, whose control API knows no consent."""
    return rewriting(reference.from_environ(environ), _without_consents)


def _without_consents(body: bytes) -> bytes:
    if b'"consents"' not in body:
        return body
    return json.dumps({**json.loads(body), "consents": []}).encode()
