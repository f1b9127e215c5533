"""An invented guide of six steps, its text, and who answers for each line: the real text is not ours to keep."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from harness.guide import Guide, load
from harness.guide.claims import Claim, fingerprint, save_claims
from harness.guide.verify_quotes import quoted_lines
from harness.guide.verify_text import read_transcript

__all__ = ["ANSWERS", "FILES", "TEXT", "write_edition"]

TEXT = """\
図書室の手引き

2.0版

はじめに

だれでも本を借りられます。

INDEX

はじめに
1. 本を借りる
1-1. 本を借りる\t2
----\t---
2. 本を返す
2-1. 本を返す\t3

1. 本を借りる

1-1. 本を借りる

借りる前に、本を選びます。

1

受付の画面

「借りる」を押します。

個人の方
2-A に進む

\u3000
2-A 本の登録

必須\t本の番号

本の番号を入れ、「次へ」を押します。

i

番号がわからないときは、係の人に聞いてください。

9:41

次へ

1 受付

3

貸出の完了

以上で貸出は完了です。「閉じる」を押します。

よくあるご質問

Q. 何冊まで借りられますか？

A. 五冊までです。

2. 本を返す

2-1. 本を返す

1 返却の画面

「返す（無料）」を押します。

2 返却の確認

「はい」を押します。
"""

FILES = {
    "index.yaml": "sections:\n  intro: はじめに\n  1-1: 本を借りる\n  2-1: 本を返す\n",
    "facts.yaml": """\
facts:
  - name: 操作
    values: {借りる: ボタン, 次へ: ボタン}
""",
    "readings.yaml": """\
readings:
  - {id: A-01, where: p.1, finding: 手順がない, reading: 補う}
  - {id: A-02, where: p.2, finding: ボタンがない, reading: あるものとする}
""",
    "rules.yaml": """\
rules:
  - id: R-001
    statement: 五冊まで借りられる
    sources:
      - {at: 1-1, page: 2, kind: よくあるご質問}
    steps: [1-1/1]
  - id: R-002
    statement: 本は番号で登録する
    sources:
      - {at: 1-1/2-A, page: 2, quote: 次へ}
    steps: [1-1/2-A]
""",
    "1-1.yaml": """\
id: 1-1
title: 本を借りる
chapter: 1. 本を借りる
pages: [2]
steps:
  - id: 1-1/0
    title: 入口
    page: 2
    actor: 買主
    device: 買主のスマートフォン
    screen: 入口
    headings: []
    provenance: inferred
    readings: [A-01]
    to: 1-1/1
  - id: 1-1/1
    title: 受付の画面
    page: 2
    actor: 買主
    device: 買主のスマートフォン
    screen: 受付
    headings: [受付の画面]
    labels: [借りる]
    branches:
      - {outcome: 借りる, to: 1-1/2-A, kind: fork, when: {操作: 借りる}}
  - id: 1-1/2-A
    title: 本の登録
    page: 2
    actor: 買主
    device: 買主のスマートフォン
    screen: 登録
    headings: [本の登録]
    labels: [次へ]
    fields:
      - {label: 本の番号, mark: 必須}
    to: 1-1/3
  - id: 1-1/3
    title: 貸出の完了
    page: 2
    actor: 買主
    device: 買主のスマートフォン
    screen: 完了
    headings: [貸出の完了]
    labels: [閉じる, 返却へ]
    notices: [以上で貸出は完了です。]
    readings: [A-02]
    to: 2-1
""",
    "2-1.yaml": """\
id: 2-1
title: 本を返す
chapter: 2. 本を返す
pages: [3]
steps:
  - id: 2-1/1
    title: 返却の画面
    page: 3
    actor: 買主
    device: 買主のスマートフォン
    screen: 返却
    headings: [返却の画面]
    labels: [返す(無料)]
    to: 2-1/2
  - id: 2-1/2
    title: 返却の確認
    page: 3
    actor: 買主
    device: 買主のスマートフォン
    screen: 返却の確認
    headings: [返却の確認]
    labels: [はい, 借りる]
    to: end
""",
}

BORROWED = """\
borrowed:
- {steps: [1-1/0], quotes: [入口], readings: [A-01]}
- {steps: [1-1/3], quotes: [返却へ], readings: [A-02]}
- {steps: [2-1/2], origin: 1-1/1, quotes: [借りる]}
"""

ANSWERS = {
    "図書室の手引き": ("表紙",),
    "2.0版": ("表紙",),
    "だれでも本を借りられます。": ("intro",),
    "INDEX": ("目次の見出し",),
    "---- ---": ("罫線",),
    "借りる前に、本を選びます。": ("1-1",),
    "「借りる」を押します。": ("1-1/1",),
    "個人の方": ("1-1/1=借りる",),
    "2-A に進む": ("1-1/1=借りる",),
    "本の番号を入れ、「次へ」を押します。": ("R-002",),
    "i": ("注意の印",),
    "番号がわからないときは、係の人に聞いてください。": ("1-1/2-A",),
    "9:41": ("時計",),
    "1 受付": ("1-1/2-A",),
    "以上で貸出は完了です。「閉じる」を押します。": ("1-1/3",),
    "よくあるご質問": ("質問の見出し",),
    "Q. 何冊まで借りられますか？": ("R-001",),
    "A. 五冊までです。": ("R-001",),
    "「返す（無料）」を押します。": ("2-1/1",),
    "「はい」を押します。": ("2-1/2",),
}
"""Every line that the data do not quote -> who answers for it."""


def write_edition(root: Path, edits: Mapping[str, tuple[str, str]] | None = None, name: str = "2.0") -> Path:
    """Writes the edition with the claims of its text, and gives its folder.

    ``edits`` names files (``rules.yaml``, ``claims/1-1.yaml``), with a text in each and what stands there instead.
    """
    folder = root / name
    folder.mkdir()
    for file, text in FILES.items():
        (folder / file).write_text(text, encoding="utf-8")
    guide = load(name, root=root)
    save_claims(folder, guide, claims_for(TEXT, guide))
    (folder / "claims" / "borrowed.yaml").write_text(BORROWED, encoding="utf-8")
    for file, (old, new) in (edits or {}).items():
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def claims_for(text: str, guide: Guide) -> list[Claim]:
    """Gives the claims of a text by ``ANSWERS``."""
    text = text.replace("2.0版", f"{guide.edition}版")
    quoted = quoted_lines(guide)
    return [
        Claim(at=line.at, quoted=1)
        if line.text in quoted.get(line.at, ())
        else Claim(at=line.at, by=ANSWERS.get(line.text, ()), lines=(fingerprint(line.text),))
        for line in read_transcript(text, guide).lines
    ]
