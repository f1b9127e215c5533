"""A small build of section 1-1: another markup, one application in plain JavaScript, ordinary forms without it."""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any

import segno
from werkzeug import Request, Response

from tests.other_build import tags
from tests.other_build.entries import (
    CORPORATION,
    LOGIN,
    PERSON,
    SEXES,
    faults,
    from_profile,
    shown,
    to_profile,
)
from tests.other_build.systems import Refused, Systems, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

__all__ = ["Build", "Visit"]

_TROUBLE = "ただいま手続きを続けられません。しばらくしてからお試しください。"
_JAPAN = timezone(timedelta(hours=9))
_PERSON_FORM, _CORPORATION_FORM = (*LOGIN, *PERSON), (*LOGIN, *CORPORATION)


@dataclass
class Visit:
    """What one phone is doing."""

    contract: str
    at: str = "start"
    trail: list[str] = field(default_factory=list)
    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    """Per screen, what was typed there."""
    faults: dict[str, str] = field(default_factory=dict)
    alert: str = ""
    account: dict[str, Any] = field(default_factory=dict)
    email: str = ""
    kind: str = ""
    code: dict[str, Any] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)

    def of(self, screen: str) -> dict[str, str]:
        """What was typed on a screen."""
        return self.typed.setdefault(screen, {})


class Build:
    """The application. A screen is a method ``show_…``, pressing on it is a method ``on_…``."""

    headings: Mapping[str, str] = {
        "start": "お申込みの開始",
        "begin": "買主情報の登録開始",
        "car": "ご契約車両の確認",
        "consent": "情報提供の同意",
        "login": "ログイン",
        "review": "登録情報の確認と変更",
        "check": "お客さま情報の登録",
        "checked": "登録情報の確認完了",
        "finished": "買主情報の登録が完了しました。",
        "terms": "アカウント利用規約の同意",
        "email": "メールアドレスの登録",
        "code": "認証コードの入力",
        "proved": "メールアドレスの登録完了",
        "kind": "お客さま種別の選択",
        "way": "入力方法の選択",
        "how": "撮影方法の確認",
        "licence": "身分証明書の選択",
        "ready": "撮影の開始",
        "shoot": "オモテ面の撮影",
        "read": "撮影情報の確認",
        "person": "お客さま情報の入力",
        "corporation": "法人情報の入力",
        "found": "法人情報の確認",
        "confirm": "入力内容の確認",
        "made": "アカウントの登録完了",
        "owner": "名義の選択",
    }
    following: Mapping[str, str] = {
        "start": "begin",
        "begin": "car",
        "car": "consent",
        "consent": "login",
        "review": "check",
        "check": "checked",
        "checked": "finished",
        "terms": "email",
        "email": "code",
        "code": "proved",
        "proved": "kind",
        "way": "how",
        "how": "licence",
        "licence": "ready",
        "ready": "shoot",
        "shoot": "read",
        "read": "person",
        "person": "confirm",
        "found": "corporation",
        "corporation": "confirm",
        "confirm": "made",
        "made": "finished",
        "finished": "owner",
    }
    """Where each screen leads when nothing is wrong."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.systems = Systems(environ)
        self._public = (environ.get("MYLEXUS_PUBLIC_URL") or "http://localhost").rstrip("/")
        self._token = environ.get("MYLEXUS_CONTROL_TOKEN", "")
        self._lock = threading.RLock()
        self._forget()

    def _forget(self) -> None:
        self.contracts: dict[str, dict[str, Any]] = {}
        self._visits: dict[str, Visit] = {}
        self._mailed: dict[tuple[str, str], float] = {}
        self._clock: tuple[float, float | None] | None = None

    # -- time --------------------------------------------------------------------------------------

    def seconds(self) -> float:
        """The build's time."""
        if self._clock is None:
            return time.time()
        shown_time, since = self._clock
        return shown_time if since is None else shown_time + time.time() - since

    def today(self) -> date:
        """The day in Japan."""
        return datetime.fromtimestamp(self.seconds(), _JAPAN).date()

    # -- answering ---------------------------------------------------------------------------------

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request."""
        request = Request(environ)
        with self._lock, request:
            response = self._answer(request)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        first, _, rest = request.path.strip("/").partition("/")
        if first == "_control":
            return self._control(request, rest)
        if first == "app.js":
            script = resources.files(__package__).joinpath("static/app.js").read_text(encoding="utf-8")
            return Response(script, mimetype="text/javascript")
        if first == "dealer" and rest in self.contracts:
            return self._page(request, self._terminal(rest), "QRコードの表示", application=False)
        if first == "apply" and rest in self.contracts:
            return self._arrive(rest)
        visit = self._visits.get(request.cookies.get("phone", ""))
        if visit is None or first not in ("at", "do"):
            wrong = tags.alert("この二次元コードやURLからはお手続きいただけません。")
            return self._page(request, f"<h2>お手続きできません</h2>{wrong}", "エラー", status=404)
        if first == "do":
            self._act(visit, request, rest)
            return Response(status=303, headers={"Location": f"/at/{visit.at}"})
        if rest != visit.at:
            # Only the browser's own back button asks for another screen than the one at hand.
            self.gone_back(visit)
            return Response(status=303, headers={"Location": f"/at/{visit.at}"})
        return self._page(request, self.render(visit), self.headings[visit.at])

    def gone_back(self, visit: Visit) -> None:
        """The procedure begins anew, and what was typed is lost."""
        visit.__init__(visit.contract)  # type: ignore[misc]

    def _arrive(self, contract: str) -> Response:
        phone = secrets.token_urlsafe(16)
        self._visits[phone] = Visit(contract)
        response = Response(status=303, headers={"Location": "/at/start"})
        response.set_cookie("phone", phone, httponly=True, samesite="Lax")
        return response

    def _page(
        self, request: Request, html: str, title: str, *, status: int = 200, application: bool = True
    ) -> Response:
        if request.headers.get("Accept", "") == "application/json":
            screen = {"url": request.path, "title": title, "html": html}
            response = Response(json.dumps(screen), status=status, mimetype="application/json")
        else:
            script = '<script src="/app.js" defer></script>' if application else ""
            response = Response(
                '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
                '<meta name="viewport" content="width=device-width">'
                f"<title>{escape(title)}</title>{script}</head>"
                '<body><header><p>レクサス お手続き</p></header><div role="main" id="app">'
                f"{html}</div></body></html>",
                status=status,
                mimetype="text/html",
            )
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Accept"
        return response

    def _terminal(self, token: str) -> str:
        address = f"{self._public}/apply/{token}"
        picture = segno.make_qr(address, error="m").png_data_uri(scale=6, border=4)
        return (
            f'<h2>QRコードの表示</h2><figure><img src="{picture}" alt="お申込み用の二次元コード"></figure>'
            f"<details><summary>QRコードが読み取れないお客様はこちら</summary><p>{address}</p></details>"
        )

    # -- moving ------------------------------------------------------------------------------------

    def _act(self, visit: Visit, request: Request, rest: str) -> None:
        if request.method == "POST":
            values = {key: value for key, value in request.form.items() if not key.startswith("move:")}
            move = next((key[5:] for key in request.form if key.startswith("move:")), "next")
        else:
            rest, _, move = rest.partition("/")
            values = {}
        if rest != visit.at:
            return  # sent from a screen that is not the one at hand
        visit.faults, visit.alert = {}, ""
        visit.of(visit.at).update(values)
        if move == "back":
            visit.at = visit.trail.pop() if visit.trail else visit.at
            return
        handler: Callable[..., None] = getattr(self, f"on_{visit.at}", self._simply)
        try:
            handler(visit, move, request)
        except Trouble:
            visit.alert = _TROUBLE

    def go(self, visit: Visit, screen: str) -> None:
        """Another screen is shown; a screen that was left behind can be gone back to."""
        visit.trail.append(visit.at)
        visit.at = screen

    def _simply(self, visit: Visit, move: str, request: Request) -> None:
        self.go(visit, self.following[visit.at])

    def render(self, visit: Visit) -> str:
        """The screen at hand: its heading and what it shows."""
        level = 3 if visit.trail else 2
        heading = f'<h{level} tabindex="-1">{escape(self.headings[visit.at])}</h{level}>'
        if visit.at in ("car", "read"):
            heading = f'<p role="heading" aria-level="2">{escape(self.headings[visit.at])}</p>'
        shower: Callable[[Visit], str] = getattr(self, f"show_{visit.at}")
        return heading + tags.alert(visit.alert) + shower(visit)

    def form(self, visit: Visit, inside: str, *, back: bool = True) -> str:
        """A form of the screen at hand, with the way back beside it."""
        beside = f"<nav>{tags.back('main-form')}</nav>" if back else ""
        return (
            f'<form id="main-form" method="post" action="/do/{visit.at}" enctype="multipart/form-data" novalidate>'
            f"{inside}</form>{beside}"
        )

    # -- the beginning -----------------------------------------------------------------------------

    def show_start(self, visit: Visit) -> str:
        """1-1/2."""
        return tags.link("お申込みを開始する", "/do/start/next")

    def show_begin(self, visit: Visit) -> str:
        """1-1/3."""
        return tags.link("買主情報の登録へ", "/do/begin/next")

    def show_car(self, visit: Visit) -> str:
        """1-1/4."""
        contract = self.contracts[visit.contract]
        pairs = [("ご契約車両", contract["car"]["name"]), ("購入販売店", contract["dealer"])]
        return tags.terms(pairs) + self.form(visit, tags.submit("つぎへ"), back=False)

    def show_consent(self, visit: Visit) -> str:
        """1-1/5."""
        return "<p>ご契約車両の情報を提供することに同意いただきます。</p>" + self.form(
            visit, tags.submit("同意する")
        )

    def show_login(self, visit: Visit) -> str:
        """1-1/6: two forms on one page."""
        typed = visit.of("login")
        return (
            '<form method="post" action="/do/login"><h4>TOYOTAアカウントをお持ちの方</h4>'
            + tags.field(
                "email",
                "メールアドレス",
                value=typed.get("email", ""),
                error=visit.faults.get("email", ""),
                way=3,
                more=" required",
            )
            + tags.field("password", "パスワード", kind="password", way=0)
            + tags.submit("ログイン", move="login")
            + '</form><form method="post" action="/do/login"><h4>お持ちでない方</h4>'
            + tags.submit("新規登録(無料)", move="new")
            + "</form>"
        )

    def on_login(self, visit: Visit, move: str, request: Request) -> None:
        """An account is opened, or a new one begun."""
        if move == "new":
            self.go(visit, "terms")
            return
        typed = visit.of("login")
        password = typed.pop("password", "")
        if not typed.get("email"):
            visit.faults = {"email": "メールアドレスをご記入ください。"}
            return
        try:
            visit.account = self.systems.log_in(typed["email"], password)
        except Refused:
            visit.alert = "メールアドレスまたはパスワードが違います。"
            return
        visit.typed["review"] = from_profile(self._entries(visit), visit.account["profile"])
        self.go(visit, "review")

    # -- with an account ---------------------------------------------------------------------------

    def _entries(self, visit: Visit) -> Any:
        return CORPORATION if visit.account["kind"] == "法人" else PERSON

    def show_review(self, visit: Visit) -> str:
        """1-1/7-A, with the wordings that the readings allow."""
        typed, kept = visit.of("review"), self._kept(visit)
        other = {
            "name": "氏名",
            "birthdate": "生年月日",
            "contact_phone": "連絡先電話番号",
        }
        inside = ""
        for number, entry in enumerate(self._entries(visit)):
            value, error = typed.get(entry.key, ""), visit.faults.get(entry.key, "")
            if entry.rule == "sex":
                inside += tags.options(entry.key, entry.label, SEXES, chosen=value, error=error)
                continue
            label = (
                entry.label
                if visit.account["kind"] == "法人" and entry.key == "name"
                else other.get(entry.key, entry.label)
            )
            more = " readonly" if entry.key in kept else ""
            inside += tags.field(entry.key, label, value=value, error=error, way=number, more=more)
        return self.form(visit, inside + tags.submit("確認"))

    def _kept(self, visit: Visit) -> tuple[str, ...]:
        linked = visit.account["kind"] == "個人" and "G-Link" in visit.account.get("linked_services", ())
        return ("name", "name_kana", "birthdate") if linked else ()

    def on_review(self, visit: Visit, move: str, request: Request) -> None:
        """What was changed goes into the account."""
        entries, typed = self._entries(visit), visit.of("review")
        typed.update({key: from_profile(entries, visit.account["profile"])[key] for key in self._kept(visit)})
        visit.faults = faults(entries, typed, self.today())
        if visit.faults:
            return
        profile = visit.account["profile"]
        changed = {k: v for k, v in to_profile(entries, typed).items() if v != (profile.get(k) or "")}
        if changed:
            try:
                self.systems.change(visit.account["account_id"], changed)
            except Refused:
                visit.alert = "この内容には変更できません。"
                return
            profile.update(changed)
        self.go(visit, "check")

    def show_check(self, visit: Visit) -> str:
        """1-1/8-A and 9-A: one screen."""
        values = from_profile(self._entries(visit), visit.account["profile"])
        pairs = [(entry.label, shown(entry, values[entry.key])) for entry in self._entries(visit)]
        staff = ""
        if visit.account["kind"] == "個人":
            staff = tags.check("staff", "販売店スタッフによる確認", error=visit.faults.get("staff", ""))
        return tags.table(pairs) + self.form(visit, staff + tags.submit("次へ"))

    def on_check(self, visit: Visit, move: str, request: Request) -> None:
        """An individual needs the dealer's tick."""
        if visit.account["kind"] == "個人" and not request.form.get("staff"):
            visit.faults = {"staff": "販売店スタッフの確認が必要です。"}
            return
        self.go(visit, self.following["check"])

    def show_checked(self, visit: Visit) -> str:
        """1-1/10-A."""
        return "<p>ご確認ありがとうございます。</p>" + self.form(visit, tags.submit("次へ"), back=False)

    def on_checked(self, visit: Visit, move: str, request: Request) -> None:
        """The buyer is registered."""
        values = from_profile(self._entries(visit), visit.account["profile"])
        self._register(visit, values["name"], visit.account["kind"], visit.account["email"])

    def _register(self, visit: Visit, name: str, kind: str, email: str) -> None:
        self.contracts[visit.contract]["buyer"] = {"name": name, "kind": kind, "email": email}
        self.go(visit, "finished")

    def show_finished(self, visit: Visit) -> str:
        """1-1/11-A, 22-B and 18-C."""
        buyer = self.contracts[visit.contract]["buyer"] or {}
        return (
            "<p>買主情報の登録が完了しました。</p><p>続けて、使用者情報の登録手続きに進みます。</p>"
            + tags.listing([("買主名", buyer.get("name", ""))])
            + tags.link("使用者情報の登録へ", "/do/finished/next")
        )

    def show_owner(self, visit: Visit) -> str:
        """The next section begins here, and this build ends."""
        return "<p>この先は販売店スタッフがご案内します。</p>"

    # -- a new account -----------------------------------------------------------------------------

    def show_terms(self, visit: Visit) -> str:
        """1-1/7-B."""
        tick = tags.check("agree", "利用規約に同意する", error=visit.faults.get("agree", ""))
        return self.form(visit, tick + tags.submit("次へ"))

    def on_terms(self, visit: Visit, move: str, request: Request) -> None:
        """Only who agrees goes on."""
        visit.of("terms").clear()
        if not request.form.get("agree"):
            visit.faults = {"agree": "利用規約への同意が必要です。"}
            return
        self.go(visit, self.following["terms"])

    def show_email(self, visit: Visit) -> str:
        """1-1/8-B."""
        box = tags.field(
            "email",
            "メールアドレス",
            value=visit.of("email").get("email", ""),
            error=visit.faults.get("email", ""),
            way=2,
        )
        return self.form(visit, box + tags.submit("認証コードを送信"))

    def on_email(self, visit: Visit, move: str, request: Request) -> None:
        """A code is mailed to an address that has no account."""
        email = visit.of("email").get("email", "").strip()
        if not re.fullmatch(r"[!-?A-~]+@[a-z0-9-]+(\.[a-z0-9-]+)+", email):
            visit.faults = {"email": "メールアドレスの形が正しくありません。"}
            return
        if self.systems.is_taken(email):
            visit.alert = "このメールアドレスは使用できません。ログインしてください。"
            return
        place, now = (visit.contract, email), self.seconds()
        if now - self._mailed.get(place, 0) >= 60:
            digits = f"{secrets.randbelow(10**6):06d}"
            self.systems.mail_code(email, digits)
            self._mailed[place] = now
            visit.code = {"email": email, "digits": digits, "since": now, "tries": 0}
        self.go(visit, self.following["email"])

    def show_code(self, visit: Visit) -> str:
        """1-1/9-B."""
        error = visit.faults.get("code", "")
        box = tags.field("code", "認証コード", error=error, way=1, more=' inputmode="numeric"')
        return self.form(visit, box + tags.submit("次へ"))

    def on_code(self, visit: Visit, move: str, request: Request) -> None:
        """The right code within ten minutes and five tries proves the address."""
        typed, code = visit.of("code").pop("code", "").strip(), visit.code
        if not typed:
            visit.faults = {"code": "認証コードをご記入ください。"}
            return
        alive = bool(code) and code["tries"] < 5 and self.seconds() - code["since"] <= 600
        if (
            not alive
            or typed != code["digits"]
            or code["email"] != visit.of("email").get("email", "").strip()
        ):
            if code:
                code["tries"] += 1
            visit.faults = {"code": "認証コードが正しくないか、期限が切れています。"}
            return
        visit.email, visit.code = code["email"], {}
        self.go(visit, self.following["code"])

    def show_proved(self, visit: Visit) -> str:
        """1-1/10-B."""
        return self.form(visit, tags.submit("次へ"), back=False)

    def show_kind(self, visit: Visit) -> str:
        """1-1/11-B."""
        error = visit.faults.get("kind", "")
        radios = tags.options("kind", "お客さま種別", ("個人", "法人"), chosen=visit.kind, error=error)
        return self.form(visit, radios + tags.submit("次へ"))

    def on_kind(self, visit: Visit, move: str, request: Request) -> None:
        """Individuals and corporations part here."""
        visit.kind = request.form.get("kind", visit.kind)
        if visit.kind not in ("個人", "法人"):
            visit.faults = {"kind": "お客さま種別をお選びください。"}
            return
        self.go(visit, "way" if visit.kind == "個人" else "corporation")

    def show_way(self, visit: Visit) -> str:
        """1-1/12-B."""
        ways = (("身分証明書をカメラで撮影する", "camera"), ("直接入力する", "typing"))
        items = "".join(f"<li>{tags.link(label, f'/do/way/{move}')}</li>" for label, move in ways)
        return f"<ul>{items}</ul>" + self.form(visit, "")

    def on_way(self, visit: Visit, move: str, request: Request) -> None:
        """With the camera or by hand."""
        self.go(visit, "how" if move == "camera" else "person")

    def show_how(self, visit: Visit) -> str:
        """1-1/13-B."""
        return self.form(visit, tags.submit("はじめる"))

    def show_licence(self, visit: Visit) -> str:
        """1-1/14-B."""
        return self.form(visit, tags.submit("運転免許証"))

    def show_ready(self, visit: Visit) -> str:
        """1-1/15-B."""
        return self.form(visit, tags.submit("撮影画面へ"))

    def show_shoot(self, visit: Visit) -> str:
        """1-1/16-B."""
        camera = '<input type="file" name="photo" accept="image/*" capture="environment" aria-label="写真">'
        return self.form(visit, camera + tags.submit("撮影する"))

    def on_shoot(self, visit: Visit, move: str, request: Request) -> None:
        """A picture is read."""
        photo = request.files.get("photo")
        picture = photo.read() if photo else b""
        found = (
            self.systems.read_licence(picture, photo.mimetype or "image/png") if photo and picture else None
        )
        if not found:
            visit.alert = "写真を読み取れませんでした。もう一度撮影してください。"
            return
        visit.found = {key: value for key, value in found.items() if value}
        self.go(visit, self.following["shoot"])

    def _read(self, visit: Visit) -> dict[str, str]:
        keys = {"name": "name", "kana": "name_kana", "birthdate": "birthdate", "address": "address"}
        return {key: visit.found[one] for one, key in keys.items() if visit.found.get(one)}

    def show_read(self, visit: Visit) -> str:
        """1-1/17-B."""
        read = self._read(visit)
        pairs = [(entry.label, shown(entry, read.get(entry.key, ""))) for entry in PERSON]
        return tags.listing(pairs) + self.form(visit, tags.submit("次へ"))

    def on_read(self, visit: Visit, move: str, request: Request) -> None:
        """What was read is filled in."""
        visit.of("person").update(self._read(visit))
        self.go(visit, self.following["read"])

    def show_person(self, visit: Visit) -> str:
        """1-1/18-B."""
        typed, inside = visit.of("person"), ""
        for number, entry in enumerate(_PERSON_FORM):
            value, error = typed.get(entry.key, ""), visit.faults.get(entry.key, "")
            if entry.rule == "sex":
                inside += self._sexes(value, error)
                continue
            kind = "password" if entry.rule in ("password", "again") else "text"
            inside += tags.field(
                entry.key,
                entry.label,
                value=value,
                error=error,
                kind=kind,
                way=number,
                example=entry.example,
            )
        return self.form(visit, inside + tags.submit("確認"))

    def _sexes(self, chosen: str, error: str) -> str:
        items = "".join(f"<option{' selected' if one == chosen else ''}>{one}</option>" for one in SEXES)
        invalid = ' aria-invalid="true" aria-describedby="e-sex"' if error else ""
        return (
            f'<div><label>性別 <select name="sex"{invalid}><option value=""></option>{items}</select></label>'
            f'<p id="e-sex">{error}</p></div>'
        )

    def on_person(self, visit: Visit, move: str, request: Request) -> None:
        """What is wrong is said at its field."""
        visit.faults = faults(_PERSON_FORM, visit.of("person"), self.today())
        if not visit.faults:
            self.go(visit, self.following["person"])

    def show_corporation(self, visit: Visit) -> str:
        """1-1/12-C, 13-C and 15-C: one screen in three parts."""
        typed = visit.of("corporation")
        marked = {"password", "again", "verification_phone", "corporate_number", "name", "contact_phone"}

        def box(number: int) -> str:
            entry = _CORPORATION_FORM[number]
            return tags.field(
                entry.key,
                entry.label,
                value=typed.get(entry.key, ""),
                error=visit.faults.get(entry.key, ""),
                kind="password" if entry.rule in ("password", "again") else "text",
                mark="必須" if entry.key in {*marked, "mobile_phone"} else "",
                way=number + 1,
                example=entry.example,
            )

        return self.form(
            visit,
            "<p>必須項目に正確な法人登記情報を入力し、【確認】を押してください。</p>"
            + f'<section aria-label="ログイン情報">{box(0)}{box(1)}{box(2)}'
            + "<p>※ 携帯電話番号を入力してください。</p></section>"
            + '<section aria-labelledby="second"><h4 id="second">法人番号の入力</h4>'
            + tags.options("kind", "お客さま種別", ("個人", "法人"), chosen="法人")
            + box(3)
            + "<p>※ 法人番号は、国税庁が各法人に対して付与する13桁の番号です。</p>"
            + tags.submit("自動入力", move="search")
            + box(4)
            + "</section>"
            + "".join(map(box, range(5, len(_CORPORATION_FORM))))
            + tags.submit("確認"),
        )

    def on_corporation(self, visit: Visit, move: str, request: Request) -> None:
        """The register is asked, or the form is checked."""
        typed = visit.of("corporation")
        if move == "search":
            number = typed.get("corporate_number", "")
            found = self.systems.corporation(number) if re.fullmatch("[0-9]{13}", number) else None
            if found is None:
                visit.faults = {"corporate_number": "この法人番号は見つかりません。"}
                return
            visit.found = found
            self.go(visit, "found")
            return
        visit.faults = faults(_CORPORATION_FORM, typed, self.today())
        if not visit.faults:
            self.go(visit, self.following["corporation"])

    def show_found(self, visit: Visit) -> str:
        """1-1/14-C."""
        pairs = [(entry.label, visit.found.get(entry.key, "")) for entry in CORPORATION]
        return (
            "<p>以下の法人情報で「TOYOTAアカウント」を登録します。</p>"
            "<p>内容に誤りがないか確認のうえ、【次へ】を押してください。</p>"
            + tags.terms(pairs)
            + self.form(visit, tags.submit("次へ"))
        )

    def on_found(self, visit: Visit, move: str, request: Request) -> None:
        """What the register says is filled in."""
        visit.of("corporation").update({key: value for key, value in visit.found.items() if value})
        visit.at = visit.trail.pop()

    def _typed(self, visit: Visit) -> tuple[Any, dict[str, str]]:
        corporate = visit.kind == "法人"
        return (CORPORATION, visit.of("corporation")) if corporate else (PERSON, visit.of("person"))

    def show_confirm(self, visit: Visit) -> str:
        """1-1/20-B and 16-C."""
        entries, typed = self._typed(visit)
        pairs = [(entry.label, shown(entry, typed.get(entry.key, ""))) for entry in entries]
        staff = ""
        if visit.kind == "個人":
            staff = tags.check("staff", "販売店スタッフによる確認", error=visit.faults.get("staff", ""))
        return tags.listing([("メールアドレス", visit.email), *pairs]) + self.form(
            visit, staff + tags.submit("登録")
        )

    def on_confirm(self, visit: Visit, move: str, request: Request) -> None:
        """The account is made, once the dealer has ticked for an individual."""
        entries, typed = self._typed(visit)
        if visit.kind == "個人" and not request.form.get("staff"):
            visit.faults = {"staff": "販売店スタッフの確認が必要です。"}
            return
        account = {
            "email": visit.email,
            "password": typed["password"],
            "kind": visit.kind,
            "profile": to_profile(entries, typed),
            "verification_phone": typed["verification_phone"],
        }
        try:
            self.systems.register(account)
        except Refused:
            visit.alert = "この内容では登録できません。"
            return
        self.go(visit, self.following["confirm"])

    def show_made(self, visit: Visit) -> str:
        """1-1/21-B and 17-C."""
        return (
            "<p>TOYOTAアカウントの登録が完了しました。</p><p>【次へ】を押して、引き続きお手続きください。</p>"
            + tags.terms([("", ""), ("メールアドレス", visit.email)])
            + self.form(visit, tags.submit("次へ"), back=False)
        )

    def on_made(self, visit: Visit, move: str, request: Request) -> None:
        """The buyer is registered."""
        _, typed = self._typed(visit)
        self._register(visit, typed["name"].replace("　", " "), visit.kind, visit.email)

    # -- the control API ---------------------------------------------------------------------------

    def _control(self, request: Request, rest: str) -> Response:
        wanted = f"Bearer {self._token}"
        if not self._token or request.headers.get("Authorization") != wanted:
            return self._json({"error": "unauthorized"}, 401)
        asked = request.get_json(silent=True) or {}
        if rest == "health":
            return self._json({"status": "ok"})
        if rest == "reset":
            self._forget()
            return self._json({"status": "reset"})
        if rest == "clock":
            return self._set_clock(asked if request.method == "POST" else None)
        if rest == "contracts":
            token = secrets.token_urlsafe(12)
            self.contracts[token] = {**asked, "id": token, "buyer": None}
            return self._json({"id": token, "staff_path": f"/dealer/{token}"}, 201)
        contract = self.contracts.get(rest.removeprefix("contracts/"))
        if contract is None:
            return self._json({"error": "not offered"}, 404)
        return self._json({"buyer": contract["buyer"], "user": None})

    def _set_clock(self, asked: dict[str, Any] | None) -> Response:
        if asked is not None:
            told = asked.get("now")
            begin = datetime.fromisoformat(told).timestamp() if told else self.seconds()
            before = self._clock is not None and self._clock[1] is None
            stands = bool(asked.get("stands", before))
            self._clock = (begin + float(asked.get("advance_seconds") or 0), None if stands else time.time())
        stands = self._clock is not None and self._clock[1] is None
        now = datetime.fromtimestamp(self.seconds(), UTC).isoformat()
        return self._json({"now": now, "stands": stands})

    def _json(self, data: dict[str, Any], status: int = 200) -> Response:
        return Response(json.dumps(data), status=status, mimetype="application/json")
