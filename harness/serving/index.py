"""The index page of ``mylexus serve``: where to begin, who there is, and the hands of the clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta, timezone
from html import escape
from typing import TYPE_CHECKING

import requests
from werkzeug.wrappers import Request, Response

from fakes.answers import html_answer, page
from harness.builds.http import browser_session
from harness.builds.served import HttpBuild
from harness.errors import BuildError
from harness.walking.cast import CAST, cast_member

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

__all__ = ["Index"]

_JAPAN = timezone(timedelta(hours=9))
_SPANS = {"1分": 60, "10分": 600, "31分": 1860, "1日": 86400, "7日": 7 * 86400}


class Index:
    """A WSGI application that answers on its own port; only a POST changes anything."""

    def __init__(
        self, *, build: HttpBuild, base_url: str, token: str, fakes: str, inbox: str, seed: int
    ) -> None:
        self._build = build
        self._base_url = base_url
        self._token = token
        self._fakes = fakes
        self._inbox = inbox
        self._seed = seed

    def wsgi(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one call (PEP 3333)."""
        request = Request(environ)
        try:
            answer = self._answer(request)
        except (BuildError, requests.RequestException) as error:
            answer = html_answer(page("ビルドが応答しません", f"<p>{escape(str(error))}</p>"))
            answer.status_code = 502
        return answer(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.path == "/" and request.method in ("GET", "HEAD"):
            return html_answer(self._page())
        if request.path not in ("/contract", "/clock"):
            return Response("404 Not Found\n", status=404)
        if request.method != "POST":
            return Response("405 Method Not Allowed\n", status=405, headers={"Allow": "POST"})
        origin = request.headers.get("Origin")
        if origin is not None and origin != request.host_url.rstrip("/"):
            # Another site's page must not move the clock of whoever has both open.
            return Response("403 Forbidden\n", status=403)
        if request.path == "/contract":
            return html_answer(self._contract())
        self._build.advance(timedelta(seconds=_SPANS.get(request.form.get("span", ""), 0)))
        return Response(status=303, headers={"Location": "/"})

    def _page(self) -> str:
        now = self._build.now().astimezone(_JAPAN)
        spans = "".join(f'<button name="span" value="{span}">{span}進める</button> ' for span in _SPANS)
        people = "\n".join(self._person(name) for name in CAST)
        return page(
            "申込みのビルド / The build",
            f"""<form method="post" action="/contract"><button>新しい契約を作る</button>
（スタッフ端末と二台のスマートフォンへのリンクが出ます）</form>
<ul><li><a href="{escape(self._inbox)}/">メールの受信箱</a></li>
<li><a href="{escape(self._fakes)}">外部システムの代役</a></li>
<li><a href="{escape(self._build.user_entry())}">納車後の使用者登録（チラシのQRコード）</a></li></ul>
<h2>時計</h2><p>{now:%Y-%m-%d %H:%M:%S} （日本時間）</p><form method="post" action="/clock">{spans}</form>
<h2>登場人物（TOYOTAアカウントあり）</h2><dl>{people}</dl>""",
        )

    def _person(self, name: str) -> str:
        person = cast_member(name, seed=self._seed)
        return (
            f"<dt>{escape(name)}（{escape(person.kind)}）</dt>"
            f"<dd>{escape(person.email)} / <code>{escape(person.password)}</code></dd>"
        )

    def _contract(self) -> str:
        with browser_session() as session:
            answer = session.post(
                f"{self._base_url}/_control/contracts",
                json={
                    "dealer": "レクサス文京",
                    "car": {"name": "RZ", "charging": True, "fast_charging": True},
                },
                headers={"Authorization": f"Bearer {self._token}"},
                timeout=10,
            )
            answer.raise_for_status()
        made = answer.json()
        # Cookies belong to a host name: under another name the same browser is another phone.
        other = self._base_url.replace("127.0.0.1", "localhost")
        return page(
            f"契約 {made['id']}",
            f"""<ul><li><a href="{escape(self._base_url + made["staff_path"])}">スタッフ端末</a></li>
<li><a href="{escape(self._base_url + made["entry_path"])}">買主のスマートフォン</a></li>
<li><a href="{escape(other + made["entry_path"])}">使用者のスマートフォン</a>
（使用者登録のQRコードは <code>localhost</code> のアドレスで開く）</li></ul><p><a href="/">戻る</a></p>""",
        )
