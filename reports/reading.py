"""Reading: which study a text on the command line means, among them those of reports that were written."""

import json
from dataclasses import replace
from pathlib import Path

from ..priors import Study, StudyError, load_study, read_date
from ..priors.stored import study_from

__all__ = ["STORED", "read_study"]

STORED = "study.json"
"""The file of a report's folder that holds what was assumed."""


def read_study(text: str, *, as_of: str | None = None) -> Study:
    """Read a study.

    Parameters
    ----------
    text : str
        A shipped study's name, the path of a TOML file, or a report's folder or a file in it; with ``@DATE`` behind
        it, as of that date.
    as_of : str, optional
        The date where the text has none.

    Raises
    ------
    StudyError
        If there is no such study or date, or the folder holds no study.
    """
    name, _, date = text.partition("@")
    at = date or as_of
    stored = _stored(Path(name))
    study = load_study(name) if stored is None else _from_file(stored)
    return study.at(read_date(at, key="@" if date else "--as-of")) if at else study


def _stored(path: Path) -> Path | None:
    """Return the file that holds a report's study; None if the path is not of a report."""
    if path.is_dir():
        return path / STORED
    if path.suffix == ".nc":
        return path.parent / STORED
    return path if path.suffix == ".json" else None


def _from_file(path: Path) -> Study:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problem = f"cannot be read: {error.strerror}. What the results beside it assume is not known without it"
        raise StudyError(problem, file=str(path)) from None
    except ValueError as error:
        raise StudyError(f"is not valid JSON: {error}", file=str(path)) from None
    if not isinstance(content, dict):
        raise StudyError("is no stored study", file=str(path))
    return replace(study_from(content, file=str(path)), name=path.parent.name or path.stem)
