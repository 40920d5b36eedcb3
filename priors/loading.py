"""Reading studies from TOML: the shipped catalogue, and overlays that change what they name.

Files are merged and checked layer by layer, so that an error names the file that holds it.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from .catalogue import DATA, as_table, catalogue, record
from .errors import StudyError
from .files import Table, read_toml
from .layers import SHIPPED as SHIPPED
from .layers import layers_of, model_of, shipped_layer
from .merging import Merged
from .published_figure import PublishedFigure
from .records import read_date as read_date
from .study import Study

__all__ = ["DEFAULT_STUDY", "SHIPPED", "is_shipped", "load_study", "read_date", "reconstructions", "with_choices"]
__all__ += ["read_figures", "with_layer"]

DEFAULT_STUDY = "reanalysis"


def load_study(study: str | Path = DEFAULT_STUDY, *, as_of: dt.date | None = None, key: str = "--study") -> Study:
    """Read a study.

    Parameters
    ----------
    study : str or Path
        A name in `SHIPPED`, or the path of a TOML file that extends one of them or another file, or names its model.
    as_of : datetime.date, optional
        Date to take instead of the study's own.
    key : str, optional
        What errors call the study where there is none of that name.

    Raises
    ------
    StudyError
        If a file cannot be used; the message names file, key and value, and what is allowed.
    """
    layers = layers_of(study, key=key)
    merged = Merged.of(model_of(layers))
    for layer in layers:
        merged.add(layer.file, layer.table)
    top = layers[-1]
    name = str(study) if study in SHIPPED else Path(study).stem
    about = f"which extends {top.table['extends']}" if "extends" in top.table else f"of {merged.base.model.title}"
    read = merged.study(name=name, title=merged.title or f"{name}, {about}", file=top.file)
    return read.at(as_of) if as_of else read


def is_shipped(study: Study) -> bool:
    """Whether a study is one of those that are shipped as it is shipped, and so one that the tests have checked."""
    return study.name in SHIPPED and study == load_study(study.name)


def with_choices(study: Study, choices: Mapping[str, str]) -> Study:
    """Return a study that takes other options of its structural choices.

    Raises
    ------
    StudyError
        If a choice or an option is unknown.
    """
    return with_layer(study, {"choices": dict(choices)}, file="choices")


def with_layer(study: Study, table: Table, *, file: str) -> Study:
    """Return a study with one more layer over it.

    Parameters
    ----------
    study : Study
    table : dict
        What the file of a study that extends this one would hold.
    file : str
        What errors call it.

    Raises
    ------
    StudyError
        With all that is wrong in the layer.
    """
    merged = Merged(study)
    merged.add(file, table)
    return merged.study(title=merged.title or study.title)


def read_figures(path: str | Path) -> dict[str, PublishedFigure]:
    """Read a TOML file of published figures, one table each.

    Raises
    ------
    StudyError
        With the first that is wrong, or if there is none.
    """
    table = read_toml(Path(path))
    if not table:
        raise StudyError("holds no figure. Allowed: a table for each", file=str(path))
    return {
        name: record(PublishedFigure, as_table(entry, str(path), name), str(path), name)
        for name, entry in table.items()
    }


def reconstructions() -> dict[str, tuple[str, Study]]:
    """Return other ways to have made the printed figures: a title and a study for each."""
    file = "reconstructions.toml"
    studies = {}
    for name, table in read_toml(DATA / file).items():
        merged = Merged.of(catalogue())
        merged.add(*shipped_layer("published")[:2])
        merged.add(file, {"quantities": table.get("quantities", {})})
        studies[name] = (str(table["title"]), merged.study(name=name, title=str(table["title"]), file=file))
    return studies
