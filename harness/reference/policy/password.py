"""パスワード of a TOYOTAアカウント."""

from __future__ import annotations

import re
from hmac import compare_digest

from harness.reference.policy.refused import Refused

__all__ = ["LONGEST", "SHORTEST", "password", "repeated"]

SHORTEST, LONGEST = 8, 20

_MARKS = re.compile(r"[!-~]+")


def password(value: str) -> str:
    """A new password has 8 to 20 half-width characters, with letters and digits among them."""
    if not _MARKS.fullmatch(value) or not SHORTEST <= len(value) <= LONGEST:
        raise Refused(f"半角英数字を組み合わせて{SHORTEST}～{LONGEST}文字で入力してください。")
    if not re.search("[A-Za-z]", value) or not re.search("[0-9]", value):
        raise Refused("英字と数字の両方を使用してください。")
    return value


def repeated(first: str, again: str) -> bool:
    """A password is repeated when both fields hold exactly the same."""
    return compare_digest(first.encode(errors="replace"), again.encode(errors="replace"))
