"""As much of JSON Schema as our own schema says; a word that is not known here fails rather than passes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/board-file.schema.json").read_text())
_TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
_FOR = dict.fromkeys(("pattern", "minLength", "maxLength"), str) | dict.fromkeys(("minimum", "maximum"), int)
_FOR |= dict.fromkeys(("minItems", "maxItems"), list) | {"minProperties": dict}
"""Words that say something of values of one type only."""
_ABOUT = {"$schema", "$defs", "title", "description"}


def problems(value: Any, schema: dict[str, Any], root: dict[str, Any] | None = None, at: str = "$") -> list[str]:
    """What is wrong with this value, with the place of each."""
    return list(_problems(value, schema, root or schema, at))


def _problems(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    for word in schema.keys() - _ABOUT:
        told = schema[word]
        if word in _WITHIN:
            yield from _WITHIN[word](value, told, root, at, schema)
        elif isinstance(value, _FOR.get(word, object)) and not _SIMPLE[word](value, told):
            yield f"{at}: {word} {told!r}, found {str(value)[:60]!r}"


def _required(value: Any, told: list[str], root: dict[str, Any], at: str, _: Any) -> Iterator[str]:
    yield from (f"{at}: {name} is missing" for name in told if isinstance(value, dict) and name not in value)


def _ref(value: Any, told: str, root: dict[str, Any], at: str, _: Any) -> Iterator[str]:
    yield from _problems(value, root["$defs"][told.rpartition("/")[2]], root, at)


def _any_of(value: Any, told: list[Any], root: dict[str, Any], at: str, _: Any) -> Iterator[str]:
    found = [list(_problems(value, each, root, at)) for each in told]
    yield from min(found, key=len)


def _not(value: Any, told: dict[str, Any], root: dict[str, Any], at: str, _: Any) -> Iterator[str]:
    if not list(_problems(value, told, root, at)):
        yield f"{at}: is what it must not be"


def _items(value: Any, told: dict[str, Any], root: dict[str, Any], at: str, _: Any) -> Iterator[str]:
    for number, each in enumerate(value if isinstance(value, list) else ()):
        yield from _problems(each, told, root, f"{at}[{number}]")


def _names(value: Any, told: dict[str, Any], root: dict[str, Any], at: str, _: Any) -> Iterator[str]:
    for name in value if isinstance(value, dict) else ():
        yield from _problems(name, told, root, f"{at}.{name}")


def _properties(value: Any, told: Any, root: dict[str, Any], at: str, _: Any) -> Iterator[str]:
    for name in value.keys() & told.keys() if isinstance(value, dict) else ():
        yield from _problems(value[name], told[name], root, f"{at}.{name}")


def _more(value: Any, told: Any, root: dict[str, Any], at: str, schema: dict[str, Any]) -> Iterator[str]:
    for name in value.keys() - schema.get("properties", {}).keys() if isinstance(value, dict) else ():
        if told is False:
            yield f"{at}: {name} is not known"
        else:
            yield from _problems(value[name], told, root, f"{at}.{name}")


_WITHIN = {
    "$ref": _ref, "anyOf": _any_of, "not": _not, "items": _items, "propertyNames": _names, "properties": _properties,
    "additionalProperties": _more,
    "required": _required,
}  # fmt: skip
_SIMPLE = {
    "type": lambda value, told: isinstance(value, _TYPES[told]) and (told == "boolean") is isinstance(value, bool),
    "enum": lambda value, told: value in told,
    "const": lambda value, told: value == told and type(value) is type(told),
    "pattern": lambda value, told: re.search(told, value) is not None,
    "minLength": lambda value, told: len(value) >= told,
    "maxLength": lambda value, told: len(value) <= told,
    "minimum": lambda value, told: value >= told,
    "maximum": lambda value, told: value <= told,
    "minItems": lambda value, told: len(value) >= told,
    "maxItems": lambda value, told: len(value) <= told,
    "minProperties": lambda value, told: len(value) >= told,
}
