r"""Prior: a distribution in its non-centred form.

Every prior is a standard normal variable, its root, put through an increasing function,

.. math:: x = g(z; \text{numbers}), \qquad z \sim \mathrm{Normal}(0, 1),

whose numbers are those of the quantity and whose form is that of its family. Sampling therefore never sees a
prior's own parameters, every input is on one scale, and a value of the root is the normal score of the quantity's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from .functions import ARRAYS, Functions, Value

__all__ = ["CONSTANT", "Form", "Parameters", "Prior"]

Array = NDArray[np.float64]
Parameters = Mapping[str, Any]
"""Numbers by name; of a mixture, a tuple of them."""


@dataclass(frozen=True)
class Form:
    """What of a prior is structure and not a number.

    Attributes
    ----------
    name : str
    transform : callable
        Functions, values of the root and the numbers (the first axis of an array), to values of the quantity.
    size : int
        How many numbers it takes.
    positive : bool
        Whether all values are above zero, whatever the numbers.
    linear : bool
        Whether a quantity is normal: its first number, and the second times the root.
    """

    name: str
    transform: Callable[[Functions, Value, Any], Value] = field(repr=False)
    size: int
    positive: bool = False
    linear: bool = False


CONSTANT = Form("constant", lambda fn, z, numbers: numbers[0] + 0.0 * z, 1)
"""One value, whatever the root."""


@dataclass(frozen=True)
class Prior:
    """A distribution in its non-centred form.

    Attributes
    ----------
    family : str
        A name in `FAMILIES`.
    parameters : dict
        What the data file says, in the unit of the quantity.
    form : Form
    numbers : array
        What the form takes. Shape: (form.size,).
    heavy : bool
        Whether the tail is too heavy for a mean, so that only quantiles are reported.
    """

    family: str
    parameters: Parameters
    form: Form = field(repr=False, compare=False)
    numbers: Array = field(repr=False, compare=False)
    heavy: bool = field(default=False, repr=False)

    def __reduce__(self) -> tuple[Callable[..., "Prior"], tuple[str, Parameters]]:
        """Travel between processes by name, so that a form is everywhere the one of its family."""
        return _made_again, (self.family, dict(self.parameters))

    @property
    def constant(self) -> bool:
        """Whether the quantity has a single value."""
        return self.form is CONSTANT

    def forward(self, root: ArrayLike) -> Array:
        """Turn values of the root (any shape) into values of the quantity."""
        return np.asarray(self.form.transform(ARRAYS, np.asarray(root, dtype=float), self.numbers))

    def quantile(self, probability: ArrayLike) -> Array:
        """Return quantiles in the quantity's unit; one beyond the largest number is infinite."""
        p = np.asarray(probability, dtype=float)
        with np.errstate(over="ignore"):
            return self.forward(np.zeros_like(p) if self.constant else special.ndtri(p))


def _made_again(family: str, parameters: Parameters) -> Prior:
    from .families import make_prior  # which needs this module

    return make_prior(family, parameters)
