"""Compatible: whether any draw could have led to all reports at once, lest nothing be weighed as if it were something.

Each report by itself has been found possible before: see `check_possible`.
"""

import numpy as np
from numpy.typing import NDArray

from ...priors import ImpossibleEvidence
from ..evidence import observation
from .marginal import Marginal

__all__ = ["check_compatible"]


def check_compatible(marginal: Marginal, scores: NDArray[np.float64], log_likelihood: NDArray[np.float64]) -> None:
    """Check that draws of the prior have a likelihood, if only a small one.

    Parameters
    ----------
    marginal : Marginal
    scores : array
        Of the kept inputs and latents. Shape: (draws, kept inputs and latents).
    log_likelihood : array
        Of the draws. Shape: (draws,).

    Raises
    ------
    ImpossibleEvidence
        If none has; it names those without which the others would be possible.
    """
    if np.isfinite(log_likelihood).any():
        return
    study, evaluator = marginal.graph.study, marginal.walk(scores)
    with np.errstate(all="ignore"):
        terms = {name: observation(name, evaluator).log_density() for name in (*marginal.reports, *marginal.others)}
    had = {name: np.isfinite(np.broadcast_to(term, len(scores))) for name, term in terms.items()}
    freeing = [n for n in had if np.all([each for other, each in had.items() if other != n], axis=0).any()]
    problem = f"none of {len(scores):,} draws of the prior could have led to all reports at once"
    out = f"; without one of these some could: {', '.join(freeing)}" if freeing else ""
    raise ImpossibleEvidence(problem + out, file=study.file, key="evidence")
