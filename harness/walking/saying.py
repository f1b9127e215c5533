"""Says acts and walks in the words of a walk table, so that what a machine did can be read, and run, as a feature."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harness.walking import acts as a
from harness.walking.walker import Row

__all__ = ["said", "scenario_text", "table_lines"]


def said(acts: Sequence[a.Act]) -> str:
    """Gives a cell of the column 操作; reading it gives the same acts again."""
    return "".join(_clause(act, last=act is acts[-1]) for act in acts) or "確認のみ"


def _clause(act: a.Act, *, last: bool) -> str:
    match act:
        case a.Press(label, 1):
            return f"「{label}」" if last else f"「{label}」を押して"
        case a.Press(label):
            return f"「{label}」を続けて二度押" + ("す" if last else "して")
        case a.PressIfOffered(label):
            return f"「{label}」があれば押して"
        case a.Tick(label, on):
            return f"「{label}」をチェックして" if on else f"「{label}」のチェックを外して"
        case a.TickAll(only_first):
            return "1箇所だけチェックして" if only_first else "すべての項目をチェックして"
        case a.Choose(option):
            return f"「{option}」を選んで"
        case a.ChooseAny(label):
            return f"「{label}」のどれかを選んで"
        case a.AnswerAll(fill):
            return "すべての必要事項を入力して" if fill else "必要事項を入力しないで"
        case a.TypeIn(label, value, named):
            return f"「{label}」に『{value}』を入力して" if named else f"「{label}」に「{value}」と入力して"
        case a.FillIn(role):
            return f"{role}の情報を入力して"
        case a.Wait(seconds):
            units = (("日", 86400), ("時間", 3600), ("分", 60), ("秒", 1))
            name, size = next(unit for unit in units if seconds % unit[1] == 0)
            return f"{seconds // size}{name}待って"
        case a.Authenticate(result):
            return f"本人認証{'を' if result == '中止' else 'に'}{result}{'する' if last else 'して'}"
        case _:
            return _handling(act)


def _handling(act: a.Act) -> str:
    """What is done with the phone itself."""
    match act:
        case a.Photograph():
            return "身分証明書を撮影して"
        case a.ScanQr(tampered):
            return "改ざんしたQRコードを読み取る" if tampered else "QRコードを読み取る"
        case a.FollowUrl():
            return "URLを開く"
        case a.FollowLink():
            return "リンクを開く"
        case a.FreshPhone():
            return "別のスマートフォンで"
        case a.AnswerCamera(allow):
            return "カメラを許可する" if allow else "カメラを拒否する"
        case a.Review():
            return "審査を待つ"
        case a.Back():
            return "ブラウザの「戻る」を押す"
        case a.Reload():
            return "ブラウザの再読み込みをして"
        case _:
            raise ValueError(f"{act!r} has no words in a walk table")


def table_lines(rows: Iterable[Row]) -> list[str]:
    """Gives the lines of a walk table, with its head."""
    cells = [("手順", "画面", "操作"), *((row.number, row.title, row.acts) for row in rows)]
    return ["        | " + " | ".join(row) + " |" for row in cells]


def scenario_text(
    *,
    title: str,
    rule: str,
    name: str,
    given: Sequence[str],
    walks: Sequence[Sequence[Row]],
    then: Sequence[str],
) -> str:
    """Gives a feature file of one scenario; ``rule`` is the line of its ルール, with the tags before it on lines of their own."""
    lines = ["# language: ja", f"機能: {title}", "", *(f"  {line}" for line in rule.splitlines()), ""]
    lines.append(f"    シナリオ: [1] {name}")
    lines += [f"      {'かつ' if number else '前提'} {step}" for number, step in enumerate(given)]
    for number, rows in enumerate(walks):
        lines.append(f"      {'かつ' if number else 'もし'} 買主が手順のとおりに進む")
        lines += table_lines(rows)
    lines += [f"      {'かつ' if number else 'ならば'} {step}" for number, step in enumerate(then)]
    return "\n".join(lines) + "\n"
