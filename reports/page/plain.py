"""Plain: what is said, as values that JSON can hold, and back; so that an answer is kept as data, not as code."""

import base64
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, get_args

import numpy as np
import pandas as pd

from ..render.document import Block, Plot

__all__ = ["Drawn", "Told", "from_plain", "plain"]


@dataclass(frozen=True)
class Drawn:
    """A figure's picture, the one for narrow screens, what it shows in a sentence, and its files by their endings."""

    svg: bytes
    narrow: bytes | None
    finding: str
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def formats(self) -> tuple[str, ...]:
        """Endings of its files."""
        return tuple(self.files)


@dataclass(frozen=True)
class Told:
    """A section's answer, and its figures by name."""

    blocks: list[Block]
    drawn: Mapping[str, Drawn] = field(default_factory=dict)


_KINDS = {each.__name__: each for each in (*get_args(Block), Drawn, Told)}


def plain(value: Any) -> Any:
    """Return what JSON can hold of a value; of a figure's picture all but what would draw it.

    Raises
    ------
    TypeError
        If it is of a kind that is not known here.
    """
    match value:
        case np.generic():
            return value.item()
        case None | bool() | int() | float() | str():
            return value
        case list():
            return [plain(each) for each in value]
        case tuple():
            return {"kind": "tuple", "values": [plain(each) for each in value]}
        case Mapping():
            return {"kind": "mapping", "items": [[plain(key), plain(each)] for key, each in value.items()]}
        case dt.date():
            return {"kind": "date", "text": value.isoformat()}
        case bytes():
            return {"kind": "bytes", "text": base64.b64encode(value).decode()}
        case pd.DataFrame():
            columns = [_column(value.iloc[:, number]) for number in range(value.shape[1])]
            names = [list(value.columns), value.index.name]
            return {"kind": "frame", "index": _column(value.index), "columns": columns, "names": names}
    return _record(value)


def _column(values: pd.Series | pd.Index) -> dict[str, Any]:
    return {"kind": "column", "dtype": str(values.dtype), "values": plain(values.tolist())}


def _record(value: Any) -> dict[str, Any]:
    name = type(value).__name__
    if name not in _KINDS:
        raise TypeError(f"{value!r} cannot be kept")
    return {"kind": name, "fields": {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name != "draw"}}


def from_plain(value: Any) -> Any:
    """Return what `plain` was given."""
    match value:
        case list():
            return [from_plain(each) for each in value]
        case {"kind": "tuple", "values": values}:
            return tuple(from_plain(values))
        case {"kind": "mapping", "items": items}:
            return {from_plain(key): from_plain(each) for key, each in items}
        case {"kind": "date", "text": text}:
            return dt.date.fromisoformat(text)
        case {"kind": "bytes", "text": text}:
            return base64.b64decode(text)
        case {"kind": "column", "dtype": dtype, "values": values}:
            return pd.Index(from_plain(values), dtype=dtype, tupleize_cols=False)
        case {"kind": "frame", "index": index, "columns": columns, "names": [names, key]}:
            frame = pd.DataFrame({number: from_plain(column) for number, column in enumerate(columns)})
            return frame.set_axis(names, axis=1).set_axis(from_plain(index).rename(key))
        case {"kind": kind, "fields": told}:
            drawing = {"draw": _drawn_already} if kind == "Picture" else {}
            return _KINDS[kind](**{name: from_plain(each) for name, each in told.items()}, **drawing)
    return value


def _drawn_already(**_: float) -> Plot:
    raise RuntimeError("a figure of an answer that was kept is drawn already")
