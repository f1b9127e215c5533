"""What must not leave a run: passwords, codes, card numbers and tokens, masked by kind in whatever is kept."""

from __future__ import annotations

import re

__all__ = ["HIDDEN", "mask_html", "mask_text"]

HIDDEN = "••••"
"""What stands where something was masked."""
QR_PLACEHOLDER = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 120 120' width='160' height='160'%3E"
    "%3Crect width='120' height='120' fill='%23eee' stroke='%23555'/%3E%3Ctext x='60' y='66' text-anchor='middle' "
    "font-size='26' fill='%23333'%3EQR%3C/text%3E%3C/svg%3E"
)
"""Stands where a QR code was: what it holds is an address with a token."""

_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){13,18}(?![\w.-])")
_CODE = re.compile(r"(?<![\w#.&-])\d{6}(?![\w.%-]|\s*円)")
_JWT = re.compile(r"\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?")
_HEADER = re.compile(
    r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*token|x-api-key)(\"?\s*[:=]\s*).+"
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}")
_NAMED = re.compile(
    r"(?i)\b((?:access_|id_|refresh_|csrf_|control_)?token|code|code_verifier|state|nonce|client_secret|secret|"
    r"password|passwd|cvc|cvv|api_key|signature|sig)(=)(?![\"'])[^&\s\"'<>#]{4,}"
)
_SEGMENT = re.compile(
    r"(?<=[/=])(?=[\w.~-]*\d)(?=[\w.~-]*[A-Za-z])[A-Za-z0-9_.~-]{20,}(?=[/?#&\s\"'<>」』,、]|$)"
)
_KEY = re.compile(r"\b(?:tok|[ps]k)_\w{6,}")
"""Tokens and keys of the payment service, by what they begin with."""
_PASSWORD = re.compile(r"\bLexus\d{4}passx?\b")
_DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+")
_INPUT = re.compile(r"<(?:input|button)\b[^>]*>", re.IGNORECASE)
_VALUE = re.compile(r"(\bvalue\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_SECRET_FIELD = re.compile(
    r"type\s*=\s*[\"']?password|(?:name|id|autocomplete)\s*=\s*[\"'][^\"']*"
    r"(?:passw|one-time-code|cvc|cvv|csc|security|secret|card.?number|cc-number|token|csrf|nonce)|"
    r"(?:name|id)\s*=\s*[\"'](?:code|number|card)[\"']",
    re.IGNORECASE,
)
_HIDDEN_FIELD = re.compile(r"type\s*=\s*[\"']?hidden", re.IGNORECASE)
_OPAQUE = re.compile(r"[\"'][A-Za-z0-9_.~+/=-]{16,}[\"']")
_QR_IMAGE = re.compile(r"(?i)(qr[^<>]{0,60}>\s*)?<img\b[^>]*\bsrc\s*=\s*([\"'])(data:image/[^\"']+)\2[^>]*>")


def mask_text(text: str) -> str:
    """Masks what is secret by its shape: card numbers keep four digits, everything else keeps nothing."""
    if not text:
        return text
    text = _HEADER.sub(rf"\1\2{HIDDEN}", text)
    text = _BEARER.sub(rf"\1 {HIDDEN}", text)
    text = _JWT.sub(HIDDEN, text)
    text = _NAMED.sub(rf"\1\2{HIDDEN}", text)
    text = _SEGMENT.sub(HIDDEN, text)
    text = _KEY.sub(HIDDEN, text)
    text = _PASSWORD.sub(HIDDEN, text)
    text = _CARD.sub(_masked_card, text)
    return _CODE.sub(HIDDEN, text)


def mask_html(html: str) -> str:
    """Masks a screen: what was typed into secret fields, opaque hidden values, QR codes, and every text."""
    html = _QR_IMAGE.sub(_masked_qr, html)
    html = _INPUT.sub(_masked_input, html)
    kept = _DATA_URI.findall(html)
    if not kept:
        return mask_text(html)
    parts = _DATA_URI.split(html)
    pieces = [mask_text(parts[0])]
    for uri, part in zip(kept, parts[1:], strict=True):
        pieces += [uri, mask_text(part)]
    return "".join(pieces)


def _masked_card(found: re.Match[str]) -> str:
    digits = [int(char) for char in found[0] if char.isdigit()]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    if (sum(digits[-1::-2]) + doubled) % 10:
        return found[0] if len(digits) < 16 else HIDDEN
    return HIDDEN + "".join(map(str, digits[-4:]))


def _masked_qr(found: re.Match[str]) -> str:
    tag = found[0]
    return tag.replace(found[3], QR_PLACEHOLDER) if "qr" in tag.replace(found[3], "").lower() else tag


def _masked_input(found: re.Match[str]) -> str:
    tag = found[0]
    value = _VALUE.search(tag)
    if value is None or len(value[2]) <= 2:
        return tag
    secret = _SECRET_FIELD.search(tag) or (_HIDDEN_FIELD.search(tag) and _OPAQUE.fullmatch(value[2]))
    return _VALUE.sub(rf'\1"{HIDDEN}"', tag) if secret else tag
