"""Reproducing: a report made again, from what is in its folder, and compared with it file by file."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from ...priors import SHIPPED, Study, StudyError, load_study
from ...priors.stored import study_from
from ..run.manifest import SCHEMA, versions
from ..run.scheduling import Schedule
from ..run.settings import Settings
from ..run.studies import STORED
from ..sections import SECTIONS
from .folder import MANIFEST, checksums
from .report import write_report

__all__ = ["Reproduced", "reproduce"]


class Reproduced(NamedTuple):
    """How a report that is made again compares with the one that is there.

    Attributes
    ----------
    files : int
        Files that the report had when it was written.
    touched : list of str
        Those that are not as they were written.
    differing : list of str
        Those that come out otherwise now.
    versions : dict of str to list of str
        Packages that have another version now: the one then, and the one now.
    """

    files: int
    touched: list[str]
    differing: list[str]
    versions: dict[str, list[str]]

    @property
    def same(self) -> bool:
        """Whether every file comes out as it was written."""
        return not self.differing


def reproduce(folder: Path, *, out: Path | None = None, workers: int | None = None) -> Reproduced:
    """Make a report again, taking no result from a store, and compare the two.

    Parameters
    ----------
    folder : Path
        Of the report.
    out : Path, optional
        Where the new one is kept.
    workers : int, optional

    Raises
    ------
    StudyError
        If the folder holds no report that says how it was made.
    """
    said = _manifest(folder)
    asked, names = said["asked"], said["asked"]["sections"]
    settings = Settings(
        _study(folder / STORED),
        **{key: said[key] for key in ("seed", "draws", "ci_prob")},
        as_json=False,
        method=asked["method"],
        schedule=Schedule(workers=workers),
        as_of=asked["as_of"],
    )
    sections = [section for section in SECTIONS if section.name in names]
    with TemporaryDirectory(prefix="llm-barriers-") as name:
        made = out or Path(name) / "report"
        looks = {name: asked[name] for name in ("formats", "explorer", "paper") if name in asked}
        write_report(made, settings, sections, **looks)
        now = checksums(made)
    then, there = said["files"], checksums(folder)
    return Reproduced(
        len(then),
        sorted(file for file in then if there.get(file) != then[file]),
        sorted(file for file in {*then, *now} if then.get(file) != now.get(file)),
        {package: [old, versions().get(package, "none")] for package, old in _other(said["versions"]).items()},
    )


def _other(before: Mapping[str, str]) -> dict[str, str]:
    return {package: old for package, old in before.items() if versions().get(package) != old}


def _manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a report."""
    content = _read(folder / MANIFEST)
    if content.get("schema") != SCHEMA:
        problem = f"is of schema {content.get('schema', 1)}, which does not say all that its report was made of"
        raise StudyError(f"{problem}. Allowed: {SCHEMA}", file=str(folder / MANIFEST))
    return content


def _study(path: Path) -> Study:
    """Read a report's study: the shipped one where it is the same, else as it was called and from where it came."""
    content = _read(path)
    study = study_from(content, file=str(path))
    if study.name in SHIPPED and (shipped := load_study(study.name, as_of=study.as_of)).digest() == study.digest():
        return shipped
    model = study.model.model_copy(update={"called": content.get("model", "")})
    return replace(study, file=str(content.get("file", path)), model=model)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        problem = "cannot be read" if isinstance(error, OSError) else "is not valid JSON"
        raise StudyError(f"{problem}. Allowed: the folder of a report", file=str(path)) from None
    if not isinstance(content, dict):
        raise StudyError("is no report's. Allowed: the folder of a report", file=str(path))
    return content
