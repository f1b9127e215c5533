"""Playwright's trace of a phone, without the secrets that went through it."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, quote_plus

__all__ = ["scrub"]

_HIDDEN = "••••"
_SHORTEST = 3
_QUERY = re.compile(r"([?&](?:[a-z_]*token|t|c|q|s|code|state|nonce|key|sig)=)[\w.~%+/=-]{8,}", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=]+")
_NO_PICTURE = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


def scrub(path: Path, secrets: Iterable[str]) -> None:
    """Rewrites a trace: secrets and tokens in addresses are hidden; pictures, fonts and what was uploaded are left out.

    What is left opens in Playwright's viewer: every act, the documents as they were, the network's head lines.
    """
    found = _spellings(secrets)
    pattern = re.compile("|".join(map(re.escape, found))) if found else None
    kept: list[tuple[str, str]] = []
    with zipfile.ZipFile(path) as whole:
        for name in whole.namelist():
            try:
                text = whole.read(name).decode("utf-8")
            except UnicodeDecodeError:
                continue
            text = _PICTURE.sub(_NO_PICTURE, text)
            text = pattern.sub(_HIDDEN, text) if pattern else text
            kept.append((name, _QUERY.sub(rf"\1{_HIDDEN}", text)))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as scrubbed:
        for name, text in kept:
            scrubbed.writestr(name, text)


def _spellings(secrets: Iterable[str]) -> list[str]:
    """How each secret may stand in a trace, the longest first: as it is, in JSON, in a form, in an address."""
    spelt: set[str] = set()
    for secret in secrets:
        if len(secret) >= _SHORTEST:
            spelt |= {
                secret,
                json.dumps(secret)[1:-1],
                quote(secret),
                quote_plus(secret),
                quote(secret, safe=""),
            }
    return sorted(spelt, key=lambda one: (-len(one), one))
