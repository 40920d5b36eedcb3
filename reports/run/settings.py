"""Running: what a command was asked for, and the fits that it needs, refused unless they have converged."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict, Unpack

from ...model import Graph
from ...priors import Study, StudyError
from .keys import key_of
from .refusal import NotConverged
from .scheduling import Schedule, scheduled
from .store import Store
from .studies import read_study
from .terminal import Steps, say

if TYPE_CHECKING:
    import xarray as xr

    from ...analyses.fit import FitAll, Gate, Headline, HeadlineAll, HeadlineNear, Method
    from ...analyses.structure import ConclusionsAll
    from .tasks import Task

__all__ = ["OPTIONS", "Settings", "check_ci_prob", "checked_gate", "conclusions_all", "fit_all", "headline_all"]
__all__ += ["SPECIFICATIONS", "conclusions_kept", "headline_near"]

HEADLINE_PART, CONCLUSIONS_PART, MIN_PART = 4, 5, 2_000
"""A headline takes this part of the draws, since there are many of them and the weighted draws are used directly;
so do the conclusions of the multiverse, of which only medians are compared. Neither takes fewer than the last."""

SPECIFICATIONS = 600
"""Specifications that are run at most unless more are asked for."""


class Options(TypedDict):
    """Options that commands share, beside the study and its date."""

    seed: int
    draws: int
    ci_prob: float
    choices: NotRequired[Sequence[str]]
    as_json: NotRequired[bool]
    method: NotRequired["Method"]
    store: NotRequired[Path | None]
    no_store: NotRequired[bool]
    scheduler: NotRequired[str | None]
    workers: NotRequired[int | None]


@dataclass(frozen=True)
class Settings:
    """What a command was asked for.

    Attributes
    ----------
    study : Study
    seed, draws : int
    ci_prob : float
    as_json : bool
        Whether to print JSON.
    method : {"auto", "reweighting", "smc", "mcmc"}
        Where the posterior's draws come from.
    schedule : Schedule
        Where fits are kept and done.
    as_of : str or None
        The date that was asked for, of any other study that a question names without its own.
    """

    study: Study
    seed: int
    draws: int
    ci_prob: float
    as_json: bool
    method: "Method" = "auto"
    schedule: Schedule = field(default_factory=Schedule)
    as_of: str | None = None

    @classmethod
    def read(cls, study: str, as_of: str | None = None, key: str = "--study", **options: Unpack[Options]) -> "Settings":
        """Read the study that the options name; errors call it by the key.

        Raises
        ------
        StudyError
            If there is no such study, date, choice or option, or the draws hold no such interval.
        """
        check_ci_prob(options["ci_prob"], options["draws"])
        kept = None if options.get("no_store") else Store.opened(options.get("store"), say)
        answers = read_study(study, as_of=as_of, key=key)
        if choices := options.get("choices"):
            from ...analyses.change import chosen, read_choices

            answers = chosen(answers, read_choices(choices))
        return cls(
            answers,
            options["seed"],
            options["draws"],
            options["ci_prob"],
            options.get("as_json", False),
            options.get("method", "auto"),
            Schedule(kept, options.get("scheduler"), options.get("workers")),
            as_of,
        )


def check_ci_prob(ci_prob: float, draws: int) -> None:
    """Refuse intervals whose ends lie beyond all draws but one.

    Raises
    ------
    StudyError
        With the widest interval that the draws hold, and how many draws it would take.
    """
    if not 0 < ci_prob < 1 or draws * (1 - ci_prob) / 2 < 1 - 1e-9:
        problem = f"{draws} draws hold no interval of {ci_prob:.6g}. Allowed: above 0 and up to {1 - 2 / draws:.6g}"
        more = f", or --draws {math.ceil(2 / (1 - ci_prob))} or more" if 0 < ci_prob < 1 else ""
        raise StudyError(problem + more, key="--ci-prob")


OPTIONS = ("study", "as_of", *Options.__annotations__)
"""Names of the options that `Settings.read` takes."""


def checked_gate(gate: "Gate", what: str) -> None:
    """Refuse a fit that has not converged.

    Raises
    ------
    NotConverged
        With what was found, what is allowed, and what may help.
    """
    if not gate.passed:
        advice = ". Try more --draws" if gate.short else ""
        raise NotConverged(
            f"the fit of {what} has not converged, so nothing of it is reported: {gate.reason()}{advice}"
        )


def fit_all(settings: Settings, step: Steps) -> "FitAll":
    """Return what fits many graphs with the settings' seed, draws and method, from the store where it can."""
    from .tasks import fit_task

    return _all(settings, step, fit_task(seed=settings.seed, draws=settings.draws, method=settings.method), "fitting")


def headline_all(settings: Settings, step: Steps) -> "HeadlineAll":
    """Return what gives the headlines of many graphs, from the store where it can; see `fit_all`."""
    from .tasks import headline_task

    draws = max(settings.draws // HEADLINE_PART, MIN_PART)
    return _all(settings, step, headline_task(seed=settings.seed, draws=draws, method=settings.method), "weighing")


def headline_near(settings: Settings, step: Steps) -> "HeadlineNear":
    """Return what gives the headlines of many graphs that are much like one, from the store where it can."""
    from .tasks import near_task

    draws = max(settings.draws // HEADLINE_PART, MIN_PART)
    task = partial(near_task, seed=settings.seed, draws=draws, method=settings.method)
    return lambda graph: _all(settings, step, task(graph), "weighing")


def conclusions_all(settings: Settings, step: Steps) -> "ConclusionsAll":
    """Return what gives the conclusions of many families of specifications; see `fit_all`."""
    from ...analyses.structure import headlines_of

    run = _all(settings, step, _conclusions(settings), "varying")
    return lambda graphs: [headlines_of(answers) for answers in run(graphs)]


def conclusions_kept(settings: Settings) -> "ConclusionsAll":
    """Return what reads the conclusions of many families from the store, or raises LookupError if one is not there."""
    from ...analyses.structure import headlines_of

    store, task = settings.schedule.store, _conclusions(settings)

    def read(graphs: Sequence[Graph]) -> list[list["Headline"]]:
        answers = []
        for graph in graphs:
            if store is None or (tree := store.find(key_of(graph, task))) is None:
                raise LookupError
            answers.append(headlines_of(tree.to_dataset()))
        return answers

    return read


def _conclusions(settings: Settings) -> "Task[xr.Dataset]":
    from .tasks import conclusions_task

    draws = max(settings.draws // CONCLUSIONS_PART, MIN_PART)
    return conclusions_task(seed=settings.seed, draws=draws, method=settings.method)


def _all[Result](
    settings: Settings, step: Steps, task: "Task[Result]", verb: str
) -> Callable[[Sequence[Graph]], list[Result]]:
    def run(graphs: Sequence[Graph]) -> list[Result]:
        step.more(len(graphs))
        return scheduled(graphs, settings.schedule, task, on_done=lambda study: step(f"{verb} {study.name}"))

    return run
