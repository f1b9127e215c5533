"""The TOYOTAアカウント service: accounts, log-in, profile, linked services, over a JSON API of our own.

The real protocol is not public; this one is documented in ``app.py``.
"""

from __future__ import annotations

from fakes.toyota_account.app import DEFAULT_KEY, Fake
from fakes.toyota_account.state import Account, AccountState

__all__ = ["DEFAULT_KEY", "Account", "AccountState", "Fake"]
