"""Checking: a table against its record, with all that is wrong with it in plain words."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from .errors import StudyError, quoted, together, unknown_name
from .statements import STATEMENTS

__all__ = ["record"]

_EXPECTED = {
    "float_type": "is not a number",
    "int_type": "is not a whole number",
    "string_type": "is not text",
    "bool_type": "is neither true nor false",
    "tuple_type": "is not a list",
    "dict_type": "is not a table",
    "model_type": "is not a table",
    "finite_number": "is not a finite number",
}
"""What is said of a value of the wrong type; nothing is turned into another type."""


def record[Record: BaseModel](kind: type[Record], entries: Mapping[str, Any], file: str, key: str) -> Record:
    """Check a table against its record, to which the file that it is in is added.

    Raises
    ------
    StudyError
        With all that is wrong.
    """
    extra = {"file": file} if "file" in kind.model_fields else {}
    if extra and "file" in entries:
        raise StudyError(_unknown(kind, "file"), file=file, key=f"{key}.file")
    try:
        return kind.model_validate({**entries, **extra})
    except ValidationError as error:
        errors = error.errors()
        raise together([_problem(kind, each, file, key) for each in errors if not _implied(each, errors)]) from None


def _problem(kind: type[BaseModel], error: Mapping[str, Any], file: str, key: str) -> StudyError:
    return StudyError(_sentence(kind, error), file=file, key=".".join([key, *_path(error["loc"])]))


def _implied(error: Mapping[str, Any], errors: Sequence[Mapping[str, Any]]) -> bool:
    """Whether an error follows from another: a key is missing beside a misspelt one, a list lacks what is no item."""
    where, others = error["loc"], [e for e in errors if e is not error]
    if error["type"] == "missing":
        return any(e["type"] == "extra_forbidden" and e["loc"][:-1] == where[:-1] for e in others)
    return error["type"] == "too_short" and any(e["loc"][: len(where)] == where for e in others)


def _path(where: Sequence[str | int]) -> list[str]:
    """Return the keys that lead to an error, without the kinds of statements, which pydantic puts behind their keys."""
    path: list[str] = []
    tag = False
    for part in where:
        if tag and part in STATEMENTS:
            tag = False
            continue
        path.append(str(part))
        tag = part in ("statement", "none") or (isinstance(part, int) and "statement" in where)
    return path


def _sentence(kind: type[BaseModel], error: Mapping[str, Any]) -> str:
    value, message = error["input"], str(error["msg"]).removeprefix("Value error, ")
    match error["type"]:
        case "extra_forbidden":
            owners = [STATEMENTS[part] for part in error["loc"][:-1] if part in STATEMENTS]
            return _unknown(owners[-1] if owners else kind, str(error["loc"][-1]))
        case "missing":
            return "is missing"
        case "literal_error":
            allowed = [word.strip("'") for word in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]
            return unknown_name(value, allowed, what="value")
        case "value_error":
            return message
    said = f"{quoted(value)} {_EXPECTED.get(error['type'], f'is refused: {message[0].lower()}{message[1:]}')}"
    written = error["type"] == "float_type" and isinstance(value, str)
    return f"{said}. A number has neither quotation marks nor letters: 3000000 or 3e6" if written else said


def _unknown(kind: type[BaseModel], key: str) -> str:
    return unknown_name(key, kind.model_fields.keys() - {"file"}, what="key")
