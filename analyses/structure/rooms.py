"""Room: the headline under each prior for how far the largest deployment may exceed the scenarios."""

from typing import NamedTuple

from ...priors import Study, with_choices
from ..fit import CI_PROB, Fit, FitAll, Gate, interval, node_draws

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
    fit_all: FitAll,
    ci_prob: float = CI_PROB,
) -> list[RoomRow]:
    """Fit the study under each option of the choice ``room``.

    Parameters
    ----------
    study : Study
    known : Fit
        The fit of the study itself, which is not repeated.
    fit_all : callable
        What fits the graphs.
    ci_prob : float, optional
    """
    options = study.options["room"].options
    others = [option for option in options if option != study.choices["room"]]
    fits = fit_all([known.graph.with_study(with_choices(study, {"room": option})) for option in others])
    by_option = dict(zip(others, fits, strict=True)) | {study.choices["room"]: known}
    rows = []
    for option, entry in options.items():
        found = by_option[option]
        before, after = (node_draws(found.tree[g].to_dataset(), "cost_ratio") for g in ("prior", "posterior"))
        read = interval(after, ci_prob=ci_prob)
        cheaper = float((after < 1).mean())
        rows.append(RoomRow(option, entry.title, interval(before).centre, *read, cheaper, found.gate))
    return rows
