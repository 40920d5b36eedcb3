"""Conclusion: the node that the argument is about, as sections read and write it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...analyses.fit import Fit, node_draws
from ...model import Graph
from ...priors.model_record import Conclusion as Record
from ..render.words import amount, label, percent, ranged

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

    def write(self, value: float) -> str:
        """Write a value of it: a pure number as a percentage, any other with its unit."""
        unit = self.graph.units[self.record.node]
        return percent(value) if unit == "dimensionless" else amount(value, unit)

    def read(self, centre: float, low: float, high: float) -> str:
        """Write a centre with its interval."""
        return ranged(*map(self.write, (centre, low, high)))

    def draws(self, fit: Fit, group: Literal["prior", "posterior"] = "posterior") -> NDArray[np.float64]:
        """Return its draws, so that what every section says of the study itself is the same."""
        return node_draws(fit.tree[group].to_dataset(), self.record.node)

    def chance_below(self, draws: NDArray[np.float64]) -> float:
        """Return the probability that it is below its threshold."""
        return float((draws < self.record.threshold).mean())

    def side(self, value: float) -> str:
        """Say on which side of its threshold a value is."""
        return self.record.below if value < self.record.threshold else self.record.above
