"""2-3/4 to 2-3/6: the user is not there, and is registered after delivery."""

from __future__ import annotations

from harness.reference.flow import BACK_SERVICE, Screen, go
from harness.reference.screens.ending import staff_call

__all__ = ["SCREENS"]

SCREENS = (
    Screen(
        name="user-later",
        heading="納車後手続きの案内",
        acts={"ok": go("dealer-done", final=True)},
        back=BACK_SERVICE,
    ),
    Screen(
        name="dealer-done", heading="販売店での手続き終了", acts={"close": go("dealer-staff", final=True)}
    ),
    staff_call("dealer-staff", "販売店スタッフによる案内"),
)
