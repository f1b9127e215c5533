"""One customer has applied for one service more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from flask import request
from werkzeug.test import Client

from harness import reference
from harness.mutants.written.altering import first
from harness.mutants.written.frame import breaks, swap
from harness.reference import store as stores
from harness.reference.contract import Contract
from harness.reference.desk import the_desk
from harness.reference.flow import Turn
from harness.reference.phones import current_phone, key_of_request
from harness.reference.policy.service import CHARGING, G_LINK

__all__: list[str] = []

_SUBMITTED = {"g-link-submit": G_LINK, "charging-submit": CHARGING}
_More = Counter[tuple[str, str]]


def _made_more_than_once(more: _More) -> None:
    """Lets a contract have further applications for a service, beside the one that the reference build keeps."""
    genuine = stores._contract

    def contract(session: Any, row: Any) -> Contract | None:
        found = genuine(session, row)
        if found is None:
            return None
        made = [one for one in found.applications for _ in range(1 + more[found.id, one.service])]
        return replace(found, applications=tuple(made))

    swap(stores, "_contract", contract)


@breaks("R-057")
def second_application_on_going_through_again() -> None:
    """Who goes through the procedure again has applied twice."""
    more: _More = Counter()
    _made_more_than_once(more)

    def submitted(turn: Turn) -> None:
        applied = any(one.service == turn.draft.service for one in turn.contract.applications)
        more[turn.phone.contract_id, turn.draft.service] += applied

    for screen in _SUBMITTED:
        first(screen, "submit", submitted)


def _every_form_applies(wrapped: Callable[[Any], Any]) -> None:
    """A form that comes a second time applies once more; the build is ``wrapped`` besides."""
    more: _More = Counter()
    _made_more_than_once(more)
    made = reference.from_environ

    def build(environ: Any) -> Any:
        application = made(environ)
        genuine: Any = application.view_functions["procedure.press"]

        def press(flow_name: str, name: str) -> Any:
            phone = current_phone(the_desk(), key_of_request())
            if phone is not None and name in _SUBMITTED and request.form.get("turn") == str(phone.turn - 1):
                more[phone.contract_id, _SUBMITTED[name]] += 1
            return genuine(flow_name=flow_name, name=name)

        application.view_functions["procedure.press"] = press
        return wrapped(application)

    swap(reference, "from_environ", build)


@breaks("R-057")
def second_press_applies_again() -> None:
    """A form that comes a second time, as when 「申し込む」 is pressed twice, applies once more."""
    _every_form_applies(lambda application: application)


@breaks("R-057")
def reload_applies_again() -> None:
    """「申し込む」 is answered with the next screen itself, so that a reload sends the application again."""
    _every_form_applies(_unredirected)


def _unredirected(application: Any) -> Any:
    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        submitting = environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].endswith("-submit")
        held: list[Any] = []

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            held[:] = [status, headers]
            return lambda data: None

        body = b"".join(application(environ, start))
        status, headers = held
        if submitting and status.startswith("303"):
            browser = Client(application, use_cookies=False)
            shown = browser.get(
                dict(headers)["Location"],
                base_url=f"https://{environ['HTTP_HOST']}",
                headers={"Cookie": environ.get("HTTP_COOKIE", "")},
            )
            action = f'<form method="post" action="{dict(headers)["Location"]}"'
            body = shown.get_data().replace(b'<form method="post"', action.encode())
            status, headers = shown.status, [("Content-Type", shown.content_type)]
        start_response(status, headers)
        return [body]

    return answer
