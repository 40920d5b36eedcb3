"""Room: the headline under each prior for how far the largest deployment may exceed the scenarios."""

from collections.abc import Callable
from typing import NamedTuple

from ..model import build
from ..priors import Study, with_choices
from .fitting import Fit, refit
from .gate import Gate
from .readouts import CI_PROB, interval
from .summary import node_draws

__all__ = ["RoomRow", "rooms"]


class RoomRow(NamedTuple):
    """The cost ratio under one prior for the room.

    Attributes
    ----------
    option, title : str
    prior, median, low, high : float
        Median before the evidence; median and interval after it.
    cheaper : float
        Probability that deployment costs less than development.
    gate : Gate
        A row whose fit has not converged is no result.
    """

    option: str
    title: str
    prior: float
    median: float
    low: float
    high: float
    cheaper: float
    gate: Gate


def rooms(
    study: Study,
    known: Fit,
    *,
    seed: int,
    draws: int,
    ci_prob: float = CI_PROB,
    on_fit: Callable[[str], None] = lambda option: None,
) -> list[RoomRow]:
    """Fit the study under each option of the choice ``room``.

    Parameters
    ----------
    study : Study
    known : Fit
        The fit of the study itself, which is not repeated.
    seed, draws : int
    ci_prob : float, optional
    on_fit : callable, optional
        Called with each option's title before its fit.
    """
    rows = []
    for option, entry in study.options["room"].options.items():
        on_fit(entry.title)
        own = option == study.choices["room"]
        found = known if own else refit(build(with_choices(study, {"room": option})), seed=seed, draws=draws)
        before, after = (node_draws(found.tree[g].to_dataset(), "cost_ratio") for g in ("prior", "posterior"))
        read = interval(after, ci_prob=ci_prob)
        cheaper = float((after < 1).mean())
        rows.append(RoomRow(option, entry.title, interval(before).centre, *read, cheaper, found.gate))
    return rows
