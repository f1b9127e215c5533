"""Reads one YAML file so that every fault can be told with its line.

Lines are looked up in a second reading of the text, and only when there is a fault to tell.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from harness.errors import Problem

__all__ = ["Document", "Place", "read"]

Place = tuple[str | int, ...]
"""The way to a value inside a document: ``("steps", 3, "labels")``."""


class _Loader(yaml.CSafeLoader):
    """Loads plain data and remembers whether a mapping repeats a key."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.repeats = False

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        self.repeats = self.repeats or len(mapping) != len(node.value)
        return mapping


@dataclass(frozen=True, kw_only=True)
class Document:
    """A YAML file that could be read, and where its values stand."""

    name: str
    text: str
    data: Any

    @cached_property
    def _root(self) -> yaml.Node | None:
        return yaml.compose(self.text, Loader=yaml.CSafeLoader)

    def where(self, place: Place) -> str:
        """Gives file, line and path of a value: ``1-1.yaml:12: steps[3].labels``."""
        line = _line_of(self._root, place)
        return f"{self.name}:{line}: {_written(place)}" if place else f"{self.name}:{line}"

    def problem(self, place: Place, what: str) -> Problem:
        """Gives a fault of this file with its place."""
        return Problem(where=self.where(place), what=what)


def read(path: Path) -> tuple[Document | None, list[Problem]]:
    """Reads a file; what is wrong with its YAML comes back as problems, never as an exception."""
    try:
        text = path.read_text(encoding="utf-8")
        loader = _Loader(text)
        data = loader.get_single_data()
    except OSError as error:
        return None, [
            Problem(where=path.name, what=f"cannot be read ({error.strerror}); put the file in its place")
        ]
    except UnicodeDecodeError as error:
        return None, [
            Problem(where=path.name, what=f"is not UTF-8 at byte {error.start}; save the file as UTF-8")
        ]
    except yaml.YAMLError as error:
        return None, [_syntax_problem(path.name, error)]
    except (ValueError, TypeError, RecursionError) as error:
        return None, [
            Problem(where=path.name, what=f"holds a value that YAML cannot build ({error}); put it in quotes")
        ]
    document = Document(name=path.name, text=text, data=data)
    return document, list(_repeated_keys(document)) if loader.repeats else []


def _syntax_problem(name: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    return Problem(where=f"{name}:{mark.line + 1}" if mark else name, what=f"is not valid YAML: {what}")


def _repeated_keys(document: Document) -> Iterator[Problem]:
    for place, key, node in _keys(document._root, ()):
        yield Problem(
            where=f"{document.name}:{node.start_mark.line + 1}: {_written((*place, key))}",
            what="this key stands here a second time; keep one of them",
        )


def _keys(root: yaml.Node | None, start: Place) -> Iterator[tuple[Place, str, yaml.Node]]:
    waiting: list[tuple[Place, yaml.Node | None]] = [(start, root)]
    visited: set[int] = set()
    while waiting:
        place, node = waiting.pop()
        if node is None or id(node) in visited:
            continue
        visited.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(((*place, index), item) for index, item in enumerate(node.value))
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key_node, value_node in node.value:
                key = str(key_node.value)
                if key in seen:
                    yield place, key, key_node
                seen.add(key)
                waiting.append(((*place, key), value_node))


def _line_of(root: yaml.Node | None, place: Place) -> int:
    node, line = root, 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if str(key.value) == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _written(place: Place) -> str:
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
