"""Finds in features and vocabulary what pytest-bdd lets pass in silence, and what the project's form forbids.

A misspelt keyword becomes description, a phrase with two definitions takes the last, an ``async`` step is never
awaited: each would make a run greener than the build. All faults of all files are found at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path

from harness.errors import Problem
from harness.runner.features import (
    LANGUAGE_LINE,
    PLACEHOLDER,
    WALK_COLUMNS,
    Document,
    Feature,
    Node,
    Role,
    Scenario,
    Step,
    build_feature,
    load_documents,
)
from harness.runner.vocabulary import Definition

__all__ = ["ENDINGS", "MAX_LINES", "CheckTable", "lint"]

CheckTable = Callable[[Scenario, Step], Sequence[Problem]]
"""Judges a walk table against the guide's data."""

MAX_LINES = 250
WALK_ENDING = "手順のとおりに進む"

ENDINGS: dict[Role, tuple[str, re.Pattern[str]]] = {
    Role.GIVEN: (
        "〜である, 〜ている, or their negatives (a state)",
        re.compile(r".*(?:である|で(?:は)?ない|[てで]い(?:る|ない)|(?:が|は|も)(?:ある|いる|ない|いない))"),
    ),
    Role.WHEN: (
        "a verb in dictionary form, 〜する or 〜進む (one act)",
        re.compile(r"(?!.*(?:である|[てで]いる|になる|できる|[さら]れる)$).*[うくぐすつぬぶむる]"),
    ),
    Role.THEN: (
        "〜になる, 〜される, 〜のままである, 〜届く, 〜進む, 〜もどる, 〜残る, 〜ない (a change, or none)",
        re.compile(r".*(?:[にとく]なる|[さら]れる|のままである|ない|届く|進む|もどる|戻る|残る)"),
    ),
}
"""How a step of each role ends: in words, and as a pattern for the whole text."""

TITLE_KEYWORDS = (
    *("機能", "フィーチャ", "背景", "ルール", "シナリオ", "シナリオアウトライン", "シナリオテンプレート"),
    *("シナリオテンプレ", "テンプレ", "例", "サンプル"),
)
STEP_KEYWORDS = ("前提", "もし", "ならば", "かつ", "且つ", "しかし", "然し", "但し", "ただし")
MISSPELT = ("ならは", "ならぱ", "なれば", "仮定", "前堤", "前程", "もしも", "若し", "かっ", "カツ", "モシ")
ENGLISH = ("Feature", "Background", "Rule", "Scenario", "Examples", "Given", "When", "Then", "And", "But")
SWITCHES = {"skip", "skipif", "xfail"}


def lint(
    features_root: Path,
    *,
    definitions: Sequence[Definition],
    rule_ids: Collection[str],
    reading_ids: Collection[str],
    capability_tags: Collection[str],
    check_table: CheckTable | None = None,
) -> list[Problem]:
    """Gives every fault of the features under a folder and of the definitions, by file and line.

    Tags are written without ``@``. ``check_table`` is asked about each walk table.
    """
    documents, unreadable = load_documents(features_root)
    features = [build_feature(document) for document in documents]
    problems = list(unreadable)
    for document, feature in zip(documents, features, strict=True):
        problems += _text(document)
        problems += _descriptions(document)
        problems += _structure(document)
        problems += _outlines(document)
        problems += _tags(document, set(rule_ids), set(reading_ids), set(capability_tags))
        problems += _form(document, feature)
        problems += _tables(document, feature, check_table)
    # what cannot be read may use any phrase, so then none is called unused
    sources = list(zip(documents, features, strict=True))
    problems += _vocabulary(sources, definitions, complete=not unreadable)
    return sorted(dict.fromkeys(problems), key=_place)


def _place(problem: Problem) -> tuple[str, int, str]:
    file, _, line = problem.where.rpartition(":")
    return (file, int(line), problem.what) if line.isdigit() else (problem.where, 0, problem.what)


def _text(document: Document) -> Iterator[Problem]:
    """Language line, length, Unicode form, a space after each keyword."""
    if document.lines[0].rstrip() != LANGUAGE_LINE:
        yield document.problem(1, f"the first line is {document.lines[0]!r}: it must be {LANGUAGE_LINE!r}")
    if len(document.lines) > MAX_LINES:
        what = f"the file has {len(document.lines)} lines, at most {MAX_LINES} are allowed: split it by facet"
        yield document.problem(MAX_LINES + 1, what)
    for number, line in enumerate(document.lines, start=1):
        if not unicodedata.is_normalized("NFC", line):
            what = "the line is not in Unicode form NFC, so no phrase can match it: save it as NFC"
            yield document.problem(number, what)
    for node in _nodes(document):
        number, keyword = node["location"]["line"], node["keyword"].strip()
        rest = (
            document.lines[number - 1]
            .strip()
            .removeprefix(keyword)
            .removeprefix("" if "text" in node else ":")
        )
        if keyword == "*":
            yield document.problem(
                number, "the step starts with '*', which says no role: use 前提, もし, ならば or かつ"
            )
        elif rest and (not rest.startswith(" ") or rest.startswith((" 　", "  "))):
            yield document.problem(number, f"after {keyword!r} stands {rest[:6]!r}: write exactly one space")


def _nodes(document: Document) -> Iterator[Node]:
    """Gives everything that has a keyword: titles, examples and steps."""

    def inside(node: Node) -> Iterator[Node]:
        yield node
        yield from node.get("steps", ())
        yield from node.get("examples", ())
        for child in node.get("children", ()):
            for grown in child.values():
                yield from inside(grown)

    return inside(document.tree)


def _descriptions(document: Document) -> Iterator[Problem]:
    """Lines that Gherkin took for description, though their author meant something else."""
    nodes = list(_nodes(document))
    taken = {node["location"]["line"] for node in nodes}
    taken |= {tag["location"]["line"] for node in nodes for tag in node.get("tags", ())}
    taken |= {node["tableHeader"]["location"]["line"] for node in nodes if "tableHeader" in node}
    for node in nodes:
        if not node.get("description"):
            continue
        for number in range(node["location"]["line"] + 1, len(document.lines) + 1):
            if number in taken:
                break
            line = document.lines[number - 1].strip()
            meant = _meant(line) if line and not line.startswith("#") else ""
            if meant:
                yield document.problem(number, f"{line!r} is read as description, but looks like {meant}")


def _meant(line: str) -> str:
    """Says what a line of description was probably meant to be; empty for prose."""
    plain = unicodedata.normalize("NFKC", line)
    if plain[0] in "@|" or plain.startswith(('"""', "```")):
        return {"@": "a tag: write a half-width @ directly above its scenario", "|": "a row of a table"}.get(
            plain[0], "a docstring"
        )
    word, colon, _ = plain.partition(":")
    if colon and get_close_matches(word.strip(), (*TITLE_KEYWORDS, *ENGLISH), cutoff=0.6):
        return "a title: check the keyword, and that its colon is half-width"
    first = re.split(r"[\s:「]", plain, maxsplit=1)[0]
    if plain.startswith((*STEP_KEYWORDS, *MISSPELT)) or first in ENGLISH:
        return "a step: check its keyword, and that it stands below a シナリオ or 背景"
    if len(first) > 2 and first != plain and get_close_matches(first, STEP_KEYWORDS, cutoff=0.6):
        return "a step: check its keyword"
    return ""


def _structure(document: Document) -> Iterator[Problem]:
    """Every scenario has steps and stands under a ルール, and every ルール has scenarios."""
    used = set()
    for rule, node, _ in document.scenario_nodes():
        line, name = node["location"]["line"], node["name"]
        used.add(id(rule))
        if rule is None:
            yield document.problem(
                line, f"the scenario {name!r} stands under no ルール: say which rule it proves"
            )
        if not node["steps"]:
            yield document.problem(line, f"the scenario {name!r} has no steps, so it would always pass")
    for rule in document.rule_nodes():
        if id(rule) not in used:
            yield document.problem(rule["location"]["line"], f"the ルール {rule['name']!r} has no シナリオ")


def _texts(node: Node) -> str:
    """Everything of a scenario in which a placeholder is filled."""
    parts = [node["name"]]
    for step in node["steps"]:
        parts += [step["text"], step.get("docString", {}).get("content", "")]
        parts += [cell["value"] for row in step.get("dataTable", {}).get("rows", ()) for cell in row["cells"]]
    return "\n".join(parts)


def _outlines(document: Document) -> Iterator[Problem]:
    """The placeholders of an outline and the columns of its 例 are the same, and rows differ."""
    for _, node, _ in document.scenario_nodes():
        asked = set(PLACEHOLDER.findall(_texts(node)))
        line = node["location"]["line"]
        if not node["examples"]:
            for name in sorted(asked):
                yield document.problem(
                    line, f"<{name}> stands in a scenario without 例: it would stay as it is"
                )
        for table in node["examples"]:
            place = table["location"]["line"]
            columns = [cell["value"] for cell in table.get("tableHeader", {}).get("cells", ())]
            for name in sorted(asked - set(columns)):
                yield document.problem(place, f"<{name}> is used by the outline, but 例 has no such column")
            for name in columns:
                if name not in asked:
                    yield document.problem(place, f"the column {name!r} of 例 is used nowhere in the outline")
            if len(set(columns)) < len(columns):
                yield document.problem(place, "two columns of 例 have the same name")
            if table["tags"]:
                yield document.problem(place, "例 has tags, which no report would see: tag the シナリオ")
            rows = [tuple(cell["value"] for cell in row["cells"]) for row in table.get("tableBody", ())]
            if len(set(rows)) < len(rows):
                yield document.problem(place, "two rows of 例 are the same")
    for node in _nodes(document):
        if node["keyword"] == "背景":
            for name in PLACEHOLDER.findall(_texts(node)):
                yield document.problem(
                    node["location"]["line"], f"<{name}> stands in a 背景: move it to an outline"
                )


def _tags(
    document: Document, rules: set[str], readings: set[str], capabilities: set[str]
) -> Iterator[Problem]:
    """Tags come from the closed lists; rule ids stand on ルール, and every ルール has one."""
    for node in _nodes(document):
        names = [(tag["name"].removeprefix("@"), tag["location"]["line"]) for tag in node.get("tags", ())]
        is_rule = node["keyword"] == "ルール"
        for name, line in names:
            if name in SWITCHES:
                yield document.problem(line, f"@{name} would switch the scenario off in silence: remove it")
            elif name in rules and not is_rule:
                yield document.problem(
                    line, f"the rule id @{name} stands on {node['keyword']}: put it on the ルール"
                )
            elif name not in rules | readings | capabilities:
                near = get_close_matches(name, rules | readings | capabilities, n=1)
                hint = f", did you mean @{near[0]}?" if near else ""
                yield document.problem(
                    line, f"@{name} is no rule, reading or capability that is registered{hint}"
                )
        if is_rule and not rules & {name for name, _ in names}:
            line, title = node["location"]["line"], node["name"]
            yield document.problem(
                line, f"the ルール {title!r} carries no rule id: tag it, for example @R-001"
            )


def _form(document: Document, feature: Feature) -> Iterator[Problem]:
    """前提 → もし → ならば, one もし, a 背景 of 前提 only, and one ending for each role."""
    for scenario in feature.scenarios:
        for step in scenario.steps:
            if step.background and step.role is not Role.GIVEN:
                yield document.problem(
                    step.line, f"{step.keyword} stands in a 背景: only 前提 may, for it holds state"
                )
            words, pattern = ENDINGS[step.role]
            if not pattern.fullmatch(step.text):
                what = f"{step.role.keyword} 「{step.text}」 ends otherwise: expected {words}"
                yield document.problem(step.line, what)
        own = [step for step in scenario.steps if not step.background]
        blocks = [role for role, _ in groupby(step.role for step in own)]
        acts = [step for step in own if step.keyword == "もし"]
        if blocks != sorted(blocks, key=list(Role).index):
            found = " → ".join(role.keyword for role in blocks)
            yield document.problem(scenario.line, f"the order is {found}: it must be 前提 → もし → ならば")
        if own and len(acts) != 1:
            what = (
                f"the scenario has {len(acts)} もし: it must have exactly one (further acts follow with かつ)"
            )
            yield document.problem(scenario.line, what)
        if own and Role.THEN not in blocks and not any(step.is_walk for step in own):
            yield document.problem(scenario.line, "nothing is verified: add a ならば, or a walk table")


def _tables(document: Document, feature: Feature, check_table: CheckTable | None) -> Iterator[Problem]:
    """A walk step has a table with the columns of a walk, and what the caller finds wrong in it."""
    for scenario in feature.scenarios:
        for step in scenario.steps:
            if step.text.endswith(WALK_ENDING) and (not step.is_walk or len(step.rows) < 2):
                columns = " | ".join(WALK_COLUMNS)
                what = f"「{step.text}」 needs a table with the columns {columns} and at least one row"
                yield document.problem(step.line, what)
            elif step.is_walk and step.role is not Role.WHEN:
                yield document.problem(
                    step.line, f"a walk table stands under {step.role.keyword}: it belongs to もし"
                )
            elif step.is_walk and check_table is not None:
                yield from check_table(scenario, step)


def _vocabulary(
    sources: Sequence[tuple[Document, Feature]], definitions: Sequence[Definition], *, complete: bool
) -> Iterator[Problem]:
    """Every step is exactly one phrase, and every phrase is a step somewhere."""
    used: set[int] = set()
    memo: dict[tuple[Role, str], list[Definition]] = {}
    for document, feature in sources:
        for step in (step for scenario in feature.scenarios for step in scenario.steps):
            asked = (step.role, step.text)
            if asked not in memo:
                memo[asked] = _meanings(definitions, step.role, step.text)
            found = memo[asked]
            used |= {id(one) for one in found}
            what = _unclear(step, found, definitions)
            if what:
                yield document.problem(step.line, what)
    for one in definitions:
        where = f"{one.file.as_posix()}:{one.line}"
        if complete and id(one) not in used:
            yield Problem(where=where, what=f"no feature uses the phrase 「{one.phrase}」: delete it")
        if one.is_async:
            what = f"the step 「{one.phrase}」 is async, and would never be awaited: write a plain function"
            yield Problem(where=where, what=what)


def _meanings(definitions: Sequence[Definition], role: Role, text: str) -> list[Definition]:
    return [one for one in definitions if one.role in (None, role) and one.matches(text)]


def _unclear(step: Step, found: Sequence[Definition], definitions: Sequence[Definition]) -> str:
    """Says why a step does not have exactly one meaning; empty if it has."""
    step_is = f"{step.role.keyword} 「{step.text}」"
    if len(found) > 1:
        places = ", ".join(f"{one.file.name}:{one.line} 「{one.phrase}」" for one in found)
        return f"{step_is} matches {len(found)} definitions: {places}"
    if found:
        across = [
            name
            for name, value in found[0].arguments(step.text).items()
            if isinstance(value, str) and re.search(r"」.*「", value)
        ]
        return f"{step_is}: {across[0]!r} takes in more than one 「…」: narrow the phrase" if across else ""
    folded = unicodedata.normalize("NFKC", step.text)
    if folded != step.text and _meanings(definitions, step.role, folded):
        return f"{step_is} is no phrase because of its width: write 「{folded}」"
    others = [one for one in definitions if one.matches(step.text)]
    if others:
        roles = ", ".join(one.role.keyword for one in others if one.role)
        return f"{step_is} is no phrase of {step.role.keyword}, but one of {roles}"
    phrases = [one.phrase for one in definitions if one.role in (None, step.role)]
    near = get_close_matches(step.text, phrases, n=1, cutoff=0.5)
    return f"{step_is} is no phrase of the vocabulary" + (f": the nearest is 「{near[0]}」" if near else "")
