"""メールアドレス."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from harness.reference.policy.refused import Refused

__all__ = ["email_address"]


def email_address(value: str) -> str:
    """An address is well formed (RFC 5321, 254 characters at most), ASCII and its domain has two names or more.

    Whether it exists is not asked.
    """
    try:
        found = validate_email(
            value.strip(), check_deliverability=False, allow_smtputf8=False, globally_deliverable=False
        )
    except EmailNotValidError as error:
        raise Refused("メールアドレスを正しく入力してください。") from error
    if "." not in found.ascii_domain:
        raise Refused("メールアドレスを正しく入力してください。")
    return found.normalized
