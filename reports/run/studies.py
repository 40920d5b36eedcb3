"""Reading: which study a text on the command line means, among them those of reports that were written."""

import json
from dataclasses import replace
from os.path import exists, isdir
from pathlib import Path

from ...priors import SHIPPED, Study, StudyError, load_study, read_date, unknown_name
from ...priors.layers import is_toml
from ...priors.stored import study_from

__all__ = ["STORED", "read_study"]

STORED = "study.json"
"""The file of a report's folder that holds what was assumed."""


def read_study(text: str, *, as_of: str | None = None, key: str | None = None) -> Study:
    """Read a study.

    Parameters
    ----------
    text : str
        A shipped study's name, the path of a TOML file, or a report's folder or a file in it; with ``@DATE`` behind
        it, as of that date.
    as_of : str, optional
        The date where the text has none.
    key : str, optional
        What errors call the text.

    Raises
    ------
    StudyError
        If there is no such study or date, or the folder holds no study.
    """
    name, date = _split(text)
    at = date if date else as_of
    study = _study(name, key)
    return study if at is None else study.at(read_date(at, key=key if date else "--as-of"))


def _split(text: str) -> tuple[str, str]:
    """Return the study and the date behind it; a path may itself have an @ in it."""
    name, sign, date = text.rpartition("@")
    whole = not sign or exists(text) or Path(date).name != date
    return (text, "") if whole else (name, date)


def _study(name: str, key: str | None) -> Study:
    stored = _stored(Path(name)) if name else None
    if stored is not None:
        return _from_file(stored)
    if name not in SHIPPED and not is_toml(name):
        problem = unknown_name(name, SHIPPED, what="study").removesuffix(".")
        raise StudyError(f"{problem}, the path of a TOML file, or the folder of a report.", key=key)
    return load_study(name)


def _stored(path: Path) -> Path | None:
    """Return the file that holds a report's study; None if the path is not of a report."""
    if isdir(path):
        return path / STORED
    if path.suffix == ".nc":
        return path.parent / STORED
    return path if path.suffix == ".json" else None


def _from_file(path: Path) -> Study:
    """Read a stored study; it is called as the report's folder is."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problem = f"cannot be read: {error.strerror}. What the results beside it assume is not known without it"
        raise StudyError(f"{problem}. Allowed: the folder of a report", file=str(path)) from None
    except (ValueError, RecursionError) as error:
        raise StudyError(f"is not valid JSON: {error}", file=str(path)) from None
    if not isinstance(content, dict):
        raise StudyError("is no stored study", file=str(path))
    return replace(study_from(content, file=str(path)), name=_called(path.parent))


def _called(folder: Path) -> str:
    return str(folder) if folder.name else folder.resolve().name
