"""認証コード: six digits that are sent to an address and prove that whoever types them can read its mail.

A code lives ten minutes, may be guessed at five times, is used once, and counts only where it was asked for;
another one can be sent after a minute and makes the one before it void (ASVS 5.0, 6.5 and 6.6).
"""

from __future__ import annotations

import hmac
import math
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from fakes import clock
from fakes.toyota_account.drawing import Series, digest

__all__ = ["DIGITS", "LIFE", "RESEND_AFTER", "TRIES", "Codes", "IssuedCode", "Message"]

DIGITS = 6
LIFE = timedelta(minutes=10)
TRIES = 5
"""Wrong codes after which the right one opens nothing either."""
RESEND_AFTER = timedelta(seconds=60)
_MESSAGES = 1_000
"""Messages that are kept, the newest: a served fake may run for weeks."""
_SUBJECT = "【TOYOTAアカウント】認証コードのお知らせ"


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedCode:
    """The newest code for an address, kept as a digest."""

    purpose: str
    """What it was asked for: the id of a challenge, or of an authorization request."""
    digest: str
    sent_at: datetime
    tries: int = 0
    """Wrong codes typed so far."""
    used: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A mail of the account service: it stays here, since a fake sends nothing to the outside."""

    to: str
    subject: str
    text: str
    code: str
    """Empty where the mail holds none: the address has no account that a code could open."""
    sent_at: datetime


@dataclass(kw_only=True)
class Codes:
    """The newest code of every address, and the mails that were sent; codes are drawn from ``drawn``."""

    drawn: Series
    issued: dict[str, IssuedCode] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    def wait(self, email: str) -> int:
        """Whole seconds until another code may be sent to the address; 0 when it may be sent now."""
        issued = self.issued.get(_key(email))
        if issued is None:
            return 0
        return max(0, math.ceil((issued.sent_at + RESEND_AFTER - clock.now()).total_seconds()))

    def send(self, email: str, purpose: str, *, useful: bool = True) -> int:
        """Sends a new code and gives 0, or sends nothing and gives the seconds to ``wait``.

        A code that would not be ``useful`` is drawn and kept like any other, but the mail says instead that the
        address has no account: neither the answer nor the work depends on it.
        """
        wait = self.wait(email)
        if wait:
            return wait
        code = self.drawn.digits(DIGITS)
        now = clock.now()
        self.issued[_key(email)] = IssuedCode(
            purpose=purpose, digest=digest(f"{purpose}|{code}"), sent_at=now
        )
        told = code if useful else ""
        self.messages.append(
            Message(to=email.strip(), subject=_SUBJECT, text=_text(told), code=told, sent_at=now)
        )
        del self.messages[:-_MESSAGES]
        return 0

    def check(self, email: str, purpose: str, code: str) -> bool:
        """Whether it is the code of that address and purpose; a right one is used up, a wrong one counted.

        Digits may be full-width, and blanks around them are nothing.
        """
        issued = self.issued.get(_key(email))
        typed = unicodedata.normalize("NFKC", code).strip()
        right = hmac.compare_digest(digest(f"{purpose}|{typed}"), issued.digest if issued else digest(""))
        if issued is None or issued.purpose != purpose:
            return False
        alive = not issued.used and issued.tries < TRIES and clock.now() - issued.sent_at < LIFE
        self.issued[_key(email)] = replace(
            issued, used=issued.used or (alive and right), tries=issued.tries + (not right)
        )
        return alive and right

    def messages_to(self, email: str) -> tuple[Message, ...]:
        """The mails to one address, the oldest first."""
        return tuple(message for message in self.messages if _key(message.to) == _key(email))


def _key(email: str) -> str:
    return email.strip().casefold()


def _text(code: str) -> str:
    if not code:
        return (
            "このメールアドレスはTOYOTAアカウントに登録されていません。\n"
            "ログインには、登録したメールアドレスをお使いください。\n"
        )
    minutes = LIFE // timedelta(minutes=1)
    return (
        f"認証コード: {code}\n"
        f"{minutes}分以内に、コードを依頼した画面で入力してください。\n"
        "お心当たりがない場合は、このメールを破棄してください。\n"
    )
