"""Verdict: what one posterior says of the node that the argument is about."""

import math
from typing import Literal, NamedTuple, Self

from ...priors.model_record import Conclusion
from .estimates import Estimate
from .fitted import Fit
from .gate import Gate
from .headline import Headline
from .readouts import CI_PROB, Readout

__all__ = ["Verdict"]

Group = Literal["prior", "posterior"]

ERRORS = 2.0
"""Standard errors of a difference within which two medians are not told apart."""


class Verdict(NamedTuple):
    """The conclusion under one posterior.

    Attributes
    ----------
    median, low, high : float
        Of its node, with an equal-tailed interval.
    below : float
        Probability that the node is below its threshold.
    gate : Gate
        A verdict whose fit has not converged is no result.
    mcse_median, mcse_low, mcse_high, mcse_below : float
        Monte Carlo standard errors.
    """

    median: float
    low: float
    high: float
    below: float
    gate: Gate
    mcse_median: float = 0.0
    mcse_low: float = 0.0
    mcse_high: float = 0.0
    mcse_below: float = 0.0

    @classmethod
    def of(
        cls, source: Fit | Headline, conclusion: Conclusion, *, group: Group = "posterior", ci_prob: float = CI_PROB
    ) -> Self:
        """Read the conclusion off a fit or a headline, after the evidence or before it."""
        node, threshold = conclusion.node, conclusion.threshold
        if isinstance(source, Fit):
            sample = source.sample(node, group)
            (read, errors), below = sample.interval(ci_prob), sample.probability(sample.values < threshold)
        else:
            read, errors = (
                each(node, group=group, ci_prob=ci_prob) for each in (source.interval, source.mcse_interval)
            )
            below = Estimate(*(each(node, threshold, group=group) for each in (source.chance_below, source.mcse_below)))
        return cls(*read, below.value, source.gate, *errors, below.mcse)

    @property
    def numbers(self) -> dict[str, float]:
        """Everything but the gate, by name."""
        return {name: value for name, value in self._asdict().items() if name != "gate"}

    @property
    def interval(self) -> Readout:
        """The median with its interval."""
        return Readout(self.median, self.low, self.high)

    @property
    def above(self) -> bool:
        """Whether the node is more probably above its threshold than below it."""
        return self.below < 0.5

    def moved(self, before: "Verdict") -> float:
        """Return how far the median moved: the log of a factor, or what is added where one is not positive."""
        if min(self.median, before.median) > 0:
            return math.log(self.median / before.median)
        return self.median - before.median

    @property
    def mcse_moved(self) -> tuple[float, float]:
        """Errors of the median on the scale of `moved`, and of the probability."""
        return self.mcse_median / (self.median if self.median > 0 else 1.0), self.mcse_below

    def differs(self, other: "Verdict") -> bool:
        """Whether the medians differ by more than their Monte Carlo errors allow."""
        return abs(self.median - other.median) > ERRORS * math.hypot(self.mcse_median, other.mcse_median)
