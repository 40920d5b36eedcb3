"""The command line. Results go to standard output, messages and progress to standard error.

Everything heavy is imported by the command that needs it, so that help answers at once.
"""

import sys
from pathlib import Path
from typing import Any

import click

from ..run.refusal import NotConverged
from .options import PICTURE, InOrder, Option, shared
from .store_commands import store

__all__ = ["cli", "main"]

BAD_INPUT = 2
NOT_CONVERGED = 3


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="llm-barriers")
def cli() -> None:
    """Who can run GPT-3-like models, and what deploying one costs next to developing one.

    The published analysis as one Bayesian graph: audit it, update it on evidence, put in your own numbers.
    Begin with 'llm-barriers report --out DIR'.
    """


@cli.command(epilog="Example: llm-barriers report --out build/mine --study mine.toml", short_help="Write everything.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder to write to.")
@click.option("--rooms/--no-rooms", default=True, help="Also fit each prior for the room beyond the scenarios.")
@click.option("--sections/--no-sections", default=True, help="Also answer each question that is a command here.")
@shared(json=False)
def report(out: Path, rooms: bool, sections: bool, **options: Any) -> None:
    """Write everything as a page, with its figures and tables, the posterior and a manifest."""
    from ..page import report as page
    from ..run.settings import Settings
    from ..sections import ORDER

    settings = Settings.read(**options, as_json=False)
    page.write_report(out, settings, rooms=rooms, sections=ORDER if sections else ())


def _simple(name: str, text: str, example: str, *, study: str = "reanalysis") -> None:
    """Register a command that takes the shared options alone."""

    @cli.command(name, help=text, short_help=text.partition(". ")[0], epilog=f"Example: llm-barriers {example}")
    @shared(study=study)
    def command(**options: Any) -> None:
        from ..run import settings as running
        from . import commands

        getattr(commands, f"run_{name}")(running.Settings.read(**options))


_simple(
    "posterior",
    "Every quantity after the evidence: median, interval and, where there is one, the mean.",
    "posterior --as-of today --json",
)
_simple("claims", "How probable each claim of the post is, before and after the evidence.", "claims --study mine.toml")
_simple(
    "audit",
    "Which of the post's figures the graph reproduces, and why not the others.",
    "audit --json",
    study="published",
)
_simple("update", "How each item of evidence moves the conclusion, in order of date.", "update --as-of today")


def _section(
    name: str, short: str, more: str, example: str, *own: Option, study: str = "reanalysis", choices: bool = True
) -> None:
    """Register the command of a section, with its own options before the shared ones."""

    @PICTURE
    @shared(study=study, choices=choices)
    def command(out: Path | None, **options: Any) -> None:
        from ..run.settings import OPTIONS, Settings
        from ..sections import section_named
        from ..sections.section import run

        settings = Settings.read(**{key: options.pop(key) for key in OPTIONS if key in options})
        run(section_named(name), settings, out=out, **options)

    for option in reversed(own):
        command = option(command)
    text, epilog = f"{short} {more}".strip(), f"Example: llm-barriers {example}"
    cli.command(name.replace("_", "-"), help=text, short_help=short, epilog=epilog)(command)


_section(
    "timeline",
    "The conclusion as of each date, under each room.",
    "Takes the author's reversal apart: evidence that was new, evidence that he had missed, and room beyond his two"
    " scenarios.",
    "timeline --out timeline.png",
)
_section(
    "items",
    "What each item of evidence did.",
    "Left out, alone, against what all others predict, and made a little sharper or flatter.",
    "items --as-of today",
)
_section("unused", "What the evidence says that the author left out or turned by hand into a number.", "", "unused")
_section("checks", "Whether the graph expected each report, before the evidence and after it.", "", "checks")
_section(
    "discounts",
    "How the headline moves with the width of each discount.",
    "Each prior is taken half as wide and twice as wide.",
    "discounts",
)
_section(
    "implied",
    "How far the reports must be discounted to land on a target.",
    "The discount is a quantity, set to one value after another. Also whether the author's own step is an update on"
    " his reports at all.",
    "implied --target 30% --readout median",
    click.option("--target", metavar="RATIO", help="Ratio to land on, such as 20% or 0.2 (default: the post's)."),
    click.option(
        "--discount", metavar="QUANTITY", multiple=True, help="What is discounted; repeatable (default: the study's)."
    ),
    click.option("--readout", metavar="mean|median", help="Centre of the posterior (default: both)."),
    click.option("--author", is_flag=True, help="Also follow every discount in the study of the author's step."),
    study="author",
)
_section(
    "multiverse",
    "Whether the conclusion survives the structural choices.",
    "Runs combinations of the choices that no prior covers: which turn the conclusion over, how the variance of the"
    " log ratio divides between them, which the data prefer, and the weighted average.",
    "multiverse --choice room --choice horizon --every",
    click.option(
        "--specifications", type=click.IntRange(min=1), metavar="N", default=600,
        help="How many to run at least, drawn at random (default: 600).",
    ),
    click.option("--every", is_flag=True, help="Run all of them."),
    click.option("--choice", multiple=True, metavar="CHOICE", help="Vary this choice; repeatable (default: all)."),
)  # fmt: skip
_section(
    "sensitivity",
    "Which inputs move the conclusion.",
    "One input at a time held low and high; Sobol indices of the prior; Shapley effects of the posterior, whose inputs"
    " depend on each other; and by the basis of the numbers, how much rests on judgement.",
    "sensitivity --target talent_pool",
    click.option(
        "--target", multiple=True, metavar="NODE|CLAIM",
        help="What is moved; repeatable (default: cost_ratio and deployment_cheaper).",
    ),
)  # fmt: skip
_section(
    "value_of_information",
    "What would be worth finding out before a claim is asserted.",
    "By how much the chance of asserting the wrong side would fall if everything, an input or several inputs were"
    " known, or if one more report were seen.",
    "value-of-information --claim development_larger_constraint",
    click.option(
        "--claim", metavar="CLAIM", default="deployment_cheaper", show_default=True,
        help="Name of a claim; 'llm-barriers claims' lists them.",
    ),
)  # fmt: skip
_section(
    "what_if",
    "The conclusion before and after something is supposed.",
    "CHANGE is NAME=VALUE, which fixes a node, or NAME~VALUE±SD (or +-), which observes it.\n\n"
    "The two differ in what they say of causes. throughput is computed from utilisation. 'throughput=200M' sets it from"
    " outside, as new software might: costs follow, while utilisation and every other input stay as the evidence has"
    " them. 'throughput~200M±10%' is a measurement of the servers as they are, weighed with all other evidence: a high"
    " one tells of a high utilisation, and of whatever else the evidence ties to it.\n\n"
    "A number may end in k, M, B or T; a unit may follow, such as 'salary=8k usd/person/month', of value and error"
    " alike; an error may be a percentage of the value. A node with coordinates is named whole or as 'nodes[coding]'.",
    "what-if throughput=200M --without barr_2019 --choose room=none",
    click.argument("change", nargs=-1),
    click.option("--without", multiple=True, metavar="ITEM", help="Take out an item of evidence; repeatable."),
    click.option(
        "--with", "taken", multiple=True, metavar="ITEM|later",
        help="Take in an item, whatever its date, or all that are published later; repeatable.",
    ),
    click.option("--choose", multiple=True, metavar="CHOICE=OPTION", help="Take another option of a choice."),
    choices=False,
)  # fmt: skip


@cli.command(
    epilog="Example: llm-barriers compare build/report reanalysis@today --out difference.png",
    short_help="What separates two studies or reports.",
)
@click.argument("first")
@click.argument("second")
@PICTURE
@shared(study=None)
def compare(first: str, second: str, out: Path | None, **options: Any) -> None:
    """What studies FIRST and SECOND assume differently, and what each difference does to the headline.

    Each is published, author, reanalysis, the path of a TOML file, or a folder that a report was written to (or the
    posterior.nc in it); with @DATE or @today behind it, as of that date, such as reanalysis@today.
    """
    from .comparing import run_compare

    run_compare(first, second, out, **options)


@cli.command(
    epilog="Example: llm-barriers graph --out graph.svg", short_help="Which nodes there are, and what they depend on."
)
@PICTURE
@shared(fits=False)
def graph(out: Path | None, **options: Any) -> None:
    """Which nodes there are, with their units and what they depend on; or a picture of it."""
    from ..run import settings as running
    from . import commands

    commands.run_graph(running.Settings.read(**options), out)


@cli.command(epilog="Example: llm-barriers explain throughput", short_help="Where a node comes from.")
@click.argument("node")
@shared(fits=False)
def explain(node: str, **options: Any) -> None:
    """Where NODE comes from: formula, parents, prior, sources, quotes and the evidence that reaches it."""
    from ..run import settings as running
    from . import commands

    commands.run_explain(running.Settings.read(**options), node)


@cli.group(cls=InOrder)
def priors() -> None:
    """The numbers that a study assumes."""


@priors.command("list", epilog="Example: llm-barriers priors list --study mine.toml")
@shared(fits=False)
def priors_list(**options: Any) -> None:
    """List a study's quantities with their priors and basis."""
    from ..run import settings as running
    from . import commands

    commands.run_priors_list(running.Settings.read(**options))


@priors.command("show", epilog="Example: llm-barriers priors show utilisation")
@click.argument("quantity")
@shared(fits=False)
def priors_show(quantity: str, **options: Any) -> None:
    """Show QUANTITY with its source, its quote and its note."""
    from ..run import settings as running
    from . import commands

    commands.run_priors_show(running.Settings.read(**options), quantity)


@priors.command("check", epilog="Example: llm-barriers priors check --study mine.toml", short_help="Check a study.")
@shared(fits=False)
def priors_check(**options: Any) -> None:
    """Check a study: names, units, dates, claims, and that its evidence is possible."""
    from ..run import settings as running
    from . import commands

    commands.run_priors_check(running.Settings.read(**options))


cli.add_command(store)


def main() -> None:
    """Run the command line; bad input is one message and exit code 2."""
    try:
        cli(standalone_mode=True)
    except ValueError as error:
        from ...priors import StudyError  # here, so that help need not wait for it

        if not isinstance(error, StudyError):
            raise
        click.echo(f"error: {error}", err=True)
        sys.exit(BAD_INPUT)
    except NotConverged as error:
        click.echo(f"refused: {error}", err=True)
        sys.exit(NOT_CONVERGED)
    except OSError as error:
        click.echo(f"error: {error.filename or ''}: {error.strerror}", err=True)
        sys.exit(BAD_INPUT)
