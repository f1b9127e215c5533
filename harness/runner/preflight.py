"""Asks before a run what of a build, its control API and its gateways can be judged at all.

A gateway counts as wired only if a call of the build, made on a walk of ours, stands in the journal of the fake
that the profile names, with a mark that this walk alone was given: an address of mail, a licence's address, a
車台番号, a cardholder. What a call cannot be marked by (the 法人番号 are public) is told by its moment: fakes are
emptied before the walk, and nobody else may use them.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Literal

from harness.builds.served import HttpBuild
from harness.coverage.recorder import Recorder
from harness.errors import BuildError, CapabilityMissing, HarnessError, Nonconformance
from harness.guide.model import Guide
from harness.walking.cast import Person
from harness.walking.walker import Walker
from harness.walking.world import World

__all__ = ["Check", "exit_code", "lacking", "preflight", "read_lacking", "write_lacking"]

Result = Literal["ok", "missing", "wrong", "unknown"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that was looked at before a run."""

    name: str
    result: Result
    said: str
    """What was found, and what to change."""
    lost: tuple[str, ...] = ()
    """Capabilities and gateways that cannot be relied on in this run."""

    def __str__(self) -> str:
        return f"{self.result:8}{self.name}: {self.said}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Probe:
    gateway: str
    fake: str
    at: str
    """The step whose leaving makes the build call the gateway."""
    to: str
    """The step that follows."""
    variable: str
    person: str = "豊田 太郎"
    has_account: bool = False
    facts: tuple[tuple[str, str], ...] = ()
    lost: tuple[str, ...] = ()
    may_be_unmarked: bool = False
    """Whether a build may call without a word of who it is about: a card needs no name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Marks:
    """What a walk alone was given, by which the calls that it causes are known."""

    email: str
    given_kana: str
    given_roman: str
    street: str

    @classmethod
    def drawn(cls) -> _Marks:
        """Others each time; the syllables are written alike however kana are romanised."""
        syllables = [secrets.choice(_SYLLABLES) for _ in range(6)]
        numbers = "-".join(str(1000 + secrets.randbelow(9000)) for _ in range(2))
        return cls(
            email=f"doctor-{secrets.token_hex(6)}@example.com",
            given_kana="".join(kana for kana, _ in syllables),
            given_roman="".join(roman for _, roman in syllables),
            street=f"東京都文京区後楽1-{numbers}",
        )

    def worn_by(self, person: Person) -> Person:
        """The person with these marks; a corporation keeps its name, which is public."""
        kana = person.kana if person.kind == "法人" else f"{person.kana.split()[0]} {self.given_kana}"
        return replace(person, email=self.email, kana=kana, address=self.street)


_SYLLABLES = (
    ("カ", "KA"),
    ("キ", "KI"),
    ("ナ", "NA"),
    ("ミ", "MI"),
    ("ル", "RU"),
    ("サ", "SA"),
    ("ト", "TO"),
)
_CARD = (
    ("名義", "買主と同じ名義で登録する"),
    ("充電サポート", "対象"),
    ("G-Link申込時の支払い方法", "登録していない"),
)
_PROBES = (
    _Probe(
        gateway="メール",
        fake="mail",
        at="1-1/8-B",
        to="1-1/9-B",
        variable="its SMTP host",
        lost=("要_メール",),
    ),
    _Probe(
        gateway="TOYOTAアカウント",
        fake="toyota_account",
        at="1-1/6",
        to="1-1/7-A",
        has_account=True,
        variable="its address of the TOYOTAアカウント service",
    ),
    _Probe(
        gateway="国税庁",
        fake="houjin_bangou",
        at="1-1/13-C",
        to="1-1/14-C",
        person="トヨタ自動車株式会社",
        variable="its address of the 法人番号 Web-API",
    ),
    _Probe(
        gateway="身分証明書の読み取り",
        fake="licence_reader",
        at="1-1/16-B",
        to="1-1/17-B",
        facts=(("入力方法", "身分証明書をカメラで撮影する"),),
        variable="its address of the licence reader",
        lost=("要_カメラ",),
    ),
    _Probe(
        gateway="決済",
        fake="payment",
        at="3-2/6-A",
        to="3-2/7-A",
        has_account=True,
        facts=_CARD,
        may_be_unmarked=True,
        variable="its address of the payment gateway",
    ),
    _Probe(
        gateway="車検証情報",
        fake="vehicle_registry",
        at="4-1/7-A",
        to="4-1/8-A",
        has_account=True,
        variable="its address of the vehicle registry",
    ),
)


def preflight(build: HttpBuild, guide: Guide) -> Iterator[Check]:
    """Looks at a build, cheapest first; what follows from a failure is left out."""
    try:
        build.check_reached()
    except BuildError as error:
        yield Check(name="build", result="wrong", said=str(error))
        return
    yield Check(name="build", result="ok", said="it answers")
    control = _control(build)
    yield control
    if control.result != "ok":
        build.leave_out(dict.fromkeys(control.lost, control.said))
        return
    clock = _clock(build)
    yield clock
    build.leave_out(dict.fromkeys(clock.lost, clock.said))
    if not build.sections or "1-1" in build.sections:
        yield _entered(build, guide)
    for probe in _PROBES:
        section = probe.at.partition("/")[0]
        if build.sections and section not in build.sections:
            said = f"the build is said to have no section {section} yet (sections), where it would be used"
            yield Check(name=probe.gateway, result="missing", said=said)
            continue
        check = _probed(build, guide, probe)
        build.leave_out(dict.fromkeys(check.lost, check.said))
        yield check


def _control(build: HttpBuild) -> Check:
    try:
        build.check_control()
    except CapabilityMissing:
        said = "the profile has no [control]: add control.url and control.token; no contract can be made"
        return Check(name="control API", result="missing", said=said, lost=("制御API",))
    except BuildError as error:
        return Check(name="control API", result="wrong", said=str(error), lost=("制御API",))
    return Check(name="control API", result="ok", said="it answers and takes the token")


def _clock(build: HttpBuild) -> Check:
    lost = ("要_時間操作",)
    if "要_時間操作" not in build.capabilities:
        said = "the profile says that it cannot be moved (control.clock, lacks); what needs time is 未検証"
        return Check(name="clock", result="missing", said=said, lost=lost)
    try:
        build.reset()
        before = build.now()
        build.advance(timedelta(hours=1))
        moved = build.now() - before
    except BuildError as error:
        return Check(name="clock", result="wrong", said=f"{error}; or set control.clock = false", lost=lost)
    if not timedelta(minutes=59) < moved < timedelta(minutes=61):
        said = f"told to go on by an hour it went on by {moved}; correct /_control/clock or set control.clock = false"
        return Check(name="clock", result="wrong", said=said, lost=lost)
    return Check(name="clock", result="ok", said="it stops, moves on and tells its time")


def _entered(build: HttpBuild, guide: Guide) -> Check:
    """The page that the dealer's QR code opens shows the heading that the guide prints."""
    entry = _Probe(gateway="", fake="", at="1-1/0", to="1-1/2", variable="")
    _, trouble, _ = _walked(build, guide, entry, _Marks.drawn())
    if trouble:
        said = f'{trouble}; if only the words differ, name them in [steps."1-1/2"] of the profile'
        return Check(name="entry page", result="wrong", said=said)
    return Check(name="entry page", result="ok", said="it has the heading and the labels of step 1-1/2")


def _probed(build: HttpBuild, guide: Guide, probe: _Probe) -> Check:
    lost = (probe.gateway, *probe.lost)
    if probe.fake not in build.fakes:
        said = f"the profile names no fake {probe.fake}: add it to [fakes]; what needs it is 未検証"
        return Check(name=probe.gateway, result="missing", said=said, lost=lost)
    reached, trouble, marks = _walked(build, guide, probe, _Marks.drawn())
    try:
        calls = [json.dumps(call, ensure_ascii=False) for call in build.journal(probe.fake)]
    except BuildError as error:
        return Check(name=probe.gateway, result="wrong", said=str(error), lost=lost)
    marked = any(mark in call for call in calls for mark in marks)
    if calls and (marked or probe.may_be_unmarked):
        how = "with what it was given" if marked else "at the very step, though it names nobody"
        said = f"the build's call arrived in our fake {probe.fake}, {how}"
        return Check(name=probe.gateway, result="ok", said=said)
    if not reached:
        said = f"step {probe.at} could not be reached ({trouble}); judged as usual"
        return Check(name=probe.gateway, result="unknown", said=said)
    came = "what arrived in our fake {} is not about this walk" if calls else "nothing arrived in our fake {}"
    said = (
        f"at step {probe.at} {came.format(probe.fake)}: the build uses another; "
        f"set {probe.variable} to {build.fakes[probe.fake]}; what needs it is 未検証"
    )
    return Check(name=probe.gateway, result="wrong", said=said, lost=lost)


def _walked(
    build: HttpBuild, guide: Guide, probe: _Probe, marks: _Marks
) -> tuple[bool, str, tuple[str, ...]]:
    """Walks past a gateway; says whether its step was reached, what stopped the walk, and what marks its calls."""
    role = "使用者" if probe.at >= "4" else "買主"
    try:
        with build:
            world = World(
                guide=guide,
                build=build,
                recorder=Recorder(),
                section=probe.at.partition("/")[0],
                seed=secrets.randbelow(2**31),
            )
            kind = "法人" if probe.person.endswith("会社") else "個人"
            world.introduce(role, probe.person, kind=kind, has_account=False)
            world.people[role] = marks.worn_by(world.people[role])
            world.state({"TOYOTAアカウント": "あり" if probe.has_account else "なし"}, role=role)
            if probe.has_account:
                world.open_account(world.people[role])
            for name, value in probe.facts:
                world.state({name: value}, role=role)
            walker = Walker(world)
            try:
                walker.go_to(guide.steps[probe.to], role=role)
            except (Nonconformance, HarnessError) as error:
                at = walker.at.id if walker.has_begun else ""
                return at == probe.at, str(error).replace("\n", " ")[:300], _borne(world, role, marks)
            return True, "", _borne(world, role, marks)
    except HarnessError as error:
        return False, str(error).replace("\n", " ")[:300], ()


def _borne(world: World, role: str, marks: _Marks) -> tuple[str, ...]:
    """The marks as calls carry them."""
    number = world.people[role].corporate_number
    chassis = world.certificate.chassis_number if world.certificate else ""
    return tuple(filter(None, (marks.email, marks.given_roman, marks.street, number, chassis)))


def exit_code(checks: list[Check]) -> int:
    """0 if all is well, 2 if nothing can be judged, 3 if a part cannot."""
    if all(check.result == "ok" for check in checks):
        return 0
    nothing = any(check.name in ("build", "control API") and check.result != "ok" for check in checks)
    return 2 if nothing else 3


def lacking(checks: list[Check]) -> dict[str, str]:
    """Gives what cannot be relied on, with the reason."""
    return {lost: f"事前確認: {check.said}" for check in checks for lost in check.lost}


def write_lacking(path: Path, checks: list[Check]) -> None:
    """Writes the checks, and what they take away from this run, for the processes that run the scenarios."""
    data = {"checks": [asdict(check) for check in checks], "lacking": lacking(checks)}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_lacking(path: Path) -> Mapping[str, str]:
    """Reads what the checks take away; nothing where none were made."""
    if not path.exists():
        return {}
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["lacking"]
    return found
