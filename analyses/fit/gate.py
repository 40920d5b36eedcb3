"""The gate: a fit that misses it is never reported as a result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["FINITE_VARIANCE", "MAX_PARETO_K", "MAX_RHAT", "MAX_SPREAD", "MIN_EFFICIENCY", "MIN_ESS", "MIN_PROPOSALS"]
__all__ += ["MIN_EFFICIENCY_HEAVY", "ChainGate", "CutGate", "Gate", "ParticleGate", "WeightGate", "read_gate"]

MAX_RHAT = 1.01
MIN_ESS = 400
MAX_PARETO_K = 0.7
FINITE_VARIANCE = 0.5
"""Pareto k from which weights have no variance."""
MIN_EFFICIENCY, MIN_EFFICIENCY_HEAVY = 0.01, 0.02
"""Part of the draws that must be effective, and where weights have no variance: where few are, some tell of much."""
MAX_SPREAD = 0.15
MIN_PROPOSALS = 5


@dataclass(frozen=True)
class WeightGate:
    """Whether re-weighted draws can be trusted.

    Attributes
    ----------
    passed : bool
        Pareto k below 0.7, more than 400 effective draws and than a hundredth of all, or a fiftieth where it is 0.5 or
        more, no mode that is missed, and no node with a draw that is not finite.
    pareto_k : float
        Shape of the tail of the importance weights.
    ess : float
        Effective number of draws, before resampling.
    worst : str
        A node that is not finite, if there is one.
    covered : bool
        Whether the draws lie wherever draws of the prior say that the posterior is: see `model.weights.Modes`.
    least : float
        Effective draws that are asked for.
    """

    passed: bool
    pareto_k: float
    ess: float
    worst: str = ""
    covered: bool = True
    least: float = MIN_ESS

    @property
    def short(self) -> bool:
        """Whether it is missed for want of draws alone, so that more may help: not where too small a part counts."""
        return self.ess <= self.least == MIN_ESS and self.pareto_k < MAX_PARETO_K and not self.worst

    def reason(self) -> str:
        """Say in one sentence what was found, and what is allowed."""
        missed = "" if self.covered else ", and a part of the posterior that draws of the prior point to is missed"
        broken = f", and {self.worst!r} is not finite" if self.worst else ""
        return (
            f"Pareto k {self.pareto_k:.2f} (below {MAX_PARETO_K}), {self.ess:.0f} effective draws"
            f" (above {self.least:.0f}){missed}{broken}"
        )


@dataclass(frozen=True)
class ParticleGate:
    """Whether particles of tempered runs can be trusted.

    Attributes
    ----------
    passed : bool
        R-hat between the runs below 1.01 at every input, more than 400 effective draws at every input, logs of the
        runs' evidences that differ by less than 0.15, and no node with a draw that is not finite.
    max_rhat, ess : float
        Of the inputs' means and, of the effective number of draws, of their tails: the worst.
    spread : float
        Standard deviation of the logs of the evidences.
    worst : str
        The input with the fewest effective draws, or a node that is not finite.
    """

    passed: bool
    max_rhat: float
    ess: float
    spread: float
    worst: str

    @property
    def short(self) -> bool:
        """Whether it is missed for want of draws alone: more that are kept do not help."""
        return False

    def reason(self) -> str:
        """Say in one sentence what was found, and what is allowed."""
        return (
            f"largest R-hat between tempered runs {self.max_rhat:.4f} (below {MAX_RHAT}), logs of their evidence"
            f" {self.spread:.2f} apart (below {MAX_SPREAD}), {self.ess:.0f} effective draws (above {MIN_ESS}), worst at"
            f" {self.worst!r}"
        )


@dataclass(frozen=True)
class ChainGate:
    """Whether chains have converged.

    Attributes
    ----------
    passed : bool
        No divergence, every R-hat below 1.01, every bulk and tail effective sample size above 400, and no mode
        that is missed.
    divergences : int
    max_rhat, min_ess_bulk, min_ess_tail : float
        Over all nodes that are judged.
    worst : str
        The node with the largest R-hat or the smallest effective sample size.
    missed : int
        Modes of the posterior that no chain visited: see `model.weights.Modes`.
    """

    passed: bool
    divergences: int
    max_rhat: float
    min_ess_bulk: float
    min_ess_tail: float
    worst: str
    missed: int = 0

    @property
    def short(self) -> bool:
        """Whether it is missed for want of draws alone, so that more may help."""
        return not self.passed and self.divergences == 0 and bool(np.isfinite(self.max_rhat))

    def reason(self) -> str:
        """Say in one sentence what was found, and what is allowed."""
        missed = f", {self.missed} modes that no chain visited (allowed 0)" if self.missed else ""
        return (
            f"{self.divergences} divergences (allowed 0), largest R-hat {self.max_rhat:.4f} (below {MAX_RHAT}),"
            f" smallest effective sample size {min(self.min_ess_bulk, self.min_ess_tail):.0f} (above {MIN_ESS}),"
            f" worst at {self.worst!r}{missed}"
        )


@dataclass(frozen=True)
class CutGate:
    """Whether draws of a cut distribution can be trusted.

    Attributes
    ----------
    passed : bool
        The gate of the first factor passed, 95% of the draws have more than 5 effective proposals behind
        what the reports inform, and no node has a draw that is not finite. Resampling from so few is biased
        by about one part in as many, and only for those few draws.
    first : Gate
        Of the posterior without the share reports.
    low, typical : float
        Effective proposals behind a draw: the fifth percentile and the median.
    worst : str
        A node that is not finite, if there is one.
    """

    passed: bool
    first: "Gate"
    low: float
    typical: float
    worst: str = ""

    @property
    def short(self) -> bool:
        """Whether it is missed for want of draws alone, so that more may help."""
        return self.first.short and self.low > MIN_PROPOSALS and not self.worst

    def reason(self) -> str:
        """Say in one sentence what was found, and what is allowed."""
        broken = f", and {self.worst!r} is not finite" if self.worst else ""
        return (
            f"without the share reports {self.first.reason()}; with them {self.typical:.0f} effective proposals a draw,"
            f" and for 95% of the draws {self.low:.0f} or more (above {MIN_PROPOSALS}){broken}"
        )


Gate = WeightGate | ParticleGate | ChainGate | CutGate


def read_gate(stored: Mapping[str, Any]) -> Gate:
    """Return the gate that has these attributes."""
    if "first" in stored:
        return CutGate(**{**stored, "first": read_gate(stored["first"])})
    kinds: dict[str, type[Gate]] = {"pareto_k": WeightGate, "spread": ParticleGate, "divergences": ChainGate}
    return next(kind for key, kind in kinds.items() if key in stored)(**stored)
