"""What the account service says about a customer in claims."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.toyota_account import Fake
from fakes.toyota_account.oidc.address import split_address
from fakes.toyota_account.oidc.claims import CLAIMS, SCOPES, claims_of
from tests.fakes.conftest import Start
from tests.fakes.signing_in import EMAIL, PASSWORD, Browser, asking, query_of, redeem, with_account

SEEDED = settings(derandomize=True, deadline=None)
EVERYTHING = " ".join(SCOPES)
FIRM = {
    "corporate_number": "1180301018771",
    "name": "トヨタ自動車株式会社",
    "name_kana": "トヨタジドウシャカブシキカイシャ",
    "postal_code": "471-8571",
    "address": "愛知県豊田市トヨタ町1番地",
    "contact_phone": "0565-28-2121",
}
WHOLE = {
    "name": "豊田 太郎",
    "family_name": "豊田",
    "given_name": "太郎",
    "name#ja-Kana-JP": "トヨダ タロウ",
    "family_name#ja-Kana-JP": "トヨダ",
    "given_name#ja-Kana-JP": "タロウ",
    "gender": "male",
    "birthdate": "1990-04-01",
    "locale": "ja-JP",
    "zoneinfo": "Asia/Tokyo",
    "customer_type": "individual",
    "email": "taro@example.test",
    "email_verified": True,
    "address": {
        "formatted": "〒471-0826\n愛知県豊田市トヨタ町1番地\n豊田マンション808",
        "postal_code": "471-0826",
        "region": "愛知県",
        "locality": "豊田市",
        "street_address": "トヨタ町1番地\n豊田マンション808",
        "country": "JP",
    },
    "phone_number": "+819011223344",
    "phone_number_verified": True,
}


def claims(over: Start, fake: Fake, scope: str) -> dict[str, object]:
    """What userinfo says of 豊田 太郎 for these scopes, without ``sub``."""
    reached = over(fake)
    tokens = redeem(reached, Browser(reached).code(scope=scope)).json()
    shown: dict[str, object] = reached.post(
        "/oidc/userinfo", data={"access_token": tokens["access_token"]}
    ).json()
    del shown["sub"]
    return shown


def test_a_person_is_told_whole(over: Start) -> None:
    """With every scope userinfo has every claim of a person, kana names by their language tag."""
    fake, _ = with_account()
    assert claims(over, fake, EVERYTHING) == WHOLE


@pytest.mark.parametrize("scope", [scope for scope in SCOPES if scope != "openid"])
def test_a_scope_opens_its_own_claims(over: Start, scope: str) -> None:
    """One scope beside openid opens the claims of that scope and no others."""
    fake, _ = with_account()
    assert claims(over, fake, f"openid {scope}") == {
        key: value for key, value in WHOLE.items() if key in SCOPES[scope]
    }


def test_a_corporation_has_one_name(over: Start) -> None:
    """A corporation has its name, its kana, its number and its type, and nothing that only persons have."""
    fake = Fake()
    fake.state.add_account(email=EMAIL, password=PASSWORD, kind="法人", profile=FIRM)
    assert claims(over, fake, "openid profile phone") == {
        "name": "トヨタ自動車株式会社",
        "name#ja-Kana-JP": "トヨタジドウシャカブシキカイシャ",
        "locale": "ja-JP",
        "zoneinfo": "Asia/Tokyo",
        "customer_type": "corporate",
        "corporate_number": "1180301018771",
        "phone_number": "+81565282121",
        "phone_number_verified": False,
    }


@pytest.mark.parametrize(
    ("sex", "gender"), [("男性", "male"), ("女性", "female"), ("回答しない", None), ("", None)]
)
def test_a_gender_is_told_if_it_was(sex: str, gender: str | None) -> None:
    """男性 is male, 女性 is female, and whoever did not answer has no such claim."""
    _, account = with_account(sex=sex)
    assert claims_of(account, ["profile"]).get("gender") == gender


def test_what_is_not_known_is_left_out() -> None:
    """An account with an empty profile has claims without empty values."""
    account = Fake().state.add_account(
        email=EMAIL, password=PASSWORD, kind="個人", profile={}, email_verified=False
    )
    assert claims_of(account, SCOPES) == {
        "sub": account.account_id,
        "locale": "ja-JP",
        "zoneinfo": "Asia/Tokyo",
        "customer_type": "individual",
        "email": EMAIL,
        "email_verified": False,
    }


def test_the_discovery_document_names_every_claim(over: Start) -> None:
    """Scopes and claims that are given are those that the metadata announce."""
    reached = over(Fake())
    metadata = reached.get("/.well-known/openid-configuration").json()
    assert set(metadata["scopes_supported"]) == set(SCOPES)
    assert set(metadata["claims_supported"]) >= {*WHOLE, "sub", "corporate_number", "nonce", "auth_time"}
    assert set(metadata["claims_supported"]) >= set(CLAIMS)
    for key in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
        assert metadata[key].startswith(reached.base_url)


def test_scopes_that_nobody_knows_are_ignored(over: Start) -> None:
    """A request with an unknown scope is granted what is known of it, and the answer says so."""
    fake, _ = with_account()
    reached = over(fake)
    browser = Browser(reached)
    browser.authorize(asking(scope="email cars openid"))
    tokens = redeem(reached, query_of(browser.log_in().url)["code"]).json()
    assert tokens["scope"] == "openid email"


@pytest.mark.parametrize(
    ("address", "region", "locality", "street"),
    [
        ("愛知県豊田市トヨタ町1番地", "愛知県", "豊田市", "トヨタ町1番地"),
        ("東京都文京区後楽1-4-18", "東京都", "文京区", "後楽1-4-18"),
        ("東京都府中市本町1-1", "東京都", "府中市", "本町1-1"),
        ("東京都町田市森野2-2-22", "東京都", "町田市", "森野2-2-22"),
        ("東京都三宅島三宅村阿古497", "東京都", "三宅島三宅村", "阿古497"),
        ("京都府京都市中京区寺町通", "京都府", "京都市中京区", "寺町通"),
        ("大阪府大阪市北区中之島1-3-20", "大阪府", "大阪市北区", "中之島1-3-20"),
        ("愛知県名古屋市中村区名駅4-7-1", "愛知県", "名古屋市中村区", "名駅4-7-1"),
        ("神奈川県横浜市保土ケ谷区川辺町2-9", "神奈川県", "横浜市保土ケ谷区", "川辺町2-9"),
        ("三重県四日市市諏訪町1-5", "三重県", "四日市市", "諏訪町1-5"),
        ("広島県廿日市市下平良1-11-1", "広島県", "廿日市市", "下平良1-11-1"),
        ("愛知県蒲郡市旭町17-1", "愛知県", "蒲郡市", "旭町17-1"),
        ("奈良県大和郡山市北郡山町248-4", "奈良県", "大和郡山市", "北郡山町248-4"),
        ("奈良県高市郡明日香村岡55", "奈良県", "高市郡明日香村", "岡55"),
        ("福島県田村郡三春町大町1-2", "福島県", "田村郡三春町", "大町1-2"),
        ("北海道余市郡余市町朝日町26", "北海道", "余市郡余市町", "朝日町26"),
        ("山梨県西八代郡市川三郷町市川大門1790-3", "山梨県", "西八代郡市川三郷町", "市川大門1790-3"),
        ("佐賀県杵島郡大町町大町5017", "佐賀県", "杵島郡大町町", "大町5017"),
        ("茨城県かすみがうら市上土田461", "茨城県", "かすみがうら市", "上土田461"),
        ("トヨタ町1番地", "", "", "トヨタ町1番地"),
        ("1-1 Toyota-cho, Toyota City", "", "", "1-1 Toyota-cho, Toyota City"),
    ],
)
def test_an_address_is_taken_apart(address: str, region: str, locality: str, street: str) -> None:
    """Prefecture and municipality are told, and where they cannot be, the whole address is the street."""
    parts = split_address(address)
    assert (parts.region, parts.locality, parts.street) == (region, locality, street)


@SEEDED
@given(st.text() | st.text("愛知県豊田市区町村郡府東京都北海道大1-", max_size=20))
def test_no_part_of_an_address_is_lost(address: str) -> None:
    """Whatever the address is, its parts put together are the address."""
    parts = split_address(address)
    assert parts.region + parts.locality + parts.street == address.strip()
    assert bool(parts.region) == bool(parts.locality)
