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


def _options(*, study: str | None = "reanalysis", json: bool = True) -> Callable[[Command], Command]:
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
            "--store",
            type=click.Path(file_okay=False, path_type=Path),
            envvar="LLM_BARRIERS_STORE",
            help="Folder where fits are kept (default: the user's cache).",
        ),
        click.option("--no-store", is_flag=True, help="Keep no fit and use none that is kept."),
        click.option("--scheduler", metavar="ADDRESS", help="Dask cluster for many fits (default: local processes)."),
        click.option("--workers", type=click.IntRange(min=1), help="Local processes for many fits."),
        click.option(
            "--ci-prob", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.9, show_default=True
        ),
    ]
    if study is None:
        shared = shared[1:]
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
@click.option("--sections/--no-sections", default=True, help="Also answer each question that is a command here.")
@_options(json=False)
def report(out: Path, rooms: bool, sections: bool, **options: Any) -> None:
    """Write the report: a page, its figures and tables, the posterior and a manifest."""
    from . import report as page
    from .running import Settings
    from .sections import ORDER

    settings = Settings.read(**options, as_json=False)
    page.write_report(out, settings, rooms=rooms, sections=ORDER if sections else ())


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


def _section(name: str, text: str, *own: Callable[[Command], Command], study: str = "reanalysis") -> None:
    """Register the command of a section, with its own options beside the shared ones."""

    @cli.command(name.replace("_", "-"), help=text, short_help=text.split(". ")[0])
    @_options(study=study)
    def command(**options: Any) -> None:
        from .running import OPTIONS, Settings
        from .sections import section_named
        from .sections.section import run

        shared = {key: options.pop(key) for key in OPTIONS}
        run(section_named(name), Settings.read(**shared), **options)

    for option in own:
        option(command)


_section(
    "sensitivity",
    "Show which inputs move the conclusion, before the evidence and after it. One input at a time held low and high;"
    " Sobol indices of the prior; Shapley effects of the posterior, whose inputs depend on each other; and by the basis"
    " of the numbers, how much rests on judgement.",
    click.option(
        "--target",
        multiple=True,
        metavar="NODE|CLAIM",
        help="What is moved; may be given more than once (default: cost_ratio and deployment_cheaper).",
    ),
)


_section(
    "value_of_information",
    "Show what would be worth finding out before a claim is asserted. By how much the chance of asserting the wrong"
    " side would fall if everything, an input or several inputs were known, or if one more report were seen.",
    click.option("--claim", metavar="CLAIM", default="deployment_cheaper", show_default=True, help="Name of a claim."),
)


_section("timeline", "Show the conclusion as of each date, under each room. Takes the author's reversal apart.")
_section("items", "Show what each item of evidence did. Left out, alone, against all others, and power-scaled.")
_section("checks", "Show whether the graph expected each report, before the evidence and after it.")
_section("discounts", "Show how the headline moves when each discount's prior is half as wide, and twice as wide.")
_section("unused", "Use the evidence that the author left out or turned by hand into a number, one item at a time.")


_section(
    "implied",
    "Find how far the inference-share reports must be discounted for the ratio to land on a target. The discount is a"
    " quantity, set to one value after another; and whether the author's own step is an update on his reports.",
    click.option("--target", metavar="RATIO", help="Ratio to land on, such as 20% or 0.2 (default: the post's)."),
    click.option(
        "--discount",
        metavar="QUANTITY",
        multiple=True,
        help="What is discounted; may be given more than once (default: the study's).",
    ),
    click.option("--readout", metavar="mean|median", help="Centre of the posterior (default: both)."),
    click.option("--author", is_flag=True, help="Also follow every discount in the study of the author's step."),
    study="author",
)


_section(
    "multiverse",
    "Run every combination of the structural choices that no prior covers, or some of them. Which turn the conclusion"
    " over, how the variance of the log ratio divides between them, which the data prefer, and the weighted average.",
    click.option(
        "--specifications",
        type=click.IntRange(min=1),
        default=600,
        show_default=True,
        help="How many to run at least: the study's own and others drawn at random.",
    ),
    click.option("--every", is_flag=True, help="Run all of them."),
    click.option(
        "--choice",
        multiple=True,
        metavar="CHOICE",
        help="Vary this choice; may be given more than once (default: all).",
    ),
)


_PICTURE = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Picture to write: .svg, .png or .pdf."
)


_section(
    "what_if",
    "Suppose something and show the conclusion before and after. CHANGE is NAME=VALUE, which fixes a node, or"
    " NAME~VALUE±SD (or +-), which observes it.\n\n"
    "The two differ in what they say of causes. throughput is computed from utilisation. 'throughput=200M' sets it from"
    " outside, as new software might: costs follow, while utilisation and every other input stay as the evidence has"
    " them. 'throughput~200M±10%' is a measurement of the servers as they are, weighed with all other evidence: a high"
    " one tells of a high utilisation, and of whatever else the evidence ties to it.\n\n"
    "A number may end in k, M or B; a unit may follow, such as 'salary=8k usd/person/month', of value and error alike;"
    " an error may be a percentage of the value. A node with coordinates is named whole or as 'nodes[coding]'.",
    click.argument("change", nargs=-1),
    click.option("--without", multiple=True, metavar="ITEM", help="Take out an item of evidence."),
    click.option("--with", "taken", multiple=True, metavar="ITEM", help="Take in an item, whatever its date."),
    click.option("--choose", multiple=True, metavar="CHOICE=OPTION", help="Take another option of a choice."),
    _PICTURE,
)


@cli.command()
@click.argument("first")
@click.argument("second")
@_PICTURE
@_options(study=None)
def compare(first: str, second: str, out: Path | None, **options: Any) -> None:
    """Show how the headline moves from study FIRST to SECOND, and how much of it each difference explains.

    A study is published, author, reanalysis, the path of a TOML file, or a folder that a report was written to; with
    @DATE or @today behind it, as of that date, such as reanalysis@today.
    """
    from .comparing import run_compare

    run_compare(first, second, out, **options)


@cli.command()
@_PICTURE
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
