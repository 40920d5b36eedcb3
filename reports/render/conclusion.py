"""Conclusion: the node that an argument is about, as sections and figures read and write it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...analyses.fit import Estimate, Fit, Readout, Sample
from ...model import Graph
from ...priors.model_record import Conclusion as Record
from ...priors.units import conversion_factor
from .words import amount, estimated, in_points, label, phrase, unit_words

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
        """What it is called within a sentence, in short."""
        return phrase(label(self.record.node))

    @property
    def title(self) -> str:
        """What it is, within a sentence."""
        return phrase(self.record.title)

    @property
    def explained(self) -> str:
        """What it is called, with what it is behind it where its title has words of its own."""
        if set(self.name.lower().split()[1:]) <= set(self.title.lower().split()):
            return self.name
        return f"{self.name}, {self.title},"

    @property
    def unit(self) -> str:
        """In which its values are written."""
        return self.record.unit or self.graph.units[self.record.node]

    def axis(self, *, log: bool) -> str:
        """Label an axis of its values."""
        about = ", ".join(filter(None, (unit_words(self.unit), "log scale" if log else "")))
        return f"{self.record.title} ({about})" if about else self.record.title

    def write(self, value: float, error: float | None = None) -> str:
        """Write a value of it: 61%, $1.3M per year."""
        factor = conversion_factor(self.graph.units[self.record.node], self.unit)
        return amount(factor * value, self.unit, error=factor * error if error else None)

    def tick(self, value: float) -> str:
        """Write a value beside an axis, whose label has the unit."""
        return self.write(value).partition(" ")[0]

    def percents(self, *columns: str) -> tuple[str, ...]:
        """Return the columns of its values that a table shows as percentages: all or none."""
        return columns if self.unit == "percent" != self.graph.units[self.record.node] else ()

    def read(self, values: Readout, errors: Readout | None = None) -> str:
        """Write a centre with its interval."""
        return estimated(self.write, values, errors or (None, None, None))

    def error(self, value: float) -> str:
        """Write a Monte Carlo error of it."""
        return in_points(self.write(value)[:-1]) if self.write(value).endswith("%") else self.write(value)

    def sample(self, fit: Fit, group: Literal["prior", "posterior"] = "posterior") -> Sample:
        """Return its draws, so that what every section says of the study itself is the same."""
        return fit.sample(self.record.node, group)

    def below(self, sample: Sample) -> Estimate:
        """Return the probability that it is below its threshold."""
        return sample.probability(sample.values < self.record.threshold)

    def chance_below(self, draws: NDArray[np.float64]) -> float:
        """Return the probability that it is below its threshold."""
        return float((draws < self.record.threshold).mean())

    def side(self, value: float) -> str:
        """Say on which side of its threshold a value is."""
        return self.record.below if value < self.record.threshold else self.record.above
