"""Links: what the address of a view says, as the layer of a study."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from ...priors import Study, StudyError, unknown_name
from ...priors.errors import quoted
from .positions import Position, positions

__all__ = ["LINK_VERSION", "View", "read_link"]

LINK_VERSION = 1
"""Of what a link says, and how."""

KEY = "--from-link"
_SECTIONS = ("choices", "evidence", "quantities")
_HEAD = ("v", "study", "digest", "preset", "beside")


class View(NamedTuple):
    """What a link shows.

    Attributes
    ----------
    position : Position
    layer : dict
        The changes to it, as the file of a study that extends its study would have them.
    digest : str
        Of the study that the page was made from; empty if the link does not say.
    """

    position: Position
    layer: dict[str, Any]
    digest: str


def read_link(text: str, study: Study) -> View:
    """Read the address of a view, or what stands behind its ``#``.

    Parameters
    ----------
    text : str
    study : Study
        That was explored.

    Raises
    ------
    StudyError
        If it is of another version or study, or says something that is none.
    """
    said = _said(text)
    if said.get("v") != str(LINK_VERSION):
        raise StudyError(f"is no link of version {LINK_VERSION}. Allowed: the address of an explorer's view", key=KEY)
    if said.get("study") != study.name:
        problem = f"is of the study {quoted(said.get('study'))}, not of {study.name!r}. Allowed: with --study"
        raise StudyError(problem, key=KEY)
    held = {each.name: each for each in positions(study)}
    name = said.get("preset", next(iter(held)))
    if name not in held:
        raise StudyError(unknown_name(name, held, what="position"), key=KEY)
    changes = {key: _value(key, value) for key, value in said.items() if key not in _HEAD}
    return View(held[name], _layer(changes, held[name].study), said.get("digest", ""))


def _said(text: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in text.rpartition("#")[2].split("&") if pair)
    return {unquote(key): unquote(value) for key, _, value in pairs}


def _value(key: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise StudyError(f"{quoted(key)} is {quoted(text)}, which is no value", key=KEY) from None


def _layer(changes: Mapping[str, Any], study: Study) -> dict[str, Any]:
    """Nest changes by ``section.name.key``; a name may have dots itself."""
    layer: dict[str, Any] = {}
    for full, value in changes.items():
        section, dot, rest = full.partition(".")
        if bool(dot) != (section in _SECTIONS):
            raise StudyError(unknown_name(full, ("as_of", *_SECTIONS), what="key"), key=KEY)
        if not dot or section == "choices":
            (layer.setdefault(section, {}) if dot else layer)[rest or section] = value
            continue
        name, _, key = rest.rpartition(".")
        entry = layer.setdefault(section, {}).setdefault(name, {})
        entry[key] = value
        if key == "prior" and name in study.quantities:
            entry["unit"] = study.quantities[name].unit
    return layer
