"""The report: one self-contained page, its figures and tables, the posterior and a manifest."""

import base64
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata, resources
from pathlib import Path

import jinja2

from ...analyses.post import totals
from ...priors import sources
from ...priors.records import Source
from ...priors.stored import study_content
from ..cli.reading import STORED
from ..render import jsons
from ..render.files import FORMATS, filled_folder, save_figure, save_table
from ..render.page_tables import page_table
from ..render.words import as_printed, cell, probability, titles_of, unit_words
from ..run.settings import Settings
from ..run.terminal import progress, say
from ..sections import ORDER
from ..sections.section import Picture
from .contents import Contents, compute
from .findings import findings
from .pictures import pictures
from .tables import tables

__all__ = ["manifest", "render", "write_report"]

PACKAGES = ("llm-barriers", "pymc", "pytensor", "nutpie", "arviz", "numpy", "scipy", "xarray", "matplotlib", "pint")


def write_report(out: Path, settings: Settings, *, rooms: bool, sections: Sequence[str] = ORDER) -> None:
    """Compute, draw and write the report; on any failure nothing is written.

    Parameters
    ----------
    out : Path
        Folder for ``index.html``, ``figures/``, ``tables/``, ``posterior.nc``, ``study.json`` and
        ``manifest.json``.
    settings : Settings
    rooms : bool
        Whether to fit each prior for the room beyond the scenarios.
    sections : sequence of str, optional
        Names of the sections that it has, in order; all unless given.

    Raises
    ------
    NotConverged
        If a fit misses the gate.
    """
    with progress(6) as step, filled_folder(out) as folder:
        contents = compute(settings, step, with_rooms=rooms, sections=sections)
        step("drawing")
        drawn = pictures(contents)
        _write_figures(folder / "figures", drawn)
        step("writing")
        (folder / "tables").mkdir()
        for name, table in tables(contents).items():
            save_table(folder / "tables" / f"{name}.csv", table.header, table.rows)
        contents.fit.tree.to_netcdf(folder / "posterior.nc", engine="h5netcdf")
        content = study_content(settings.study)
        (folder / STORED).write_text(jsons.dumps(content), encoding="utf-8")
        (folder / "manifest.json").write_text(jsons.dumps(manifest(contents)), encoding="utf-8")
        svgs = {name: (folder / "figures" / f"{name}.svg").read_bytes() for name in drawn}
        page = render(contents, svgs, {name: picture.caption for name, picture in drawn.items()})
        (folder / "index.html").write_text(page, encoding="utf-8")
    say(f"wrote {out / 'index.html'}")


def _write_figures(folder: Path, drawn: Mapping[str, Picture]) -> None:
    """Write each figure in every format; drawing them all first means that one failure fails the report."""
    for name, picture in drawn.items():
        save_figure(picture.figure, *(folder / f"{name}.{kind}" for kind in FORMATS))


def manifest(contents: Contents) -> dict[str, object]:
    """Return what a reader needs to make the same report again."""
    settings, study = contents.settings, contents.settings.study
    return {
        "study": study.name,
        "title": study.title,
        "digest": study.digest(),
        "as_of": study.as_of.isoformat(),
        "items": list(study.items),
        "choices": dict(study.choices),
        "seed": settings.seed,
        "draws": settings.draws,
        "ci_prob": settings.ci_prob,
        "method": contents.fit.method,
        "gate": jsons.gate_json(contents.fit.gate),
        "versions": {name: metadata.version(name) for name in PACKAGES} | {"python": platform.python_version()},
    }


def render(contents: Contents, figures: Mapping[str, bytes], captions: Mapping[str, str]) -> str:
    """Return the page.

    Parameters
    ----------
    contents : Contents
    figures : dict of str to bytes
        SVG of each figure, which the page carries inside.
    captions : dict of str to str
        Caption of each figure.
    """
    package = resources.files(__package__)
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    environment.filters |= {
        "as_printed": as_printed,
        "cell": cell,
        "probability": probability,
        "unit": unit_words,
    }
    titles = titles_of(contents.fit.graph)
    template = environment.from_string((package / "report.html.j2").read_text(encoding="utf-8"))
    return template.render(
        contents=contents,
        study=contents.settings.study,
        find=findings(contents),
        tables=tables(contents),
        page_tables={t.section.name: page_table(next(iter(t.tables.values())), titles) for t in contents.told},
        totals=totals(contents.audit),
        figures={n: "data:image/svg+xml;base64," + base64.b64encode(svg).decode() for n, svg in figures.items()},
        captions=captions,
        sources=_cited(contents),
        manifest=manifest(contents),
        style=(package / "report.css").read_text(encoding="utf-8"),
    )


def _cited(contents: Contents) -> dict[str, Source]:
    """Return the sources that the study's numbers and evidence name."""
    study = contents.settings.study
    named = {q.source for q in study.quantities.values()} | {e.source for e in study.evidence.values()}
    return {key: source for key, source in sorted(sources().items()) if key in named}
