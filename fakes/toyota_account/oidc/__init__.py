"""OpenID Connect on top of the accounts: authorization code with PKCE, a log-in page, tokens, userinfo, keys.

``provider.py`` joins the parts. The real protocol of the account service is not public; this one is the
standard: OpenID Connect Core 1.0 and Discovery 1.0, RFC 6749, 6750, 7591, 7636.
"""

from __future__ import annotations

__all__: list[str] = []
