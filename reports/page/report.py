"""The report: one self-contained page, its figures and tables, the posterior and a manifest."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pandas as pd

from ...priors import StudyError
from ...priors.stored import study_content
from ..explorer.content import content
from ..explorer.page import page as explorer_page
from ..explorer.specifications import kept_multiverse, specifications
from ..render.document import Document, Failure, Heading
from ..render.jsons import dumps
from ..run.manifest import manifest
from ..run.refusal import NotConverged
from ..run.run import Run
from ..run.settings import Settings
from ..run.studies import STORED
from ..run.terminal import progress, say
from ..sections import Section
from ..sections.slips import warn
from ..sections.telling import report
from .answers import content_key, kept_text, told_all
from .folder import MANIFEST, PAGE, checksums, filled_folder, read_manifest
from .html import page
from .pdf import pdf
from .plain import Drawn

__all__ = ["explorer_content", "made_before", "write_report"]

POSTERIOR, EXPLORER, PAPER = "posterior.nc", "explorer.html", "report.pdf"

_FILES = {EXPLORER: "Move its numbers", PAPER: "PDF", POSTERIOR: "Posterior", STORED: "Study"}
"""What lies beside the page, and what its link says."""


def write_report(
    out: Path,
    settings: Settings,
    sections: Sequence[Section],
    *,
    formats: Sequence[str] = ("svg", "pdf"),
    explorer: bool = False,
    paper: bool = False,
) -> int:
    """Compute, draw and write the report; a section that fails is a note in it.

    Parameters
    ----------
    out : Path
        Folder for ``index.html``, ``figures/``, ``tables/``, ``posterior.nc``, ``study.json`` and
        ``manifest.json``. There is no posterior if the study's own fit misses the gate.
    settings : Settings
    sections : sequence of Section
        Those that it has, in order.
    formats : sequence of str, optional
        Of the figures' files, beside their data.
    explorer : bool, optional
        Whether to write the explorer's page too; none of a study that it cannot show.
    paper : bool, optional
        Whether to write ``report.pdf`` too.

    Returns
    -------
    int
        Exit code: zero, or the greatest that the commands of the sections that failed would end with.

    Raises
    ------
    StudyError
        If there is no graph of the study; then nothing is written.
    """
    with progress(1) as step:
        run, beside = Run(settings, step), [EXPLORER] * explorer + [PAPER] * paper
        key = content_key(run, [(each.name, dict(each.asked)) for each in sections], list(formats), beside)
        if settings.schedule.store and made_before(out, key):
            say(f"{out / PAGE} is of the same study and settings already")
            return 0
        warn(run)
        document = _written(out, run, sections, formats, beside, key=key)
    say(f"wrote {out / PAGE}")
    failures = {each.name: each.text for each in document.of(Failure)}
    for reason in dict.fromkeys(failures.values()):
        say(f"without {', '.join(name for name, text in failures.items() if text == reason)}: {reason}")
    return max((each.code for each in document.of(Failure)), default=0)


def made_before(out: Path, key: str) -> bool:
    """Whether a folder holds the report of a key, without failures and every file as it was written."""
    said = read_manifest(out)
    return said.get("key") == key and not said.get("failures") and said.get("files") == checksums(out, said["files"])


def _written(
    out: Path, run: Run, sections: Sequence[Section], formats: Sequence[str], beside: Sequence[str], *, key: str
) -> Document:
    with filled_folder(out) as folder:
        with suppress(NotConverged):  # which every section that needs it says
            # HDF5 would tell of a full disk by a fault of its own
            (folder / POSTERIOR).write_bytes(run.fit.tree.to_netcdf(engine="h5netcdf"))
        asked = [section for section in sections if run.study.model.post or not section.story]
        told = told_all(asked, run, formats, aside=explorer_content if EXPLORER in beside else None)
        document = report(asked, [answer.blocks for answer in told], run)
        drawn = {name: figure for answer in told for name, figure in answer.drawn.items()}
        _figures(drawn, folder / "figures")
        _tables(document, folder / "tables")
        texts = {STORED: dumps(study_content(run.settings.study))}
        said = manifest(run)
        said["asked"] |= {"sections": [s.name for s in sections], "formats": list(formats)}
        said["asked"] |= {"explorer": EXPLORER in beside, "paper": PAPER in beside}
        said |= {"key": key, "failures": {each.name: each.text for each in document.of(Failure)}}
        texts[MANIFEST] = dumps(said)
        texts |= _explorer(run) if EXPLORER in beside else {}
        if PAPER in beside:
            (folder / PAPER).write_bytes(pdf(document, drawn))
        links = _beside(run, document, [path.name for path in folder.iterdir()] + [*texts])
        for name, text in (texts | {PAGE: page(document, drawn, beside=links)}).items():
            (folder / name).write_text(text, encoding="utf-8")
    return document


def _beside(run: Run, document: Document, files: Sequence[str]) -> dict[str, str]:
    """Return what the page leads to beside itself, with its places."""
    sources = run.study.catalogue.sources.values() if run.study.model.post else ()
    posts = [source.url for source in sources if source.kind == "post" and source.url]
    first = {"The post": posts[0]} if posts else {}
    there = {title: name for name, title in _FILES.items() if name in files}
    headings = {block.text: f"#{block.name}" for block in document.of(Heading) if block.name in ("cite", "again")}
    return first | there | headings


def _explorer(run: Run) -> dict[str, str]:
    """Return the explorer's page by its name, or nothing where its draws do not serve the study."""
    try:
        held = json.loads(run.kept(explorer_content))
    except (NotConverged, StudyError) as error:
        say(f"without the explorer: {error}")
        return {}
    from ..sections import multiverse  # here, since it draws

    varied = next((kept for (module, _), kept in run.results.items() if module == multiverse.__name__), None)
    return {EXPLORER: explorer_page(held, specifications(varied.universes if varied else kept_multiverse(run)))}


def explorer_content(run: Run) -> str:
    """Return what the explorer's page knows, from the store or made now."""
    return kept_text(EXPLORER, run, lambda: json.dumps(content(run)))


def _figures(drawn: Mapping[str, Drawn], folder: Path) -> None:
    """Write each figure's files."""
    folder.mkdir()
    for name, figure in drawn.items():
        for kind, written in figure.files.items():
            (folder / f"{name}.{kind}").write_bytes(written)


def _tables(document: Document, folder: Path) -> None:
    """Write each table as CSV; numbers are not rounded, and names in one cell have blanks between them."""
    folder.mkdir()
    for name, table in document.tables.items():
        flat = table.frame.map(lambda value: " ".join(value) if isinstance(value, list | tuple) else value)
        pd.DataFrame(flat).to_csv(folder / f"{name}.csv", index=bool(flat.index.name))
