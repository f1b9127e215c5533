"""The camera of a real browser: a page that films sees the licence held before it, if the phone was allowed to."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from fakes.licence_reader import licence_picture
from fakes.licence_reader.wire import open_picture, read_licence
from harness.builds.browser import BrowserPhone
from harness.builds.browsers import launched
from harness.builds.camera import Camera
from harness.walking.awaiting import awaited

PAGE = """<!doctype html><html lang="ja"><meta name="viewport" content="width=device-width"><title>撮影</title>
<main><h1>はじめ</h1><video autoplay muted playsinline width="300"></video><button type="button">撮影する</button>
<dl><dt>写真</dt><dd></dd></dl></main><script>
const video = document.querySelector('video'), said = document.querySelector('dd');
navigator.mediaDevices.getUserMedia({video: {width: 1012, height: 638}}).then(
  stream => { video.srcObject = stream; document.querySelector('h1').textContent = '撮影'; },
  error => { document.querySelector('h1').textContent = '拒否'; said.textContent = error.name; });
document.querySelector('button').onclick = () => {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth; canvas.height = video.videoHeight;
  canvas.getContext('2d').drawImage(video, 0, 0);
  said.textContent = canvas.toDataURL('image/png');
};
</script>"""


@pytest.fixture(scope="module")
def page() -> Iterator[str]:
    """The address of a page that films."""
    server = make_server(
        "127.0.0.1", 0, Response(PAGE, content_type="text/html; charset=utf-8"), threaded=True
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def camera() -> Iterator[Camera]:
    """A camera with nothing before it."""
    camera = Camera()
    yield camera
    camera.close()


@pytest.fixture
def phone(browser: Browser, camera: Camera, page: str) -> Iterator[BrowserPhone]:
    """A phone with that camera, in a browser of its own."""
    started = launched(browser.browser_type, camera.arguments)
    yield BrowserPhone(owner="買主", browser=started, base_url=page, seconds=5, camera=camera)
    started.close()


def test_what_is_held_before_the_camera_is_read(phone: BrowserPhone) -> None:
    """The reader reads the picture that a page took of the licence, and of the next one after it."""
    phone.open("/")
    assert phone.screen().heading == "はじめ"
    assert awaited(phone, lambda screen: screen.heading == "撮影").heading == "撮影"
    for name in ("豊田 太郎", "豊田 花子"):
        phone.photograph(licence_picture(name=name, birthdate="1985-04-01", address="愛知県豊田市1"))
        phone.press("撮影する")
        taken = base64.b64decode(phone.screen().values["写真"].partition(",")[2])
        licence = read_licence(open_picture("image/png", taken))
        assert licence is not None and licence["name"] == name


def test_a_denied_camera_is_denied(phone: BrowserPhone) -> None:
    """The page waits for the phone's own question to be answered, and is told of a no."""
    phone.open("/")
    phone.allow_camera(allow=False)
    assert (phone.screen().heading, phone.screen().values) == ("拒否", {"写真": "NotAllowedError"})
    phone.reload()
    assert phone.screen().heading == "拒否"
