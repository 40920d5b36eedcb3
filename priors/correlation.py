"""Correlations: quantities that go together, although each has a prior of its own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from .errors import StudyError, quoted, unknown_name
from .records import Number, Quantity, Record, Words

__all__ = ["FAMILIES", "Correlation", "check_correlations", "components"]

FAMILIES = ("lognormal", "logitnormal", "normal")
"""Families whose log, logit or value is normal, so that several of them are jointly so."""


class Correlation(Record):
    """Quantities each two of which have a rank correlation (Spearman's).

    Attributes
    ----------
    between : tuple of str
        Scalars, or coordinates that have entries of their own.
    rank : float
        Above minus one and below one; of more than two quantities that of each pair, as by a factor that all share.
    """

    between: Annotated[Words, Field(min_length=2)]
    rank: Annotated[Number, Field(gt=-1, lt=1)]
    note: str = ""
    source: str = ""
    quote: str = ""


def check_correlations(correlations: Mapping[str, Correlation], quantities: Mapping[str, Quantity], file: str) -> None:
    """Check that what is correlated is there, of a family that can be, and possible together.

    Raises
    ------
    StudyError
        With the first that is not.
    """
    for name, entry in correlations.items():
        key = f"correlations.{name}.between"
        for member in entry.between:
            if member not in quantities or quantities[member].dims:
                raise StudyError(_no_scalar(member, quantities), file=file, key=key)
            family = quantities[member].prior.family
            if family not in FAMILIES and entry.rank:
                problem = f"{quoted(member)} is {family}. Allowed: {', '.join(FAMILIES)}, or a rank of 0"
                raise StudyError(problem, file=file, key=key)
        if len(set(entry.between)) < len(entry.between):
            raise StudyError("names a quantity twice. Allowed: different ones", file=file, key=key)
    pairs = Counter(frozenset(pair) for entry in correlations.values() for pair in combinations(entry.between, 2))
    for pair, times in pairs.items():
        if times > 1:
            problem = f"{' and '.join(sorted(pair))} are correlated twice. Allowed: one rank for the two"
            raise StudyError(problem, file=file, key="correlations")
    for members, matrix in components(correlations):
        if np.linalg.eigvalsh(matrix).min() < LEAST:
            problem = f"{', '.join(members)} cannot all be correlated so. Allowed: ranks closer to zero"
            raise StudyError(problem, file=file, key="correlations")


def _no_scalar(name: str, quantities: Mapping[str, Quantity]) -> str:
    base, bracket, _ = name.partition("[")
    if base not in quantities or not quantities[base].dims:
        return unknown_name(name, quantities, what="quantity")
    own = (
        f'[quantities."{name}"]' if bracket else f'{base}[coordinate], with [quantities."{base}[coordinate]"] beside it'
    )
    return f"{quoted(name)} {'has no entry of its own' if bracket else 'has coordinates'}. Allowed: {own}"


LEAST = 1e-9
"""Smallest eigenvalue of a matrix of correlations, below which they are not possible together."""


def components(correlations: Mapping[str, Correlation]) -> list[tuple[Sequence[str], NDArray[np.float64]]]:
    r"""Return the groups of quantities that are tied to each other, with the correlations of their normal scores.

    Notes
    -----
    A rank correlation of normal variables is one of :math:`2 \sin(\pi r / 6)`.
    """
    groups: list[list[str]] = []
    for entry in correlations.values():
        joined = [group for group in groups if set(group) & set(entry.between)]
        groups = [group for group in groups if group not in joined]
        groups.append(list(dict.fromkeys([*(name for group in joined for name in group), *entry.between])))
    made: list[tuple[Sequence[str], NDArray[np.float64]]] = []
    for group in groups:
        matrix = np.eye(len(group))
        for entry in correlations.values():
            where = [group.index(name) for name in entry.between if name in group]
            for one, other in ((i, j) for i in where for j in where if i != j):
                matrix[one, other] = 2 * np.sin(np.pi * entry.rank / 6)
        made.append((group, matrix))
    return made
