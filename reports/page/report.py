"""The report: one self-contained page, its figures and tables, the posterior and a manifest."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ...priors.stored import study_content
from ..figures.saving import FORMATS, save_figure
from ..render.document import Document, Picture
from ..render.jsons import dumps
from ..run.manifest import manifest
from ..run.run import Run
from ..run.settings import Settings
from ..run.studies import STORED
from ..run.terminal import Steps, progress, say
from ..sections import Section
from ..sections.telling import report
from .folder import filled_folder
from .html import Drawn, page

__all__ = ["write_report"]


def write_report(out: Path, settings: Settings, sections: Sequence[Section]) -> None:
    """Compute, draw and write the report; on any failure nothing is written.

    Parameters
    ----------
    out : Path
        Folder for ``index.html``, ``figures/``, ``tables/``, ``posterior.nc``, ``study.json`` and
        ``manifest.json``.
    settings : Settings
    sections : sequence of Section
        Those that it has, in order.

    Raises
    ------
    NotConverged
        If a fit misses the gate.
    """
    with progress(1) as step, filled_folder(out) as folder:
        run = Run(settings, step)
        fit = run.fit
        document = report(sections, run)
        drawn = _figures(document, folder / "figures", step)
        _tables(document, folder / "tables")
        fit.tree.to_netcdf(folder / "posterior.nc", engine="h5netcdf")
        texts = {STORED: dumps(study_content(settings.study)), "manifest.json": dumps(manifest(run))}
        for name, text in (texts | {"index.html": page(document, drawn)}).items():
            (folder / name).write_text(text, encoding="utf-8")
    say(f"wrote {out / 'index.html'}")


def _figures(document: Document, folder: Path, step: Steps) -> dict[str, Drawn]:
    """Write each figure in every format, and return what the page needs of it."""
    step.more(len(document.pictures))
    drawn = {}
    for name, picture in document.pictures.items():
        step(f"drawing {name}")
        drawn[name] = _figure(picture, folder)
    return drawn


def _figure(picture: Picture, folder: Path) -> Drawn:
    figure = picture.draw()
    finding = " ".join(figure.get_suptitle().split()) or picture.caption
    save_figure(figure, *(folder / f"{picture.name}.{kind}" for kind in FORMATS))
    return Drawn((folder / f"{picture.name}.svg").read_bytes(), finding)


def _tables(document: Document, folder: Path) -> None:
    """Write each table as CSV; numbers are not rounded, and names in one cell have blanks between them."""
    folder.mkdir()
    for name, table in document.tables.items():
        flat = table.frame.map(lambda value: " ".join(value) if isinstance(value, list | tuple) else value)
        pd.DataFrame(flat).to_csv(folder / f"{name}.csv", index=bool(flat.index.name))
