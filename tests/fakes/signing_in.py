"""A customer's browser at the log-in pages of the fake account service, and a client's part beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey
from lxml import html

from fakes.toyota_account import (
    DEFAULT_CLIENT_ID,
    DEFAULT_CLIENT_SECRET,
    DEFAULT_REDIRECT_URI,
    Account,
    Fake,
)
from fakes.toyota_account.oidc.keys import PUBLIC_TEST_KEY
from tests.fakes.conftest import Reached

__all__ = [
    "EMAIL",
    "PASSWORD",
    "PERSON",
    "Browser",
    "Shown",
    "asking",
    "claims_in",
    "parsed",
    "query_of",
    "redeem",
    "with_account",
]

EMAIL = "taro@example.test"
PASSWORD = "correct horse"
PERSON = {
    "family_name": "豊田",
    "given_name": "太郎",
    "family_name_kana": "トヨダ",
    "given_name_kana": "タロウ",
    "sex": "男性",
    "birthdate": "1990-04-01",
    "postal_code": "471-0826",
    "address": "愛知県豊田市トヨタ町1番地",
    "building": "豊田マンション808",
    "contact_phone": "0565-28-2121",
    "mobile_phone": "090-1122-3344",
}


def with_account(**more: str) -> tuple[Fake, Account]:
    """A service in which 豊田 太郎 has an account; ``more`` goes into the profile."""
    fake = Fake()
    account = fake.state.add_account(
        email=EMAIL,
        password=PASSWORD,
        kind="個人",
        profile=PERSON | more,
        verification_phone="09011223344",
    )
    return fake, account


def asking(**changes: str | None) -> dict[str, str]:
    """The parameters of an authorization request in order; ``None`` leaves one out."""
    asked: dict[str, str | None] = {
        "client_id": DEFAULT_CLIENT_ID,
        "redirect_uri": DEFAULT_REDIRECT_URI,
        "response_type": "code",
        "scope": "openid",
        "state": "a state",
    }
    return {key: value for key, value in (asked | changes).items() if value is not None}


def query_of(url: str) -> dict[str, str]:
    """The parameters in an address, none of them twice."""
    found = parse_qs(urlsplit(url).query, strict_parsing=True, keep_blank_values=True)
    assert all(len(values) == 1 for values in found.values())
    return {key: value for key, (value,) in found.items()}


def redeem(reached: Reached, code: str, **changes: str | None) -> requests.Response:
    """Asks for tokens with the default client's secret in the body; ``None`` leaves a parameter out."""
    form: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": DEFAULT_REDIRECT_URI,
        "client_id": DEFAULT_CLIENT_ID,
        "client_secret": DEFAULT_CLIENT_SECRET,
    }
    sent = {key: value for key, value in (form | changes).items() if value is not None}
    return reached.post("/oidc/token", data=sent)


def claims_in(id_token: str) -> dict[str, Any]:
    """The claims of an ID token whose signature is right."""
    return jwt.decode(id_token, RSAKey.import_key(PUBLIC_TEST_KEY), algorithms=["RS256"]).claims


def parsed(text: str) -> Any:
    """A page as a tree that can be searched."""
    return html.fromstring(text)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What a browser has before it: a page, or, with status 303, the address outside that it is sent to."""

    status: int
    url: str
    text: str
    headers: Mapping[str, str]

    @property
    def title(self) -> str:
        """The page's title."""
        return str(parsed(self.text).findtext(".//title"))

    @property
    def alerts(self) -> list[str]:
        """What the page tells as urgent."""
        return [str(one.text_content()) for one in parsed(self.text).xpath("//*[@role='alert']")]


class Browser:
    """A browser with its own cookies that fills in forms by label and presses buttons by name."""

    def __init__(self, reached: Reached) -> None:
        self._reached = reached
        self._session = requests.Session()
        self._session.trust_env = False
        self.shown = Shown(status=0, url="", text="", headers={})

    @property
    def cookies(self) -> requests.cookies.RequestsCookieJar:
        """The cookies it keeps."""
        return self._session.cookies

    def authorize(self, parameters: Mapping[str, str]) -> Shown:
        """Goes where a client sends it to log in."""
        return self.open(f"{self._reached.base_url}/oidc/authorize?{urlencode(parameters)}")

    def open(self, url: str) -> Shown:
        """Opens an address."""
        return self._follow(self._session.get(url, allow_redirects=False, timeout=10))

    def press(self, button: str, /, **typed: str) -> Shown:
        """Types into the fields of the form with that button, by ``id``, and presses the button."""
        page = parsed(self.shown.text)
        (pressed,) = page.xpath("//button[normalize-space()=$name]", name=button)
        (form,) = pressed.xpath("ancestor::form")
        sent = {field.get("name"): field.get("value", "") for field in form.xpath(".//input")}
        for name, value in typed.items():
            (field,) = form.xpath(".//input[@id=$name]", name=name)
            sent[field.get("name")] = value
        sent[pressed.get("name")] = pressed.get("value")
        url = urljoin(self.shown.url, form.get("action"))
        return self._follow(self._session.post(url, data=sent, allow_redirects=False, timeout=10))

    def log_in(self, email: str = EMAIL, password: str = PASSWORD) -> Shown:
        """Logs in on the page before it."""
        return self.press("ログイン", email=email, password=password)

    def code(self, **changes: str | None) -> str:
        """Goes through the whole log-in and gives the authorization code."""
        self.authorize(asking(**changes))
        return query_of(self.log_in().url)["code"]

    def _follow(self, answer: requests.Response) -> Shown:
        while answer.status_code == 303:
            url = urljoin(answer.url, answer.headers["Location"])
            if not url.startswith(self._reached.base_url):
                self.shown = Shown(status=303, url=url, text="", headers=answer.headers)
                return self.shown
            answer = self._session.get(url, allow_redirects=False, timeout=10)
        self.shown = Shown(
            status=answer.status_code, url=answer.url, text=answer.text, headers=answer.headers
        )
        return self.shown
