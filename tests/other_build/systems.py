"""The outside systems as this build speaks to them: plain requests and one SMTP message."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any

import requests
from lxml import etree

__all__ = ["Refused", "Systems", "Trouble"]


class Trouble(Exception):
    """An outside system gave no usable answer."""


class Refused(Exception):
    """An outside system said no."""


class Systems:
    """TOYOTAアカウント, 国税庁, the licence reader and the mail server."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._env = {key.removeprefix("MYLEXUS_").lower(): value for key, value in environ.items()}
        self._timeout = float(self._env.get("timeout") or 10)

    def _send(self, method: str, url: str, **rest: Any) -> requests.Response:
        try:
            return requests.request(method, url, timeout=self._timeout, allow_redirects=False, **rest)
        except (requests.RequestException, OSError) as error:
            raise Trouble(url) from error

    def _account(self, method: str, path: str, good: int, **rest: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._env.get('account_key', '')}"}
        answer = self._send(method, self._env["account_url"].rstrip("/") + path, headers=headers, **rest)
        if answer.status_code in (401, 409, 422, 423):
            raise Refused(answer.status_code)
        if answer.status_code != good:
            raise Trouble(f"{path}: {answer.status_code}")
        try:
            body = answer.json()
        except ValueError as error:
            raise Trouble(path) from error
        if not isinstance(body, dict):
            raise Trouble(path)
        return body

    def log_in(self, email: str, password: str) -> dict[str, Any]:
        """The account behind an address and a password; Refused if they do not go together."""
        session = self._account("POST", "/v1/sessions", 200, json={"email": email, "password": password})
        return self._account("GET", f"/v1/accounts/{session.get('account_id')}", 200)

    def change(self, account_id: str, profile: dict[str, str]) -> None:
        """Entries of an account are changed."""
        self._account("PATCH", f"/v1/accounts/{account_id}", 200, json={"profile": profile})

    def is_taken(self, email: str) -> bool:
        """Whether an address has an account."""
        return bool(self._account("GET", "/v1/emails", 200, params={"address": email}).get("registered"))

    def register(self, account: dict[str, Any]) -> None:
        """A new account is made."""
        self._account("POST", "/v1/accounts", 201, json=account)

    def corporation(self, number: str) -> dict[str, str] | None:
        """What the register says of a corporation."""
        query = {"id": self._env.get("houjin_bangou_id", ""), "number": number, "type": "12", "history": "0"}
        answer = self._send("GET", self._env["houjin_bangou_url"].rstrip("/") + "/num", params=query)
        try:
            record = etree.fromstring(answer.content).find("corporation")
        except etree.XMLSyntaxError as error:
            raise Trouble("国税庁") from error
        if answer.status_code != 200:
            raise Trouble("国税庁")
        if record is None:
            return None
        code = record.findtext("postCode") or ""
        parts = ("prefectureName", "cityName", "streetNumber")
        return {
            "corporate_number": number,
            "name": record.findtext("name") or "",
            "name_kana": record.findtext("furigana") or "",
            "postal_code": f"{code[:3]}-{code[3:]}" if re.fullmatch("[0-9]{7}", code) else "",
            "address": "".join(record.findtext(part) or "" for part in parts),
        }

    def read_licence(self, picture: bytes, kind: str) -> dict[str, str] | None:
        """What stands on a photographed 運転免許証."""
        url = self._env["licence_reader_url"].rstrip("/") + "/v1/read"
        answer = self._send("POST", url, data=picture, headers={"Content-Type": kind})
        if answer.status_code in (400, 413, 415, 422):
            return None
        try:
            body = answer.json()
        except ValueError as error:
            raise Trouble("licence reader") from error
        if answer.status_code != 200:
            raise Trouble("licence reader")
        return dict(body["licence"]) if body.get("status") == "read" else None

    def mail_code(self, address: str, code: str) -> None:
        """The code goes to an address."""
        message = EmailMessage()
        message["From"] = self._env.get("mail_sender", "no-reply@id.toyota")
        message["To"] = address
        message["Subject"] = "認証コードのお知らせ"
        message.set_content(f"認証コードは {code} です。お手続きの画面に入力してください。\n")
        try:
            port = int(self._env.get("smtp_port") or 25)
            with smtplib.SMTP(self._env["smtp_host"], port, timeout=self._timeout) as server:
                server.send_message(message)
        except (smtplib.SMTPException, OSError) as error:
            raise Trouble("mail") from error
