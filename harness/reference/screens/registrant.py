"""2-1/2 and 2-2/2 to 2-2/5: in whose name the user is registered, and the QR code for the user's phone."""

from __future__ import annotations

from typing import Any

from flask import url_for

from harness.reference import clock
from harness.reference.flow import BACK_SERVICE, Go, Screen, Stay, Turn, go
from harness.reference.policy import user_qr
from harness.reference.qr import qr_picture

__all__ = ["SCREENS"]


def _present(turn: Turn) -> Go | Stay:
    """Each time the user is said to be there, a new QR code is made and the one before is void."""
    invitation = user_qr.Invitation(
        id=user_qr.draw(), contract_id=turn.phone.contract_id, issued=clock.seconds()
    )
    turn.desk.store.invite(invitation)
    turn.draft.invitation = invitation.id
    return Go(to="user-qr")


def _absent(turn: Turn) -> Go | Stay:
    """A user who is not there has no use for a QR code."""
    turn.desk.store.void_invitations(turn.phone.contract_id)
    return Go(to="user-later")


def _address(turn: Turn) -> str:
    settings = turn.desk.settings
    token = user_qr.token_for(settings.secret_key, turn.draft.invitation)
    return settings.address(url_for("entry.enter_as_user", t=token))


def _picture(turn: Turn) -> dict[str, Any]:
    return {"picture": qr_picture(_address(turn)), "minutes": user_qr.LIFE // 60}


def _text(turn: Turn) -> dict[str, Any]:
    return {"address": _address(turn), "minutes": user_qr.LIFE // 60}


SCREENS = (
    Screen(
        name="registrant",
        heading="名義の選択",
        acts={"same": go("user-terms"), "other": go("presence")},
        back=BACK_SERVICE,
    ),
    Screen(
        name="presence",
        heading="使用者の同席確認",
        acts={"present": _present, "absent": _absent},
        back=BACK_SERVICE,
    ),
    Screen(
        name="user-qr",
        heading="QRコードの表示",
        shown=_picture,
        acts={"address": go("user-address")},
        back=BACK_SERVICE,
    ),
    Screen(name="user-address", heading="登録サイトのURL", shown=_text, back=BACK_SERVICE),
)
