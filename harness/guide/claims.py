"""The claims: which step, rule or reading answers for each line of the guide's text, without the text itself.

A line that the data quote is claimed by the quote; any other line is kept as a fingerprint, since the guide's
prose is not ours to copy. ``claims/<section>.yaml`` lists both in the order of the text, and
``claims/borrowed.yaml`` the quotes that are printed at another place than their own step.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import yaml
from pydantic import Field, ValidationError

from harness.errors import GuideDataError, Problem
from harness.guide.documents import read
from harness.guide.model import Guide, ReadingId, Text, Value
from harness.guide.verify_text import COVER, INDEX
from harness.guide.wording import fold

__all__ = [
    "BOILERPLATE",
    "Borrowed",
    "Claim",
    "Claims",
    "fingerprint",
    "known_ids",
    "load_claims",
    "save_claims",
]

BOILERPLATE = {
    "表紙": re.compile(r".{1,30}"),
    "目次の見出し": re.compile(r"INDEX"),
    "罫線": re.compile(r"[-| ]+"),
    "柱": re.compile(r"[1-9]-[1-9]\. .+"),
    "時計": re.compile(r"[0-9]{1,2}:[0-9]{2}"),
    "版権表示": re.compile(r"©.*ALL RIGHTS RESERVED\."),
    "ロゴ": re.compile(r"LEXUS|TOYOTA TOYOTAアカウント"),
    "注意の印": re.compile(r"[i！!]"),
    "リンクの印": re.compile(r"\(リンクはこちら\)"),
    "質問の見出し": re.compile(r"よくあるご質問"),
}
"""Kinds of lines that say nothing about a build -> what such a line looks like."""

_FOLDER = "claims"
_BORROWED = "borrowed.yaml"
_HEADER = """\
# 行の台帳：手続きガイドの{section}の一行ずつを、何が引き受けるか。ガイドの並びのとおり。
# quoted はデータの引用だけでできた行の数。ほかの行は指紋（正規化した行のBLAKE2b、6バイト）で、by がその意味を引き受ける。
# `mylexus guide verify ガイドの文章 --write-claims` が指紋と場所を書き直す。by が空の行は、まだ誰も引き受けていない。
"""


class Claim(Value):
    """Lines that follow each other at one place: so many quoted ones, or fingerprints and who answers for them."""

    at: Text
    """A step id, a section id, ``表紙`` or ``目次``."""
    quoted: int = Field(default=0, ge=0)
    by: tuple[Text, ...] = ()
    """Ids of rules, steps, branches, sections, readings, mails or questions, or a kind of boilerplate; empty: nobody yet."""
    lines: tuple[Text, ...] = ()


class Borrowed(Value):
    """Quotes that are printed at another place than the steps that quote them."""

    steps: tuple[Text, ...] = Field(min_length=1)
    quotes: tuple[Text, ...] = Field(min_length=1)
    origin: Text | None = None
    """The step or section where they are printed; without it they are printed nowhere, and a reading says why."""
    readings: tuple[ReadingId, ...] = ()


class _ClaimsFile(Value):
    claims: tuple[Claim, ...]


class _BorrowedFile(Value):
    borrowed: tuple[Borrowed, ...]


class Claims(Value):
    """All claims of an edition in the order of the text, and its borrowed quotes."""

    claims: tuple[Claim, ...] = ()
    borrowed: tuple[Borrowed, ...] = ()


def fingerprint(line: str) -> str:
    """Gives twelve hexadecimal digits for a line; white space at its ends or repeated does not count."""
    return hashlib.blake2b(fold(line).encode(), digest_size=6).hexdigest()


def known_ids(guide: Guide) -> frozenset[str]:
    """Gives everything that can answer for a line."""
    return frozenset(
        (
            *guide.index,
            *guide.steps,
            *(f"{step.id}={outcome.outcome}" for step in guide.steps.values() for outcome in step.branches),
            *guide.mails,
            *(question.id for question in guide.faq),
            *(rule.id for rule in guide.rules),
            *(reading.id for reading in guide.readings),
            *BOILERPLATE,
        )
    )


def load_claims(folder: Path, guide: Guide) -> Claims:
    """Reads the claims beside an edition's data; raises GuideDataError with every problem. No file: no claims."""
    claims: list[Claim] = []
    borrowed: tuple[Borrowed, ...] = ()
    problems: list[Problem] = []
    for path in _files(folder / _FOLDER, guide):
        document, found = read(path)
        problems += found
        if document is None:
            continue
        try:
            if path.name == _BORROWED:
                borrowed = _BorrowedFile.model_validate(document.data).borrowed
            else:
                claims += _ClaimsFile.model_validate(document.data).claims
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                problems.append(document.problem(tuple(detail["loc"]), detail["msg"]))
    if problems:
        raise GuideDataError(f"the claims in {folder / _FOLDER} cannot be used:", problems=problems)
    return Claims(claims=tuple(claims), borrowed=borrowed)


def save_claims(folder: Path, guide: Guide, claims: Sequence[Claim]) -> list[Path]:
    """Writes one file for each section that has claims, and gives the files; ``borrowed.yaml`` is left alone."""
    (folder / _FOLDER).mkdir(exist_ok=True)
    written = []
    for section in _sections(guide):
        own = [claim for claim in claims if claim.at.split("/", 1)[0] == section]
        path = folder / _FOLDER / _file_name(section)
        if not own:
            path.unlink(missing_ok=True)
            continue
        path.write_text("".join(_yaml(section, own)), encoding="utf-8")
        written.append(path)
    return written


def _sections(guide: Guide) -> Iterator[str]:
    """Gives the places of the text in its order: the index stands before the first numbered section."""
    yield COVER
    numbered = next((section for section in guide.index if section[0].isdigit()), None)
    for section in guide.index:
        if section == numbered:
            yield INDEX
        yield section


def _file_name(section: str) -> str:
    return {COVER: "cover.yaml", INDEX: "index.yaml"}.get(section, f"{section}.yaml")


def _files(folder: Path, guide: Guide) -> Iterable[Path]:
    named = [folder / _file_name(section) for section in _sections(guide)]
    strange = sorted(set(folder.glob("*.yaml")) - {*named, folder / _BORROWED})
    if strange:
        where = ", ".join(path.name for path in strange)
        raise GuideDataError(
            f"{folder}: {where} is named after no section of the edition; rename or remove it"
        )
    return [path for path in (*named, folder / _BORROWED) if path.exists()]


def _yaml(section: str, claims: Sequence[Claim]) -> Iterator[str]:
    yield _HEADER.format(section={COVER: "表紙", INDEX: "目次"}.get(section, section))
    yield "claims:\n"
    for claim in claims:
        plain = (
            {"at": claim.at, "quoted": claim.quoted}
            if claim.quoted
            else {
                "at": claim.at,
                "by": list(claim.by),
                "lines": list(claim.lines),
            }
        )
        flow = yaml.safe_dump(
            plain, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000
        )
        yield f"- {flow}"
