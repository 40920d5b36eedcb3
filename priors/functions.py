"""Functions: what a formula of a family or of an observation model may use beside arithmetic.

A formula that takes them as its first argument is written once, for arrays (`ARRAYS`, here) and for tensors
(`model.chains`), which have the same functions under other names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

__all__ = ["ARRAYS", "Functions", "Value"]

Value = Any
"""A number, an array over draws, or a tensor."""


@dataclass(frozen=True)
class Functions:
    """Functions of one kind of values.

    Attributes
    ----------
    whole : callable
        Numbers, to the whole part of each, as an index.
    take : callable
        A table with one column for each element of an index, or one column for all, and the index, to elements.
    """

    exp: Callable[[Value], Value]
    log: Callable[[Value], Value]
    log1p: Callable[[Value], Value]
    logaddexp: Callable[[Value, Value], Value]
    gammaln: Callable[[Value], Value]
    expit: Callable[[Value], Value]
    ndtr: Callable[[Value], Value]
    ndtri: Callable[[Value], Value]
    log_ndtr: Callable[[Value], Value]
    where: Callable[[Value, Value, Value], Value]
    minimum: Callable[[Value, Value], Value]
    maximum: Callable[[Value, Value], Value]
    clip: Callable[[Value, float, float], Value]
    whole: Callable[[Value], Value]
    take: Callable[[Value, Value], Value]


ARRAYS = Functions(
    exp=np.exp,
    log=np.log,
    log1p=np.log1p,
    logaddexp=np.logaddexp,
    gammaln=special.gammaln,
    expit=special.expit,
    ndtr=special.ndtr,
    ndtri=special.ndtri,
    log_ndtr=special.log_ndtr,
    where=np.where,
    minimum=np.minimum,
    maximum=np.maximum,
    clip=np.clip,
    whole=lambda value: np.asarray(value).astype(np.int64),
    take=lambda table, index: table[index],
)
"""Of arrays over draws."""
