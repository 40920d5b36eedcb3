"""Layers: the files that a study is made of, each extending the next, down to one that names a model or is shipped.

A layer is known by where it lies, and not by what it is called: a user's ``studies/author.toml`` is no shipped study.
"""

from os.path import isfile
from pathlib import Path
from typing import NamedTuple

from .catalogue import DATA, MODELS, SHIPPED_FILES, Catalogue, catalogue
from .errors import StudyError, quoted, unknown_name
from .files import Table, read_toml

__all__ = ["SHIPPED", "SUBJECTS", "Layer", "is_toml", "layers_of", "model_of", "shipped_layer"]

POST = ("published", "author", "reanalysis")
"""Names of the studies of the post."""

SUBJECTS = tuple(
    sorted({path.name.removesuffix(".toml") for path in (DATA / "studies").iterdir() if ".toml" in path.name} - {*POST})
)
"""Names of the studies of other models: a blank one, and those that extend it."""

SHIPPED = (*POST, *SUBJECTS)
"""Names of the studies that come with the package."""


MOST = 100
"""Files that a study may be made of; a longer chain is a mistake, and slow to read."""


class Layer(NamedTuple):
    """One file of a study.

    Attributes
    ----------
    file : str
        What errors call it.
    table : dict
        What it says.
    place : str
        Where a user's file really lies; empty for a shipped study.
    """

    file: str
    table: Table
    place: str = ""


def is_toml(path: str | Path) -> bool:
    """Whether a path is one of a TOML file, however its ending is written."""
    return Path(path).suffix.lower() == ".toml"


def shipped_layer(name: str) -> Layer:
    """Return the layer of a shipped study."""
    return Layer(f"{SHIPPED_FILES}studies/{name}.toml", read_toml(DATA / "studies" / f"{name}.toml"))


def layers_of(study: str | Path, *, key: str = "--study") -> list[Layer]:
    """Return the layers of a study, the one that extends nothing first.

    Raises
    ------
    StudyError
        If one cannot be read, extends itself, or the last of them is neither shipped nor names a model.
    """
    layers = [_layer(study, None, key)]
    while "extends" in layers[-1].table:
        if len(layers) == MOST:
            raise StudyError(f"leads through {MOST} files and more. Allowed: fewer", file=layers[0].file, key="extends")
        parent = _layer(_parent(layers[-1]), layers[-1].file, "extends")
        if parent.place and parent.place in {layer.place for layer in layers}:
            problem = f"{quoted(layers[-1].table['extends'])} extends itself"
            raise StudyError(problem, file=layers[0].file, key="extends")
        layers.append(parent)
    if layers[-1].place and "model" not in layers[-1].table:
        problem = f"is missing. Allowed: {', '.join(SHIPPED)}, the path of another study, or a model beside no extends"
        raise StudyError(problem, file=layers[-1].file, key="extends")
    for layer in layers[:-1]:
        if "model" in layer.table:
            problem = "stands beside extends. Allowed: in a study that extends none"
            raise StudyError(problem, file=layer.file, key="model")
    return layers[::-1]


def model_of(layers: list[Layer]) -> Catalogue:
    """Return the data of the model that the first layer names; the post's if it names none.

    Raises
    ------
    StudyError
        If there is no model of that name.
    """
    file, table, _ = layers[0]
    if "model" not in table:
        return catalogue()
    if not isinstance(table["model"], str):
        raise StudyError(f"{quoted(table['model'])} is not the path of a folder", file=file, key="model")
    if table["model"] in MODELS:
        return catalogue(table["model"])
    return catalogue(str((Path(file).parent / table["model"]).resolve()), file=file, key="model")


def _layer(study: str | Path, origin: str | None, key: str) -> Layer:
    if study in SHIPPED:
        return shipped_layer(str(study))
    path = Path(study)
    if not is_toml(path):
        problem = unknown_name(str(study), SHIPPED, what="study").removesuffix(".") + ", or the path of a TOML file."
        raise StudyError(problem, file=origin, key=key)
    if origin and not isfile(path):
        ships = f". Did you mean {path.stem!r}, which ships?" if path.stem in SHIPPED else ""
        raise StudyError(f"{quoted(str(path))} cannot be read: there is no such file{ships}", file=origin, key=key)
    return Layer(str(path), read_toml(path), str(path.resolve()))


def _parent(layer: Layer) -> str | Path:
    parent = layer.table["extends"]
    if not isinstance(parent, str) or not parent:
        problem = f"{quoted(parent)} names no study. Allowed: {', '.join(SHIPPED)}, or a path"
        raise StudyError(problem, file=layer.file, key="extends")
    return Path(layer.file).parent / parent if is_toml(parent) else parent
