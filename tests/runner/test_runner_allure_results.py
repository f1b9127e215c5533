"""What the Allure report says beside the scenarios: branches, environment, categories."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.runner.allure_results import write_branch_results, write_categories, write_environment


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A branch as coverage tells it."""

    id: str
    verdict: str
    title: str = "メールアドレスの登録"
    section: str = "1-1 買主情報を登録する"
    scenarios: Sequence[str] = ()
    reason: str = ""


def test_each_branch_is_a_result_of_its_own(tmp_path: Path) -> None:
    """A branch shows its verdict as a status, its reason as a message, and the scenarios that saw it."""
    entries = [
        Entry(id="1-1/8-B=正しい", verdict="conforms", scenarios=["1/1-1[1]"]),
        Entry(
            id="1-1/8-B=誤り", verdict="nonconforming", reason="手順 1-1/8-B 見出し", scenarios=["1/1-1[2]"]
        ),
        Entry(id="1-1/8-B=期限切れ", verdict="not_tested", reason="時計を動かせない"),
        Entry(id="1-1/8-B=使用済み", verdict="not_applicable"),
        Entry(id="1-1/8-B=不能", verdict="broken", reason="the build does not answer"),
    ]
    write_branch_results(tmp_path, entries, guide_title="手続きガイド 1.4版")
    before = sorted(path.name for path in tmp_path.iterdir())
    write_branch_results(tmp_path, entries, guide_title="手続きガイド 1.4版")
    files = [json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()]
    shown = {
        file["fullName"]: (file["status"], file.get("statusDetails", {}).get("message")) for file in files
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert shown == {
        "1-1/8-B=正しい": ("passed", None),
        "1-1/8-B=誤り": ("failed", "不適合: 手順 1-1/8-B 見出し"),
        "1-1/8-B=期限切れ": ("skipped", "未検証: 時計を動かせない"),
        "1-1/8-B=使用済み": ("skipped", "対象外"),
        "1-1/8-B=不能": ("broken", "故障: the build does not answer"),
    }
    assert len({file["uuid"] for file in files} | {file["historyId"] for file in files}) == 10
    first = next(file for file in files if file["status"] == "passed")
    labels = {label["name"]: label["value"] for label in first["labels"]}
    assert labels["parentSuite"] == "ガイド網羅"
    assert labels["story"] == "1-1/8-B"
    assert "手続きガイド 1.4版" in first["description"]
    assert "- 1/1-1[1]" in first["description"]


def test_the_environment_is_written_as_properties(tmp_path: Path) -> None:
    """Blanks and signs in names, and line ends in values, do not break the file of properties."""
    write_environment(tmp_path, {"ガイド": "1.4版", "build url": "http://x/=y", "path": "a\\b\nc"})
    assert (tmp_path / "environment.properties").read_text(encoding="utf-8").splitlines() == [
        "ガイド=1.4版",
        "build\\ url=http://x/=y",
        "path=a\\\\b\\nc",
    ]


def test_categories_sort_by_status(tmp_path: Path) -> None:
    """The report sorts failures into 不適合, 故障, 対象外 and 未検証."""
    write_categories(tmp_path)
    found = json.loads((tmp_path / "categories.json").read_text(encoding="utf-8"))
    assert [(one["name"], one["matchedStatuses"]) for one in found] == [
        ("不適合", ["failed"]),
        ("故障", ["broken"]),
        ("対象外", ["skipped"]),
        ("未検証", ["skipped"]),
    ]
