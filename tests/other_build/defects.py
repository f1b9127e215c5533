"""The second build with one defect each, as another team might have made them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.other_build.app import Build, Visit

if TYPE_CHECKING:
    from werkzeug import Request

__all__ = [
    "back_loses_input",
    "browser_back_keeps_input",
    "button_does_nothing",
    "example_at_another_field",
    "heading_of_another_step",
    "label_missing",
    "notice_left_out",
    "steps_in_wrong_order",
]


class label_missing(Build):  # noqa: N801 — factories are named as what they are
    """The postal code has no label of any kind."""

    def show_person(self, visit: Visit) -> str:
        """1-1/18-B."""
        return super().show_person(visit).replace('aria-label="郵便番号"', "").replace("郵便番号", "")


class steps_in_wrong_order(Build):  # noqa: N801
    """The terms come after the address."""

    following: Mapping[str, str] = {**Build.following, "terms": "code", "email": "terms"}

    def on_login(self, visit: Visit, move: str, request: Request) -> None:
        """A new account begins with its address."""
        super().on_login(visit, move, request)
        visit.at = "email" if visit.at == "terms" else visit.at


class button_does_nothing(Build):  # noqa: N801
    """認証コードを送信 is a button that sends nothing."""

    def show_email(self, visit: Visit) -> str:
        """1-1/8-B."""
        return (
            super().show_email(visit).replace('<input type="submit" name="move:next"', '<input type="button"')
        )


class heading_of_another_step(Build):  # noqa: N801
    """The choice of 個人 or 法人 is headed by what comes after it."""

    headings: Mapping[str, str] = {**Build.headings, "kind": "入力方法の選択"}


class notice_left_out(Build):  # noqa: N801
    """The form of a corporation does not say which phone number is meant."""

    def show_corporation(self, visit: Visit) -> str:
        """1-1/12-C."""
        return super().show_corporation(visit).replace("<p>※ 携帯電話番号を入力してください。</p>", "")


class example_at_another_field(Build):  # noqa: N801
    """The number of a mobile phone has the example of a telephone at home; its own stands at another field only."""

    def show_corporation(self, visit: Visit) -> str:
        """1-1/15-C."""
        screen = super().show_corporation(visit)
        begun, mobile = screen.rsplit("携帯電話番号", 1)
        return f"{begun}携帯電話番号{mobile.replace('例) 090', '例) 03')}"


class browser_back_keeps_input(Build):  # noqa: N801
    """The browser's back button goes to the first screen, but what was typed is still there later."""

    def gone_back(self, visit: Visit) -> None:
        """Only the way is forgotten."""
        visit.at, visit.trail = "start", []


class back_loses_input(Build):  # noqa: N801
    """前の画面に戻る goes back to empty fields."""

    def go(self, visit: Visit, screen: str) -> None:
        """What was typed is kept for the next screen only."""
        super().go(visit, screen)
        if screen == "code":
            visit.code["email"] = visit.of("email").get("email", "").strip()
            visit.typed["email"] = {}
