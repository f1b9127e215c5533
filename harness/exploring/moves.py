"""What a wandering customer may do besides going on, as frozen values that Hypothesis draws and shrinks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hypothesis import strategies as st

__all__ = ["FAULTS", "GATEWAYS", "HABITS", "Deed", "Excursion", "Move", "excursions"]

GATEWAYS = ("TOYOTAアカウント", "国税庁", "身分証明書の読み取り", "メール", "決済", "車検証情報")
FAULTS = ("応答なし", "混雑", "障害", "切断", "文字化け")


class Deed(StrEnum):
    """A kind of act; those at the top shrink to."""

    OTHERWISE = "ほかの分岐を選ぶ"
    BARE = "何も入力せずに押す"
    TWICE = "続けて二度押す"
    BACK = "ブラウザの「戻る」"
    BUTTON_BACK = "「前の画面にもどる」"
    RELOAD = "ブラウザの再読み込み"
    STALE_TAB = "別のタブに残した画面で進む"
    OLD_LINK = "前に開いたアドレスをもう一度開く"
    FRESH_PHONE = "別のスマートフォンで同じアドレスを開く"
    WAIT = "時間をおく"
    FAULT = "外部の仕組みに障害が起きる"


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """One deed, when a step is shown first, before the customer goes on there."""

    at: int
    """Place of the step in the journey; taken modulo how many there are."""
    deed: Deed
    variant: int
    """Which branch, address, span of time or gateway; taken modulo how many there are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Excursion:
    """One customer's way: what is true of everybody, and what happens besides."""

    journey: int
    """Which of the journeys, the short ones first, is on the customer's mind."""
    moves: tuple[Move, ...] = ()
    habit: Deed | None = None
    """What this customer does at every single step; some defects show only to people of habit."""


HABITS = (Deed.BARE, Deed.OTHERWISE, Deed.TWICE, Deed.RELOAD, Deed.BUTTON_BACK, Deed.STALE_TAB)
"""Deeds after which one still gets on."""


def excursions(*, journeys: int, moves: int = 6, longest: int = 60) -> st.SearchStrategy[Excursion]:
    """Gives excursions on ``journeys`` ways with at most so many ``moves``, at their first ``longest`` steps."""
    move = st.builds(Move, at=st.integers(0, longest), deed=st.sampled_from(Deed), variant=st.integers(0, 29))
    return st.builds(
        Excursion,
        journey=st.integers(0, journeys - 1),
        moves=st.lists(move, max_size=moves).map(tuple),
        habit=st.none() | st.sampled_from(HABITS),
    )
