"""A phone with a real browser: what it sees, and what its hands do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from harness.builds.browser import BrowserPhone
from harness.builds.port import NotOffered
from harness.errors import BuildError
from harness.walking.awaiting import awaited

FORM = """<!doctype html><html lang="ja"><title>入力</title><main><h1>入力</h1>
<form method="post" action="/sent" enctype="multipart/form-data"><label>名前 <input name="name" required></label>
<fieldset><legend>性別</legend><label><input type="radio" name="sex" value="m">男性</label>
<label><input type="radio" name="sex" value="f">女性</label></fieldset>
<label>都道府県 <select name="area"><option>東京都<option>愛知県</select></label>
<label><input type="checkbox" name="ok" value="1">同意する</label>
<label>写真 <input type="file" name="photo"></label>
<p hidden>見えない</p><p style="display:none">これも</p><button>送る</button></form></main>"""
SINGLE = """<!doctype html><html lang="ja"><title>一枚</title><main id="app"></main><script>
const app = document.getElementById('app');
function first() {
  app.innerHTML = '<h1>はじめ</h1><label>名前 <input id="n"></label><button type="button">次へ</button>';
  app.querySelector('button').onclick = () => { const name = document.getElementById('n').value;
    history.pushState(1, '', '/single/2');
    fetch('/data').then(r => r.text()).then(text => setTimeout(() => second(name + text), 20)); };
}
function second(text) { if (text === 'さん') return setTimeout(() => second('おそい'), 300); app.innerHTML = '<h1>つぎ</h1><dl><dt>名前</dt><dd></dd></dl><button>驚く</button>';
  app.querySelector('dd').textContent = text;
  app.querySelector('button').onclick = () => alert('これは警告です'); }
addEventListener('popstate', first); first();
</script>"""


def answer(environ: Any, start: Any) -> Any:
    """A small build."""
    request = Request(environ)
    pages = {"/": FORM, "/single": SINGLE, "/data": "さん", "/broken": "<h1>障害</h1>"}
    if request.path == "/loop":
        return Response(status=302, headers={"Location": "/loop"})(environ, start)
    if request.path == "/sent":
        photo = request.files.get("photo")
        said = {**request.form, "photo": len(photo.read()) if photo else 0}
        request.close()
        items = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in said.items())
        body = f"<title>受付</title><main><h1>受付</h1><dl>{items}</dl></main>"
        return Response(body, content_type="text/html; charset=utf-8")(environ, start)
    status = 500 if request.path == "/broken" else 200 if request.path in pages else 404
    return Response(pages.get(request.path, ""), status=status, content_type="text/html; charset=utf-8")(
        environ, start
    )


@pytest.fixture(scope="module")
def build() -> Iterator[SimpleNamespace]:
    """The small build on a free port."""
    server = make_server("127.0.0.1", 0, answer, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def phone(browser: Browser, build: SimpleNamespace) -> Iterator[BrowserPhone]:
    """A phone on the small build."""
    phone = BrowserPhone(owner="買主", browser=browser, base_url=build.url, seconds=5)
    yield phone
    phone.close()


def test_a_form_is_filled_in_and_sent(phone: BrowserPhone) -> None:
    """What is typed, chosen, ticked and photographed arrives, and shows on the screen before it is sent."""
    phone.open("/")
    phone.fill("名前", "豊田 太郎")
    phone.choose("性別", "女性")
    phone.choose("都道府県", "愛知県")
    phone.tick("同意する")
    phone.photograph(b"picture")
    screen = phone.screen()
    assert {field.label: field.value for field in screen.fields}["名前"] == "豊田 太郎"
    assert {choice.label: choice.chosen for choice in screen.choices} == {
        "性別": "女性",
        "都道府県": "愛知県",
    }
    assert screen.checks == {"同意する": True}
    assert "見えない" not in screen.text
    assert "これも" not in screen.text
    phone.press("送る")
    sent = phone.screen()
    assert (sent.heading, sent.status) == ("受付", 200)
    assert sent.values == {"name": "豊田 太郎", "sex": "f", "area": "愛知県", "ok": "1", "photo": "7"}


def test_the_browser_itself_asks_for_what_is_required(phone: BrowserPhone) -> None:
    """A required field that is empty keeps the form on the phone, and the field has an error."""
    phone.open("/")
    phone.press("送る")
    screen = phone.screen()
    assert screen.heading == "入力"
    assert next(field.error for field in screen.fields if field.label == "名前")


def test_a_denied_camera_gives_no_picture(phone: BrowserPhone) -> None:
    """Who denies the camera sends no picture."""
    phone.open("/")
    phone.fill("名前", "豊田")
    phone.allow_camera(allow=False)
    phone.photograph(b"picture")
    phone.press("送る")
    assert phone.screen().values["photo"] == "0"


def test_an_application_of_one_page_is_waited_for(phone: BrowserPhone) -> None:
    """A screen that comes by JavaScript, without loading, is there after the press; back and alert work too."""
    phone.open("/single")
    phone.fill("名前", "花子")
    phone.press("次へ")
    assert phone.screen().heading == "つぎ"
    assert phone.screen().values == {"名前": "花子さん"}
    phone.press("驚く")
    assert phone.screen().alerts == ("これは警告です",)
    phone.back()
    assert phone.screen().heading == "はじめ"


def test_a_screen_that_comes_late_is_waited_for(phone: BrowserPhone) -> None:
    """What a script shows long after all is quiet is waited for, as long as it is what is expected."""
    phone.open("/single")
    phone.press("次へ")
    assert phone.screen().heading == "はじめ"
    assert awaited(phone, lambda screen: screen.heading == "つぎ").heading == "つぎ"


def test_nothing_is_waited_for_where_nothing_can_change(phone: BrowserPhone) -> None:
    """A page without scripts is as it is."""
    phone.open("/")
    assert phone.screen().changes is None


def test_what_is_not_there_is_not_pressed(phone: BrowserPhone) -> None:
    """A button that the screen does not offer is said to be missing, with what is offered."""
    phone.open("/")
    with pytest.raises(NotOffered) as missing:
        phone.press("申し込む")
    assert "送る" in missing.value.offered


@pytest.mark.parametrize(("path", "status"), [("/broken", 500), ("/none", 404), ("/loop", 508)])
def test_trouble_is_a_screen(phone: BrowserPhone, path: str, status: int) -> None:
    """A build in trouble shows a screen with its status."""
    phone.open(path)
    assert phone.screen().status == status


def test_two_phones_are_two_phones(browser: Browser, build: SimpleNamespace, phone: BrowserPhone) -> None:
    """What is typed on one phone is not on another."""
    other = BrowserPhone(owner="使用者", browser=browser, base_url=build.url, seconds=5)
    for one in (phone, other):
        one.open("/")
    phone.fill("名前", "太郎")
    assert {field.value for field in other.screen().fields if field.label == "名前"} == {""}
    assert other.picture().startswith(b"\xff\xd8")
    other.close()


def test_a_build_that_is_gone_is_said(browser: Browser) -> None:
    """An address at which nobody listens is an error of the run, not of the build."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    phone = BrowserPhone(owner="買主", browser=browser, base_url=url, seconds=5)
    with pytest.raises(BuildError, match="does not answer"):
        phone.open("/")
    phone.close()
