"""What is said of arguments that pydantic refuses, in the wording of our other errors: what was given, and what the schema expects of it."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_SHOWN = 60
"""Characters of what was given."""


def refusal(faults: Sequence[Mapping[str, Any]], schemas: Mapping[str, dict]) -> str:
    """What is wrong with which argument, each named once; `faults` are those of a ValidationError, `schemas` the JSON schemas of the arguments by name; of one
    without a schema, a field of a form, the fault itself tells how long it may be.
    """
    told: dict[str, str] = {}
    for fault in faults:
        name = str(next((part for part in fault["loc"] if part in schemas), fault["loc"][-1]))
        given = ": not given, and there is no answer without it;" if fault["type"] == "missing" else f"={repr(fault['input'])[:_SHOWN]}:"
        told.setdefault(name, f"{name}{given} expected {_expected(schemas.get(name) or _limits(fault))}")
    return "; ".join(told.values())


def _limits(fault: Mapping[str, Any]) -> dict[str, int]:
    """What the fault of a text says of its length, as a schema says it."""
    return {"maxLength": fault["ctx"]["max_length"]} if fault["type"] == "string_too_long" else {}


def _expected(schema: Mapping[str, Any]) -> str:
    """What a schema takes, in words; of one that takes null too, what else."""
    if "anyOf" in schema:
        return " or ".join(_expected(one) for one in schema["anyOf"] if one.get("type") != "null")
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if schema.get("type") in ("integer", "number"):
        least, most = schema.get("minimum"), schema.get("maximum")
        number = "a whole number" if schema["type"] == "integer" else "a number"
        return number + (f" from {least:,} to {most:,}" if None not in (least, most) else f", {least:,} or more" if least is not None else "")
    if schema.get("type") == "array":
        most = f" of at most {schema['maxItems']}" if "maxItems" in schema else ""
        return f"a list{most}, each {_expected(schema['items'])}"
    least, most = schema.get("minLength"), schema.get("maxLength")
    length = "" if most is None else f" of {least} to {most} characters" if least else f" of at most {most} characters"
    return f"text{length}" + (f" such as {' or '.join(schema['examples'])}" if schema.get("examples") else "")
