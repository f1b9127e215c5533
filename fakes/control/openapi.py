"""The control API as one OpenAPI 3.1 document: the same for every fake, its schemas those of the models."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from fakes.control.wire import (
    ClockEntry,
    ClockValue,
    ErrorValue,
    FaultEntry,
    FaultList,
    Health,
    JournalValue,
    PlannedFault,
    Removed,
)

__all__ = ["document"]

_REFERENCE = "#/components/schemas/{model}"
_MODELS = (
    ClockEntry,
    ClockValue,
    ErrorValue,
    FaultEntry,
    FaultList,
    Health,
    JournalValue,
    PlannedFault,
    Removed,
)


@cache
def document() -> dict[str, Any]:
    """The document as JSON data."""
    _, schemas = models_json_schema([(model, "validation") for model in _MODELS], ref_template=_REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Control API of the fakes",
            "version": "1",
            "description": "Every fake answers it below /_fake/. Its calls are in no journal and meet no fault.",
        },
        "paths": _paths(),
        "components": {"schemas": schemas["$defs"]},
    }


def _paths() -> dict[str, Any]:
    invalid = {"422": _answer("A value is wrong; fields says which.", ErrorValue)}
    malformed = {"400": _answer("The body is not JSON.", ErrorValue)}
    too_large = {"413": _answer("The body is larger than 64 KiB.", ErrorValue)}
    journal = _operation("showJournal", "The journal, secrets blotted out", JournalValue)
    journal["parameters"] = [
        _parameter("method", "Only calls by this method; SMTP for mail.", {"type": "string"}),
        _parameter("path", "Only calls to paths that begin so.", {"type": "string"}),
        _parameter("after", "Only calls with a greater number.", {"type": "integer", "minimum": 0}),
    ]
    journal["responses"]["200"]["content"]["text/html"] = {"schema": {"type": "string"}}
    journal["responses"] |= invalid
    add = _operation("addFault", "Plan one fault, its calls counted from now", PlannedFault, status="201")
    move = _operation("setClock", "Set the clock, move it on, stop it", ClockValue)
    for operation, model in ((add, FaultEntry), (move, ClockEntry)):
        body = {"application/json": {"schema": _schema(model)}}
        operation["requestBody"] = {"required": True, "content": body}
        operation["responses"] |= malformed | too_large | invalid
    return {
        "/_fake/health": {"get": _operation("health", "Who answers", Health)},
        "/_fake/faults": {
            "get": _operation("showFaults", "The fault plan", FaultList),
            "post": add,
            "delete": _operation("removeFaults", "Empty the fault plan", Removed),
        },
        "/_fake/journal": {
            "get": journal,
            "delete": _operation("clearJournal", "Empty the journal", Removed),
        },
        "/_fake/clock": {"get": _operation("showClock", "The time", ClockValue), "post": move},
        "/_fake/reset": {"post": _operation("reset", "Put the fake back to how it began", Health)},
        "/_fake/openapi.json": {
            "get": {
                "operationId": "showDocument",
                "summary": "This document",
                "responses": {
                    "200": {
                        "description": "OpenAPI 3.1",
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    }
                },
            }
        },
    }


def _operation(name: str, summary: str, model: type[BaseModel], *, status: str = "200") -> dict[str, Any]:
    return {"operationId": name, "summary": summary, "responses": {status: _answer(summary, model)}}


def _answer(description: str, model: type[BaseModel]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _schema(model)}}}


def _schema(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=model.__name__)}


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
