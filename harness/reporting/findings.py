"""Says of each scenario that is not 適合: what was expected and found, where in the guide, and whose fault it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from markupsafe import Markup, escape

from harness.coverage.record import Evidence, ScenarioRecord, Verdict
from harness.guide.model import Guide, Reading, Step

__all__ = ["Culprit", "FoundDeparture", "culprit", "departure", "marked", "readings_at"]

_FRAME = re.compile(r"^(?:E\s+)?(?:File \")?([\w./-]+\.py)[\":]", re.MULTILINE)
_TAGS = {"del": Markup("<del>{}</del>"), "ins": Markup("<ins>{}</ins>")}


class Culprit(StrEnum):
    """Who has to do something about a scenario that is not 適合."""

    BUILD = "ビルド"
    HARNESS = "試験のしくみ"
    FAKE = "外部システムの代わり"
    PROFILE = "ビルドの設定"
    NOBODY = "実行"

    @property
    def meaning(self) -> str:
        """What that says, in one sentence."""
        return _MEANING[self]


_MEANING = {
    Culprit.BUILD: "手続きガイドと違う画面や動きが見つかった。ビルドを直す",
    Culprit.HARNESS: "判定する側に誤りがある。シナリオ・ガイドのデータ・試験のしくみを直す",
    Culprit.FAKE: "TOYOTAアカウントや決済などの代わりをするものが止まった。それを直す",
    Culprit.PROFILE: "ビルドに届かないか、必要な機能が「ある」とされていない。プロファイルを見直す",
    Culprit.NOBODY: "実行が終わる前に中断された。もう一度実行する",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundDeparture:
    """One finding as a reader wants it."""

    evidence: Evidence
    step: Step | None
    expected: Markup
    found: Markup
    readings: tuple[Reading, ...]


def culprit(record: ScenarioRecord) -> Culprit:
    """Tells whose fault it is that a scenario is not 適合."""
    if record.verdict is Verdict.NONCONFORMING:
        return Culprit.BUILD
    if "中断" in record.reason:
        return Culprit.NOBODY
    if record.verdict is not Verdict.BROKEN or record.reason.startswith(("BuildError", "CapabilityMissing")):
        return Culprit.PROFILE
    frames = _FRAME.findall(record.trace)
    ours = [frame for frame in frames if re.search(r"(?:^|/)(harness|fakes|steps|features)/", frame)]
    return Culprit.FAKE if ours and re.search(r"(?:^|/)fakes/", ours[-1]) else Culprit.HARNESS


def departure(evidence: Evidence, guide: Guide) -> FoundDeparture:
    """Marks the difference of a finding and looks up its place and its readings."""
    expected, found = marked(evidence.expected, evidence.found)
    return FoundDeparture(
        evidence=evidence,
        step=guide.steps.get(evidence.at),
        expected=expected,
        found=found,
        readings=readings_at(guide, (evidence.at, *evidence.about)),
    )


def readings_at(guide: Guide, ids: Iterable[str]) -> tuple[Reading, ...]:
    """Gives the readings that apply at steps, branches and rules, each once."""
    rules = {rule.id: rule for rule in guide.rules}
    wanted: list[str] = []
    for key in ids:
        holder = guide.steps.get(key) or guide.branches.get(key) or rules.get(key)
        wanted += holder.readings if holder else ()
        if key in guide.steps:
            wanted += [reading for spec in guide.steps[key].fields for reading in spec.readings]
    known = {reading.id: reading for reading in guide.readings}
    return tuple(known[key] for key in dict.fromkeys(wanted) if key in known)


def marked(expected: str, found: str) -> tuple[Markup, Markup]:
    """Marks what is only on one side; texts that have little in common are left as they are."""
    matcher = SequenceMatcher(None, expected, found, autojunk=False)
    if matcher.ratio() < 0.4 or expected == found:
        return escape(expected), escape(found)
    left, right = [], []
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        left.append(_piece(expected[a1:a2], "del", plain=kind == "equal"))
        right.append(_piece(found[b1:b2], "ins", plain=kind == "equal"))
    return Markup("").join(left), Markup("").join(right)


def _piece(text: str, tag: str, *, plain: bool) -> Markup:
    if plain or not text:
        return escape(text)
    return _TAGS[tag].format(text)
