"""What a kind of evidence is: which numbers an item gives, and how its report comes about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..functions import Functions, Value

__all__ = ["Kind", "ObservationModel", "Report", "Rng", "Scale", "refuse_unless"]

Array = NDArray[np.float64]
Rng = Any
"""A `numpy.random.Generator`, or random variables of PyMC under the same names."""
Report = Any
"""A `priors.EvidenceItem`, of which a kind reads the numbers."""


def refuse_unless(condition: bool, problem: str) -> None:
    """Refuse an item.

    Raises
    ------
    ValueError
        Unless the condition holds; the message says what is wrong.
    """
    if not condition:
        raise ValueError(problem)


@dataclass(frozen=True)
class ObservationModel:
    """How a report comes about, given what it measures.

    Parameters are the centre, the numbers of the item (see `Kind.numbers`) and what is ``needed``, in this
    order. Every formula takes the functions that it uses, so that it serves arrays and tensors.

    Attributes
    ----------
    name : str
    log_density : callable
        Functions, what is reported and the parameters, to its log-density; a censored one takes the level last.
    draw : callable
        Functions, source of random numbers and parameters, to a simulated amount, before it is recorded.
    record : callable or None
        Functions, amount and level, to what is recorded of it, where the record is censored at the level that
        the item reports; None where the amount itself is.
    needed : tuple of str
        Quantities that it takes.
    given_latent : callable or None
        How the report is normal once a latent of its own is known: the latent's standard normal score and
        the parameters without the centre, to its variance and whether it is about the centre at all (or about
        nothing, centred at zero). None if no latent makes it normal.
    latent : callable or None
        What is needed, to a typical score of the latent; None if there is none.
    """

    name: str
    log_density: Callable[..., Value]
    draw: Callable[..., Value]
    record: Callable[[Functions, Value, Value], Value] | None = None
    needed: tuple[str, ...] = ()
    given_latent: Callable[..., tuple[Value, Value]] | None = None
    latent: Callable[..., Value] | None = None


@dataclass(frozen=True)
class Scale:
    """The scale on which reports are compared with what they measure.

    Attributes
    ----------
    to, back : callable
        From what an item says to the scale, and back.
    size : callable or None
        What is said, to a size of which one may be a multiple of another; None if it has none.
    unit : bool
        Whether what is said has a unit.
    part : bool
        Whether what is said is a part of a whole.
    units : str
        Of values on the scale, where the node that is measured has the unit in braces.
    """

    to: Callable[[Value], Value]
    back: Callable[[Value], Value]
    size: Callable[[Value], Value] | None
    unit: bool = False
    part: bool = False
    units: str = "dimensionless"


@dataclass(frozen=True)
class Kind:
    """A kind of evidence.

    Attributes
    ----------
    name : str
        What an item gives as its ``kind``.
    scale : Scale
    model : ObservationModel
        How a report comes about, unless a study takes another of ``others``.
    takes : tuple of str
        Keys of `priors.EvidenceItem` that items of this kind may give, of those that kinds differ in.
    check : callable
        Raises a `ValueError` that says what is wrong with an item.
    numbers : callable
        An item, and what turns its unit into that of the node that it measures, to the numbers that its
        observation model takes; a standard deviation first, which is None where only a quantity gives it.
    others : dict of str to ObservationModel
        Observation models that a study may take instead, by name.
    logged : bool
        Whether a report is centred on the log of what it measures, with its discounts added, or on that itself.
    sides : int
        Whether a report may be far out on one side or on two.
    bound : str
        What is said before a reported value.
    outcome : callable
        A report on its scale, to words for it where it has no size.
    """

    name: str
    scale: Scale
    model: ObservationModel
    takes: tuple[str, ...]
    check: Callable[[Report], None]
    numbers: Callable[[Report, float], tuple[float | None, ...]]
    others: Mapping[str, ObservationModel] = field(default_factory=dict)
    logged: bool = True
    sides: int = 2
    bound: str = ""
    outcome: Callable[[float], str] = lambda _: ""

    def observation_model(self, name: str) -> ObservationModel:
        """Return the observation model of a name, or the kind's own where it has none of that name."""
        return self.others.get(name, self.model)

    def reported(self, item: Report, factor: float = 1.0) -> float:
        """Return what an item reports on its scale: the value, or the middle of the range.

        Parameters
        ----------
        item : EvidenceItem
        factor : float, optional
            What turns its unit into that of the node that it measures.
        """
        given = [number for number in (item.value, item.low, item.high) if number is not None] or [0.0]
        return float(np.mean(self.scale.to(np.array(given) * (factor if self.scale.unit else 1.0))))

    def tail(self, reports: Array, value: float) -> float:
        """Return the chance of a report at least as far out as the one that was made, which counts as one of them.

        Parameters
        ----------
        reports : array
            Simulated reports.
        value : float
            The report that was made, on the same scale.
        """
        reached, under = ((1 + int(side.sum())) / (1 + side.size) for side in (reports >= value, reports <= value))
        return min(1.0, self.sides * min(reached, under))
