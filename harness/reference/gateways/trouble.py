"""How an outside system says no, or nothing at all."""

from __future__ import annotations

import json
from typing import Any

import requests

__all__ = ["GatewayTrouble", "json_of", "send"]


class GatewayTrouble(Exception):
    """An outside system did not answer as agreed; the message is Japanese and meant for the customer."""

    def __init__(self, service: str, reason: str) -> None:
        self.message = f"ただいま{service}につながりません。しばらくたってから、もう一度お試しください。"
        super().__init__(f"{service}: {reason}")


def send(service: str, method: str, url: str, *, timeout: float, **rest: Any) -> requests.Response:
    """A request is sent once, redirects are not followed; whatever goes wrong is trouble with ``service``."""
    try:
        return requests.request(method, url, timeout=timeout, allow_redirects=False, **rest)
    except (requests.RequestException, OSError) as error:
        raise GatewayTrouble(service, f"{method} {url}: {type(error).__name__}") from error


def json_of(service: str, response: requests.Response) -> dict[str, Any]:
    """An answer's body is a JSON object in UTF-8 (RFC 8259), or there is trouble: another encoding is not guessed."""
    try:
        body = json.loads(response.content.decode("utf-8"))
        json.dumps(body, ensure_ascii=False).encode()  # a lone surrogate is JSON, but no text
    except (ValueError, RecursionError) as error:
        raise GatewayTrouble(service, f"status {response.status_code}, body is not JSON") from error
    if not isinstance(body, dict):
        raise GatewayTrouble(
            service, f"status {response.status_code}, body is {type(body).__name__}, not an object"
        )
    return body
