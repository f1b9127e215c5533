"""The application: pages, error screens, and the headers that every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from harness.reference import control, phones, procedure, services_link, staff
from harness.reference.desk import Desk
from harness.reference.policy.photograph import LARGEST
from harness.reference.settings import Settings

__all__ = ["create_app"]

_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; form-action 'self' {card_company}; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Browsers hold redirects after a form to form-action too, and 3Dセキュア is one."""

_ERRORS = {
    404: ("ページが見つかりません", "URLをご確認ください。"),
    405: ("この操作はできません", "前の画面からやり直してください。"),
    413: ("送信されたデータが大きすぎます", "画像や文字の量を減らして、もう一度お試しください。"),
    500: ("ただいまお手続きいただけません", "しばらくたってから、もう一度お試しください。"),
}
_OTHER = ("お手続きを続けられません", "もう一度お試しください。")


def create_app(settings: Settings | None = None) -> Flask:
    """A build of its own, with its own memory; settings come from the environment unless given."""
    settings = settings or Settings.from_environ()
    app = Flask("harness.reference")
    # A field that is far too long is told so at the field: as much text is taken as a picture may have.
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST + 1024 * 1024
    desk = Desk(settings)
    desk.install(app)
    app.register_blueprint(phones.pages)
    app.register_blueprint(staff.pages)
    app.register_blueprint(services_link.pages)
    app.register_blueprint(procedure.pages)
    if settings.control_token:
        app.register_blueprint(control.pages)
    app.register_error_handler(HTTPException, _error_screen)
    app.after_request(_headers(desk))
    return app


def _error_screen(error: HTTPException) -> ResponseReturnValue:
    """What goes wrong is said in Japanese, with a way back where there is one."""
    code = error.code or 500
    if code < 400:
        return error
    heading, message = _ERRORS.get(code, _ERRORS[500] if isinstance(error, InternalServerError) else _OTHER)
    here = request.path if code == 413 and request.blueprint == "procedure" else ""
    return render_template("error.html", heading=heading, message=message, here=here), code


def _headers(desk: Desk) -> Callable[[Response], Response]:
    always = (
        ("Content-Security-Policy", _POLICY.format(card_company=desk.payment.origin)),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
    )

    def with_headers(answer: Response) -> Response:
        if request.endpoint != "static":
            answer.headers["Cache-Control"] = "no-store"
        answer.headers.extend(always)
        return answer

    return with_headers
