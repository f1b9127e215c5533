"""The small language of the column 操作: what a person does on one screen, clause by clause.

================================================  =========================================================
``「X」をチェックして`` / ``「X」のチェックを外して``   sets a tick box
``「X」を選んで``                                   chooses an option
``「X」のどれかを選んで``                             chooses the first option of a choice whose options are not printed
``すべての項目をチェックして`` / ``1箇所だけチェックして``  ticks every box of the screen, or the first one only
``最後の1箇所だけチェックして``                     ticks the last one only
``「F」に「V」と入力して``                           types a value as it stands
``「F」に『S』を入力して``                           types a named value (``認証コード``: ``期限切れ``); becomes a fact
``買主の情報を入力して``                            fills every field of the step that the screen offers
``すべての必要事項を入力して`` / ``必要事項を入力しないで``  answers every question of a form whose fields are not printed, or none
``身分証明書を撮影して``                            holds a licence before the camera
``11分待って``                                     lets time pass
``QRコードを読み取る`` / ``URLを開く``               goes from the staff terminal to the phone of the step
``リンクを開く``                                     opens the link of the mail, whatever it is called
``審査を待つ``                                     lets days pass until the review desk has decided
``改ざんしたQRコードを読み取る``                     the same with a code that somebody changed
``別のスマートフォンで``                             what follows is done on a fresh phone
``カメラを許可する`` / ``カメラを拒否する``            answers the phone's own question
``本人認証に成功する`` / ``失敗する`` / ``本人認証を中止する``  answers the card company's own page (3Dセキュア); ``成功して`` goes on
``ブラウザの「戻る」``, ``ブラウザの再読み込み``        the browser's own buttons; ``再読み込みをして`` goes on
``「X」を押して``                                   presses, and goes on with the next screen of the same step
``「X」を続けて二度押す``                             presses twice before the next screen comes
``「X」があれば押して``                              presses where the screen offers it, else does nothing
``「X」``                                          presses a button or a link; last in its cell
``確認のみ``                                       does nothing
================================================  =========================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from harness.errors import FeatureError

__all__ = [
    "Act",
    "AnswerAll",
    "AnswerCamera",
    "Authenticate",
    "Back",
    "Choose",
    "ChooseAny",
    "FillIn",
    "FollowUrl",
    "FreshPhone",
    "Photograph",
    "Press",
    "PressIfOffered",
    "Reload",
    "ScanQr",
    "Tick",
    "TickAll",
    "TypeIn",
    "Wait",
    "parse_acts",
]


@dataclass(frozen=True, slots=True)
class Press:
    """Presses a button or a link, once or twice before the next screen comes."""

    label: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class PressIfOffered:
    """Presses a button where the screen offers one: a tolerated screen may have one that the printed one has not."""

    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Sets a tick box."""

    label: str
    on: bool


@dataclass(frozen=True, slots=True)
class Choose:
    """Chooses an option."""

    option: str


@dataclass(frozen=True, slots=True)
class ChooseAny:
    """Chooses the first option of a choice."""

    label: str


@dataclass(frozen=True, slots=True)
class TickAll:
    """Ticks every box of the screen, or only the first, or only the last."""

    only_first: bool
    only_last: bool = False


@dataclass(frozen=True, slots=True)
class AnswerAll:
    """Answers every question of a form whose fields the guide does not print, or leaves them empty."""

    fill: bool


@dataclass(frozen=True, slots=True)
class TypeIn:
    """Types into one field, a literal or a named value."""

    label: str
    value: str
    named: bool


@dataclass(frozen=True, slots=True)
class FillIn:
    """Fills every field of the step with what is true of somebody."""

    role: str


@dataclass(frozen=True, slots=True)
class Photograph:
    """Holds a licence before the camera."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Lets time pass."""

    seconds: int


@dataclass(frozen=True, slots=True)
class ScanQr:
    """Reads the code that the other screen shows."""

    tampered: bool


@dataclass(frozen=True, slots=True)
class FollowUrl:
    """Opens the address that the other screen shows."""


@dataclass(frozen=True, slots=True)
class FreshPhone:
    """Takes another phone."""


@dataclass(frozen=True, slots=True)
class AnswerCamera:
    """Answers whether the browser may use the camera."""

    allow: bool


@dataclass(frozen=True, slots=True)
class Authenticate:
    """Answers the card company's page: 成功, 失敗 or 中止."""

    result: str


@dataclass(frozen=True, slots=True)
class FollowLink:
    """Opens the link of a mail, whatever it is called."""


@dataclass(frozen=True, slots=True)
class Review:
    """Lets days pass until the review desk has decided what waits."""


@dataclass(frozen=True, slots=True)
class Back:
    """Uses the browser's own back button."""


@dataclass(frozen=True, slots=True)
class Reload:
    """Uses the browser's own reload button."""


Act = (
    Press
    | PressIfOffered
    | Tick
    | Choose
    | ChooseAny
    | TickAll
    | AnswerAll
    | TypeIn
    | FillIn
    | Photograph
    | Wait
    | ScanQr
    | FollowUrl
    | FreshPhone
    | AnswerCamera
    | Authenticate
    | Review
    | FollowLink
    | Back
    | Reload
)

_SECONDS = {"秒": 1, "分": 60, "時間": 3600, "日": 86400}
_CLAUSES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Act | None]], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (r"確認のみ", lambda _: None),
        (r"別のスマートフォンで", lambda _: FreshPhone()),
        (r"ブラウザの「戻る」(?:を押す)?", lambda _: Back()),
        (r"ブラウザの再読み込み(?:をして、?)?", lambda _: Reload()),
        (r"(改ざんした)?QRコードを読み取る", lambda m: ScanQr(bool(m[1]))),
        (r"カメラを(許可|拒否)する", lambda m: AnswerCamera(m[1] == "許可")),
        (r"本人認証(?:に|を)(成功|失敗|中止)(?:する|して、?)", lambda m: Authenticate(m[1])),
        (r"リンクを開く", lambda _: FollowLink()),
        (r"審査を待つ", lambda _: Review()),
        (r"URLを開く", lambda _: FollowUrl()),
        (r"(\d+)(秒|分|時間|日)待って、?", lambda m: Wait(int(m[1]) * _SECONDS[m[2]])),
        (r"身分証明書を撮影して、?", lambda _: Photograph()),
        (r"(買主|使用者)の情報を入力して、?", lambda m: FillIn(m[1])),
        (r"「([^」]+)」のチェックを外して、?", lambda m: Tick(m[1], on=False)),
        (r"「([^」]+)」をチェックして、?", lambda m: Tick(m[1], on=True)),
        (r"すべての必要事項を入力して、?", lambda _: AnswerAll(fill=True)),
        (r"必要事項を入力しないで、?", lambda _: AnswerAll(fill=False)),
        (r"すべての項目をチェックして、?", lambda _: TickAll(only_first=False)),
        (r"1箇所だけチェックして、?", lambda _: TickAll(only_first=True)),
        (r"最後の1箇所だけチェックして、?", lambda _: TickAll(only_first=False, only_last=True)),
        (r"「([^」]+)」のどれかを選んで、?", lambda m: ChooseAny(m[1])),
        (r"「([^」]+)」を選んで、?", lambda m: Choose(m[1])),
        (r"「([^」]+)」に「([^」]*)」と入力して、?", lambda m: TypeIn(m[1], m[2], named=False)),
        (r"「([^」]+)」に『([^』]+)』を入力して、?", lambda m: TypeIn(m[1], m[2], named=True)),
        (r"「([^」]+)」を続けて二度押(?:す|して、?)", lambda m: Press(m[1], times=2)),
        (r"「([^」]+)」があれば押して、?", lambda m: PressIfOffered(m[1])),
        (r"「([^」]+)」を押して、?", lambda m: Press(m[1])),
        (r"「([^」]+)」(?:を押す)?$", lambda m: Press(m[1])),
    )
)


def parse_acts(cell: str) -> tuple[Act, ...]:
    """Reads one cell of the column 操作. Raises FeatureError naming the first words that it does not know."""
    rest, acts = cell.strip(), []
    while rest:
        for pattern, build in _CLAUSES:
            found = pattern.match(rest)
            if found:
                act = build(found)
                acts += [act] if act is not None else []
                rest = rest[found.end() :].lstrip()
                break
        else:
            raise FeatureError(
                f"操作「{cell}」: 「{rest}」 is not understood; see the table of clauses in harness/walking/acts.py"
            )
    if not cell.strip():
        raise FeatureError("操作 is empty; write 確認のみ where nothing is done")
    return tuple(acts)
