"""The discovery document (OpenID Connect Discovery 1.0, section 3) and the paths that it names."""

from __future__ import annotations

from typing import Any

from fakes.toyota_account.oidc.authorization import PROMPTS
from fakes.toyota_account.oidc.claims import CLAIMS, KANA, SCOPES
from fakes.toyota_account.oidc.clients import AUTH_METHODS
from fakes.toyota_account.oidc.keys import ALGORITHM

__all__ = ["PATHS", "metadata"]

PATHS = {
    "authorization_endpoint": "/oidc/authorize",
    "token_endpoint": "/oidc/token",
    "userinfo_endpoint": "/oidc/userinfo",
    "jwks_uri": "/oidc/jwks",
    "registration_endpoint": "/oidc/register",
}
_TOKEN_CLAIMS = ("iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "amr")


def metadata(issuer: str) -> dict[str, Any]:
    """What a client has to know of the provider of that issuer."""
    return {
        "issuer": issuer,
        **{key: issuer + path for key, path in PATHS.items()},
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": list(AUTH_METHODS),
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": list(PROMPTS),
        "claim_types_supported": ["normal"],
        "claims_supported": [*_TOKEN_CLAIMS, *CLAIMS],
        "claims_locales_supported": [KANA],
        "ui_locales_supported": ["ja"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "require_request_uri_registration": False,
    }
