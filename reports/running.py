"""Running: what a command was asked for, and the fits that it needs, refused unless they have converged."""

import datetime as dt
import inspect
from dataclasses import dataclass

from ..analyses.audit import AuditRow, audit
from ..analyses.fitting import Fit, Method, checked_graph, fit
from ..analyses.gate import Gate
from ..analyses.updating import Step, steps
from ..model import Graph, prior_draws
from ..priors import Study, load_study, published_figures, read_date
from .refusal import NotConverged
from .terminal import Steps, progress

__all__ = ["AUDIT_DRAWS", "Settings", "audited", "checked_gate", "fitted", "stepped"]

AUDIT_DRAWS = 1_000_000
"""Prior draws of an audit: enough that its own Monte Carlo error does not matter."""


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
    method : {"auto", "reweighting", "mcmc"}
        Where the posterior's draws come from.
    """

    study: Study
    seed: int
    draws: int
    ci_prob: float
    as_json: bool
    method: Method = "auto"

    @classmethod
    def options(cls) -> tuple[str, ...]:
        """Names of the options that `read` takes."""
        return tuple(inspect.signature(cls.read).parameters)

    @classmethod
    def read(
        cls, study: str, as_of: str | None, seed: int, draws: int, ci_prob: float, as_json: bool, method: Method
    ) -> "Settings":
        """Read the study that the options name.

        Raises
        ------
        StudyError
            If there is no such study, or no such date.
        """
        date: dt.date | None = read_date(as_of, key="--as-of") if as_of else None
        return cls(load_study(study, as_of=date), seed, draws, ci_prob, as_json, method)


def checked_gate(gate: Gate, what: str) -> None:
    """Refuse a fit that has not converged.

    Raises
    ------
    NotConverged
        With what was found and what is allowed.
    """
    if not gate.passed:
        raise NotConverged(
            f"the fit of {what} has not converged, so nothing of it is reported: {gate.reason()}. Try more --draws"
        )


def fitted(settings: Settings) -> Fit:
    """Fit the study and refuse it if it has not converged."""
    with progress(1) as step:
        step(f"sampling {settings.study.name}")
        found = fit(settings.study, seed=settings.seed, draws=settings.draws, method=settings.method)
    checked_gate(found.gate, settings.study.name)
    return found


def stepped(settings: Settings, found: Fit, step: Steps) -> list[Step]:
    """Fit the study item by item and refuse any step that has not converged."""
    step.more(max(len(settings.study.items) - 1, 0))
    made = steps(
        found,
        seed=settings.seed,
        draws=settings.draws,
        on_step=lambda item: step(f"updating on {item}"),
    )
    for each in made:
        if each.gate:
            checked_gate(each.gate, f"{settings.study.name} up to {each.item}")
    return made


def audited(settings: Settings) -> tuple[Graph, list[AuditRow]]:
    """Audit a study: by prior draws if it has no evidence, else by its posterior."""
    if settings.study.items:
        found = fitted(settings)
        flat = found.tree["posterior"].to_dataset().stack(sample=("chain", "draw"))
        nodes = flat.merge(found.tree["constant_data"].to_dataset()).drop_vars(["sample", "chain", "draw"])
        graph = found.graph
    else:
        graph = checked_graph(settings.study)
        nodes, _ = prior_draws(graph, draws=AUDIT_DRAWS, seed=settings.seed)
    return graph, audit(graph, nodes, published_figures(), ci_prob=settings.ci_prob)
