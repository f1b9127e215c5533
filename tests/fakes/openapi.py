"""Holds an answer against an OpenAPI document: only the words of JSON Schema that our documents use."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from fakes.calling import Answer

__all__ = ["check_answer", "check_value", "operations"]

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_WORDS: Mapping[str, Callable[[Any, Any], object]] = {
    "type": lambda said, value: (
        isinstance(value, _TYPES[said]) and isinstance(value, bool) == (said == "boolean")
    ),
    "enum": lambda said, value: value in said,
    "const": lambda said, value: value == said,
    "pattern": re.search,
    "minimum": lambda said, value: value >= said,
    "maximum": lambda said, value: value <= said,
    "exclusiveMinimum": lambda said, value: value > said,
    "required": lambda said, value: set(said) <= set(value),
}
_SILENT = {"title", "description", "default", "$defs", "format"}


def operations(document: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Method and path of every operation that a document names."""
    return {(method.upper(), path) for path, found in document["paths"].items() for method in found}


def check_answer(document: Mapping[str, Any], method: str, path: str, answer: Answer) -> None:
    """Raises ``AssertionError`` unless the document describes an answer of this status, type and shape."""
    described = document["paths"][path][method.lower()]["responses"]
    assert str(answer.status) in described, f"{method} {path}: {answer.status} is not in the document"
    content = described[str(answer.status)]["content"]
    kind = answer.headers["content-type"].partition(";")[0]
    assert kind in content, f"{method} {path}: {kind} is not in the document"
    value = json.loads(answer.body) if kind == "application/json" else answer.text
    check_value(document, content[kind]["schema"], value)


def check_value(document: Mapping[str, Any], schema: Mapping[str, Any], value: Any, at: str = "$") -> None:
    """Raises ``AssertionError`` naming the place unless ``value`` is as the schema says."""
    # The type first: the other words speak of values of that type.
    for word, said in sorted(schema.items(), key=lambda item: item[0] != "type"):
        if word not in _SILENT:
            _check_word(document, schema, word, said, value, at)


def _check_word(
    document: Mapping[str, Any], schema: Mapping[str, Any], word: str, said: Any, value: Any, at: str
) -> None:
    wrong = f"{at}: {value!r} is not {word} {said!r}"
    match word:
        case "$ref":
            check_value(document, document["components"]["schemas"][said.rpartition("/")[2]], value, at)
        case "anyOf":
            assert any(_fits(document, one, value, at) for one in said), wrong
        case "oneOf":
            assert sum(_fits(document, one, value, at) for one in said) == 1, wrong
        case "properties" | "additionalProperties" | "items":
            for name, part_schema, part in _parts(schema, word, value):
                assert part_schema is not False, f"{at}: {name} is not in the document"
                check_value(document, part_schema, part, f"{at}.{name}")
        case _:
            assert _WORDS[word](said, value), wrong


def _parts(schema: Mapping[str, Any], word: str, value: Any) -> list[tuple[object, Any, Any]]:
    """Name, schema and value of each part of which a word speaks."""
    said, known = schema[word], schema.get("properties", {})
    if word == "items":
        return [(number, said, part) for number, part in enumerate(value)]
    if word == "properties":
        return [(name, said[name], value[name]) for name in set(said) & set(value)]
    return [(name, said, value[name]) for name in set(value) - set(known)]


def _fits(document: Mapping[str, Any], schema: Mapping[str, Any], value: Any, at: str) -> bool:
    try:
        check_value(document, schema, value, at)
    except AssertionError:
        return False
    return True
