"""The token of the link to the services after delivery."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.reference.policy import qr_token
from harness.reference.policy.services_token import contract_of, is_for, token_for

SECRET = "secret"
_NAMES = st.text(min_size=1, max_size=40)


@given(contract=_NAMES, account=_NAMES)
def test_leads_to_its_contract_and_its_user(contract: str, account: str) -> None:
    """A token names its contract, whatever that is called, and is for its own user."""
    token = token_for(SECRET, contract, account)
    assert contract_of(SECRET, token) == contract
    assert is_for(SECRET, token, contract, account)


@given(account=_NAMES, other=_NAMES)
def test_leads_nobody_else(account: str, other: str) -> None:
    """A token is for one account, one contract and one build, and for no other."""
    token = token_for(SECRET, "contract", account)
    assert is_for(SECRET, token, "contract", other) == (account == other)
    assert not is_for(SECRET, token, "another", account)
    assert contract_of("another secret", token) is None


@given(token=st.text(max_size=80))
def test_made_up(token: str) -> None:
    """What was not signed here names no contract."""
    assert contract_of(SECRET, token) is None


def test_tokens_of_other_kinds() -> None:
    """A QR token is no link to the services, and the other way round."""
    assert contract_of(SECRET, qr_token.token_for(SECRET, "contract|0")) is None
    assert qr_token.contract_of(SECRET, token_for(SECRET, "contract", "account")) is None
