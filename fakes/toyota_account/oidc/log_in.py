"""What a customer's browser asks: the authorization endpoint and the log-in that it leads to.

``GET|POST /oidc/authorize`` leads to ``GET /oidc/login``, or straight back to the client if the browser is
logged in. ``POST /oidc/login`` takes address and password. ``POST /oidc/send-code`` sends a 認証コード instead,
which is typed at ``/oidc/code``. Known and unknown addresses get the same answers for the same work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from werkzeug.wrappers import Request, Response

from fakes.toyota_account.codes import LIFE
from fakes.toyota_account.drawing import digest
from fakes.toyota_account.oidc.authorization import Asked, read_authorization
from fakes.toyota_account.oidc.errors import PageRefusal, RedirectedError, redirect_back, see_other
from fakes.toyota_account.oidc.holder import Handler, Holder
from fakes.toyota_account.oidc.pages import code_page, login_page, page_answer
from fakes.toyota_account.oidc.store import SESSION_LIFE, Authorization, Session
from fakes.toyota_account.state import LOCK_TIME, Account

__all__ = ["BROWSER_COOKIE", "SESSION_COOKIE", "LogIn"]

BROWSER_COOKIE = "toyota_account_browser"
"""Ties a request to the browser that brought it, which is also what keeps forged forms out."""
SESSION_COOKIE = "toyota_account_session"
_EMPTY = "メールアドレスとパスワードを入力してください。"
_EMPTY_EMAIL = "メールアドレスを入力してください。"
_WRONG = "メールアドレスまたはパスワードが正しくありません。"
_WRONG_CODE = "認証コードが正しくないか、有効期限が切れています。"
_LOCKED = "ログインの失敗が続いたため、しばらくの間ログインできません。"


class LogIn:
    """The handlers of the browser's requests."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder

    def routes(self) -> tuple[tuple[str, str, Handler], ...]:
        """Method, path and handler of each."""
        return (
            ("GET", "/oidc/authorize", self._authorize),
            ("POST", "/oidc/authorize", self._authorize),
            ("GET", "/oidc/login", self._show_login),
            ("POST", "/oidc/login", self._log_in),
            ("POST", "/oidc/send-code", self._send_code),
            ("GET", "/oidc/code", self._show_code),
            ("POST", "/oidc/code", self._check_code),
        )

    def _authorize(self, request: Request) -> Response:
        state = self._holder.state
        values = request.form if request.method == "POST" else request.args
        asked = read_authorization(values, state.oidc.clients)
        session = self._session(request, asked)
        if session is not None:
            return self._grant(asked.authorization, session)
        if asked.silent:
            authorization = asked.authorization
            raise RedirectedError(
                authorization.redirect_uri, "login_required", "Nobody is logged in.", authorization.state
            )
        browser = request.cookies.get(BROWSER_COOKIE) or state.oidc.drawn.secret()
        name = state.oidc.add_authorization(replace(asked.authorization, browser=digest(browser)))
        answer = see_other(f"{request.script_root}/oidc/login?request={name}")
        _set_cookie(answer, request, BROWSER_COOKIE, browser)
        return answer

    def _show_login(self, request: Request) -> Response:
        name, authorization = self._authorization(request, request.args)
        return self._login_page(name, authorization, email=authorization.login_hint)

    def _log_in(self, request: Request) -> Response:
        state = self._holder.state
        name, authorization = self._authorization(request, request.form)
        if request.form.get("action") == "cancel":
            del state.oidc.authorizations[name]
            raise RedirectedError(
                authorization.redirect_uri, "access_denied", "The customer cancelled.", authorization.state
            )
        email, password = request.form.get("email", "").strip(), request.form.get("password", "")
        if not (email and password):
            return self._login_page(name, authorization, email=email, message=_EMPTY)
        if state.lock_exists(email):
            return self._login_page(name, authorization, email=email, message=_LOCKED, wait=LOCK_TIME)
        account = state.get_account_by_password(email, password)
        if account is None:
            return self._login_page(name, authorization, email=email, message=_WRONG)
        return self._logged_in(request, name, authorization, account, "pwd")

    def _send_code(self, request: Request) -> Response:
        state = self._holder.state
        name, authorization = self._authorization(request, request.form)
        email = request.form.get("email", "").strip()
        if not email:
            return self._login_page(name, authorization, message=_EMPTY_EMAIL)
        # A locked address gets its code like any other: it is the typing that is refused.
        wait = state.codes.send(email, name, useful=state.account_exists(email))
        if wait:
            message = f"認証コードは、あと{wait}秒たつと再送信できます。"
            if authorization.email == email:
                return self._code_page(name, authorization, message, timedelta(seconds=wait))
            return self._login_page(
                name, authorization, email=email, message=message, wait=timedelta(seconds=wait)
            )
        state.oidc.authorizations[name] = replace(authorization, email=email)
        return see_other(f"{request.script_root}/oidc/code?request={name}")

    def _show_code(self, request: Request) -> Response:
        return self._code_page(*self._code_request(request, request.args))

    def _check_code(self, request: Request) -> Response:
        state = self._holder.state
        name, authorization = self._code_request(request, request.form)
        if state.lock_exists(authorization.email):
            return self._code_page(name, authorization, _LOCKED, LOCK_TIME)
        account = state.get_account_by_code(authorization.email, name, request.form.get("code", ""))
        if account is None:
            return self._code_page(name, authorization, _WRONG_CODE)
        return self._logged_in(request, name, authorization, account, "otp")

    def _session(self, request: Request, asked: Asked) -> Session | None:
        """The log-in of this browser, if it is good enough and its account is still there."""
        state = self._holder.state
        session = state.oidc.get_session(request.cookies.get(SESSION_COOKIE, ""))
        if session is None or not asked.accepts(session):
            return None
        return session if state.get_account(session.account_id) else None

    def _authorization(self, request: Request, values: Mapping[str, str]) -> tuple[str, Authorization]:
        name = values.get("request", "")
        browser = request.cookies.get(BROWSER_COOKIE, "")
        authorization = self._holder.state.oidc.get_authorization(name, browser)
        if authorization is None:
            raise PageRefusal("ログインの受付が終わったか、別のブラウザーで始まっています。")
        return name, authorization

    def _code_request(self, request: Request, values: Mapping[str, str]) -> tuple[str, Authorization]:
        name, authorization = self._authorization(request, values)
        if not authorization.email:
            raise PageRefusal("認証コードはまだ送信されていません。")
        return name, authorization

    def _logged_in(
        self, request: Request, name: str, authorization: Authorization, account: Account, method: str
    ) -> Response:
        # A new secret at every log-in: one that was put into the browser before is worth nothing.
        secret, session = self._holder.state.oidc.add_session(account.account_id, method)
        del self._holder.state.oidc.authorizations[name]
        answer = self._grant(authorization, session)
        _set_cookie(answer, request, SESSION_COOKIE, secret, max_age=SESSION_LIFE)
        return answer

    def _grant(self, authorization: Authorization, session: Session) -> Response:
        code = self._holder.state.oidc.add_code(authorization, session)
        return redirect_back(authorization.redirect_uri, code=code, state=authorization.state)

    def _login_page(
        self,
        name: str,
        authorization: Authorization,
        *,
        email: str = "",
        message: str = "",
        wait: timedelta | None = None,
    ) -> Response:
        client = self._holder.state.oidc.clients[authorization.client_id].name
        return _answer(login_page(request=name, client=client, email=email, message=message), message, wait)

    @staticmethod
    def _code_page(
        name: str, authorization: Authorization, message: str = "", wait: timedelta | None = None
    ) -> Response:
        minutes = LIFE // timedelta(minutes=1)
        text = code_page(request=name, email=authorization.email, minutes=minutes, message=message)
        return _answer(text, message, wait)


def _answer(text: str, message: str, wait: timedelta | None) -> Response:
    """200 without a message, 422 with one, 429 with one and something to wait for."""
    if wait is None:
        return page_answer(text, 422 if message else 200)
    answer = page_answer(text, 429)
    answer.headers["Retry-After"] = str(int(wait.total_seconds()))
    return answer


def _set_cookie(
    answer: Response, request: Request, name: str, value: str, *, max_age: timedelta | None = None
) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=max_age,
        path=f"{request.script_root}/oidc",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
