"""What a section is, and how it is printed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

import click
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from ...analyses.fit import Fit, node_draws
from ..render import jsons
from ..render.files import save_figure
from ..render.table import Table
from ..render.words import cell
from ..run.settings import Settings, fitted
from ..run.terminal import Steps, print_table, progress, say

__all__ = ["Picture", "Section", "Told", "own_ratio", "run", "steps_of", "tell"]

SHOWN = 40
"""Rows of a table that are printed; JSON and the report's files hold all."""


class Picture(NamedTuple):
    """A figure and its caption."""

    figure: Figure
    caption: str


@dataclass(frozen=True)
class Section:
    """One question that is asked of a fitted study.

    Attributes
    ----------
    name : str
        Of the command; its figures and tables begin with it.
    title : str
        Heading in the report.
    compute : callable
        Settings, fit, progress and the command's own options, to a result.
    sentences : callable
        A result to what happened, in about three sentences for a reader who is no statistician. Every
        number in them is computed.
    tables : callable
        A result to its tables by name, the one for the page first; numbers are not rounded.
    pictures : callable
        A result to its figures by name.
    options : dict
        What `compute` is given in the report.
    check : callable
        Settings and the command's own options; refuses what would be refused after a fit.
    """

    name: str
    title: str
    compute: Callable[..., Any]
    sentences: Callable[[Any], list[str]]
    tables: Callable[[Any], dict[str, Table]]
    pictures: Callable[[Any], dict[str, Picture]]
    options: Mapping[str, Any] = field(default_factory=dict)
    check: Callable[..., None] = lambda *_, **__: None


class Told(NamedTuple):
    """A section with what was found.

    Attributes
    ----------
    section : Section
    result : object
    sentences : list of str
    tables : dict of str to Table
    """

    section: Section
    result: Any
    sentences: list[str]
    tables: dict[str, Table]


def tell(section: Section, settings: Settings, found: Fit, step: Steps, **options: Any) -> Told:
    """Compute a section of a fitted study and say what was found."""
    result = section.compute(settings, found, step, **(dict(section.options) | options))
    return Told(section, result, section.sentences(result), section.tables(result))


def own_ratio(found: Fit, group: Literal["prior", "posterior"] = "posterior") -> NDArray[np.float64]:
    """Return the fit's draws of the cost ratio, so that what every section says of the study itself is the same."""
    return node_draws(found.tree[group].to_dataset(), "cost_ratio")


def run(section: Section, settings: Settings, *, out: Path | None = None, **options: Any) -> None:
    """Compute a section and print it: sentences and its first table, or everything as JSON; or draw it too.

    Parameters
    ----------
    section : Section
    settings : Settings
    out : Path, optional
        Picture to write: the section's first figure.
    **options
        The command's own, for `Section.compute`.
    """
    section.check(settings, **options)
    found = fitted(settings)
    with progress(1) as step:
        step(section.title)
        told = tell(section, settings, found, step, **options)
    if out is not None:
        _draw(told, out)
    if settings.as_json:
        click.echo(jsons.dumps(_plain(settings, found, told)))
        return
    click.echo("\n".join(told.sentences))
    _print_first(told)
    say(f"{found.method}, gate passed: {found.gate.reason()}")


def _print_first(told: Told) -> None:
    """Print the table for people, up to `SHOWN` rows of it, and say what else there is."""
    first, *others = told.tables
    table = told.tables[first]
    header = [name.replace("_", " ") for name in table.header]
    numeric = [name for name, *values in zip(header, *table.rows, strict=True) if _are_numbers(values)]
    rows = [[cell(value) for value in row] for row in table.rows[:SHOWN]]
    print_table(f"{told.section.title}: {first}", header, rows, numbers=numeric)
    if len(table.rows) > SHOWN:
        click.echo(f"… {len(table.rows) - SHOWN} more rows: --json")
    if others:
        say(f"--json also has: {', '.join(others)}")


def _are_numbers(values: Sequence[object]) -> bool:
    return all(value is None or isinstance(value, int | float) for value in values)


def _draw(told: Told, out: Path) -> None:
    for picture in list(told.section.pictures(told.result).values())[:1]:
        save_figure(picture.figure, out)
        say(f"wrote {out}")


def _plain(settings: Settings, found: Fit, told: Told) -> dict[str, Any]:
    return {
        "study": settings.study.name,
        "as_of": settings.study.as_of.isoformat(),
        "method": found.method,
        "gate": jsons.gate_json(found.gate),
        "sentences": told.sentences,
        **{name: [dict(zip(t.header, row, strict=True)) for row in t.rows] for name, t in told.tables.items()},
    }


def steps_of(step: Steps) -> Callable[[str], None]:
    """Return what an analysis calls before each fit, with room made for it in the progress bar."""

    def begin(what: str) -> None:
        step.more(1)
        step(what)

    return begin
