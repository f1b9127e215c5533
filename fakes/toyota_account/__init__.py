"""The TOYOTAアカウント service: accounts, log-in, codes, profile, linked services, and an OpenID provider.

The real protocol is not public: the JSON API is ours (``app.py``), the provider is the standard (``oidc/``).
"""

from __future__ import annotations

from fakes.toyota_account.app import DEFAULT_KEY, Fake
from fakes.toyota_account.oidc.clients import DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, DEFAULT_REDIRECT_URI
from fakes.toyota_account.state import Account, AccountState

__all__ = [
    "DEFAULT_CLIENT_ID",
    "DEFAULT_CLIENT_SECRET",
    "DEFAULT_KEY",
    "DEFAULT_REDIRECT_URI",
    "Account",
    "AccountState",
    "Fake",
]
