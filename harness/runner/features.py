"""Reads feature files into frozen values, with every fault named by file and line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser

from harness.errors import FeatureError, Problem
from harness.runner.scenario import WALK_COLUMNS, Feature, Role, Row, Rule, Scenario, Step

__all__ = [
    "LANGUAGE_LINE",
    "WALK_COLUMNS",
    "Document",
    "Feature",
    "Role",
    "Row",
    "Rule",
    "Scenario",
    "Step",
    "build_feature",
    "examples_of",
    "load_documents",
    "read_document",
    "read_feature",
    "read_features",
    "render",
]

LANGUAGE_LINE = "# language: ja"
NAME = re.compile(r"\[([1-9][0-9]*)\] \S.*")
PLACEHOLDER = re.compile(r"<(.+?)>")
_ROLE_OF_KEYWORD = {"Context": "given", "Action": "when", "Outcome": "then"}

Node = Mapping[str, Any]
"""One node of Gherkin's syntax tree, as gherkin-official gives it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One file that Gherkin accepts: its lines and its syntax tree."""

    path: Path
    """Relative to the folder of the features."""
    lines: tuple[str, ...]
    tree: Node
    """The ``feature`` node."""

    def problem(self, line: int, what: str) -> Problem:
        """Gives a problem at a line of this file."""
        return Problem(where=f"{self.path.as_posix()}:{line}", what=what)

    def scenario_nodes(self) -> Iterator[tuple[Node | None, Node, tuple[Node, ...]]]:
        """Gives ``(rule or None, scenario, its backgrounds)`` for each scenario, in the order of the file."""
        backgrounds: list[Node] = []
        for child in self.tree["children"]:
            if "background" in child:
                backgrounds.append(child["background"])
            elif "scenario" in child:
                yield None, child["scenario"], tuple(backgrounds)
            else:
                inner = list(backgrounds)
                for grandchild in child["rule"]["children"]:
                    if "background" in grandchild:
                        inner.append(grandchild["background"])
                    else:
                        yield child["rule"], grandchild["scenario"], tuple(inner)

    def rule_nodes(self) -> Iterator[Node]:
        """Gives each ルール in the order of the file."""
        return (child["rule"] for child in self.tree["children"] if "rule" in child)


def render(text: str, values: Mapping[str, str]) -> str:
    """Fills ``<name>`` from an example row; names that the row does not have stay as they are."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def examples_of(scenario: Node) -> list[dict[str, str]]:
    """Gives the values of each example row of all 例 of an outline, in the order pytest-bdd runs them."""
    rows: list[dict[str, str]] = []
    for table in scenario["examples"]:
        names = [cell["value"] for cell in table.get("tableHeader", {}).get("cells", [])]
        for row in table.get("tableBody", []):
            values = [cell["value"] for cell in row["cells"]]
            rows.append(dict(zip(names, values, strict=True)))
    return rows


def _tags(*nodes: Node | None) -> tuple[str, ...]:
    names = (tag["name"].removeprefix("@") for node in nodes if node is not None for tag in node["tags"])
    return tuple(dict.fromkeys(names))


def _steps(nodes: Sequence[Node], values: Mapping[str, str], *, background: bool) -> Iterator[Step]:
    role: Role | None = None
    for node in nodes:
        named = _ROLE_OF_KEYWORD.get(node["keywordType"])
        role = Role(named) if named is not None else role
        if role is None:  # reported as a problem of the file before anything is built
            continue
        rows = node.get("dataTable", {}).get("rows", [])
        docstring = node.get("docString")
        yield Step(
            keyword=node["keyword"].strip(),
            role=role,
            text=render(node["text"], values),
            line=node["location"]["line"],
            rows=tuple(
                Row(
                    cells=tuple(render(cell["value"], values) for cell in row["cells"]),
                    line=row["location"]["line"],
                )
                for row in rows
            ),
            docstring=None if docstring is None else render(docstring["content"], values),
            background=background,
        )


def build_feature(document: Document) -> Feature:
    """Builds the value of a file; scenarios without a number ``[n]`` are left out."""
    tree = document.tree
    rules = {
        id(node): Rule(title=node["name"], tags=_tags(node), line=node["location"]["line"])
        for node in document.rule_nodes()
    }
    scenarios: list[Scenario] = []
    for rule, node, backgrounds in document.scenario_nodes():
        named = NAME.fullmatch(node["name"])
        if named is None:
            continue
        rows = examples_of(node)
        for place, values in enumerate(rows or [{}], start=1):
            before = [step for one in backgrounds for step in _steps(one["steps"], values, background=True)]
            scenarios.append(
                Scenario(
                    path=document.path,
                    feature=tree["name"],
                    number=int(named[1]),
                    name=render(node["name"], values),
                    rule=None if rule is None else rules[id(rule)],
                    tags=_tags(node, rule, tree),
                    line=node["location"]["line"],
                    steps=(*before, *_steps(node["steps"], values, background=False)),
                    example=place if rows else None,
                )
            )
    return Feature(
        path=document.path,
        line=tree["location"]["line"],
        title=tree["name"],
        tags=_tags(tree),
        rules=tuple(rules.values()),
        scenarios=tuple(scenarios),
    )


def _parse(path: Path, relative: Path) -> tuple[Document | None, list[Problem]]:
    """Reads one file; what makes it unreadable comes back as problems."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return None, [
            Problem(where=f"{relative.as_posix()}:1", what=f"the file cannot be read: {error.strerror}")
        ]
    document, problems = _parse_data(data, relative)
    return document, list(problems)


@lru_cache(maxsize=1024)
def _parse_data(data: bytes, relative: Path) -> tuple[Document | None, list[Problem]]:
    """Parses what stood in a file; kept, since the lint, the selection and the verdict all read the features."""

    def wrong(line: int, what: str) -> Problem:
        return Problem(where=f"{relative.as_posix()}:{line}", what=what)

    if data.startswith(b"\xef\xbb\xbf"):
        return None, [wrong(1, "the file starts with a byte order mark: save it as UTF-8 without BOM")]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [wrong(line, f"the byte {data[error.start]:#04x} is not UTF-8: save the file as UTF-8")]
    if not text.strip():
        return None, [wrong(1, "the file is empty: write a 機能, or delete the file")]
    text = text.replace("\r\n", "\n")
    lines = tuple(text.removesuffix("\n").split("\n"))  # not splitlines: gherkin counts line feeds only
    try:
        tree = Parser().parse(text)
    except CompositeParserException as error:
        fault = error.errors[0]  # the others mostly follow from it
    except ParserException as error:
        fault = error
    else:
        feature = cast(Node | None, tree.get("feature"))
        if feature is None:
            return None, [wrong(1, "the file holds no 機能")]
        return Document(path=relative, lines=lines, tree=feature), []
    if lines[0].strip() != LANGUAGE_LINE:
        return None, [wrong(1, f"the first line is {lines[0]!r}: it must be {LANGUAGE_LINE!r}")]
    number = fault.location["line"] if fault.location else 1
    what = re.sub(r"^\(\d+:\d+\): ", "", str(fault))
    return None, [wrong(number, f"this is not Gherkin: {what}{_hint(''.join(lines[number - 1 : number]))}")]


def _hint(line: str) -> str:
    """Says what is often wrong with a line that Gherkin refuses."""
    if not unicodedata.is_normalized("NFC", line):
        return " (the line is not in Unicode form NFC: save it as NFC)"
    if re.search(r"^\s*[＠｜＃]|：", line):
        return " (it holds a full-width sign: ： ＠ ｜ and ＃ must be half-width)"
    return ""


def _faults(document: Document) -> Iterator[Problem]:
    """What would make scenarios vanish, collide or run without their examples."""
    numbers: dict[str, int] = {}
    names: dict[str, int] = {}
    count = 0
    for _, node, backgrounds in document.scenario_nodes():
        count += 1
        line, name = node["location"]["line"], node["name"]
        named = NAME.fullmatch(name)
        if named is None:
            yield document.problem(
                line,
                f"the scenario {name!r} has no number: write its name as '[1] 登録が完了する', digits half-width",
            )
        else:
            for seen, what, value in (
                (numbers, "number", f"[{named[1]}]"),
                (names, "name", name.split(" ", 1)[1]),
            ):
                if value in seen:
                    yield document.problem(
                        line,
                        f"the {what} {value!r} is taken by the scenario in line {seen[value]}: make it unique",
                    )
                seen.setdefault(value, line)
        outline = node["keyword"] != "シナリオ"
        if outline and not examples_of(node):
            yield document.problem(
                line, f"the outline {name!r} has no 例, or 例 without rows: add one row a case"
            )
        for block in (*backgrounds, node):
            first = block["steps"][0] if block["steps"] else None
            if first is not None and first["keywordType"] not in _ROLE_OF_KEYWORD:
                yield document.problem(
                    first["location"]["line"],
                    f"the first step starts with {first['keyword'].strip()!r}: start with 前提, もし or ならば",
                )
    if not count:
        yield document.problem(document.tree["location"]["line"], "the 機能 has no シナリオ")


def _paths(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*.feature") if path.is_file())


def load_documents(root: Path) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Reads every feature under a folder, and gives the ones that parse and the problems of all of them."""
    documents: list[Document] = []
    problems: list[Problem] = []
    for path in _paths(root):
        document, found = _parse(path, path.relative_to(root))
        problems += found
        if document is not None:
            documents.append(document)
            problems += dict.fromkeys(_faults(document))
    if not documents and not problems:
        problems.append(Problem(where=root.name, what="there is no .feature file in this folder"))
    return tuple(documents), tuple(problems)


def read_document(path: Path, root: Path) -> Document:
    """Parses one feature file under the folder ``root``; raises ``FeatureError`` with all its problems."""
    document, problems = _parse(path, path.relative_to(root))
    if document is not None:
        problems += dict.fromkeys(_faults(document))
    if document is None or problems:
        raise FeatureError("the feature cannot be read", problems=problems)
    return document


def read_feature(path: Path, root: Path) -> Feature:
    """Reads one feature file under the folder ``root``; raises ``FeatureError`` with all its problems."""
    return build_feature(read_document(path, root))


def read_features(root: Path) -> tuple[Feature, ...]:
    """Reads every feature under a folder, by path; raises one ``FeatureError`` with the problems of all files."""
    documents, problems = load_documents(root)
    if problems:
        raise FeatureError("the features cannot be read", problems=problems)
    return tuple(build_feature(document) for document in documents)
