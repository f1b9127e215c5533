"""The key that signs ID tokens: one for every fake, public on purpose, since it protects nothing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from joserfc.jwk import RSAKey

__all__ = ["ALGORITHM", "PUBLIC_TEST_KEY", "jwks", "sign"]

ALGORITHM = "RS256"

# Fixed, because drawing 2048 bits takes a quarter of a second for each fake that is made.
PUBLIC_TEST_KEY = """\
-----BEGIN PRIVATE KEY-----
MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQDQ1x7djP1mFBr8
6/EXyZWdI/mOE7QldrIAzsjxlraF+WdqCcd7olrGCDAHcBStHjtlKr4QVURSi8oO
lgpSC1I2KknHScC7koHfo3bigo4ACVY/ZzAOD1Us4BmZAmb+2pXsw2t80ppQ7afe
Iw2UCd65bjjzY+0RVhsup8MtCrvNi/+3UUmsQGocK5lZvA+V4JuLSSiHh8dJdnR3
tQdIpQCYx6fGAK3+J/t+OG37aEEpA8jLGKfgE5qoBXdxaOkWrF3pvJonYUv82yi4
PA5Kq5dQbNkGrzyiKS2kxsPvVfKznOcnzZ9f2H3X5vXdfTB5OlFAETkJ99Xe3mCG
8ItE7U0/AgMBAAECggEAA37mVF0MzM2fWgZ1BanpKDU28yrfRBVFi3/qmyijq4Bu
O7coMKiaDmCKtUUqA2/THLFndwyGVT9jxXS7fX4VBTUWARD5+enM5LpuvgHjcJq3
Z95JTqLxEQw7QXVp1fBAvDLVNMStspcXzT8W9hhoMwBmUaSljjm7wL8sJC/ezuT2
R3XfZ38INvb7YB3JO1SYVvin0ZHiDQ3WNqpB0qlE7uCTPl507lUH+soCjtAOYmRG
QerpxtGw+vpwpVSgxEhcX1/fUx0/oJR+w/sjCFuO4JUjZVLpPy2thRH7pRACb9vv
mhdwTlh7/E6+//uwCOk2p5Ud+CJHOgQrIUIQM8ME0QKBgQDtj9A7O8Ghq5QQOuSI
cPUQ7QTZ35AHh9UF0csTxOMwH5rxy0MJMWu3EcjMjA93wkgEiI30r4CzqUSoNLtl
TWXeCOwosWhCOW3P4O15Py53P7UhZ5ZIlHIwOs+UqBk8CT7b+VW53694T4RajCsb
0lVXVXU+VV39k8nFsm59bRgk+QKBgQDhDKHCRtrLtSeszVw7CltmUI7MnrPtvmPD
AjdQaZlNwWYXEmFlJAW0Pyp5VneLdJTgc73gwhVmQWWm6yuCLGzaBLHxWOblZg2W
VoNRuIG82lccF+iDjSYkNgqe0MThopRPUTrlUU2VGZmb2PpU663FOU5fsYJspNVU
QTXevpPp9wKBgDbUWIUzV4+O4E+WqCRtncJYUiRPGxkB2sLLFwnrCVyUDtj7xu8a
Pvgz3JqJQRCtAJ47PjhZQWU2DiiccxwAbyB+ArOprpyKULQIAAdZ88mGJLIfDGqY
CHrlN//hhGF86Mswkv6hiAhGog+cBl8Xfqb3jGXkohriv1Eny6SbR1VRAoGAH4bi
flHowtLc/QND4W2BAmNUreupryuV1DLSRuyUMmVehOrpQ/744ZhbveXUF3A8jvkH
552o28tbjzewv6qzkRNJTlMy/X3/d0klWmRroGZB/8iFpTA34KjFchwzCJz7A+WQ
R6HNKY8NityprQ3bKR7vEM7QQ6IP1J7SCiNOm18CgYBZSXcWGQxHjdY+w192EsjO
whYkpEr1fLIkcC2Hg27fvdJXbCA77NhQ2YiMO9UKmA5vpQFcvKie/t4FazvLgNNO
cX9c5YwYwho/pSh2oTttWB1s0pNEphjjIc4rT+ledZ5gjGtWQX8W/DXrxMe2idRX
dQozs9qfNGXKrtEbKiYVpA==
-----END PRIVATE KEY-----
"""
"""RSA key of 2048 bits in PEM (PKCS #8). Anybody can sign with it: it is trusted in test benches only."""


def jwks() -> dict[str, Any]:
    """The public half as a JWK set (RFC 7517); ``kid`` is the key's thumbprint (RFC 7638)."""
    return {
        "keys": [
            {**_key().as_dict(private=False), "kid": _key().thumbprint(), "use": "sig", "alg": ALGORITHM}
        ]
    }


def sign(claims: dict[str, Any]) -> str:
    """The claims as a compact JWT signed with RS256, whose header names the key."""
    from joserfc import jwt

    return jwt.encode({"alg": ALGORITHM, "kid": _key().thumbprint()}, claims, _key())


# joserfc is loaded when the first token is signed: a run that never logs in through OIDC does without it.
@cache
def _key() -> RSAKey:
    from joserfc.jwk import RSAKey

    return RSAKey.import_key(PUBLIC_TEST_KEY)
