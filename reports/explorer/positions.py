"""Positions: the presets of a study, and what each changes, by the keys of a study's file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...priors import SHIPPED, Study, load_study, with_layer
from ...priors.assumptions import assumptions
from ...priors.layers import is_toml

__all__ = ["Position", "positions"]

OWN = "study"
"""Name of the study's own position."""

_WEIGHED = ("as_of", "include", "value", "sd", "discounts")
"""What the page's engine changes by itself."""
_REPORTED = ("include", "value", "low", "high", "sd", "sd_quantity", "discounts")


@dataclass(frozen=True)
class Position:
    """A preset.

    Attributes
    ----------
    name, title, note : str
    extends : str
        The study that it is a change of, as a study's file names it.
    study : Study
        With the changes.
    layer : dict
        The changes, by ``section.name.key``.
    weighed : bool
        Whether they are of evidence alone, so that the draws of the study that is explored serve it too.
    """

    name: str
    title: str
    note: str
    extends: str
    study: Study
    layer: Mapping[str, Any]
    weighed: bool


def positions(study: Study) -> list[Position]:
    """Return a study's own position, and the presets of its model that hold another."""
    own = _changed(_base(study), study)
    found = [Position(OWN, study.title, "", _extended(study), study, own, True)]
    for name, preset in study.catalogue.presets.items():
        base = load_study(preset.study) if preset.study else study
        held = with_layer(base, preset.layer, file="presets.toml")
        place = next((n for n, each in enumerate(found) if assumptions(each.study) == assumptions(held)), None)
        if place == 0 and not preset.layer:
            found[0] = replace(found[0], title=preset.title, note=preset.note)
        if place is None:
            layer = _changed(base, held) | _flat(preset.layer, "quantities")
            if not preset.study:
                layer = {**own, **layer}
            weighed = not preset.study and all(key.rpartition(".")[2] in _WEIGHED for key in layer.keys() - own.keys())
            found.append(Position(name, preset.title, preset.note, _extended(base), held, layer, weighed))
    return found


def _base(study: Study) -> Study:
    """Return the study of the file that a study was read from, before options changed it; itself if there is none."""
    if study.name in SHIPPED:
        return load_study(study.name)
    return load_study(study.file) if is_toml(study.file) else study


def _extended(study: Study) -> str:
    """Return what the file of a study that extends this one would name."""
    return study.name if study.name in SHIPPED else Path(study.file).name


def _changed(base: Study, study: Study) -> dict[str, Any]:
    """Return what a study says otherwise of its date, its choices and the evidence."""
    found: dict[str, Any] = {} if base.as_of == study.as_of else {"as_of": study.as_of.isoformat()}
    found |= {f"choices.{n}": option for n, option in study.choices.items() if base.choices[n] != option}
    for name, item in study.evidence.items():
        for key in _REPORTED:
            value = getattr(item, key)
            if getattr(base.evidence[name], key) != value and value is not None:
                found[f"evidence.{name}.{key}"] = list(value) if isinstance(value, tuple) else value
    return found


def _flat(layer: Mapping[str, Any], section: str) -> dict[str, Any]:
    entries = layer.get(section, {}).items()
    return {f"{section}.{name}.{key}": value for name, entry in entries for key, value in entry.items()}
