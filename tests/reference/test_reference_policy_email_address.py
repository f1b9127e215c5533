"""メールアドレス."""

from __future__ import annotations

import pytest

from harness.reference.policy.email_address import email_address
from harness.reference.policy.refused import Refused


def test_kept() -> None:
    """An address keeps its local part; its domain is lower case."""
    assert email_address(" Taro.Toyoda1234567@MAIL.toyota.co.jp ") == "Taro.Toyoda1234567@mail.toyota.co.jp"
    assert email_address("taro@mail.toyota.example") == "taro@mail.toyota.example"


@pytest.mark.parametrize(
    "typed", ["", "taro", "taro@", "@a.jp", "taro@localhost", "豊田@a.jp", "a@b@c.jp", "a" * 300]
)
def test_refused(typed: str) -> None:
    """What is no address is refused."""
    with pytest.raises(Refused):
        email_address(typed)
