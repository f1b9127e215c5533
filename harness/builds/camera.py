"""A camera for the browser: what is held before it is a picture of ours, and the phone asks before it films."""

from __future__ import annotations

import io
import tempfile
from contextlib import suppress
from pathlib import Path

from PIL import Image

__all__ = ["ANSWER", "ASKED", "ASKS", "FRAMES", "Camera"]

_SIZE = (1012, 638)
"""Pixels of a frame: those of a card (1011 x 638), even as 4:2:0 wants it."""
_HEADER = f"YUV4MPEG2 W{_SIZE[0]} H{_SIZE[1]} F20:1 Ip A1:1 C420\nFRAME\n".encode()
_NOTHING = "#404040"

ASKS = """(() => {
  const devices = navigator.mediaDevices;
  if (!devices || window.__camera) return;
  const camera = window.__camera = {answer: window.__cameraAnswer ?? null, waiting: []};
  const film = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async wishes => {
    if (camera.answer === null) await new Promise(done => camera.waiting.push(done));
    if (!camera.answer) throw new DOMException('Permission denied', 'NotAllowedError');
    return film(wishes);
  };
})()"""
"""Lets a page that wants to film wait for an answer, as the phone's own question does."""
ASKED = "() => !!window.__camera?.waiting.length"
"""Says whether the question is open."""
ANSWER = """allow => {
  window.__cameraAnswer = allow;
  if (!window.__camera) return;
  window.__camera.answer = allow;
  window.__camera.waiting.splice(0).forEach(done => done());
}"""
"""Answers that question, on the page shown."""
FRAMES = """() => new Promise(done => {
  const video = document.querySelector('video');
  const timer = setTimeout(done, 3000);
  let left = 6;
  const next = () => --left ? video.requestVideoFrameCallback(next) : (clearTimeout(timer), done());
  if (video) video.requestVideoFrameCallback(next); else { clearTimeout(timer); done(); }
})"""
"""Waits until a page that films has seen some new frames."""


class Camera:
    """A film of one frame, in a file that Chromium reads over and over; another picture takes its place."""

    def __init__(self) -> None:
        """Shows nothing at first."""
        with tempfile.NamedTemporaryFile(prefix="mylexus-", suffix=".y4m", delete=False) as file:
            self._path = Path(file.name)
        self._film(Image.new("RGB", _SIZE, _NOTHING))

    @property
    def arguments(self) -> list[str]:
        """What Chromium must be started with."""
        return [
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={self._path}",
        ]

    def show(self, picture: bytes) -> None:
        """Holds a picture (PNG or JPEG) before the lens, from now on."""
        with Image.open(io.BytesIO(picture)) as opened:
            self._film(opened.convert("RGB").resize(_SIZE))

    def close(self) -> None:
        """Throws the film away."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _film(self, picture: Image.Image) -> None:
        luma, blue, red = picture.convert("YCbCr").split()
        half = (_SIZE[0] // 2, _SIZE[1] // 2)
        planes = b"".join(plane.tobytes() for plane in (luma, blue.resize(half), red.resize(half)))
        # In place, since the browser keeps the file open while a page films.
        with self._path.open("r+b") as file:
            file.write(_HEADER + planes)
