"""What the provider remembers: clients, requests under way, who is logged in, codes, grants, tokens.

Secrets are kept as digests, and everything is forgotten when its time is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from fakes import clock
from fakes.toyota_account.drawing import Series, digest
from fakes.toyota_account.oidc.clients import (
    DEFAULT_CLIENT_ID,
    DEFAULT_CLIENT_SECRET,
    DEFAULT_REDIRECT_URI,
    Client,
    redirect_uri_fault,
)

__all__ = [
    "ACCESS_LIFE",
    "CODE_LIFE",
    "REFRESH_LIFE",
    "REQUEST_LIFE",
    "SESSION_LIFE",
    "Authorization",
    "AuthorizationCode",
    "Grant",
    "Session",
    "Store",
    "Token",
]

REQUEST_LIFE = timedelta(minutes=30)
"""How long a customer may take to log in."""
SESSION_LIFE = timedelta(hours=12)
CODE_LIFE = timedelta(seconds=60)
ACCESS_LIFE = timedelta(hours=1)
REFRESH_LIFE = timedelta(days=30)
"""A refresh token, and with it the whole grant."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Authorization:
    """An authorization request that was found in order and waits for the customer."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str = ""
    nonce: str = ""
    code_challenge: str = ""
    """PKCE with S256; empty if a confidential client does without."""
    login_hint: str = ""
    browser: str = ""
    """Digest of the cookie of the browser that brought the request: no other can go on with it."""
    email: str = ""
    """Address that a 認証コード was sent to."""
    made_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """A customer who has logged in with one browser."""

    account_id: str
    method: str
    """How, as in ``amr`` (RFC 8176): ``pwd`` or ``otp``."""
    made_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """What one log-in has given to one client; every code and token belongs to a grant and ends with it."""

    account_id: str
    client_id: str
    scopes: tuple[str, ...]
    nonce: str
    method: str
    auth_time: datetime
    made_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthorizationCode:
    """An authorization code; used or not, it is remembered long enough to notice a second use."""

    grant: str
    redirect_uri: str
    code_challenge: str
    used: bool = False
    made_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """An access token or a refresh token."""

    grant: str
    used: bool = False
    """Of a refresh token: another one has taken its place."""
    scopes: tuple[str, ...]
    made_at: datetime


class _Dated(Protocol):
    @property
    def made_at(self) -> datetime: ...


D = TypeVar("D", bound=_Dated)


@dataclass(kw_only=True)
class Store:
    """Everything by the digest of its secret; secrets and ids are drawn from ``drawn``."""

    drawn: Series
    clients: dict[str, Client] = field(default_factory=dict)
    authorizations: dict[str, Authorization] = field(default_factory=dict)
    """By id, which is a secret too, but of the browser alone."""
    sessions: dict[str, Session] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    access_tokens: dict[str, Token] = field(default_factory=dict)
    refresh_tokens: dict[str, Token] = field(default_factory=dict)

    @classmethod
    def seeded(cls, seed: int) -> Store:
        """An empty store that knows the one client with which every fake begins."""
        store = cls(drawn=Series(label=f"{seed} oidc"))
        store.clients[DEFAULT_CLIENT_ID] = Client(
            client_id=DEFAULT_CLIENT_ID,
            name="My LEXUS",
            redirect_uris=(DEFAULT_REDIRECT_URI,),
            secret_digest=digest(DEFAULT_CLIENT_SECRET),
        )
        return store

    def add_client(
        self, *, redirect_uris: Iterable[str], name: str = "", public: bool = False
    ) -> tuple[Client, str]:
        """Registers a client; gives it and its secret, which is empty for a public one.

        Raises ``ValueError`` for an address that no client can register.
        """
        uris = tuple(redirect_uris)
        for uri in uris:
            fault = redirect_uri_fault(uri, public=public)
            if fault:
                raise ValueError(f"add_client: {uri} {fault}; expected like {DEFAULT_REDIRECT_URI}")
        secret = "" if public else self.drawn.secret()
        client_id = f"client_{self.drawn.identifier()}"
        client = Client(
            client_id=client_id,
            name=name or client_id,
            redirect_uris=uris,
            secret_digest=digest(secret) if secret else "",
        )
        self.clients[client_id] = client
        return client, secret

    def add_authorization(self, authorization: Authorization) -> str:
        """Keeps a request until its customer has logged in; gives its id."""
        _forget(self.authorizations, REQUEST_LIFE)
        name = self.drawn.secret()
        self.authorizations[name] = authorization
        return name

    def get_authorization(self, name: str, browser: str) -> Authorization | None:
        """The request of that id if it is this browser's, whose cookie is given, and not too old."""
        found = _alive(self.authorizations.get(name), REQUEST_LIFE)
        return found if found is not None and browser and found.browser == digest(browser) else None

    def add_session(self, account_id: str, method: str) -> tuple[str, Session]:
        """Remembers that a customer has logged in just now; gives the secret for the browser's cookie."""
        _forget(self.sessions, SESSION_LIFE)
        secret = self.drawn.secret()
        session = Session(account_id=account_id, method=method, made_at=clock.now())
        self.sessions[digest(secret)] = session
        return secret, session

    def get_session(self, secret: str) -> Session | None:
        """The session of that cookie while it lasts."""
        return _alive(self.sessions.get(digest(secret)), SESSION_LIFE)

    def add_code(self, authorization: Authorization, session: Session) -> str:
        """Grants what was asked for and gives the authorization code."""
        _forget(self.grants, REFRESH_LIFE)
        _forget(self.codes, REQUEST_LIFE)
        grant = self.drawn.identifier()
        self.grants[grant] = Grant(
            account_id=session.account_id,
            client_id=authorization.client_id,
            scopes=authorization.scopes,
            nonce=authorization.nonce,
            method=session.method,
            auth_time=session.made_at,
            made_at=clock.now(),
        )
        code = self.drawn.secret()
        self.codes[digest(code)] = AuthorizationCode(
            grant=grant,
            redirect_uri=authorization.redirect_uri,
            code_challenge=authorization.code_challenge,
            made_at=clock.now(),
        )
        return code

    def get_code(self, code: str) -> AuthorizationCode | None:
        """The record of that code, which may be used or too old; ``None`` if it was never given."""
        return self.codes.get(digest(code))

    def use_code(self, code: str) -> None:
        """Makes the code void."""
        self.codes[digest(code)] = replace(self.codes[digest(code)], used=True)

    def add_access_token(self, grant: str, scopes: tuple[str, ...]) -> str:
        """A new access token of a grant."""
        _forget(self.access_tokens, ACCESS_LIFE)
        return _keep(self.access_tokens, self.drawn.secret(), grant, scopes)

    def add_refresh_token(self, grant: str, scopes: tuple[str, ...]) -> str:
        """A new refresh token of a grant."""
        _forget(self.refresh_tokens, REFRESH_LIFE)
        return _keep(self.refresh_tokens, self.drawn.secret(), grant, scopes)

    def use_refresh_token(self, token: str) -> None:
        """Makes the refresh token void."""
        self.refresh_tokens[digest(token)] = replace(self.refresh_tokens[digest(token)], used=True)

    def get_access_token(self, token: str) -> tuple[Token, Grant] | None:
        """The record of an access token and its grant while both last."""
        return self._granted(self.access_tokens.get(digest(token)), ACCESS_LIFE)

    def get_refresh_token(self, token: str) -> tuple[Token, Grant] | None:
        """The record of a refresh token, which may be used, and its grant while both last."""
        return self._granted(self.refresh_tokens.get(digest(token)), REFRESH_LIFE)

    def get_grant(self, name: str) -> Grant | None:
        """The grant of that id while it lasts."""
        return _alive(self.grants.get(name), REFRESH_LIFE)

    def revoke(self, grant: str) -> None:
        """Ends a grant and every token of it."""
        self.grants.pop(grant, None)

    def _granted(self, token: Token | None, life: timedelta) -> tuple[Token, Grant] | None:
        kept = _alive(token, life)
        grant = None if kept is None else self.get_grant(kept.grant)
        return None if kept is None or grant is None else (kept, grant)


def _keep(tokens: dict[str, Token], secret: str, grant: str, scopes: tuple[str, ...]) -> str:
    tokens[digest(secret)] = Token(grant=grant, scopes=scopes, made_at=clock.now())
    return secret


def _alive(found: D | None, life: timedelta) -> D | None:
    return found if found is not None and clock.now() - found.made_at < life else None


def _forget(kept: dict[str, D], life: timedelta) -> None:
    """Takes out what is too old: the oldest stand in front."""
    while kept:
        first = next(iter(kept))
        if _alive(kept[first], life) is not None:
            return
        del kept[first]
