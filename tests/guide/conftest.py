"""A guide of three steps, small enough to be spoilt in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Spoil = Callable[..., Path]

FILES = {
    "index.yaml": "sections:\n  1-1: 買主情報を登録する\n  2-1: 使用者情報を登録する\n",
    "facts.yaml": """\
facts:
  - name: 操作
    values: {次へ: ボタン, ブラウザの戻る: ボタン}
  - name: 同意
    default: オフ
    values: {オン: した, オフ: しない}
""",
    "readings.yaml": """\
readings:
  - {id: A-01, where: p.5, finding: 手順がない, reading: 補う}
""",
    "rules.yaml": """\
rules:
  - id: R-001
    statement: 同意しなければ進めない
    sources:
      - {at: 1-1/2, page: 6}
    steps: [1-1/2]
    readings: [A-01]
""",
    "1-1.yaml": """\
id: 1-1
title: 買主情報を登録する
chapter: 買主情報の登録
steps:
  - id: 1-1/1
    title: 開始
    actor: 買主
    device: 買主のスマートフォン
    screen: 開始
    headings: [開始]
    provenance: inferred
    readings: [A-01]
    to: 1-1/2
  - id: 1-1/2
    title: 同意
    actor: 買主
    device: 買主のスマートフォン
    screen: 同意
    headings: [同意]
    labels: [次へ]
    checks: [同意]
    branches:
      - {outcome: 同意する, to: 1-1/3, kind: guard, when: {操作: 次へ, 同意: オン}}
      - {outcome: 同意しない, to: 1-1/2, kind: guard, when: {操作: 次へ, 同意: オフ}, error_at: 同意}
  - id: 1-1/3
    title: 完了
    actor: 買主
    device: 買主のスマートフォン
    screen: 完了
    headings: [完了]
    to: 2-1
""",
}


@pytest.fixture(scope="session")
def small_files() -> dict[str, str]:
    """Gives the files of the small guide: name -> text."""
    return dict(FILES)


@pytest.fixture
def spoil(tmp_path: Path) -> Spoil:
    """Writes the small guide with some texts replaced, and gives its root."""

    def write(file: str = "", old: str = "", new: str = "") -> Path:
        folder = tmp_path / "1.4"
        folder.mkdir(exist_ok=True)
        for name, text in FILES.items():
            assert file != name or old in text
            (folder / name).write_text(text.replace(old, new, 1) if file == name else text, encoding="utf-8")
        return tmp_path

    return write
