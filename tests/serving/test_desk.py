"""``mylexus serve``: a contract's terminal, its two phones, its mails and the clock, on ports of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import requests
from lxml import html

from fakes.clock import CLOCK
from harness.builds.http import HttpPhone
from harness.serving.running import ServeOptions, opened
from harness.walking.cast import cast_member

pytestmark = pytest.mark.usefixtures("_short_patience")


@pytest.fixture(scope="module")
def _short_patience() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MYLEXUS_TIMEOUT", "2")
        yield


@pytest.fixture(scope="module")
def desk(_short_patience: None) -> Iterator[SimpleNamespace]:
    """What is served on free ports, and a person's browser at the desk."""
    with ExitStack() as stack, requests.Session() as browser:
        browser.trust_env = False
        places = opened(stack, ServeOptions(port=0, seed=7))
        yield SimpleNamespace(url=places.index, places=places, browser=browser)
    # The clock of the fakes is one for the process, and these tests have moved it.
    CLOCK.release()


def page(answer: requests.Response) -> html.HtmlElement:
    """The page of an answer."""
    answer.raise_for_status()
    return html.fromstring(answer.text)


def frames(document: html.HtmlElement) -> dict[str, str]:
    """What each frame of a contract's page shows first."""
    return {frame.get("name"): frame.get("src", "") for frame in document.iter("iframe")}


def new_contract(desk: SimpleNamespace, car: str = "EV") -> requests.Response:
    """The page of a fresh contract."""
    answer: requests.Response = desk.browser.post(f"{desk.url}/contracts", data={"car": car}, timeout=10)
    answer.raise_for_status()
    return answer


def heading(answer: requests.Response) -> str:
    """The heading of a page."""
    return str(page(answer).findtext(".//h1"))


def test_a_phone_reads_the_code_that_the_terminal_shows(desk: SimpleNamespace) -> None:
    """The buyer's phone opens what the QR code on the terminal says, on a port of its own."""
    shown = frames(page(new_contract(desk)))
    assert heading(desk.browser.get(shown["staff-screen"], timeout=10)) == "QRコードの表示"
    answer = desk.browser.post(f"{desk.url}/phones/buyer/scan", timeout=10)
    assert heading(answer) == "お申込みの開始"
    assert f"http://{urlsplit(answer.url).netloc}" == desk.places.phones["buyer"]
    assert not answer.cookies, "the build's cookies stay on the phone"
    assert frames(page(desk.browser.get(_contract_url(desk), timeout=10)))["buyer-screen"] == answer.url


def _contract_url(desk: SimpleNamespace) -> str:
    index = page(desk.browser.get(desk.url, timeout=10))
    return (
        str(desk.url) + [str(link) for link in index.xpath("//a/@href") if link.startswith("/contracts/")][-1]
    )


def test_two_phones_are_two_phones(desk: SimpleNamespace) -> None:
    """What the buyer's phone has opened is unknown to the user's phone."""
    new_contract(desk)
    for phone in ("buyer", "user"):
        start = desk.browser.get(desk.places.phones[phone] + "/buyer/start", timeout=10)
        assert "お申込みを開始する" not in start.text
    shown = frames(page(desk.browser.get(_contract_url(desk), timeout=10)))
    desk.browser.get(shown["staff-screen"], timeout=10)
    desk.browser.post(f"{desk.url}/phones/buyer/scan", timeout=10)
    assert (
        "お申込みを開始する"
        in desk.browser.get(desk.places.phones["buyer"] + "/buyer/start", timeout=10).text
    )
    other = desk.browser.get(desk.places.phones["user"] + "/buyer/start", timeout=10)
    assert "お申込みを開始する" not in other.text


def test_a_new_phone_knows_nothing(desk: SimpleNamespace) -> None:
    """A renewed phone has lost its session."""
    contract = new_contract(desk).url
    desk.browser.get(frames(page(desk.browser.get(contract, timeout=10)))["staff-screen"], timeout=10)
    desk.browser.post(f"{desk.url}/phones/buyer/scan", timeout=10)
    desk.browser.post(f"{contract}/phones/buyer/renewal", timeout=10).raise_for_status()
    start = desk.browser.get(desk.places.phones["buyer"] + "/buyer/start", timeout=10)
    assert "お申込みを開始する" not in start.text


def test_no_code_in_sight_is_said(desk: SimpleNamespace) -> None:
    """A phone that is to read a code where none is shown says so in Japanese."""
    new_contract(desk)
    assert heading(desk.browser.post(f"{desk.url}/phones/buyer/scan", timeout=10)) == "QRコードが見えません"


def test_the_clock_moves(desk: SimpleNamespace) -> None:
    """Seven days later is seven days later on the build, and the page of the tools says it."""
    contract = new_contract(desk).url
    before = page(desk.browser.get(f"{contract}/tools", timeout=10)).findtext(".//p")
    after = desk.browser.post(
        f"{desk.url}/clock",
        data={"span": "7日", "back": urlsplit(f"{contract}/tools").path},
        timeout=10,
    )
    assert after.url == f"{contract}/tools"
    assert page(after).findtext(".//p") > str(before)


def test_a_delivered_car_has_a_certificate(desk: SimpleNamespace) -> None:
    """After delivery the numbers of the 車検証 are there to be typed."""
    contract = new_contract(desk).url
    tools = page(desk.browser.post(f"{contract}/delivery", data={"user": "豊田 花子"}, timeout=10))
    shown = dict(
        zip((one.text for one in tools.iter("dt")), (one.text for one in tools.iter("dd")), strict=True)
    )
    assert shown["車検証の使用者"] == "豊田 花子"
    assert shown["車台番号"]
    entered = desk.browser.post(f"{desk.url}/phones/user/entry", timeout=10)
    assert f"http://{urlsplit(entered.url).netloc}" == desk.places.phones["user"]


def test_a_mail_is_read_at_the_desk(desk: SimpleNamespace) -> None:
    """A mail's code is on the page of mails, and its link opens on either phone."""
    import smtplib

    with smtplib.SMTP("127.0.0.1", desk.places.smtp_port, timeout=10) as smtp:
        text = (
            "Subject: code\nContent-Type: text/plain; charset=utf-8\n\n"
            f"123456\n{desk.places.build}/buyer/start?a=1\n"
        )
        smtp.sendmail("a@lexus.example", ["b@example.com"], text.encode())
    mails = page(desk.browser.get(f"{desk.url}/mails", timeout=10))
    links = {one.get("target"): one.get("href") for one in mails.iter("a") if one.get("target")}
    assert links["buyer-screen"] == desk.places.phones["buyer"] + "/buyer/start?a=1"
    assert links["user-screen"] == desk.places.phones["user"] + "/buyer/start?a=1"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/contracts/none", 404),
        ("GET", "/licence/99/正しい.png", 404),
        ("GET", "/licence/0/blurred.png", 404),
        ("POST", "/phones/other/scan", 404),
        ("GET", "/clock", 405),
    ],
)
def test_what_is_not_there_is_refused(desk: SimpleNamespace, method: str, path: str, status: int) -> None:
    """A wrong address of the desk is 404, a wrong method 405."""
    assert desk.browser.request(method, desk.url + path, timeout=10).status_code == status


def test_other_sites_move_nothing(desk: SimpleNamespace) -> None:
    """A form of another site is refused."""
    answer = desk.browser.post(
        f"{desk.url}/clock", data={"span": "7日"}, headers={"Origin": "https://elsewhere.test"}, timeout=10
    )
    assert answer.status_code == 403


def test_the_build_may_be_framed_by_the_desk_alone(desk: SimpleNamespace) -> None:
    """A phone's port lets the desk, and nobody else, show it in a frame; the build itself lets nobody."""
    new_contract(desk)
    on_phone = desk.browser.get(desk.places.phones["buyer"] + "/buyer/start", timeout=10)
    assert f"frame-ancestors {desk.url}" in on_phone.headers["Content-Security-Policy"]
    at_build = desk.browser.get(desk.places.build + "/buyer/start", timeout=10)
    assert "frame-ancestors 'none'" in at_build.headers["Content-Security-Policy"]


def test_a_licence_can_be_photographed(desk: SimpleNamespace) -> None:
    """A person's licence is a picture to hand to the phone."""
    answer = desk.browser.get(f"{desk.url}/licence/0/正しい.png", timeout=10)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")


TYPED = {
    "メールアドレス": "taro.toyoda@example.com",
    "クレジットカード番号": "4242424242424242",
    "有効期限": "12/2030",
    "セキュリティコード": "123",
}
PREFERRED = ("買主と同じ名義で登録する", "認証に成功する")


def test_the_whole_guide_is_walked_on_one_phone(desk: SimpleNamespace) -> None:
    """From the QR code to the end of both applications, with the card company's page, a phone never leaves its port."""
    contract = new_contract(desk).url
    desk.browser.get(frames(page(desk.browser.get(contract, timeout=10)))["staff-screen"], timeout=10)
    entry = desk.browser.post(f"{desk.url}/phones/buyer/scan", timeout=10, allow_redirects=False)
    phone = HttpPhone(owner="買主", base_url=desk.places.phones["buyer"])
    phone.open(entry.headers["Location"])
    seen: list[str] = []
    while (screen := phone.screen()).heading != "お手続きの終了" and len(seen) < 40:
        assert screen.url.startswith(desk.places.phones["buyer"]), screen.url
        seen.append(screen.heading)
        for field in screen.fields:
            if field.label in TYPED:
                phone.fill(field.label, TYPED[field.label])
            elif field.label == "パスワード":
                phone.fill(field.label, cast_member("豊田 太郎", seed=7).password)
        for choice in screen.choices:
            phone.choose(choice.label, choice.options[0])
        for check in screen.checks:
            phone.tick(check)
        labels = [button.label for button in screen.buttons if not button.link]
        phone.press(next((one for one in PREFERRED if one in labels), labels[0]))
    phone.close()
    assert seen[-1] == "販売店スタッフにお声がけ"
    assert "本人認証（3Dセキュア）" in seen
    state = page(desk.browser.get(f"{contract}/state", timeout=10)).text_content()
    assert "G-Link" in state
    assert "EV・PHV充電サポート" in state
    assert "登録済み" in state
