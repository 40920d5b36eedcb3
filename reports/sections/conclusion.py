"""Conclusion: the node that the argument is about, as sections read and write it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...analyses.fit import Estimate, Fit, Readout, Sample, node_draws
from ...model import Graph
from ...priors.model_record import Conclusion as Record
from ..render.words import amount, estimated, label, percent

__all__ = ["Conclusion"]


@dataclass(frozen=True)
class Conclusion:
    """The conclusion of a graph's model."""

    graph: Graph

    @property
    def record(self) -> Record:
        """What is known of it beside its formula."""
        return self.graph.study.model.conclusion

    @property
    def name(self) -> str:
        """What it is called within a sentence."""
        text = label(self.record.node)
        return f"the {text[:1].lower()}{text[1:]}"

    def write(self, value: float, error: float | None = None) -> str:
        """Write a value of it, a pure number as a percentage, in no more digits than a Monte Carlo error allows."""
        unit = self.graph.units[self.record.node]
        return percent(value, error=error) if unit == "dimensionless" else amount(value, unit, error=error)

    def read(self, values: Readout, errors: Readout | None = None) -> str:
        """Write a centre with its interval."""
        return estimated(self.write, values, errors or (None, None, None))

    def error(self, value: float) -> str:
        """Write a Monte Carlo error of it."""
        return f"{self.write(value)[:-1]} points" if self.write(value).endswith("%") else self.write(value)

    def sample(self, fit: Fit, group: Literal["prior", "posterior"] = "posterior") -> Sample:
        """Return its draws, so that what every section says of the study itself is the same."""
        return fit.sample(self.record.node, group)

    def below(self, sample: Sample) -> Estimate:
        """Return the probability that it is below its threshold."""
        return sample.probability(sample.values < self.record.threshold)

    def draws(self, fit: Fit, group: Literal["prior", "posterior"] = "posterior") -> NDArray[np.float64]:
        """Return its draws, so that what every section says of the study itself is the same."""
        return node_draws(fit.tree[group].to_dataset(), self.record.node)

    def chance_below(self, draws: NDArray[np.float64]) -> float:
        """Return the probability that it is below its threshold."""
        return float((draws < self.record.threshold).mean())

    def side(self, value: float) -> str:
        """Say on which side of its threshold a value is."""
        return self.record.below if value < self.record.threshold else self.record.above
