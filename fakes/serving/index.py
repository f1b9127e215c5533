"""The index: what runs where, and how to point a build at it, as a page and as lines for a shell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from fakes.answers import html_answer, json_answer, page
from fakes.licence_reader import licence_picture
from fakes.serving.cast import Member

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

__all__ = ["Index", "Place"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One fake that is served."""

    name: str
    title: str
    url: str
    """Base URL without a slash at the end."""
    smtp: str = ""
    """``host:port`` of SMTP; only for mail."""


class Index:
    """A WSGI application: the page at ``/``, the variables at ``/environment``, ``/_fake/health``.

    The customers of a seed are listed on the page and at ``/cast``, the licences of people drawn at
    ``/licences/<number>.png``.
    """

    def __init__(self, places: Sequence[Place], environ: Mapping[str, str]) -> None:
        self.url = ""
        """Where the page itself is; set once its port is known."""
        self.places = tuple(places)
        self.environ = dict(environ)
        self.cast: tuple[Member, ...] = ()

    @property
    def exports(self) -> str:
        """The variables as lines that a POSIX shell takes."""
        return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in self.environ.items())

    def wsgi(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one call (PEP 3333)."""
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response("405 Method Not Allowed\n", status=405, headers={"Allow": "GET, HEAD"})
        match request.path:
            case "/":
                return html_answer(self._page())
            case "/environment":
                return Response(self.exports, content_type="text/plain; charset=utf-8")
            case "/_fake/health":
                return json_answer({"status": "ok", "fakes": {one.name: one.url for one in self.places}})
            case "/cast":
                return json_answer({"cast": [_told(one) for one in self.cast]})
        licence = self._licence(request.path)
        return licence or Response("404 Not Found\n", status=404)

    def _licence(self, path: str) -> Response | None:
        found = re.fullmatch(r"/licences/([1-9][0-9]?)\.png", path)
        people = [one for one in self.cast if one.birthdate]
        if found is None or int(found[1]) > len(people):
            return None
        one = people[int(found[1]) - 1]
        picture = licence_picture(name=one.name, birthdate=one.birthdate, address=one.address)
        return Response(picture, mimetype="image/png")

    def _page(self) -> str:
        listed = "\n".join(_entry(place) for place in self.places)
        return page(
            "外部システムの代役 / Fakes",
            f"""<p>このコンピューターの中だけで動きます。状態は <code>/_fake/reset</code> で最初に戻ります。<br>
<span lang="en">They run on this computer only. <code>POST /_fake/reset</code> puts one back to its beginning.</span></p>
<h2>場所 / What runs where</h2>
<dl>
{listed}
</dl>
<h2>ビルドの設定 / Point a build at them</h2>
<p>ビルドを起動するシェルに貼り付けてください。<br>
<span lang="en">Paste into the shell that starts the build, or:
<code>eval "$(curl -s {escape(self.url)}environment)"</code></span></p>
<pre>{escape(self.exports)}</pre>
{_shown(self.cast)}""",
        )


def _told(one: Member) -> dict[str, Any]:
    known = {
        "kind": one.kind,
        "name": one.name,
        "email": one.email,
        "password": one.password,
        "linked_services": list(one.linked_services),
        "profile": dict(one.profile),
        "chassis_number": one.certificate.chassis_number,
        "plate": _plate(one),
    }
    return known | ({"corporate_number": one.corporation.corporate_number} if one.corporation else {})


def _plate(one: Member) -> str:
    plate = one.certificate.plate
    return f"{plate.region} {plate.class_number} {plate.kana} {plate.serial}"


def _shown(cast: Sequence[Member]) -> str:
    """The customers as a list, or nothing where there are none."""
    if not cast:
        return ""
    entries = []
    for number, one in enumerate(cast, 1):
        lines = [
            f"{one.email} · パスワード {one.password}",
            f"車台番号 {one.certificate.chassis_number} · 自動車登録番号 {_plate(one)}",
            one.address,
        ]
        lines += [f"連携済み {'、'.join(one.linked_services)}"] if one.linked_services else []
        lines += [f"法人番号 {one.corporation.corporate_number}"] if one.corporation else []
        text = "<br>".join(escape(line) for line in lines)
        if one.birthdate:  # people come first, so that their numbers are those of their licences
            text += f'<br><a href="/licences/{number}.png">運転免許証 / licence</a>'
        entries.append(f"<dt>{escape(one.name)} <small>{one.kind}</small></dt><dd>{text}</dd>")
    listed = "\n".join(entries)
    return f"""<h2>架空のお客さま / Invented customers</h2>
<p>はじめから登録されています。<code>/_fake/reset</code> の後は、いなくなります。<br>
<span lang="en">They are there from the start, the same for the same seed, and gone after <code>/_fake/reset</code>.</span></p>
<dl>
{listed}
</dl>"""


def _entry(place: Place) -> str:
    smtp = f" · SMTP {escape(place.smtp)}" if place.smtp else ""
    links = " · ".join(
        f'<a href="{escape(place.url)}/_fake/{path}">{title}</a>'
        for path, title in (
            ("health", "動作 / health"),
            ("journal", "記録 / journal"),
            ("faults", "障害 / faults"),
            ("openapi.json", "OpenAPI"),
        )
    )
    shown = f'<a href="{escape(place.url)}/">{escape(place.url)}</a>' if place.smtp else escape(place.url)
    return f"<dt>{escape(place.title)} <small>{place.name}</small></dt><dd>{shown}{smtp}<br>{links}</dd>"
