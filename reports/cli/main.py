"""The command line. Results go to standard output, messages and progress to standard error.

Everything heavy is imported by the command that needs it, so that help answers at once.
"""

import io
import os
import signal
import sys
from pathlib import Path
from typing import Any

import click

from ..run.refusal import BAD_INPUT, FAULT, outcome
from ..sections import SECTIONS
from .commands import add_commands
from .export_command import export
from .figure_commands import KINDS, figure
from .manual import MANUAL
from .options import InOrder, Place, Whole, shared
from .store_commands import store

__all__ = ["cli", "main"]

STOPPED = 1

LONGEST = 400
"""Characters of what is said of an option."""


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="llm-barriers")
def cli() -> None:
    """What deploying a language model costs next to developing one, and who can run it.

    A published analysis of GPT-3-like models as one Bayesian graph, and the same question of any other model: audit it,
    update it on evidence, put in your own numbers. Begin with 'llm-barriers report --out DIR', or of a model of your
    own with 'llm-barriers priors init NAME'.
    """


def _formats(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """Read formats with commas between them; the data are written always."""
    kinds = tuple(dict.fromkeys(kind.strip() for kind in value.split(",")))
    if unknown := [kind for kind in kinds if kind not in KINDS[:-1]]:
        raise click.BadParameter(f"{unknown[0]!r} is no format. Allowed: {', '.join(KINDS[:-1])}", ctx, param)
    return kinds


@cli.command(epilog="Example: llm-barriers report --out build/mine --study mine.toml", short_help="Write everything.")
@click.option("--out", type=Place(file_okay=False), required=True, help="Folder to write to.")
@click.option("--rooms/--no-rooms", default=True, help="Also fit each prior for the room beyond the scenarios.")
@click.option("--sections/--no-sections", default=True, help="Also answer each question that is a command here.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice([each.name for each in SECTIONS if each.report]),
    metavar="SECTION",
    help=f"Write this section; repeatable (default: all): {', '.join(each.name for each in SECTIONS if each.report)}.",
)
@click.option(
    "--formats",
    default="svg,pdf",
    metavar="FORMATS",
    callback=_formats,
    help=f"Of its figures, beside their data: {', '.join(KINDS[:-1])} (default: svg,pdf).",
)
@click.option(
    "--explorer/--no-explorer", default=True, help="Also write the page of 'explore', unless parts are left out."
)
@click.option("--pdf", is_flag=True, help="Also write it as a paper, report.pdf; needs the extra 'pdf'.")
def report(
    out: Path,
    rooms: bool,
    sections: bool,
    only: tuple[str, ...],
    formats: tuple[str, ...],
    explorer: bool,
    pdf: bool,
    **options: Any,
) -> None:
    """Write everything as a page, with its figures and tables, the posterior and a manifest."""
    from ...priors import StudyError
    from ..page.report import write_report
    from ..run.settings import Settings

    left_out = set() if rooms else {"rooms"}
    chosen = [each for each in SECTIONS if each.report and each.name not in left_out and (sections or each.basic)]
    told = [each for each in chosen if not only or each.name in only]
    explorer = explorer and sections and not only
    settings = Settings.read(**options)
    of_the_post = [each.name for each in told if only and each.story and not settings.study.model.post]
    if of_the_post:
        problem = f"{', '.join(of_the_post)}: about the published post, and {settings.study.name!r} is of another model"
        raise StudyError(problem, key="--only")
    if pdf:
        from ..page.pdf import check_typst

        check_typst()
    sys.exit(write_report(out, settings, told, formats=formats, explorer=explorer, paper=pdf))


report.params.extend(shared("reanalysis", json=False))


@cli.command(epilog="Example: llm-barriers explore --out build/explorer.html", short_help="Write a page to play with.")
@click.argument("study", default="reanalysis")
@click.option("--out", type=Place(dir_okay=False, writable=True), required=True, help="To write.")
def explore(study: str, out: Path, **options: Any) -> None:
    """Write one page in which priors, reports and dates of STUDY are changed by sliders, without a server or a network.

    It shows what becomes of the conclusion, refuses what its draws do not reach, and has a link and a study's file for
    every view: see 'llm-barriers what-if --from-link'.
    """
    from ..page.exploring import write_explorer
    from ..run.settings import Settings

    write_explorer(out, Settings.read(study, key="STUDY", **options))


@cli.command(epilog="Example: llm-barriers reproduce build/report", short_help="Make a report again and compare.")
@click.argument("folder", metavar="REPORT", type=click.Path(file_okay=False, path_type=Path))
@click.option("--out", type=Place(file_okay=False), help="Folder for the new one (default: none).")
@click.option("--workers", type=Whole(min=1, max=256), metavar="N", help="Local processes.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def reproduce(folder: Path, out: Path | None, workers: int | None, as_json: bool) -> None:
    """Make REPORT again, from the study, the seed and the settings in its folder, and compare the two file by file.

    The same study, seed, settings and versions give the same bytes, on the same machine. The exit code is 1 if a file
    comes out otherwise.
    """
    from ..page.reproducing import reproduce as again
    from ..render.jsons import show

    made = again(folder, out=out, workers=workers)
    if as_json:
        show(made._asdict() | {"same": made.same})
    else:
        click.echo(
            f"{made.files - len(made.differing)} of {made.files} files come out byte for byte as they were written"
        )
        for what, files in (("came out otherwise", made.differing), ("was changed since it was written", made.touched)):
            for file in files:
                click.echo(f"{file} {what}")
        for package, (then, now) in made.versions.items():
            click.echo(f"{package} was {then} then and is {now} now")
    sys.exit(0 if made.same else FAULT)


@cli.command(epilog="Example: llm-barriers schema what-if", short_help="What --json prints, as a JSON Schema.")
@click.argument("command", nargs=-1, required=True)
def schema(command: tuple[str, ...]) -> None:
    """Print the JSON Schema (draft 2020-12) of what COMMAND prints with --json.

    'llm-barriers priors schema' prints that of a study's file.
    """
    from ...priors.errors import StudyError, unknown_name
    from ..render.jsons import show
    from ..sections.schema import schemas

    words, known = " ".join(command), schemas()
    if words not in known:
        raise StudyError(unknown_name(words, known, what="command with --json"), key="COMMAND")
    show(known[words])


explore.params.extend(each for each in shared("reanalysis", json=False) if each.name != "study")
cli.params.append(MANUAL)
add_commands(cli)
cli.add_command(figure)
cli.add_command(export)
cli.add_command(store)


def main() -> None:
    """Run the command line; bad input is one short message and exit code 2."""
    os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")  # several add up in another order
    if "xarray" not in sys.modules:  # which imports dask to learn that no array is of it
        sys.modules["dask"] = None  # type: ignore[assignment] # an import of which then fails at once
    for stream in (sys.stdout, sys.stderr):  # which may be of an encoding that lacks a character
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    for name in ("SIGTERM", "SIGHUP"):  # end as Ctrl-C does, so that nothing half done is left; Windows lacks one
        if signal.getsignal(getattr(signal, name, signal.SIGINT)) is signal.SIG_DFL:  # and not as nohup has it
            signal.signal(getattr(signal, name), _stop)
    try:
        sys.exit(cli(standalone_mode=False) or 0)
    except click.ClickException as error:
        click.UsageError(_short(error.format_message()), getattr(error, "ctx", None)).show()
        sys.exit(BAD_INPUT)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(STOPPED)
    except Exception as error:
        code, text = outcome(error)
        if code == FAULT:  # which is told with all that helps to mend it
            raise
        click.echo(text, err=True)
        sys.exit(code)


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _short(text: str) -> str:
    """Return what a user wrote, short and without what would steer a terminal."""
    from ...priors.errors import visible  # here, so that help need not wait for it

    return visible(text, LONGEST)
