"""The language of the column 操作."""

from __future__ import annotations

import pytest

from harness.errors import FeatureError
from harness.walking import acts


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("確認のみ", ()),
        ("「次へ」", (acts.Press("次へ"),)),
        ("「次へ」を押す", (acts.Press("次へ"),)),
        ("「申し込む」を続けて二度押す", (acts.Press("申し込む", times=2),)),
        ("「登録」があれば押して", (acts.PressIfOffered("登録"),)),
        ("ブラウザの再読み込みをして「とじる」", (acts.Reload(), acts.Press("とじる"))),
        (
            "「利用規約に同意する」をチェックして「次へ」",
            (acts.Tick("利用規約に同意する", on=True), acts.Press("次へ")),
        ),
        (
            "「利用規約に同意する」のチェックを外して「次へ」",
            (acts.Tick("利用規約に同意する", on=False), acts.Press("次へ")),
        ),
        ("「個人」を選んで、「次へ」", (acts.Choose("個人"), acts.Press("次へ"))),
        ("「住所」に「」と入力して「確認」", (acts.TypeIn("住所", "", named=False), acts.Press("確認"))),
        (
            "10分待って「認証コード」に『期限切れ』を入力して「次へ」",
            (acts.Wait(600), acts.TypeIn("認証コード", "期限切れ", named=True), acts.Press("次へ")),
        ),
        ("別のスマートフォンでQRコードを読み取る", (acts.FreshPhone(), acts.ScanQr(tampered=False))),
        ("改ざんしたQRコードを読み取る", (acts.ScanQr(tampered=True),)),
        ("ブラウザの「戻る」", (acts.Back(),)),
        ("買主の情報を入力して", (acts.FillIn("買主"),)),
        ("身分証明書を撮影して「撮影する」", (acts.Photograph(), acts.Press("撮影する"))),
    ],
)
def test_each_clause_means_one_act(cell: str, expected: tuple[acts.Act, ...]) -> None:
    """A cell is read clause by clause, to its end."""
    assert acts.parse_acts(cell) == expected


@pytest.mark.parametrize(
    "cell", ["", "  ", "次へ", "「次へ」を連打する", "「A」をチェックして確認する", "「次へ」「次へ」"]
)
def test_a_cell_that_is_not_understood_is_an_error_of_the_feature(cell: str) -> None:
    """No word of a cell is passed over in silence."""
    with pytest.raises(FeatureError, match="操作"):
        acts.parse_acts(cell)
