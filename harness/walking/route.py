"""Finds the plain way to a step and what is done on it, from the guide's data alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from harness.errors import FeatureError
from harness.guide.choosing import agree
from harness.guide.model import BranchKind, Device, Guide, Outcome, Step
from harness.walking.acting import BACK, BROWSER_BACK
from harness.walking.acts import (
    Act,
    AnswerCamera,
    Authenticate,
    Choose,
    ChooseAny,
    FillIn,
    FollowLink,
    FollowUrl,
    Photograph,
    Press,
    Review,
    ScanQr,
    Tick,
    TickAll,
    TypeIn,
)
from harness.walking.values import NAMED_VALUES

__all__ = ["Leg", "acts_for", "first_step", "route"]

_METHOD = "支払い方法"
_CARD_ENTERED, _CARD_REGISTERED = "確認", "登録"
"""Buttons of the screens of a card: below its fields, and below what was entered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Leg:
    """One step of a route, and the outcome by which it is left."""

    step: Step
    outcome: Outcome | None
    to: str


def route(
    guide: Guide,
    *,
    start: str,
    target: str,
    facts: Mapping[str, str],
    personal: Mapping[Device, Mapping[str, str]] | None = None,
) -> tuple[Leg, ...]:
    """Gives the shortest way from one step to another that these facts allow, without bad outcomes or going back.

    ``personal`` holds the facts of whoever acts on a device of their own. Raises FeatureError if there is no way.
    """
    waiting: deque[tuple[str, tuple[Leg, ...], dict[str, str]]] = deque([(start, (), dict(facts))])
    seen = {(start, frozenset(facts.items()))}
    firsts = {section.id: section.steps[0].id for section in guide.sections if section.steps}
    while waiting:
        here, legs, now = waiting.popleft()
        if here == target:
            return legs
        step = guide.steps.get(here)
        own = (personal or {}).get(step.device, {}) if step else {}
        now = {**now, **own}
        if step is None or not _exists(step, now):
            continue
        for plain, known in _legs(step, now, chosen=frozenset((*facts, *own))):
            leg = Leg(step=plain.step, outcome=plain.outcome, to=firsts.get(plain.to, plain.to))
            key = (leg.to, frozenset(known.items()))
            if key not in seen:
                seen.add(key)
                waiting.append((leg.to, (*legs, leg), known))
    raise FeatureError(f"the guide's data show no way from {start} to {target} for these facts")


def _exists(step: Step, facts: Mapping[str, str]) -> bool:
    return all(facts.get(name, value) == value for name, value in step.when.items())


def _legs(
    step: Step, facts: Mapping[str, str], *, chosen: frozenset[str]
) -> Iterator[tuple[Leg, dict[str, str]]]:
    if not step.branches and step.to:
        yield Leg(step=step, outcome=None, to=step.to), dict(facts)
    for outcome in step.branches:
        back = outcome.when.get("操作") in (BACK, BROWSER_BACK)
        # Who has no account yet does not log in, whatever way is shorter.
        stranger = outcome.when.get("操作") == "ログイン" and facts.get("TOYOTAアカウント") == "なし"
        if outcome.kind is BranchKind.BAD or back or stranger or outcome.error_at or outcome.to == step.id:
            continue
        settled = {name: value for name, value in facts.items() if name in chosen and name != "操作"}
        if agree(outcome.when, settled):
            yield Leg(step=step, outcome=outcome, to=outcome.to), {**facts, **outcome.when}


def first_step(guide: Guide, target: Step, facts: Mapping[str, str]) -> Step:
    """Where the way to a step begins: at the staff terminal at the dealer, else at the entry that the facts name."""
    later = target.section >= "4"
    for entry in guide.chart.entries if guide.chart else ():
        if (entry.step >= "4") is later and agree(entry.when, dict(facts)):
            return guide.steps[entry.step]
    return next(step for step in guide.steps.values() if (step.section >= "4") is later)


def acts_for(leg: Leg, *, role: str, following: Step | None) -> tuple[Act, ...]:
    """Gives what somebody does to leave a step by an outcome."""
    step, when = leg.step, leg.outcome.when if leg.outcome else {}
    if leg.outcome is not None and step.is_several_screens:
        return tuple(_paying(leg.outcome, role))
    acts: list[Act] = [FillIn(role)] if step.fields else []
    for name, value in when.items():
        if name in NAMED_VALUES and value in NAMED_VALUES[name] and name not in ("パスワード", "国税庁"):
            acts.append(TypeIn(name, value, named=True))
        elif name == "規約へのチェック" and value == "すべて":
            acts.append(TickAll(only_first=False))
        elif name == value.removesuffix("を選択する"):
            acts.append(Choose(value))
        elif name in ("アンケート", "プラン") and value == "選択":
            acts.append(ChooseAny(name))
        elif value in ("オン", "オフ"):
            acts.append(Tick(name, on=value == "オン"))
        elif name == "読み取り" and "撮影する" in step.labels:
            acts.append(Photograph())
        elif name == "カメラの権限" and not step.headings:
            acts.append(AnswerCamera(value == "許可"))
    if when.get("身分証情報") == "一致":
        acts += [Tick(check, on=True) for check in step.checks]
    acts += _choosing(step, when)
    return (*acts, *_leaving(step, leg.outcome, following))


def _paying(outcome: Outcome, role: str) -> Iterator[Act]:
    """What is done at a step that stands for all the screens on which a way of payment is registered (A-10)."""
    yield Choose(outcome.when[_METHOD])
    for label in outcome.presses or (outcome.when["操作"],):
        if label == _CARD_ENTERED:
            yield FillIn(role)
        yield Press(label)
        if label == _CARD_REGISTERED and "本人認証" in outcome.when:
            yield Authenticate(outcome.when["本人認証"])


def _choosing(step: Step, when: Mapping[str, str]) -> list[Act]:
    if not step.labels:
        return []
    # An option that is shown only to some (請求書払い) stands in the outcome alone.
    return [Choose(when[name]) for name in step.choices if when.get(name, "未選択") != "未選択"]


def _leaving(step: Step, outcome: Outcome | None, following: Step | None) -> tuple[Act, ...]:
    when = outcome.when if outcome else {}
    if outcome is not None and outcome.presses:
        return tuple(Press(label) for label in outcome.presses)
    match when.get("操作"):
        case "QRコードを読み取る":
            return (ScanQr(tampered=False),)
        case "URLを開く":
            return (FollowUrl(),)
        case "審査を待つ":
            return (Review(),)
        case None if "本人認証" in when:
            return (Authenticate(when["本人認証"]),)
        case str(label):
            return (Press(label),)
        case _:
            pass
    if step.number.endswith("+review"):
        return (Review(),)
    if following is not None and following.screen == step.screen:
        return ()
    if when.get("法人情報の入力方法") == "自動入力する" and "自動入力" in step.labels:
        return (Press("自動入力"),)
    if step.number.endswith("+url"):
        return (FollowUrl(),)
    if step.mail and not step.labels and following is not None and following.headings:
        return (FollowLink(),)
    options = [when.get(name) or values[0] for name, values in step.choices.items()]
    labels = [label for label in step.labels if not label.startswith("前の画面に")]
    if not labels and options:
        return (Press(options[0]),)
    return (Press(labels[0]),) if labels else ()
