"""Options that the commands share, and how they are shown by ``--help``; nothing heavy is imported here."""

import math
from os.path import isdir, lexists
from pathlib import Path
from typing import Any

import click

__all__ = ["FOLDER", "PICTURE", "InOrder", "Number", "Place", "Whole", "shared"]

PICTURE_ENDINGS = (".svg", ".pdf", ".png", ".csv")

MOST_CERTAIN = 1e-6
"""How far from nothing and from certainty the probability of an interval is."""


class InOrder(click.Group):
    """A group that lists its commands as they were added, the most used first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in order."""
        return list(self.commands)


class Number(click.FloatRange):
    """A number within a range, in which "nan" is not, though it is below no end of it and above none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or refuse it."""
        try:
            known = not math.isnan(float(value))
        except ValueError:
            known = False
        return float(super().convert(value, param, ctx) if known else self.fail(f"{value!r} is no number", param, ctx))


class Whole(click.IntRange):
    """A whole number within a range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or refuse it."""
        try:
            return int(super().convert(int(value), param, ctx))
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no whole number", param, ctx)


class Place(click.Path):
    """A path to write to, which is not empty and below nothing that is no folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path, or refuse it before anything is computed for it."""
        path = Path(str(super().convert(value, param, ctx)))
        above = next((str(each) for each in path.parents if lexists(each)), ".")
        if not str(value).strip():
            self.fail("it is empty. Allowed: where to write", param, ctx)
        if not isdir(above):
            self.fail(f"{above!r} is no folder", param, ctx)
        if not self.file_okay and lexists(path) and not isdir(path):  # such as a pipe, which is no file either
            self.fail(f"{str(path)!r} is no folder", param, ctx)
        return path


def _picture(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
    """Refuse a picture that could not be written before anything is computed for it."""
    if path is not None and path.suffix not in PICTURE_ENDINGS:
        raise click.BadParameter(f"{path.name!r} has no ending of a picture. Allowed: {', '.join(PICTURE_ENDINGS)}")
    return path


PICTURE = click.Option(
    ["--out"],
    type=Place(dir_okay=False, writable=True),
    callback=_picture,
    help="Also draw it, to a .svg, .pdf or .png; or write its numbers, to a .csv.",
)

_STUDY = (
    "published, author, reanalysis, a TOML file that extends one of them, or the folder of a report; @DATE behind it."
)
_PROBABILITY = Number(MOST_CERTAIN, 1 - MOST_CERTAIN)
_DRAWS = Whole(min=400, max=1_000_000)  # fewer could never pass the gate, and more fill a computer's memory
_SEED = Whole(min=0, max=2**32 - 1)  # which every generator takes
_METHOD = click.Choice(["auto", "reweighting", "smc", "mcmc"])
FOLDER: dict[str, Any] = {
    "type": Place(file_okay=False),
    "envvar": "LLM_BARRIERS_STORE",
    "help": "Where fits are kept (default: the user's cache).",
}
"""How a command is told of the store."""

_FITTING: dict[str, dict[str, Any]] = {
    "--ci-prob": {"type": _PROBABILITY, "metavar": "P", "default": 0.9, "help": "What intervals hold (default: 0.9)."},
    "--seed": {"type": _SEED, "metavar": "N", "default": 1, "help": "Of random draws (default: 1)."},
    "--draws": {"type": _DRAWS, "metavar": "N", "default": 10_000, "help": "Posterior draws (default: 10000)."},
    "--method": {
        "type": _METHOD,
        "default": "auto",
        "help": "auto re-weights draws, and tempers particles where that cannot be trusted.",
    },
    "--store": FOLDER,
    "--no-store": {"is_flag": True, "help": "Keep no fit and use none that is kept."},
    "--workers": {"type": Whole(min=1, max=256), "metavar": "N", "help": "Local processes for many fits."},
    "--scheduler": {"metavar": "ADDRESS", "help": "Dask cluster for many fits instead."},
}
"""What says how a fit is made."""


def shared(study: str, *, json: bool = True, fits: bool = True) -> list[click.Parameter]:
    """Return the options that commands share.

    Parameters
    ----------
    study : str
        Default of ``--study``; empty for a command that names its studies.
    json : bool, optional
        Whether the command prints.
    fits : bool, optional
        Whether it needs a posterior; if not, what concerns fits is accepted and not shown.
    """
    date = click.Option(["--as-of"], metavar="DATE|today", help="Evidence up to this date (default: the study's).")
    options = [date]
    if study:
        choose: dict[str, Any] = {
            "multiple": True,
            "metavar": "CHOICE=OPTION",
            "help": "Take another option of a choice; repeatable.",
        }
        named = click.Option(["--study"], default=study, show_default=True, help=_STUDY)
        options = [named, date, click.Option(["--choose", "choices"], **choose)]
    if json:
        options.append(click.Option(["--json", "as_json"], is_flag=True, help="Machine-readable output."))
    return [*options, *(click.Option([name], hidden=not fits, **settings) for name, settings in _FITTING.items())]
