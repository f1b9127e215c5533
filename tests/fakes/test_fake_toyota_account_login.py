"""The log-in page of the account service, as a browser meets it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from freezegun import freeze_time
from werkzeug.security import check_password_hash

from fakes.toyota_account import DEFAULT_REDIRECT_URI, AccountState
from fakes.toyota_account.oidc.store import REQUEST_LIFE, SESSION_LIFE
from tests.fakes.conftest import Start, in_process
from tests.fakes.signing_in import (
    EMAIL,
    Browser,
    Shown,
    asking,
    claims_in,
    parsed,
    query_of,
    redeem,
    with_account,
)

UNKNOWN = "jiro@example.test"
NOW = "2026-04-01T10:00:00+09:00"


def code_for(state: AccountState, email: str = EMAIL) -> str:
    """The code in the newest mail to an address."""
    return state.codes.messages_to(email)[-1].code


def wrong_code(right: str) -> str:
    """Six other digits."""
    return f"{(int(right) + 1) % 10**6:06}"


def told(shown: Shown, email: str) -> tuple[int, dict[str, str], str]:
    """Everything that an answer tells, save the address that was typed and what differs for every request."""
    text = shown.text.replace(email, "ADDRESS")
    for one in parsed(shown.text).xpath("//input[@name='request']/@value"):
        text = text.replace(str(one), "REQUEST")
    headers = {name: value for name, value in shown.headers.items() if name not in ("Date", "Content-Length")}
    return shown.status, headers, text


def test_the_page_is_usable_without_scripts(over: Start) -> None:
    """Each field has a label, the page a language and a heading, and nothing is loaded from elsewhere."""
    fake, _ = with_account()
    shown = Browser(over(fake)).authorize(asking(login_hint='"><b>@example.test'))
    page = parsed(shown.text)
    assert (shown.status, page.get("lang"), len(page.xpath("//h1"))) == (200, "ja", 1)
    assert not page.xpath("//script|//link|//img|//iframe")
    assert all(
        page.xpath("//label[@for=$id]", id=field.get("id"))
        for field in page.xpath("//input[@type!='hidden']")
    )
    assert page.xpath("//input[@id='email']/@value") == ['"><b>@example.test']
    assert page.xpath("//input[@id='password']/@autocomplete") == ["current-password"]
    assert "My LEXUSにログインします。" in page.text_content()
    assert "frame-ancestors 'none'" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Cache-Control"] == "no-store"


def test_cookies_are_kept_from_scripts_and_other_sites(over: Start) -> None:
    """Both cookies are HttpOnly, SameSite=Lax and for the provider's paths, and Secure where there is TLS."""
    fake, _ = with_account()
    reached = over(fake)
    browser = Browser(reached)
    browser.authorize(asking())
    browser.log_in()
    assert {cookie.name for cookie in browser.cookies} == {"toyota_account_browser", "toyota_account_session"}
    for cookie in browser.cookies:
        assert cookie.path == "/oidc"
        assert cookie.secure == reached.base_url.startswith("https:")
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite") == "Lax"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"email": EMAIL, "password": ""}, "メールアドレスとパスワードを入力してください。"),
        ({"email": " ", "password": "x"}, "メールアドレスとパスワードを入力してください。"),
        ({"email": EMAIL, "password": "wrong"}, "メールアドレスまたはパスワードが正しくありません。"),
    ],
)
def test_what_is_wrong_is_told_on_the_page(over: Start, typed: dict[str, str], message: str) -> None:
    """A refused log-in shows the page again with one alert, tied to the fields, and the title says so first."""
    fake, _ = with_account()
    browser = Browser(over(fake))
    browser.authorize(asking())
    shown = browser.press("ログイン", **typed)
    page = parsed(shown.text)
    assert (shown.status, shown.alerts) == (422, [message])
    assert shown.title.startswith("エラー: ")
    assert page.xpath("//input[@id='password']/@aria-describedby") == ["message"]
    assert page.xpath("//*[@id='message']/text()") == [message]
    assert not page.xpath("//input[@id='password']/@value")


def test_known_and_unknown_addresses_get_the_same_answers(over: Start) -> None:
    """Status, headers and page of eleven wrong passwords, up to the lock and through it, do not tell them apart."""
    fake, _ = with_account()
    reached = over(fake)
    seen = []
    with freeze_time(NOW):
        for email in (EMAIL, UNKNOWN):
            browser = Browser(reached)
            browser.authorize(asking())
            seen.append([told(browser.log_in(email, "wrong"), email) for _ in range(11)])
    known, unknown = seen
    assert known == unknown
    assert [status for status, _, _ in known] == [422] * 10 + [429]


def test_known_and_unknown_addresses_cost_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log-in hashes one password, and a code is drawn, kept and mailed, whether the address is known or not."""
    fake, _ = with_account()
    checks: list[str] = []

    def counted(kept: str, password: str) -> bool:
        checks.append(kept.rpartition("$")[0].rpartition("$")[0])
        return check_password_hash(kept, password)

    monkeypatch.setattr("fakes.toyota_account.state.check_password_hash", counted)
    with in_process(fake) as reached:
        for email in (EMAIL, UNKNOWN):
            browser = Browser(reached)
            browser.authorize(asking())
            browser.log_in(email, "wrong")
            drawn = fake.state.codes.drawn.count
            browser.press("認証コードを送信", **{"code-email": email})
            assert fake.state.codes.drawn.count == drawn + 1
            assert len(fake.state.codes.messages_to(email)) == 1
    assert len(checks) == 2
    assert checks[0] == checks[1]
    assert set(fake.state.codes.issued) == {EMAIL, UNKNOWN}


def test_a_locked_address_opens_again_after_thirty_minutes(over: Start) -> None:
    """After ten wrong passwords even the right one is refused for thirty minutes, and the answer says how long."""
    fake, _ = with_account()
    with freeze_time(NOW) as clock:
        browser = Browser(over(fake))
        browser.authorize(asking())
        for _ in range(10):
            browser.log_in(password="wrong")
        locked = browser.log_in()
        assert (locked.status, locked.headers["Retry-After"]) == (429, "1800")
        clock.tick(timedelta(minutes=29, seconds=59))
        assert browser.authorize(asking()).status == 200
        assert browser.log_in().status == 429
        clock.tick(timedelta(seconds=1))
        assert "code" in query_of(browser.log_in().url)


def test_a_code_by_mail_opens_the_account(over: Start) -> None:
    """The six digits of the mail log the customer in, full-width too, and prove the address."""
    fake, account = with_account()
    reached = over(fake)
    browser = Browser(reached)
    browser.authorize(asking())
    shown = browser.press("認証コードを送信", **{"code-email": EMAIL.upper()})
    assert shown.status == 200
    assert "認証コードの入力" in shown.title
    code = code_for(fake.state).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    back = browser.press("次へ", code=f" {code} ")
    tokens = redeem(reached, query_of(back.url)["code"]).json()
    claims = claims_in(tokens["id_token"])
    assert back.url.startswith(DEFAULT_REDIRECT_URI)
    assert (claims["sub"], claims["amr"]) == (account.account_id, ["otp"])


def test_a_code_marks_the_address_as_verified() -> None:
    """An account whose address nobody had proved counts as verified once a code has opened it."""
    fake, account = with_account()
    fake.state.remove_account(account.account_id)
    fake.state.add_account(email=EMAIL, password="x", kind="個人", profile={}, email_verified=False)
    with in_process(fake) as reached:
        browser = Browser(reached)
        browser.authorize(asking())
        browser.press("認証コードを送信", **{"code-email": EMAIL})
        browser.press("次へ", code=code_for(fake.state))
    opened = fake.state.get_account_by_email(EMAIL)
    assert opened is not None
    assert opened.email_verified


def test_code_pages_do_not_tell_whether_an_address_is_known(over: Start) -> None:
    """Sending, sending again too soon, and wrong codes look the same; an unknown address gets a mail without one."""
    fake, _ = with_account()
    reached = over(fake)
    seen = []
    with freeze_time(NOW) as clock:
        for email in (EMAIL, UNKNOWN):
            browser = Browser(reached)
            browser.authorize(asking())
            answers = [browser.press("認証コードを送信", **{"code-email": email})]
            answers.append(browser.press("認証コードを再送信"))
            answers += [browser.press("次へ", code="none") for _ in range(6)]
            clock.tick(timedelta(seconds=60))
            answers.append(browser.press("認証コードを再送信"))
            seen.append([told(answer, email) for answer in answers])
    known, unknown = seen
    assert known == unknown
    assert [status for status, _, _ in known] == [200, 429, *[422] * 6, 200]
    assert [bool(message.code) for message in fake.state.codes.messages] == [True, True, False, False]
    assert "登録されていません" in fake.state.codes.messages_to(UNKNOWN)[0].text


def test_a_code_can_be_sent_again_after_a_minute_and_makes_the_first_void(over: Start) -> None:
    """For 60 seconds the page only says how long to wait; then a new code comes, and the old one opens nothing."""
    fake, _ = with_account()
    with freeze_time(NOW) as clock:
        browser = Browser(over(fake))
        browser.authorize(asking())
        browser.press("認証コードを送信", **{"code-email": EMAIL})
        first = code_for(fake.state)
        clock.tick(timedelta(seconds=59))
        waits = browser.press("認証コードを再送信")
        assert (waits.status, waits.headers["Retry-After"]) == (429, "1")
        assert waits.alerts == ["認証コードは、あと1秒たつと再送信できます。"]
        assert len(fake.state.codes.messages) == 1
        clock.tick(timedelta(seconds=1))
        assert browser.press("認証コードを再送信").status == 200
        assert browser.press("次へ", code=first).status == 422
        assert browser.press("次へ", code=code_for(fake.state)).status == 303


@pytest.mark.parametrize(("wrong", "minutes", "opens"), [(4, 9.99, True), (5, 0, False), (0, 10, False)])
def test_a_code_lives_ten_minutes_and_five_guesses(wrong: int, minutes: float, opens: bool) -> None:
    """The right code opens after four wrong ones and just under ten minutes, not after five, nor any later."""
    fake, _ = with_account()
    with freeze_time(NOW) as clock, in_process(fake) as reached:
        browser = Browser(reached)
        browser.authorize(asking())
        browser.press("認証コードを送信", **{"code-email": EMAIL})
        right = code_for(fake.state)
        for _ in range(wrong):
            assert browser.press("次へ", code=wrong_code(right)).status == 422
        clock.tick(timedelta(minutes=minutes))
        assert (browser.press("次へ", code=right).status == 303) is opens


def test_new_codes_do_not_give_new_guesses_for_ever(over: Start) -> None:
    """Ten wrong codes in a row, over however many mails, lock the address like ten wrong passwords."""
    fake, _ = with_account()
    with freeze_time(NOW) as clock:
        browser = Browser(over(fake))
        browser.authorize(asking())
        browser.press("認証コードを送信", **{"code-email": EMAIL})
        for _ in range(2):
            for _ in range(5):
                browser.press("次へ", code="none")
            clock.tick(timedelta(seconds=60))
            browser.press("認証コードを再送信")
        assert browser.press("次へ", code=code_for(fake.state)).status == 429
        assert browser.authorize(asking()).status == 200
        assert browser.log_in().status == 429


def test_a_code_opens_only_the_request_it_was_sent_for(over: Start) -> None:
    """A code that another browser has asked for is worth nothing in this one."""
    fake, _ = with_account()
    reached = over(fake)
    with freeze_time(NOW) as clock:
        victim, other = Browser(reached), Browser(reached)
        for browser in (victim, other):
            browser.authorize(asking())
            browser.press("認証コードを送信", **{"code-email": EMAIL})
            clock.tick(timedelta(seconds=60))
        first, second = (message.code for message in fake.state.codes.messages)
        assert victim.press("次へ", code=second).status == 422
        assert other.press("次へ", code=first).status == 422
        assert other.press("次へ", code=second).status == 303


def test_a_customer_who_cancels_goes_back_to_the_client(over: Start) -> None:
    """キャンセル leads back with access_denied and the state, and the request is over."""
    fake, _ = with_account()
    browser = Browser(over(fake))
    before = browser.authorize(asking())
    back = query_of(browser.press("キャンセル").url)
    assert (back["error"], back["state"]) == ("access_denied", "a state")
    assert browser.open(before.url).status == 400


def test_a_request_belongs_to_the_browser_that_brought_it(over: Start) -> None:
    """Another browser gets a page with status 400 and no form, even with the right password."""
    fake, _ = with_account()
    reached = over(fake)
    mine, other = Browser(reached), Browser(reached)
    shown = mine.authorize(asking())
    other.authorize(asking())
    refused = other.open(shown.url)
    assert refused.status == 400
    assert "<form" not in refused.text
    other.shown = shown
    assert other.log_in().status == 400
    assert mine.log_in().status == 303


def test_a_request_waits_half_an_hour_and_is_used_once() -> None:
    """A log-in page that was left open for too long, or that has led back already, is over."""
    fake, _ = with_account()
    with freeze_time(NOW) as clock, in_process(fake) as reached:
        browser = Browser(reached)
        page = browser.authorize(asking())
        clock.tick(REQUEST_LIFE)
        assert browser.log_in().status == 400
        page = browser.authorize(asking())
        assert browser.log_in().status == 303
        browser.shown = page
        assert browser.log_in().status == 400


def test_a_browser_that_is_logged_in_goes_straight_back() -> None:
    """For twelve hours a second request needs no page, and says when the customer had logged in."""
    fake, account = with_account()
    with freeze_time(NOW) as clock, in_process(fake) as reached:
        browser = Browser(reached)
        browser.code()
        clock.tick(SESSION_LIFE - timedelta(seconds=1))
        back = browser.authorize(asking(prompt="none"))
        assert back.status == 303
        claims = claims_in(redeem(reached, query_of(back.url)["code"]).json()["id_token"])
        assert claims["iat"] - claims["auth_time"] == SESSION_LIFE.total_seconds() - 1
        clock.tick(timedelta(seconds=1))
        assert browser.authorize(asking()).status == 200
        browser.log_in()
        fake.state.remove_account(account.account_id)
        assert browser.authorize(asking()).status == 200


@pytest.mark.parametrize(
    ("asked", "seconds", "straight"),
    [
        ({"prompt": "login"}, 0, False),
        ({"prompt": "select_account consent"}, 0, False),
        ({"prompt": "consent"}, 0, True),
        ({"max_age": "60"}, 60, True),
        ({"max_age": "60"}, 61, False),
        ({"max_age": "0"}, 1, False),
    ],
)
def test_a_client_can_ask_for_a_fresh_log_in(asked: dict[str, str], seconds: int, straight: bool) -> None:
    """With prompt=login or select_account, or after max_age, the page is shown again."""
    fake, _ = with_account()
    with freeze_time(NOW) as clock, in_process(fake) as reached:
        browser = Browser(reached)
        browser.code()
        clock.tick(timedelta(seconds=seconds))
        shown = browser.authorize(asking(**asked))
        assert (shown.status == 303) is straight
        assert straight or "code" in query_of(browser.log_in().url)


def test_a_client_can_ask_without_showing_a_page(over: Start) -> None:
    """prompt=none gives login_required while nobody is logged in."""
    fake, _ = with_account()
    browser = Browser(over(fake))
    back = query_of(browser.authorize(asking(prompt="none")).url)
    assert (back["error"], back["state"]) == ("login_required", "a state")


def test_the_secret_of_a_log_in_is_always_new(over: Start) -> None:
    """A session cookie that was put into the browser before the log-in is worth nothing after it."""
    fake, _ = with_account()
    reached = over(fake)
    browser = Browser(reached)
    browser.code()
    before = browser.cookies.get("toyota_account_session")
    browser.authorize(asking(prompt="login"))
    browser.log_in()
    assert browser.cookies.get("toyota_account_session") not in (None, before)


def test_the_typed_code_needs_a_code_that_was_sent(over: Start) -> None:
    """The page for the code is not shown before a code was sent, nor is an empty address sent one."""
    fake, _ = with_account()
    browser = Browser(over(fake))
    shown = browser.authorize(asking())
    assert browser.press("認証コードを送信", **{"code-email": ""}).status == 422
    assert fake.state.codes.messages == []
    assert browser.open(shown.url.replace("/login?", "/code?")).status == 400


def test_codes_are_asked_for_in_turn_by_whoever_comes_first() -> None:
    """A second browser that wants a code for the same address within the minute stays on the log-in page."""
    fake, _ = with_account()
    with freeze_time(NOW), in_process(fake) as reached:
        for browser, status in ((Browser(reached), 200), (Browser(reached), 429)):
            browser.authorize(asking())
            assert browser.press("認証コードを送信", **{"code-email": EMAIL}).status == status
        assert "ログイン" in browser.shown.title


def test_nothing_secret_is_left_in_the_journal(over: Start) -> None:
    """Neither password, mailed code nor any token can be read in the journal of a whole log-in."""
    fake, _ = with_account()
    reached = over(fake)
    browser = Browser(reached)
    browser.authorize(asking(scope="openid offline_access"))
    browser.press("認証コードを送信", **{"code-email": EMAIL})
    back = browser.press("次へ", code=code_for(fake.state))
    tokens = redeem(reached, query_of(back.url)["code"]).json()
    browser.authorize(asking(prompt="login"))
    browser.log_in()
    journal = repr([call.values() for call in fake.journal.calls()])
    secrets = [tokens[key] for key in ("access_token", "refresh_token", "id_token")]
    secrets += ["correct horse", "correct+horse", code_for(fake.state), "fake-client-secret"]
    secrets += [str(cookie.value) for cookie in browser.cookies]
    assert [secret for secret in secrets if secret in journal] == []


def test_a_test_rig_reads_the_mails(over: Start) -> None:
    """The mails are shown beside the service, as JSON by address, and as a page for a browser."""
    fake, _ = with_account()
    reached = over(fake)
    browser = Browser(reached)
    browser.authorize(asking())
    browser.press("認証コードを送信", **{"code-email": EMAIL})
    (message,) = reached.get("/_fake/messages", to=EMAIL).json()["messages"]
    assert (message["to"], message["code"]) == (EMAIL, code_for(fake.state))
    assert message["code"] in message["text"]
    assert reached.get("/_fake/messages", to=UNKNOWN).json() == {"messages": []}
    page = reached.session.get(
        f"{reached.base_url}/_fake/messages", headers={"Accept": "text/html"}, timeout=10
    )
    assert message["code"] in page.text
    assert "届いたメール" in page.text
