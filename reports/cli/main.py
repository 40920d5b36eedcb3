"""The command line. Results go to standard output, messages and progress to standard error.

Everything heavy is imported by the command that needs it, so that help answers at once.
"""

import sys
from pathlib import Path
from typing import Any

import click

from ..run.refusal import NotConverged
from ..sections import SECTIONS
from .commands import add_commands
from .options import InOrder, shared
from .store_commands import store

__all__ = ["cli", "main"]

BAD_INPUT = 2
NOT_CONVERGED = 3
STOPPED = 1

LONGEST = 400
"""Characters of what is said of an option."""


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
@click.option(
    "--only",
    multiple=True,
    type=click.Choice([each.name for each in SECTIONS if each.report]),
    metavar="SECTION",
    help="Write this section; repeatable (default: all).",
)
def report(out: Path, rooms: bool, sections: bool, only: tuple[str, ...], **options: Any) -> None:
    """Write everything as a page, with its figures and tables, the posterior and a manifest."""
    from ..page.report import write_report
    from ..run.settings import Settings

    left_out = set() if rooms else {"rooms"}
    chosen = [each for each in SECTIONS if each.report and each.name not in left_out and (sections or each.basic)]
    write_report(out, Settings.read(**options), [each for each in chosen if not only or each.name in only])


report.params.extend(shared("reanalysis", json=False))
add_commands(cli)
cli.add_command(store)


def main() -> None:
    """Run the command line; bad input is one short message and exit code 2."""
    try:
        sys.exit(cli(standalone_mode=False) or 0)
    except click.ClickException as error:
        click.UsageError(_short(error.format_message()), getattr(error, "ctx", None)).show()
        sys.exit(BAD_INPUT)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(STOPPED)
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
        click.echo(f"error: {_short(str(error.filename or ''))}: {error.strerror}", err=True)
        sys.exit(BAD_INPUT)
    except MemoryError:
        click.echo("error: there is not enough memory for so many draws. Try fewer --draws", err=True)
        sys.exit(BAD_INPUT)


def _short(text: str) -> str:
    """Return what a user wrote, short and without what would steer a terminal."""
    from ...priors.errors import visible  # here, so that help need not wait for it

    return visible(text, LONGEST)
