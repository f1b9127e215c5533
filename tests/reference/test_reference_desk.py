"""Staff terminal, QR code, control API and error screens of the reference build."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from flask import Flask
from freezegun import freeze_time
from PIL import Image

from harness.reference import Settings, create_app

if TYPE_CHECKING:
    from tests.reference.conftest import Dealer, Outside, Phone

AUTHORIZED = {"Authorization": "Bearer control-token"}


def _terminal(dealer: Dealer) -> Phone:
    return dealer.phone().open(dealer.opened["staff_path"])


def test_terminal_shows_the_qr(dealer: Dealer) -> None:
    """The staff terminal's QR code leads to the public address of the contract's entry."""
    page = _terminal(dealer)
    assert page.heading == "QRコードの表示"
    (picture,) = page.page.iter("img")
    assert picture.get("alt")
    png = base64.b64decode(picture.get("src").removeprefix("data:image/png;base64,"))
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(png)))
    assert code.text == "https://dealer.test" + dealer.opened["entry_path"]


def test_address_behind_the_qr(dealer: Dealer) -> None:
    """Who cannot read the QR code finds its address, as text and as a link."""
    page = _terminal(dealer)
    link = next(
        one for one in page.page.iter("a") if one.text_content() == "QRコードが読み取れないお客様はこちら"
    )
    page.open(link.get("href"))
    wanted = "https://dealer.test" + dealer.opened["entry_path"]
    assert page.values == {"登録サイトのURL": wanted}
    assert wanted in [one.get("href") for one in page.page.iter("a")]


def test_terminal_cannot_be_guessed(dealer: Dealer) -> None:
    """Without its token the staff's page is not there."""
    assert dealer.phone().open("/staff/guess").status == 404
    assert dealer.phone().open(f"/staff/{dealer.opened['id']}").status == 404


def test_altered_qr(dealer: Dealer, app: Flask) -> None:
    """Whichever character of the QR code's token is altered, it opens nothing."""
    path = dealer.opened["entry_path"]
    start = path.index("t=") + 2
    for place in range(start, len(path)):
        altered = path[:place] + ("A" if path[place] != "A" else "B") + path[place + 1 :]
        answer = app.test_client().get(altered)
        assert answer.status_code == 400, altered
        assert "Set-Cookie" not in answer.headers
        assert "QRコードが正しくありません" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/entry", "/entry?t=", "/entry?t=%00", "/entry?t=%E3%81%82.x"])
def test_no_qr(app: Flask, path: str) -> None:
    """An entry without a token opens nothing."""
    assert app.test_client().get(path).status_code == 400


def test_without_a_procedure(app: Flask) -> None:
    """A screen's address alone opens nothing."""
    assert app.test_client().get("/buyer/profile").status_code == 403


def test_forgotten_procedure(dealer: Dealer) -> None:
    """After two hours without a touch the QR code has to be read again."""
    with freeze_time("2035-04-01T01:00:00+00:00") as clock:
        phone = dealer.phone()
        clock.tick(2 * 60 * 60 + 1)
        assert phone.open("/buyer/start").status == 403


@pytest.mark.parametrize("path", ["/nowhere", "/buyer/nowhere", "/nobody/start", "/_control/health/x"])
def test_unknown_page(app: Flask, path: str) -> None:
    """What does not exist is said in Japanese."""
    answer = app.test_client().get(path, headers=AUTHORIZED)
    assert answer.status_code == 404
    assert "ページが見つかりません" in answer.get_data(as_text=True)


def test_too_large(dealer: Dealer) -> None:
    """A body that is too large gets a Japanese screen, and the procedure stays where it was."""
    phone = dealer.phone()
    kind = "multipart/form-data; boundary=x"
    answer = phone.client.post("/buyer/start", data=b"0" * 10_000_000, content_type=kind)
    assert answer.status_code == 413
    assert "送信されたデータが大きすぎます" in answer.get_data(as_text=True)
    assert phone.open("/buyer/start").heading == "お申込みの開始"


def test_nothing_is_stored_by_browsers(dealer: Dealer, app: Flask) -> None:
    """Pages may not be stored, framed or told to other sites; the cookie is out of scripts' reach."""
    answer = app.test_client().get(dealer.opened["entry_path"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "Secure" in cookie and "SameSite=Lax" in cookie


def test_control_needs_its_token(app: Flask) -> None:
    """The control API answers nobody without its token."""
    phone = app.test_client()
    assert phone.get("/_control/health").status_code == 401
    assert phone.get("/_control/health", headers={"Authorization": "Bearer x"}).status_code == 401
    assert phone.get("/_control/health", headers=AUTHORIZED).get_json() == {"status": "ok"}


def test_control_is_off_without_a_token() -> None:
    """A build without a control token has no control API."""
    client = create_app(Settings()).test_client()
    assert client.get("/_control/health", headers=AUTHORIZED).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"dealer": "x"},
        {"dealer": "", "car": {"name": "RZ"}},
        {"dealer": "x", "car": {"name": "\ud800"}},
    ],
)
def test_control_refuses_what_is_no_contract(app: Flask, body: object) -> None:
    """A contract that is none is refused with a reason."""
    answer = app.test_client().post("/_control/contracts", json=body, headers=AUTHORIZED)
    assert answer.status_code == 422
    assert answer.get_json()["error"]["message"]


def test_reset_forgets_everything(dealer: Dealer, app: Flask) -> None:
    """After a reset there is no contract, and neither its QR code nor a phone gets on."""
    phone = dealer.phone()
    assert app.test_client().post("/_control/reset", headers=AUTHORIZED).status_code == 200
    unknown = app.test_client().get(f"/_control/contracts/{dealer.opened['id']}", headers=AUTHORIZED)
    assert unknown.status_code == 404
    assert phone.open("/buyer/start").status == 403
    assert phone.open(dealer.opened["entry_path"]).status == 400


def test_passwords_are_not_stored_in_the_open(dealer: Dealer, outside: Outside, app: Flask) -> None:
    """What a phone enters is encrypted in the database, and its cookie is not there at all."""
    phone = (
        dealer.phone().press("お申込みを開始する").press("買主情報の登録へ").press("つぎへ").press("同意する")
    )
    phone.press("ログイン", email="taro@mail.toyota.example", password="Secret123")
    store = app.extensions["mylexus"].store
    with store._db.connect() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())
    assert "phone" in dump
    assert "Secret123" not in dump and "taro@" not in dump
    cookie = phone.client.get_cookie("mylexus_phone")
    assert cookie and cookie.value not in dump


def test_settings_come_from_the_environment() -> None:
    """MYLEXUS_* variables replace the defaults, and a bad number is named."""
    settings = Settings.from_environ({"MYLEXUS_SMTP_PORT": "2525", "MYLEXUS_SMTP_HOST": "mail", "OTHER": "x"})
    assert (settings.smtp_host, settings.smtp_port, settings.timeout) == ("mail", 2525, 10.0)
    assert settings.control_token is None
    with pytest.raises(ValueError, match="MYLEXUS_TIMEOUT: found 'soon', expected a number"):
        Settings.from_environ({"MYLEXUS_TIMEOUT": "soon"})
    assert "key" not in repr(Settings(secret_key="key", account_key="key", control_token="key")).replace(
        "_key", ""
    )
