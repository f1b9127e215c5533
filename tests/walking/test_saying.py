"""What a machine did, in the words of a walk table."""

from __future__ import annotations

import pytest

from harness.walking import acts as a
from harness.walking.saying import said

_EACH = (
    (a.Press("次へ"),),
    (a.Press("登録"), a.Press("とじる")),
    (a.Press("申し込む", times=2),),
    (a.Press("申し込む", times=2), a.Press("とじる")),
    (a.PressIfOffered("OK"), a.Press("とじる")),
    (a.Tick("利用規約に同意する", on=True), a.Press("次へ")),
    (a.Tick("利用規約に同意する", on=False), a.Press("次へ")),
    (a.TickAll(only_first=True), a.Press("次へ")),
    (a.TickAll(only_first=False), a.Press("次へ")),
    (a.Choose("個人"), a.ChooseAny("プラン"), a.Press("次へ")),
    (a.AnswerAll(fill=True), a.AnswerAll(fill=False), a.Press("次へ")),
    (a.TypeIn("認証コード", "期限切れ", named=True), a.TypeIn("名前", "豊田", named=False), a.Press("次へ")),
    (a.FillIn("使用者"),),
    (a.FillIn("買主"), a.Photograph(), a.Press("撮影する")),
    (a.Wait(61), a.Wait(660), a.Wait(7200), a.Wait(5184000), a.Press("次へ")),
    (a.ScanQr(tampered=True),),
    (a.ScanQr(tampered=False),),
    (a.FollowUrl(),),
    (a.FollowLink(),),
    (a.FreshPhone(), a.ScanQr(tampered=False)),
    (a.AnswerCamera(allow=False),),
    *((a.Authenticate(result),) for result in ("成功", "失敗", "中止")),
    (a.Review(),),
    (a.Back(),),
    (a.Reload(), a.Press("次へ")),
    (),
)


@pytest.mark.parametrize("acts", _EACH, ids=said)
def test_what_is_said_is_understood(acts: tuple[a.Act, ...]) -> None:
    """Acts that are put into words and read again are the same acts."""
    assert a.parse_acts(said(acts)) == acts
