"""メールアドレス."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from harness.reference.policy.refused import Refused

__all__ = ["LONGEST", "email_address"]

LONGEST = 254
"""Characters (RFC 5321, 4.5.3.1.3)."""


def email_address(value: str) -> str:
    """An address is well formed, ASCII and its domain has two names or more; whether it exists is not asked."""
    text = value.strip()
    if len(text) > LONGEST:
        raise Refused(f"{LONGEST}文字以内で入力してください。")
    try:
        found = validate_email(
            text, check_deliverability=False, allow_smtputf8=False, globally_deliverable=False
        )
    except EmailNotValidError as error:
        raise Refused("メールアドレスを正しく入力してください。") from error
    if "." not in found.ascii_domain:
        raise Refused("メールアドレスを正しく入力してください。")
    return found.normalized
