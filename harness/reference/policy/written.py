"""Free text as customers write it: names, addresses, departments."""

from __future__ import annotations

import unicodedata

from harness.reference.policy.refused import Refused

__all__ = ["LONGEST", "digits_of", "folded", "storable", "written"]

LONGEST = 100
"""Characters that a free text may have, if nothing else is said."""

_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co"})
_NEVER_IN_NAMES = frozenset('<>;"\\`{}\ufe0f\u20e3')
"""What no name and no address has, but code and emoji do; & and ' are in registered names (商業登記規則 50条)."""
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－", "-"))


def written(value: str, longest: int = LONGEST) -> str:
    """A text is kept as NFC (never NFKC: 髙 stays 髙) without outer blanks.

    Raises:
        Refused: if it is too long, or has characters that cannot be shown or stored safely.
    """
    text = unicodedata.normalize("NFC", value).strip()
    if len(text) > longest:
        raise Refused(f"{longest}文字以内で入力してください。")
    if not storable(text) or any(_is_code_or_emoji(mark) for mark in text):
        raise Refused("使用できない文字が含まれています。")
    return text


def storable(text: str) -> bool:
    """A text has only characters that can be shown and stored safely."""
    return not any(unicodedata.category(mark) in _REFUSED or _is_no_character(mark) for mark in text)


def _is_code_or_emoji(mark: str) -> bool:
    return mark in _NEVER_IN_NAMES or 0x2600 <= ord(mark) <= 0x27BF or 0x1F000 <= ord(mark) <= 0x1FAFF


def _is_no_character(mark: str) -> bool:
    code = ord(mark)
    return mark == "\ufffd" or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def folded(value: str) -> str:
    """A number or code is compared in half width, with one kind of hyphen and no blanks."""
    return "".join(unicodedata.normalize("NFKC", value).translate(_HYPHENS).split())


def digits_of(value: str) -> str:
    """A number typed in full width gives its ASCII digits; anything else in it is an empty string."""
    text = folded(value)
    return text if text.isascii() and text.isdigit() else ""
