r"""Choice effects: which structural choices turn the conclusion over, and which don't matter.

Two specifications that differ in one choice alone are a **matched pair**. How often the two of a pair
disagree, and by what factor they differ, is what that choice does with all else equal. The variance of the
log ratio between specifications divides into a part for each choice and the rest,

.. math:: y = \mu + \sum_c a_c(o_c) + r, \qquad
   \mathrm{Var}(y) = \sum_c \mathrm{Var}\,a_c + \mathrm{Var}\,r,

with every option of a choice equally likely and :math:`r` the interactions. Over all combinations the
:math:`a_c` are the means by option and the division is exact; over some of them they are fitted by least
squares, and the residual variance is scaled up to that of all.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .multiverse import Multiverse, Universe
from .specifications import Options, equivalents

__all__ = ["INTERACTIONS", "Alone", "EffectRow", "FlipRow", "effects", "flips", "matched", "one_at_a_time"]
__all__ += ["variance_shares"]

INTERACTIONS = "interactions"
"""The name of what the choices do together, beyond what each does alone."""

Array = NDArray[np.float64]


class FlipRow(NamedTuple):
    """How often one choice turns the conclusion over.

    Attributes
    ----------
    choice, title : str
    pairs, flipped : int
        Matched pairs that were run, and those of which one has a median below the conclusion's threshold and the
        other has not.
    variance : float
        Share of the variance of the log ratio that is this choice's alone; NaN where the specifications
        that were run are too few to tell.
    """

    choice: str
    title: str
    pairs: int
    flipped: int
    variance: float

    @property
    def share(self) -> float:
        """Share of pairs that are turned over; NaN if there is no pair."""
        return self.flipped / self.pairs if self.pairs else np.nan


class Alone(NamedTuple):
    """The conclusion with one option taken and every other as in the study.

    Attributes
    ----------
    choice, option : str
    universe : Universe
    moved : float
        How far the median moves from the study's own: the log of a factor, or what is added where one is not positive.
    turned : bool
        Whether the more probable side is the other one.
    """

    choice: str
    option: str
    universe: Universe
    moved: float
    turned: bool


class EffectRow(NamedTuple):
    """What taking one option does.

    Attributes
    ----------
    choice, option, title : str
    specifications : int
        How many have it.
    below : float
        Share of them whose median is below the conclusion's threshold.
    marginal : float
        Geometric mean of the median under it, over that under all combinations, each as likely; fitted by least
        squares where not all were run, and NaN where those that were are too few. What is added to the mean, where
        some median is not positive.
    matched : float
        The same over that under the study's own option with all else equal; NaN if there is no pair.
    """

    choice: str
    option: str
    title: str
    specifications: int
    below: float
    marginal: float
    matched: float


def matched(options: Sequence[Options], values: ArrayLike, choice: str) -> list[dict[str, float]]:
    """Sort values by what they take beside one choice.

    Returns
    -------
    list of dict of str to float
        For each combination of the other choices that has more than one option of this one: value by option.
    """
    groups: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    for taken, value in zip(options, np.asarray(values, dtype=float), strict=True):
        groups[tuple(option for name, option in taken.items() if name != choice)][taken[choice]] = float(value)
    return [group for group in groups.values() if len(group) > 1]


class _Fitted(NamedTuple):
    """Effects of options that sum to zero over each choice's, and the variance that they leave."""

    effects: dict[str, dict[str, float]]
    left: float


def _fitted(options: Sequence[Options], values: Array) -> _Fitted | None:
    """Fit each option's effect by least squares; None if the combinations are too few to tell them apart."""
    levels = {choice: sorted({taken[choice] for taken in options}) for choice in options[0]}
    design = _design(options, levels)
    size, columns = design.shape
    whole = prod(map(len, levels.values()))
    if size <= columns < whole or np.linalg.matrix_rank(design) < columns:
        return None
    coefficients = np.linalg.lstsq(design, values)[0]
    effects, start = {}, 1
    for choice, names in levels.items():
        own = coefficients[start : start + len(names) - 1]
        effects[choice] = dict(zip(names, map(float, np.append(own, -own.sum())), strict=True))
        start += len(names) - 1
    residual = float(((values - design @ coefficients) ** 2).sum())
    return _Fitted(effects, residual / max(size - columns, 1) * (whole - columns) / whole)


def _design(options: Sequence[Options], levels: Mapping[str, Sequence[str]]) -> Array:
    """Return columns of effects that sum to zero over each choice's options, behind one of ones."""
    blocks = [np.ones((len(options), 1))]
    for choice, names in levels.items():
        coded = np.vstack([np.eye(len(names) - 1), -np.ones(len(names) - 1)])
        blocks.append(coded[[names.index(taken[choice]) for taken in options]])
    return np.hstack(blocks)


def variance_shares(options: Sequence[Options], values: ArrayLike) -> dict[str, float]:
    """Divide the variance of values between the choices.

    Parameters
    ----------
    options : sequence of mapping
        Combinations, each once; all that their options have, or some of them.
    values : array_like
        One a combination.

    Returns
    -------
    dict of str to float
        Shares that sum to one, by choice and under `INTERACTIONS`. All NaN where the values do not vary or
        the combinations are too few to tell the choices apart.
    """
    logs = np.asarray(values, dtype=float)
    fitted = _fitted(options, logs)
    if fitted is None or np.ptp(logs) == 0:
        return dict.fromkeys((*options[0], INTERACTIONS), np.nan)
    parts = {choice: float(np.mean(np.square(list(own.values())))) for choice, own in fitted.effects.items()}
    parts[INTERACTIONS] = fitted.left
    return {name: part / sum(parts.values()) for name, part in parts.items()}


def one_at_a_time(multiverse: Multiverse) -> list[Alone]:
    """Take each option by itself, those first that move the conclusion farthest; none where the study has no result."""
    own, *others = multiverse.universes
    if not own.converged:
        return []
    rows = []
    for universe in others:
        changed = [choice for choice in multiverse.varied if universe.options[choice] != own.options[choice]]
        if len(changed) == 1 and universe.converged:
            moved, turned = universe.verdict.moved(own.verdict), universe.verdict.above != own.verdict.above
            rows.append(Alone(changed[0], universe.options[changed[0]], universe, moved, turned))
    return sorted(rows, key=lambda row: -abs(row.moved))


def flips(multiverse: Multiverse) -> list[FlipRow]:
    """Say of each varied choice how often it turns the conclusion over; the most telling first.

    Notes
    -----
    Specifications that have not converged are left out. An option that takes another choice's part away
    counts once for each option of that choice in the variance, as every combination does.
    """
    options, logs = _logs(multiverse)
    shares = variance_shares(*_combined(multiverse)) if options and multiverse.varied else {}
    rows = []
    for choice in multiverse.varied:
        pairs = [pair for group in matched(options, logs, choice) for pair in combinations(group.values(), 2)]
        flipped = sum((first < 0) != (second < 0) for first, second in pairs)
        title = multiverse.study.options[choice].title
        rows.append(FlipRow(choice, title, len(pairs), flipped, shares.get(choice, np.nan)))
    return sorted(rows, key=lambda row: -np.nan_to_num(row.share))


def effects(multiverse: Multiverse) -> list[EffectRow]:
    """Say of each option what taking it does to the ratio. Specifications that have not converged are left out."""
    options, logs = _logs(multiverse)
    fitted = _fitted(*_combined(multiverse)) if options and multiverse.varied else None
    rows = []
    for choice in multiverse.varied:
        own = multiverse.study.choices[choice]
        groups = [group for group in matched(options, logs, choice) if own in group]
        for option in multiverse.study.answerable(choice):
            taken = logs[np.array([each[choice] == option for each in options], dtype=bool)]
            marginal = fitted.effects[choice].get(option, np.nan) if fitted else np.nan
            against = [group[option] - group[own] for group in groups if option in group]
            below = float(np.mean(taken < 0)) if taken.size else np.nan
            moves = np.array([marginal, np.mean(against) if against else np.nan])
            rows.append(
                EffectRow(
                    choice,
                    option,
                    multiverse.study.options[choice].options[option].title,
                    taken.size,
                    below,
                    *map(float, np.exp(moves) if multiverse.log else moves),
                )
            )
    return rows


def _logs(multiverse: Multiverse) -> tuple[list[Options], Array]:
    """Return the specifications that may be reported and how far their medians lie above the threshold."""
    return [u.options for u in multiverse.converged], np.array([multiverse.beyond(u) for u in multiverse.converged])


def _combined(multiverse: Multiverse) -> tuple[list[Options], Array]:
    """Return combinations of the varied choices, those that are the same model each by itself, and their logs."""
    combined = {
        tuple(each[choice] for choice in multiverse.varied): multiverse.beyond(universe)
        for universe in multiverse.converged
        for each in equivalents(multiverse.study, universe.options, multiverse.varied)
    }
    options: list[Options] = [dict(zip(multiverse.varied, taken, strict=True)) for taken in combined]
    return options, np.array(list(combined.values()))
