"""Compares two editions of the guide: what was added, removed or changed, and which steps and rules it bears on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import TypeVar

from harness.guide.model import Fact, FieldSpec, Guide, Outcome, Reading, Rule, Section, Step, Value
from harness.guide.pages import FaqEntry

__all__ = ["Change", "How", "compare"]

_Item = TypeVar("_Item", bound=Value)


class How(StrEnum):
    """What happened between the editions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One difference between two editions."""

    what: str
    """What it is a difference of, in Japanese: ``手順``, ``ボタン``, ``分岐``, ``きまり``."""
    at: str
    """Id of the step, branch, rule, section, reading, mail or page."""
    how: How
    before: str = ""
    after: str = ""
    steps: tuple[str, ...] = ()
    """Steps that it bears on."""
    rules: tuple[str, ...] = ()
    """Rules that it bears on."""
    readings: tuple[str, ...] = ()
    """Readings that it bears on."""


Parts = Callable[[Step], Sequence[str]]
_WORDINGS: tuple[tuple[str, Parts], ...] = (
    ("見出し", lambda step: step.headings),
    ("ボタン", lambda step: step.labels),
    ("チェック", lambda step: step.checks),
    ("画面の文", lambda step: step.notices),
    ("表示", lambda step: step.values),
    ("あってはならないもの", lambda step: step.absent),
)
_PLAIN: tuple[tuple[str, str], ...] = (
    ("題名", "title"),
    ("ページ", "page"),
    ("操作する人", "actor"),
    ("端末", "device"),
    ("画面", "screen"),
    ("メール", "mail"),
    ("別の表記", "label_aliases"),
    ("QRコード", "qr"),
    ("条件", "when"),
    ("ないことの条件", "absent_when"),
    ("次の手順", "to"),
    ("出所", "provenance"),
    ("読み", "readings"),
)


_PARTS = {
    "when": "条件",
    "to": "行き先",
    "kind": "種類",
    "error_at": "誤りを示すところ",
    "tolerated": "認める行き先",
    "repeats": "同じ分岐",
    "aliases": "別の表記",
    "mark": "印",
    "sources": "出所",
    "steps": "手順",
    "readings": "読み",
    "where": "ところ",
    "finding": "食い違い",
    "reading": "読み方",
    "values": "値",
    "default": "はじめの値",
}
"""Parts of a value -> what the report calls them."""


def compare(before: Guide, after: Guide) -> tuple[Change, ...]:
    """Gives every difference, in the order of the later edition; what is gone comes first in its kind."""
    return (
        *_sections(before, after),
        *_steps(before, after),
        *_rules(before.rules, after.rules),
        *_readings(before.readings, after.readings),
        *_facts(before, after),
        *_pages(before, after),
    )


def _by(items: Iterable[_Item], key: Callable[[_Item], str]) -> dict[str, _Item]:
    return {key(item): item for item in items}


def _both(
    before: Mapping[str, _Item], after: Mapping[str, _Item]
) -> Iterator[tuple[str, _Item | None, _Item | None]]:
    """Gives each key with the value of either edition: the ones that are gone first, then in the new order."""
    for name, item in before.items():
        if name not in after:
            yield name, item, None
    for name, item in after.items():
        yield name, before.get(name), item


def _how(before: object, after: object) -> How:
    if before is None:
        return How.ADDED
    return How.REMOVED if after is None else How.CHANGED


def _sections(before: Guide, after: Guide) -> Iterator[Change]:
    for name in dict.fromkeys((*before.index, *after.index)):
        old, new = before.index.get(name), after.index.get(name)
        if old != new:
            yield Change(what="目次", at=name, how=_how(old, new), before=old or "", after=new or "")
    sections = _both(_by(before.sections, _section_id), _by(after.sections, _section_id))
    for name, old_section, new_section in sections:
        if old_section is None or new_section is None:
            continue  # the index tells of the section, and each of its steps is told of
        for what, attribute in (("節の題名", "title"), ("章", "chapter"), ("ページ", "pages")):
            yield from _attribute(what, name, attribute, old_section, new_section, ())
        shared = {step.id for step in old_section.steps} & {step.id for step in new_section.steps}
        orders = [[step.id for step in one.steps if step.id in shared] for one in (old_section, new_section)]
        if orders[0] != orders[1]:
            yield Change(
                what="手順の並び",
                at=name,
                how=How.CHANGED,
                before=" ".join(orders[0]),
                after=" ".join(orders[1]),
                steps=tuple(new for old, new in zip(*orders, strict=True) if old != new),
            )


def _section_id(section: Section) -> str:
    return section.id


def _steps(before: Guide, after: Guide) -> Iterator[Change]:
    for name, old, new in _both(before.steps, after.steps):
        if old is None or new is None:
            title, branches = (
                ["" if step is None else step.title for step in (old, new)],
                [() if step is None else step.branches for step in (old, new)],
            )
            yield Change(
                what="手順", at=name, how=_how(old, new), before=title[0], after=title[1], steps=(name,)
            )
            yield from _branches(name, *branches)
            continue
        for what, attribute in _PLAIN:
            yield from _attribute(what, name, attribute, old, new, (name,))
        for what, parts in _WORDINGS:
            yield from _wordings(what, name, parts(old), parts(new))
        for choice in dict.fromkeys((*old.choices, *new.choices)):
            yield from _wordings(
                f"選択肢（{choice}）", name, old.choices.get(choice, ()), new.choices.get(choice, ())
            )
        yield from _fields(name, old.fields, new.fields)
        yield from _branches(name, old.branches, new.branches)


def _attribute(
    what: str, at: str, attribute: str, old: Value, new: Value, steps: tuple[str, ...]
) -> Iterator[Change]:
    values = [getattr(one, attribute) for one in (old, new)]
    if values[0] != values[1]:
        shown = [_shown(value) for value in values]
        yield Change(what=what, at=at, how=How.CHANGED, before=shown[0], after=shown[1], steps=steps)


def _shown(value: object) -> str:
    if value is None or value in ({}, ()):
        return ""
    if isinstance(value, Mapping):
        return "、".join(f"{name}: {_shown(inner)}" for name, inner in value.items())
    if isinstance(value, tuple):
        return "、".join(_shown(inner) for inner in value)
    return {True: "あり", False: "なし"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _wordings(what: str, at: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Gives what became of each wording; as many as stand in for others are told as changed."""
    for tag, low, high, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            for gone, come in zip_longest(old[low:high], new[first:last]):
                how = _how(gone, come)
                yield Change(what=what, at=at, how=how, before=gone or "", after=come or "", steps=(at,))


def _fields(at: str, old: Sequence[FieldSpec], new: Sequence[FieldSpec]) -> Iterator[Change]:
    for name, left, right in _both(_by(old, _label), _by(new, _label)):
        if left != right:
            yield _told("項目", at, name, left, right, steps=(at,))


def _label(field: FieldSpec) -> str:
    return field.label


def _branches(at: str, old: Sequence[Outcome], new: Sequence[Outcome]) -> Iterator[Change]:
    for name, left, right in _both(_by(old, _outcome), _by(new, _outcome)):
        bare = [None if one is None else one.model_copy(update={"note": ""}) for one in (left, right)]
        if bare[0] != bare[1]:
            yield _told("分岐", f"{at}={name}", name, bare[0], bare[1], steps=(at,))


def _outcome(outcome: Outcome) -> str:
    return outcome.outcome


def _told(
    what: str,
    at: str,
    name: str,
    old: Value | None,
    new: Value | None,
    *,
    steps: Sequence[str] = (),
    rules: Sequence[str] = (),
    readings: Sequence[str] = (),
) -> Change:
    """Tells of a value as a whole: its name when it came or went, else only what changed within it."""
    texts = ["" if old is None else name, "" if new is None else name]
    if old is not None and new is not None:
        texts = [f"{name}（{_own(one, other)}）" for one, other in ((old, new), (new, old))]
    return Change(
        what=what,
        at=at,
        how=_how(old, new),
        before=texts[0],
        after=texts[1],
        steps=tuple(steps),
        rules=tuple(rules),
        readings=tuple(readings),
    )


def _own(value: Value, other: Value) -> str:
    """Tells what a value has that its counterpart in the other edition has not."""
    told = []
    for part in type(value).model_fields:
        here, there = _plain(getattr(value, part)), _plain(getattr(other, part))
        if here == there:
            continue
        if isinstance(here, Mapping) and isinstance(there, Mapping):
            here = {name: inner for name, inner in here.items() if inner != there.get(name)}
        elif isinstance(here, tuple) and isinstance(there, tuple):
            here = tuple(inner for inner in here if inner not in there)
        told.append(f"{_PARTS.get(part, part)}: {_shown(here) or 'なし'}")
    return "; ".join(told)


def _plain(value: object) -> object:
    if isinstance(value, Value):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    return tuple(_plain(one) for one in value) if isinstance(value, tuple) else value


def _rules(old: Sequence[Rule], new: Sequence[Rule]) -> Iterator[Change]:
    for name, left, right in _both(_by(old, _id), _by(new, _id)):
        if left is None or right is None:
            statements = ["" if rule is None else rule.statement for rule in (left, right)]
            yield _change("きまり", name, *statements, rules=(name,))
            continue
        if left.statement != right.statement:
            yield _change("きまり", name, left.statement, right.statement, rules=(name,))
        rest = left.model_copy(update={"statement": right.statement})
        if rest != right:
            yield _told("きまり", name, right.statement, rest, right, rules=(name,))


def _change(what: str, at: str, before: str, after: str, *, rules: tuple[str, ...]) -> Change:
    return Change(
        what=what, at=at, how=_how(before or None, after or None), before=before, after=after, rules=rules
    )


def _id(value: Rule | Reading) -> str:
    return value.id


def _readings(old: Sequence[Reading], new: Sequence[Reading]) -> Iterator[Change]:
    for name, left, right in _both(_by(old, _id), _by(new, _id)):
        if left != right:
            finding = next(one.finding for one in (right, left) if one is not None)
            yield _told("読み", name, finding, left, right, readings=(name,))


def _facts(before: Guide, after: Guide) -> Iterator[Change]:
    for name, left, right in _both(_by(before.facts, _name), _by(after.facts, _name)):
        if left != right:
            users = {*_users(before, name, left, right), *_users(after, name, left, right)}
            yield _told("前提条件", name, name, left, right, steps=sorted(users))


def _users(guide: Guide, name: str, left: Fact | None, right: Fact | None) -> Iterator[str]:
    """Gives the steps that ask for a value of a fact that came, went or changed its meaning."""
    values = [{} if fact is None else fact.values for fact in (left, right)]
    changed = {value for value, _ in values[0].items() ^ values[1].items()}
    for step in guide.steps.values():
        asked = [when.get(name) for when in (step.when, *(outcome.when for outcome in step.branches))]
        if changed & set(asked):
            yield step.id


def _name(fact: Fact) -> str:
    return fact.name


def _pages(before: Guide, after: Guide) -> Iterator[Change]:
    for name, left, right in _both(before.mails, after.mails):
        if left != right:
            mail = next(one for one in (right, left) if one is not None)
            yield _told("メール", name, mail.name, left, right, steps=mail.after)
    for name, asked, asks in _both(_by(before.faq, _question), _by(after.faq, _question)):
        if asked != asks:
            question = next(one for one in (asks, asked) if one is not None)
            yield _told("よくあるご質問", name, question.asks, asked, asks, rules=(question.rule,))
    for what, page, was, now in (
        ("はじめに", "intro", before.intro, after.intro),
        ("チェックチャート", "chart", before.chart, after.chart),
        ("お問い合わせ先", "contact", before.contact, after.contact),
    ):
        if was != now:
            yield _told(what, page, what, was, now)


def _question(entry: FaqEntry) -> str:
    return entry.id
