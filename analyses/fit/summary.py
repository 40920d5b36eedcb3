"""Summary: median, interval and, where it exists, mean of every node, with their Monte Carlo errors."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import xarray as xr

from .fitted import Fit
from .judging import diagnostics
from .nodes import labelled
from .readouts import CI_PROB, Readout

__all__ = ["Row", "summarise"]


class Row(NamedTuple):
    """One node, or one coordinate of one.

    Attributes
    ----------
    name, unit : str
        ``node`` or ``node[coordinate]``, and the node's unit.
    median, low, high : float
        Of the posterior, with an equal-tailed interval.
    mean : float or None
        None where the posterior has none, because an ancestor's tail is too heavy.
    mcse_median, mcse_low, mcse_high, mcse_mean : float or None
        Monte Carlo standard errors; zero for a constant, None where there is no mean.
    ess : float or None
        Effective number of draws: of chains in the bulk. None for a constant, and where chains of few distinct
        values cannot tell.
    rhat : float or None
        None where there are no chains too.
    """

    name: str
    unit: str
    median: float
    low: float
    high: float
    mean: float | None
    mcse_median: float
    mcse_low: float
    mcse_high: float
    mcse_mean: float | None
    ess: float | None
    rhat: float | None

    @property
    def values(self) -> Readout:
        """The median with its interval."""
        return Readout(self.median, self.low, self.high)

    @property
    def errors(self) -> Readout:
        """Their Monte Carlo standard errors."""
        return Readout(self.mcse_median, self.mcse_low, self.mcse_high)


def summarise(fit: Fit, *, ci_prob: float = CI_PROB, var_names: Iterable[str] | None = None) -> list[Row]:
    """Summarise the posterior.

    Parameters
    ----------
    fit : Fit
    ci_prob : float, optional
        Probability of the equal-tailed interval.
    var_names : iterable of str, optional
        Nodes to return; all unless given, constants among them.
    """
    graph, posterior = fit.graph, fit.tree["posterior"].to_dataset()
    names = graph.names if var_names is None else tuple(var_names)
    drawn = [name for name in names if name in posterior]
    checks = diagnostics(posterior[drawn]) if fit.method == "chains" else xr.Dataset()
    return [row for name in names for row in _rows(fit, name, checks, ci_prob)]


def _rows(fit: Fit, name: str, checks: xr.Dataset, ci_prob: float) -> Iterator[Row]:
    group = "posterior" if name in fit.tree["posterior"] else "constant_data"
    node = fit.tree[group].to_dataset()[name]
    for label, where in labelled(node):
        sample = fit.sample_of(node.sel(where).values)
        centre, errors = sample.interval(ci_prob)
        mean = sample.mean() if fit.graph.has_mean(name) else (None, None)
        known = fit.ess if fit.method != "chains" and group == "posterior" else None
        ess, rhat = (
            (_check(checks[name].sel(where), kind) for kind in ("ess_bulk", "rhat"))
            if name in checks
            else (known, None)
        )
        yield Row(label, fit.graph.units[name], *centre, mean[0], *errors, mean[1], ess, rhat)


def _check(node: xr.DataArray, kind: str) -> float | None:
    value = float(node.sel(diagnostic=kind))
    return value if np.isfinite(value) else None
