"""Commands that begin a study: a file to change, the schema of its format, and families of priors."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import Number

if TYPE_CHECKING:
    from ...priors.prior import Prior

__all__ = ["COMMANDS"]

SCHEMA = "study.schema.json"
"""The file beside a new study in which editors find what it may hold."""

BARS, COLUMNS, TAIL = " ▁▂▃▄▅▆▇█", 60, 0.005

_JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")


@click.command(
    "init",
    epilog='Example: llm-barriers priors init mine --subject "A model 70B"',
    short_help="Begin a study of your own.",
)
@click.argument("name")
@click.option("--like", default="blank", show_default=True, help="The study that it extends, shipped or a file.")
@click.option("--subject", default="", metavar="NAME", help="What it is about, as a sentence has it.")
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    metavar="NAME",
    help="A scenario of its own, with generic numbers; repeatable.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def init(name: str, like: str, subject: str, scenarios: tuple[str, ...], force: bool) -> None:
    """Write NAME.toml, a commented study that can be run as it is, and the schema of its format beside it.

    'blank' holds generic numbers, one scenario and no evidence; of any other study what it has is there to be changed.
    Scenarios that are named take the place of those that it has.
    """
    from ...priors import StudyError
    from ...priors.starting import starter
    from ..run.terminal import say

    if not Path(name).stem.strip(" ."):
        raise StudyError(f"{name!r} is no name of a file", key="NAME")
    file = Path(name if name.endswith(".toml") else f"{name}.toml")
    if file.exists() and not force:
        raise StudyError("is there already. Allowed: another name, or --force", file=str(file))
    text = starter(file, like, subject, scenarios=scenarios, last=_idle(like), schema=SCHEMA)
    for path, content in ((file, text), (file.parent / SCHEMA, _schema())):
        _write(path, content)
        say(f"wrote {path}")
    say(f"next: llm-barriers priors check --study {file}")


def _idle(like: str) -> frozenset[str]:
    """Return the quantities of a study that do not reach its conclusion."""
    from ...model import build
    from ...priors import load_study, split_name

    graph = build(load_study(like, key="--like"))
    behind = graph.ancestors(graph.study.model.conclusion.node)
    return frozenset(name for name in graph.study.quantities if split_name(name)[0] not in behind)


def _write(path: Path, content: str) -> None:
    from ...priors import StudyError
    from ..run.whole import write_whole

    try:
        write_whole(path, content.encode())
    except OSError as error:
        raise StudyError(f"cannot be written: {error.strerror}", file=str(path)) from None


def _schema() -> str:
    from ...priors.schema import study_schema
    from ..render.jsons import dumps

    return dumps(study_schema()) + "\n"


@click.command("schema", epilog="Example: llm-barriers priors schema", short_help="What a study may hold.")
def schema() -> None:
    """Print the JSON Schema (draft 4) of a study's file, which editors of TOML complete and check by.

    A line '#:schema ./study.schema.json' at the top of the file names it.
    """
    click.echo(_schema(), nl=False)


@click.command("families", epilog="Example: llm-barriers priors families --json", short_help="What forms a prior has.")
@_JSON
def families(as_json: bool) -> None:
    """List the families of priors: the parameters of each, an example, and its 5%, 50% and 95% quantiles."""
    from ...priors.families import FAMILIES, make_prior
    from ...priors.writing import toml
    from ..render.jsons import show

    made = {name: make_prior(name, family.example) for name, family in FAMILIES.items()}
    if as_json:
        rows = {
            name: {
                "parameters": [sorted(keys) for keys in FAMILIES[name].sets],
                "example": {"family": name} | dict(prior.parameters),
                "quantiles": [float(value) for value in prior.quantile([0.05, 0.5, 0.95])],
            }
            for name, prior in made.items()
        }
        show({"families": rows})
        return
    for name, prior in made.items():
        click.echo(f"{name}: {', or '.join(' and '.join(sorted(keys)) for keys in FAMILIES[name].sets)}")
        click.echo(f"  prior = {toml(prior)}    # {_quantiles(prior, 0.9)}")


def _quantiles(prior: "Prior", ci_prob: float) -> str:
    from ..render.words import number

    low, median, high = (number(float(v)) for v in prior.quantile([(1 - ci_prob) / 2, 0.5, (1 + ci_prob) / 2]))
    return f"median {median}, {ci_prob:.0%} from {low} to {high}"


@click.command(
    "draw", epilog="Example: llm-barriers priors draw --low 100 --median 5000 --high 45000", short_help="Find a prior."
)
@click.option("--low", type=float, required=True, metavar="N", help="Lower end of the interval.")
@click.option("--median", type=float, required=True, metavar="N", help="As likely too low as too high.")
@click.option("--high", type=float, required=True, metavar="N", help="Upper end of the interval.")
@click.option("--ci-prob", type=Number(0.01, 0.999), default=0.9, metavar="P", help="What it holds (default: 0.9).")
@_JSON
def draw(low: float, median: float, high: float, ci_prob: float, as_json: bool) -> None:
    """Draw the prior that meets three numbers best, and say how far it and the next best are from them."""
    from ...priors import StudyError
    from ...priors.elicitation import elicited
    from ...priors.writing import toml
    from ..render.jsons import show

    try:
        best = elicited(low, median, high, ci_prob=ci_prob)
    except ValueError as error:
        raise StudyError(str(error), key="--low, --median, --high") from None
    if as_json:
        rows = [
            {"prior": {"family": e.prior.family, **e.prior.parameters}, "quantiles": [*e.quantiles], "error": e.error}
            for e in best
        ]
        show({"low": low, "median": median, "high": high, "ci_prob": ci_prob, "priors": rows})
        return
    click.echo("\n".join(_curve(best[0].prior)))
    for fit in best[:3]:
        click.echo(f"prior = {toml(fit.prior)}")
        click.echo(f"  {_quantiles(fit.prior, ci_prob)}; off by at most {fit.error:.1%} of the interval")


def _curve(prior: "Prior") -> list[str]:
    """Return a density as a line of bars with an axis below, on a log scale where it spans a factor of ten."""
    import numpy as np

    from ..render.words import number

    share = np.linspace(TAIL, 1 - TAIL, 2001)
    values = prior.quantile(share)
    wide = values[0] > 0 and values[-1] > 10 * values[0]
    position = np.log(values) if wide else values
    heights, _ = np.histogram(position, bins=np.linspace(position[0], position[-1], COLUMNS + 1))
    bars = "".join(BARS[round(8 * height / heights.max())] for height in heights)
    ends, scale = [number(float(value)) for value in (values[0], values[-1])], ", log scale" if wide else ""
    return [bars, f"{ends[0]}{' ' * max(1, COLUMNS - len(ends[0]) - len(ends[1]))}{ends[1]}{scale}"]


COMMANDS = (init, schema, families, draw)
