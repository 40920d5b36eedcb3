"""The command line. Results go to standard output, messages and progress to standard error.

Everything heavy is imported by the command that needs it, so that help answers at once.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

__all__ = ["cli", "main"]

BAD_INPUT = 2
NOT_CONVERGED = 3

Command = Callable[..., Any]


def _options(*, study: str = "reanalysis", json: bool = True) -> Callable[[Command], Command]:
    """Add the options that commands share."""
    text = "published, author, reanalysis, or the path of a TOML file that extends one of them."
    shared = [
        click.option("--study", default=study, show_default=True, help=text),
        click.option("--as-of", metavar="DATE|today", help="See the evidence up to this date (default: the study's)."),
        click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True),
        click.option(
            "--draws", type=click.IntRange(min=100), default=10_000, show_default=True, help="Posterior draws."
        ),
        click.option(
            "--method",
            type=click.Choice(["auto", "reweighting", "mcmc"]),
            default="auto",
            show_default=True,
            help="Where they come from; auto re-weights, and samples chains where that cannot be trusted.",
        ),
        click.option(
            "--ci-prob", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.9, show_default=True
        ),
    ]
    if json:
        shared.append(click.option("--json", "as_json", is_flag=True, help="Machine-readable output."))

    def decorate(command: Command) -> Command:
        for option in reversed(shared):
            command = option(command)
        return command

    return decorate


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="llm-barriers")
def cli() -> None:
    """Who can run GPT-3-like models, and what deploying one costs next to developing one.

    The published analysis as one Bayesian graph: audit it, update it on evidence, put in your own numbers.
    """


@cli.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder to write to.")
@click.option("--rooms/--no-rooms", default=True, help="Also fit each prior for the room beyond the scenarios.")
@_options(json=False)
def report(out: Path, rooms: bool, **options: Any) -> None:
    """Write the report: a page, its figures and tables, the posterior and a manifest."""
    from . import report as page
    from .running import Settings

    page.write_report(out, Settings.read(**options, as_json=False), rooms=rooms)


def _simple(name: str, text: str, *, study: str = "reanalysis") -> None:
    """Register a command that takes the shared options alone."""

    @cli.command(name, help=text, short_help=text.split(". ")[0])
    @_options(study=study)
    def command(**options: Any) -> None:
        from . import commands, running

        getattr(commands, f"run_{name}")(running.Settings.read(**options))


_simple("posterior", "Sample the posterior and show every quantity.")
_simple("audit", "Compare every published figure with the graph's own.", study="published")
_simple("update", "Show how each item of evidence moves the conclusion, in order of date.")
_simple("claims", "Show each claim's probability before and after the evidence.")


def _section(name: str, text: str, *own: Callable[[Command], Command]) -> None:
    """Register the command of a section, with its own options beside the shared ones."""

    @cli.command(name.replace("_", "-"), help=text, short_help=text.split(". ")[0])
    @_options()
    def command(**options: Any) -> None:
        from .running import Settings
        from .sections import section_named
        from .sections.section import run

        shared = {key: options.pop(key) for key in Settings.options()}
        run(section_named(name), Settings.read(**shared), **options)

    for option in own:
        option(command)


@cli.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Picture to write: .svg, .png or .pdf.")
@_options()
def graph(out: Path | None, **options: Any) -> None:
    """Show the graph: its nodes with units and parents; or draw it."""
    from . import commands, running

    commands.run_graph(running.Settings.read(**options), out)


@cli.command()
@click.argument("node")
@_options()
def explain(node: str, **options: Any) -> None:
    """Explain NODE: formula, parents, prior, sources, quotes and the evidence that reaches it."""
    from . import commands, running

    commands.run_explain(running.Settings.read(**options), node)


@cli.group()
def priors() -> None:
    """Show, check and list the numbers that a study assumes."""


@priors.command("list")
@_options()
def priors_list(**options: Any) -> None:
    """List a study's quantities with their priors and basis."""
    from . import commands, running

    commands.run_priors_list(running.Settings.read(**options))


@priors.command("show")
@click.argument("quantity")
@_options()
def priors_show(quantity: str, **options: Any) -> None:
    """Show QUANTITY with its source, its quote and its note."""
    from . import commands, running

    commands.run_priors_show(running.Settings.read(**options), quantity)


@priors.command("check")
@_options()
def priors_check(**options: Any) -> None:
    """Check a study: names, units, dates, claims, and that its evidence is possible."""
    from . import commands, running

    commands.run_priors_check(running.Settings.read(**options))


def main() -> None:
    """Run the command line; bad input is one message and exit code 2."""
    from ..priors.errors import StudyError
    from .refusal import NotConverged

    try:
        cli(standalone_mode=True)
    except StudyError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(BAD_INPUT)
    except NotConverged as error:
        click.echo(f"refused: {error}", err=True)
        sys.exit(NOT_CONVERGED)
    except OSError as error:
        click.echo(f"error: {error.filename or ''}: {error.strerror}", err=True)
        sys.exit(BAD_INPUT)
