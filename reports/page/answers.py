"""Answers: every section's, its figures drawn: from the store, or made on all processors.

An answer is kept with everything that it depends on in its name, so that a report of which nothing has changed computes
nothing and draws nothing. What has to be made is made in processes of their own, a section at a time; fits that several
sections need go from one to the other through the store.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from importlib import metadata
from multiprocessing import get_all_start_methods, get_context, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import cloudpickle
import numpy as np
import xarray as xr

from ...model.graph import formulas_digest
from ...priors.stored import study_content
from ..render.document import Failure
from ..run.keys import PACKAGES, version
from ..run.refusal import outcome
from ..run.run import Run
from ..run.scheduling import Schedule
from ..run.settings import Settings
from ..run.store import Store
from ..run.terminal import Silent
from ..sections import SECTIONS, Section
from ..sections.telling import told
from .plain import Told, from_plain, plain

__all__ = ["content_key", "kept_text", "told_all"]

DRAWERS = ("jinja2", "matplotlib", "pandas")
"""Packages that may change how an answer looks, beside those that may change a result."""


PRELOADED = ("reports.page.drawing", "reports.run.tasks", "analyses.change", "analyses.evidence", "analyses.structure")
"""What processes have in common."""

_TOP = __package__.partition(".")[0]


def told_all(
    sections: Sequence[Section], run: Run, formats: Sequence[str], *, aside: Callable[[Run], Any] | None = None
) -> list[Told]:
    """Return the sections' answers, in order; of one that fails, why.

    Parameters
    ----------
    sections : sequence of Section
    run : Run
    formats : sequence of str
        Of the figures' files, beside their data.
    aside : callable, optional
        What else takes long to compute of a run: done beside the sections where there are processes, and then kept
        among the run's results.
    """
    answers: dict[str, Told] = {}
    for section in sections:
        if text := _found(run, _key(section, run, formats)):
            answers[section.name] = from_plain(json.loads(text))
    for section, answer in _made([s for s in sections if s.name not in answers], run, formats, aside):
        answers[section.name] = answer
        if not any(isinstance(block, Failure) for block in answer.blocks):
            _keep(run, _key(section, run, formats), json.dumps(plain(answer)))
    return [answers[section.name] for section in sections]


def kept_text(name: str, run: Run, make: Callable[[], str]) -> str:
    """Return a text that depends on a run and on this project alone, from the store or made now."""
    key = content_key(run, name)
    if (text := _found(run, key)) is None:
        text = make()
        _keep(run, key, text)
    return text


def _found(run: Run, key: str) -> str | None:
    store = run.settings.schedule.store
    tree = store.find(key) if store else None
    return tree.to_dataset()["answer"].values.tobytes().decode() if tree else None


def _keep(run: Run, key: str, text: str) -> None:
    if store := run.settings.schedule.store:
        packed = xr.Dataset({"answer": ("byte", np.frombuffer(text.encode(), np.uint8))})
        store.keep(key, xr.DataTree(packed), task="answer", study=run.study.name, version=version())


def _key(section: Section, run: Run, formats: Sequence[str]) -> str:
    return content_key(run, section.name, dict(section.asked), list(formats))


def content_key(run: Run, *asked: Any) -> str:
    """Return a hash of all that an answer depends on, the words of the study and of this project among it."""
    settings = run.settings
    content = {
        "study": study_content(settings.study),
        "formulas": formulas_digest(run.graph.argument.values()),
        "asked": asked,
        "settings": [settings.seed, settings.draws, settings.ci_prob, settings.method, settings.as_of],
        "project": _project(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:32]


@cache
def _project() -> list[str]:
    """Return the content of every file of this project that may change an answer, and the versions of what makes it."""
    top = Path(__file__).resolve().parents[2]
    files = sorted(path for folder in ("priors", "model", "analyses", "reports") for path in (top / folder).rglob("*"))
    code = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.is_file() and path.suffix != ".pyc"]
    return [*code, *(metadata.version(name) for name in (*PACKAGES, *DRAWERS))]


def _made(
    sections: Sequence[Section], run: Run, formats: Sequence[str], aside: Callable[[Run], Any] | None
) -> Iterator[tuple[Section, Told]]:
    """Answer sections, here or in processes; those that lean on the others come last, and here."""
    schedule, workers = run.settings.schedule, run.settings.schedule.workers or os.cpu_count() or 1
    apart = [] if schedule.scheduler or workers == 1 else [section for section in sections if not section.leans]
    if len(apart) > 1:
        yield from _elsewhere(sorted(apart, key=lambda section: not section.long), run, formats, workers, aside)
    for section in sections:
        if len(apart) < 2 or section.leans:
            run.step.part(section.title or section.name)
            yield section, _told(section, run, formats)


def _told(section: Section, run: Run, formats: Sequence[str]) -> Told:
    """Return a section's answer with its figures drawn, or why there is none: no error of one loses the others."""
    try:
        from .drawing import drawn  # here, since a report that is kept draws nothing

        blocks = told(section, run)
        return Told(blocks, drawn(blocks, formats))
    except Exception as error:
        code, text = outcome(error)
        return Told([Failure(section.name, text, code)])


def _elsewhere(
    sections: Sequence[Section],
    run: Run,
    formats: Sequence[str],
    workers: int,
    aside: Callable[[Run], Any] | None,
) -> Iterator[tuple[Section, Told]]:
    """Answer sections in processes, and yield each as it is done."""
    with _shared(run.settings) as settings, _processes(workers, settings) as pool:
        beside = pool.submit(_aside, aside) if aside else None
        run.step.part(f"{len(sections)} sections, {workers} at a time; the first takes a while")
        made = {pool.submit(_answered, each.name, each.asked, tuple(formats)): each for each in sections}
        for future in as_completed(made):
            run.step.part(made[future].title or made[future].name)
            answer, results = future.result()
            run.results.update(cloudpickle.loads(results))
            yield made[future], answer
        if beside:
            run.results.update(cloudpickle.loads(beside.result()))


@contextmanager
def _shared(settings: Settings) -> Iterator[Settings]:
    """Give settings for a process of several: it does its tasks itself, and finds the others' fits in a store."""
    with TemporaryDirectory(prefix="llm-barriers-") as name:
        store = settings.schedule.store or Store(Path(name), _silent)
        yield replace(settings, schedule=Schedule(replace(store, say=_silent), None, 1))


def _silent(_: str) -> None:
    """Say nothing."""


@contextmanager
def _processes(workers: int, settings: Settings) -> Iterator[ProcessPoolExecutor]:
    """Start processes, forked from one that has imported everything where there is such a thing."""
    forked = "forkserver" in get_all_start_methods()
    context = get_context("forkserver" if forked else "spawn")
    if forked:
        context.set_forkserver_preload([f"{_TOP}.{name}" for name in PRELOADED])
    with ProcessPoolExecutor(workers, context, _begin, (settings,)) as pool:
        yield pool


_RUN: list[Run] = []
"""A process's own, which keeps what its sections have computed."""


def _begin(settings: Settings) -> None:
    """Begin a process, which ends with the one that it works for, even where that is killed."""
    Thread(target=_end_with_parent, daemon=True).start()
    _RUN[:] = [Run(settings, Silent())]


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _aside(compute: Callable[[Run], Any]) -> bytes:
    """Compute what is no section's; what fails is computed again where it is wanted, and fails there."""
    known = set(_RUN[0].results)
    with suppress(Exception):
        _RUN[0].kept(compute)
    return _packed(name for name in _RUN[0].results if name not in known)


def _packed(names: Iterable[tuple[str, str]]) -> bytes:
    packed: bytes = cloudpickle.dumps({name: _RUN[0].results[name] for name in names})
    return packed


@cache
def _leant_on() -> frozenset[str]:
    """Return the modules whose results sections ask for that lean on them; any other's would only take memory."""
    return frozenset(asked.__name__ for section in SECTIONS if section.leans for asked in section.module.ASKED)


def _answered(name: str, asked: Mapping[str, Any], formats: Sequence[str]) -> tuple[Told, bytes]:
    """Answer a section, which a process knows by its name, and return what was computed for those that lean on it."""
    run, section = _RUN[0], next(each for each in SECTIONS if each.name == name)
    known = set(run.results)
    answer = _told(replace(section, asked=asked), run, formats)
    return answer, _packed(name for name in run.results if name not in known and name[0] in _leant_on())
