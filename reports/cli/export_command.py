"""Export: a study, or its posterior, in a form that another program reads."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import Place, shared

if TYPE_CHECKING:
    from ..run.run import Run

__all__ = ["export"]


def _squiggle(run: "Run") -> str:
    from ...model.code import squiggle

    return squiggle(run.graph, run.study.model.headline)


def _squigglepy(run: "Run") -> str:
    from ...model.code import squigglepy

    return squigglepy(run.graph, run.study.model.headline)


def _toml(run: "Run") -> str:
    from ...priors.writing import study_toml

    return study_toml(run.study)


def _json(run: "Run") -> str:
    from ...priors.stored import study_content
    from ..render.jsons import dumps

    return dumps(study_content(run.study)) + "\n"


def _bibtex(run: "Run") -> str:
    from ..exports.bibtex import bibtex

    return bibtex(run.study)


def _csv(run: "Run") -> str:
    from ..exports.sheets import draws

    return str(draws(run.fit).to_csv(index=False))


def _xlsx(run: "Run") -> bytes:
    from ..exports.sheets import tables, workbook

    return workbook(tables(run.fit))


def _netcdf(run: "Run") -> bytes:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "posterior.nc"
        run.fit.tree.to_netcdf(path, engine="h5netcdf")
        return path.read_bytes()


FORMS: dict[str, tuple[str, "Callable[[Run], str | bytes]"]] = {
    "squiggle": (".squiggle", _squiggle),
    "squigglepy": (".py", _squigglepy),
    "csv": (".csv", _csv),
    "xlsx": (".xlsx", _xlsx),
    "netcdf": (".nc", _netcdf),
    "bibtex": (".bib", _bibtex),
    "toml": (".toml", _toml),
    "json": (".json", _json),
}
"""By name: how a file of the form ends, and what writes it."""


@click.command(epilog="Example: llm-barriers export --to squiggle --study llama3 --out llama3.squiggle")
@click.option("--to", "form", type=click.Choice(list(FORMS)), required=True, help="The form.")
@click.option("--out", type=Place(dir_okay=False), help="File (default: the study's name).")
def export(form: str, out: Path | None, **options: Any) -> None:
    """Write a study for another program.

    squiggle and squigglepy: the prior part as code. csv and netcdf: the posterior's draws; xlsx: priors, evidence, the
    posterior and draws. bibtex: its sources. toml: the study as a file that can be changed; json: as a report keeps it.
    """
    from ...priors import StudyError
    from ..run.run import Run
    from ..run.settings import Settings
    from ..run.terminal import progress, say
    from ..run.whole import write_whole
    from ..sections.slips import warn

    ending, write = FORMS[form]
    settings = Settings.read(**options)
    path = out or Path(f"{Path(settings.study.name).stem}{ending}")
    with progress(1) as step:
        run = Run(settings, step)
        step(f"export to {form}")
        warn(run)
        content = write(run)
    try:
        write_whole(path, content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise StudyError(f"cannot be written: {error.strerror}", file=str(path), key="--out") from None
    say(f"wrote {path}")


export.params.extend(shared("reanalysis", json=False))
