"""The pages of ``mylexus serve``: contracts, and for each of them the terminal, two phones, mails and the clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

import requests
from jinja2 import Environment, PackageLoader, select_autoescape
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from harness.builds.http import browser_session
from harness.builds.port import Car, Certificate, Contract
from harness.builds.served import HttpBuild
from harness.errors import HarnessError
from harness.serving.phone_port import PhonePort
from harness.walking.cast import CAST, Person, cast_member
from harness.walking.certificates import certificate_for

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

__all__ = ["CARDS", "PHONES", "Desk"]

PHONES = {"staff": "スタッフ端末", "buyer": "買主のスマートフォン", "user": "使用者のスマートフォン"}
CARDS = {
    "4242 4242 4242 4242": "登録できる（カード会社の認証あり）",
    "4012 8888 8888 1881": "登録できる（カード会社の認証なし）",
    "4000 0000 0000 0002": "カード会社に断られる",
    "4000 0000 0000 0069": "有効期限切れ",
}
_CARS = {
    "EV": Car(name="RZ", charging=True, fast_charging=True),
    "PHV": Car(name="NX450h+", charging=True),
    "HV": Car(name="ES300h"),
}
_JAPAN = timezone(timedelta(hours=9))
_SPANS = {"1分": 60, "10分": 600, "31分": 1860, "1日": 86400, "7日": 7 * 86400}
_QUALITIES = ("正しい", "誤り", "不能")
_LINK = re.compile(r"https?://[^\s<>\"']+")
_ROUTES = Map(
    [
        Rule("/", endpoint="index", methods=["GET"]),
        Rule("/contracts", endpoint="new_contract", methods=["POST"]),
        Rule("/contracts/<contract_id>", endpoint="contract", methods=["GET"]),
        Rule("/contracts/<contract_id>/state", endpoint="state", methods=["GET"]),
        Rule("/contracts/<contract_id>/tools", endpoint="tools", methods=["GET"]),
        Rule("/contracts/<contract_id>/delivery", endpoint="deliver", methods=["POST"]),
        Rule("/contracts/<contract_id>/phones/<phone>/renewal", endpoint="renew", methods=["POST"]),
        Rule("/phones/<phone>/scan", endpoint="scan", methods=["POST"]),
        Rule("/phones/<phone>/entry", endpoint="enter", methods=["POST"]),
        Rule("/mails", endpoint="mails", methods=["GET"]),
        Rule("/clock", endpoint="move_clock", methods=["POST"]),
        Rule("/reviews", endpoint="review", methods=["POST"]),
        Rule("/licence/<int:number>/<quality>.png", endpoint="licence", methods=["GET"]),
    ]
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Case:
    """A contract that was made here, and the 車検証 of its car once that is delivered."""

    contract: Contract
    certificate: Certificate | None = None


class Desk:
    """A WSGI application that answers on its own port; only a POST changes anything."""

    def __init__(
        self,
        *,
        build: HttpBuild,
        phones: Mapping[str, PhonePort],
        fakes: str,
        inbox: str,
        seed: int,
    ) -> None:
        """``phones`` by the keys of ``PHONES``; ``fakes`` and ``inbox`` are addresses."""
        self._build = build
        self._phones = dict(phones)
        self._fakes = fakes
        self._inbox = inbox
        self._seed = seed
        self._cases: dict[str, _Case] = {}
        self._cast = [cast_member(name, seed=seed) for name in CAST]
        self._templates = Environment(
            loader=PackageLoader("harness.serving"),
            autoescape=select_autoescape(),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._endpoints: dict[str, Callable[..., Response]] = {
            "index": self._index,
            "new_contract": self._new_contract,
            "contract": self._contract,
            "state": self._state,
            "tools": self._tools,
            "deliver": self._deliver,
            "renew": self._renew,
            "scan": self._scan,
            "enter": self._enter,
            "mails": self._mails,
            "move_clock": self._move_clock,
            "review": self._review,
            "licence": self._licence,
        }

    def wsgi(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one call (PEP 3333)."""
        request = Request(environ)
        try:
            endpoint, values = _ROUTES.bind_to_environ(environ).match()
            answer = self._endpoints[endpoint](request, **values) if _from_here(request) else _foreign()
        except MethodNotAllowed as error:
            answer = Response("405 Method Not Allowed\n", status=405)
            answer.allow.update(error.valid_methods or ())
        except HTTPException:
            answer = self._page(
                "message.html", title="ページがありません", text="一覧から選び直してください。", status=404
            )
        except (HarnessError, requests.RequestException) as error:
            answer = self._page("message.html", title="ビルドが応答しません", text=str(error), status=502)
        return answer(environ, start_response)

    def _page(self, name: str, *, status: int = 200, **values: Any) -> Response:
        text = self._templates.get_template(name).render(**values)
        return Response(text, status=status, content_type="text/html; charset=utf-8")

    def _index(self, _: Request) -> Response:
        return self._page(
            "index.html",
            now=self._now(),
            spans=_SPANS,
            cars=_CARS,
            cases=list(self._cases.values()),
            cast=self._cast,
            fakes=self._fakes,
            inbox=self._inbox,
        )

    def _now(self) -> str:
        return f"{self._build.now().astimezone(_JAPAN):%Y-%m-%d %H:%M:%S}"

    def _new_contract(self, request: Request) -> Response:
        car = _CARS.get(request.form.get("car", ""), _CARS["EV"])
        contract = self._build.new_contract(dealer="レクサス文京", car=car)
        self._cases[contract.id] = _Case(contract=contract)
        for phone in self._phones.values():
            phone.renew()
        return redirect(f"/contracts/{contract.id}", code=303)

    def _case(self, contract_id: str) -> _Case:
        try:
            return self._cases[contract_id]
        except KeyError:
            raise NotFound from None

    def _contract(self, _: Request, contract_id: str) -> Response:
        case = self._case(contract_id)
        return self._page(
            "contract.html",
            case=case,
            phones=PHONES,
            staff=self._phones["staff"].here(case.contract.staff_url),
            current={name: phone.current for name, phone in self._phones.items()},
            cast=self._cast,
            cards=CARDS,
            qualities=_QUALITIES,
        )

    def _state(self, _: Request, contract_id: str) -> Response:
        self._case(contract_id)
        return self._page("state.html", state=self._build.contract(contract_id))

    def _tools(self, _: Request, contract_id: str) -> Response:
        case = self._case(contract_id)
        return self._page("tools.html", case=case, now=self._now(), spans=_SPANS, cast=self._cast)

    def _deliver(self, request: Request, contract_id: str) -> Response:
        case = self._case(contract_id)
        wanted = request.form.get("user", "")
        user = next((one for one in self._cast if one.name == wanted), self._cast[0])
        certificate = certificate_for(user, seed=self._seed + len(self._cases))
        self._build.register_vehicle(contract_id, certificate)
        self._cases[contract_id] = replace(case, certificate=certificate)
        return redirect(f"/contracts/{contract_id}/tools", code=303)

    def _renew(self, _: Request, contract_id: str, phone: str) -> Response:
        self._case(contract_id)
        self._phone(phone).renew()
        return redirect(f"/contracts/{contract_id}", code=303)

    def _phone(self, name: str) -> PhonePort:
        try:
            return self._phones[name]
        except KeyError:
            raise NotFound from None

    def _scan(self, _: Request, phone: str) -> Response:
        """A phone reads the QR code that another screen shows: the newest of them wins."""
        target = self._phone(phone)
        for name in ("buyer", "staff") if phone == "user" else ("staff",):
            if text := self._phones[name].qr_code():
                return redirect(target.here(text), code=303)
        return self._page(
            "message.html",
            title="QRコードが見えません",
            text="QRコードのある画面を、スタッフ端末か買主のスマートフォンに出してから読み取ってください。",
        )

    def _enter(self, _: Request, phone: str) -> Response:
        """A phone opens the address of the leaflet with which users register after delivery."""
        return redirect(self._phone(phone).here(self._build.user_entry()), code=303)

    def _mails(self, _: Request) -> Response:
        with browser_session() as session:
            answer = session.get(f"{self._inbox}/_fake/messages", timeout=10)
            answer.raise_for_status()
        mails = [
            {**mail, "links": [self._links(link) for link in dict.fromkeys(_LINK.findall(mail["text"]))]}
            for mail in reversed(answer.json()["messages"])
        ]
        return self._page("mails.html", mails=mails)

    def _links(self, link: str) -> list[tuple[str, str, str]]:
        return [(name, PHONES[name], self._phones[name].here(link)) for name in ("buyer", "user")]

    def _move_clock(self, request: Request) -> Response:
        self._build.advance(timedelta(seconds=_SPANS.get(request.form.get("span", ""), 0)))
        return redirect(_path_of(request), code=303)

    def _review(self, request: Request) -> Response:
        self._build.review()
        return redirect(_path_of(request), code=303)

    def _licence(self, _: Request, number: int, quality: str) -> Response:
        if number >= len(self._cast) or quality not in _QUALITIES or not self._cast[number].birthdate:
            raise NotFound
        person: Person = self._cast[number]
        picture = self._build.licence_picture(
            name=person.name, birthdate=person.birthdate, address=person.address, quality=quality
        )
        return Response(picture, content_type="image/png")


def _from_here(request: Request) -> bool:
    """Another site's page must not move the clock of whoever has both open."""
    origin = request.headers.get("Origin")
    return request.method in ("GET", "HEAD") or origin in (None, request.host_url.rstrip("/"))


def _foreign() -> Response:
    return Response("403 Forbidden\n", status=403)


def _path_of(request: Request) -> str:
    """The page of ours that a form named to come back to."""
    back = request.form.get("back", "/")
    return back if re.fullmatch(r"/(contracts/[\w-]+/tools)?", back) else "/"
