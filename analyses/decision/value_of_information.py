"""Value of information: what would be worth finding out before a claim is asserted.

**Everything is valued in one coin: the fall in the chance of asserting the wrong side** (see `asserting`). Inputs are
valued as if they were known, alone, in pairs and in groups; reports as if they were seen once (see `future_items`).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model.arrays import input_names, scores_of_roots
from ...priors import Claim, Study, StudyError, unknown_name
from ..fit import Fit, FitAll, holds
from .binary_decision import Asserted, Gain
from .future_reports import FutureKind, measured, simulated

__all__ = ["SETTLED", "Kind", "ValueOfInformation", "Worth", "claim_named", "value_of_information", "value_of_inputs"]
__all__ += ["with_all_evidence"]

Array = NDArray[np.float64]
Kind = Literal["input", "pair", "group", "measurement"] | FutureKind

SETTLED = 0.05
"""Chance of being wrong below which a claim counts as settled, under the study that it is asked of."""

TOP = 4
"""Inputs, those worth most, of which a measurement is valued too; and pairs, those worth most, that are kept."""


class Worth(NamedTuple):
    """What it is worth to know or to see something.

    Attributes
    ----------
    kind : str
        What is known: ``input``, ``pair`` (the input that is worth most, with another) or ``group`` (all inputs of
        one basis). What is seen once: ``later``, ``left_out`` or ``repeat`` (a report, see `future_items.Report`), or
        a ``measurement`` of an input, whose error is as large as the input's uncertainty is now.
    names : tuple of str
        The inputs, the basis, or the item.
    value : Gain
        As a probability.
    """

    kind: Kind
    names: tuple[str, ...]
    value: Gain


@dataclass(frozen=True)
class ValueOfInformation:
    """What is worth finding out before a claim is asserted, under one study.

    Attributes
    ----------
    claim, title : str
        The claim's name in the study, and what it says.
    as_of : datetime.date
        Date of the study.
    probability : float
        The claim's.
    everything : Gain
        What it is worth to know everything: the chance of asserting the wrong side now (EVPI).
    rows : tuple of Worth
    """

    claim: str
    title: str
    as_of: dt.date
    probability: float
    everything: Gain
    rows: tuple[Worth, ...]

    @property
    def settled(self) -> bool:
        """Whether there is little left to decide under this study; under another there may be."""
        return self.everything.gain < SETTLED

    def ranked(self, *kinds: Kind) -> list[Worth]:
        """Return the rows of some kinds, or all, those worth most first."""
        return sorted((r for r in self.rows if not kinds or r.kind in kinds), key=lambda r: -r.value.gain)

    def best(self, *kinds: Kind) -> Worth | None:
        """Return the row worth most, if it is worth anything that can be told from nothing."""
        first = next(iter(self.ranked(*kinds)), None)
        return first if first and first.value.told_from_nothing else None

    @property
    def data(self) -> xr.Dataset:
        """The rows as labelled data: ``gain`` and ``mcse``, dim ``known``, with the coordinate ``kind``."""
        rows = self.ranked()
        coords = {"known": [" + ".join(r.names) for r in rows], "kind": ("known", [str(r.kind) for r in rows])}
        columns = {name: ("known", [getattr(r.value, name) for r in rows]) for name in Gain._fields}
        attrs = {"claim": self.claim, "probability": self.probability, "everything": self.everything.gain}
        return xr.Dataset(columns, coords, attrs)


def claim_named(study: Study, claim: str) -> Claim:
    """Return a claim of the study.

    Raises
    ------
    StudyError
        If it has none of that name; the message has the nearest.
    """
    if claim not in study.claims:
        raise StudyError(unknown_name(claim, study.claims, what="claim"), key="--claim")
    return study.claims[claim]


def value_of_inputs(fit: Fit, claim: str) -> ValueOfInformation:
    """Value the inputs alone, as if each were known before a claim is asserted.

    Parameters
    ----------
    fit : Fit
        Standard errors fall with the root of the number of its draws.
    claim : str
        Name of a claim of the study.

    Raises
    ------
    StudyError
        If the study has no such claim.
    """
    return _inputs(fit, claim, _scores(fit))[0]


def value_of_information(fit: Fit, claim: str, *, seed: int) -> ValueOfInformation:
    """Value everything that could be known or seen before a claim is asserted.

    Parameters
    ----------
    fit, claim
        As in `value_of_inputs`.
    seed : int
        Of the simulated reports.

    Raises
    ------
    StudyError
        If the study has no such claim.
    """
    scores = _scores(fit)
    worth, asserted = _inputs(fit, claim, scores)
    columns = dict(zip(input_names(fit.graph), scores.T, strict=True))
    order = [row.names[0] for row in worth.ranked("input")]
    together = _together(asserted, order, columns, fit.graph.study)
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1,)))
    measurements = [Worth("measurement", (n,), asserted.known(measured(columns[n], rng))) for n in order[:TOP]]
    reports = [Worth(r.kind, (r.item,), asserted.known(r.values)) for r in simulated(fit.graph, scores, rng)]
    return replace(worth, rows=(*worth.rows, *together, *measurements, *reports))


def _inputs(fit: Fit, claim: str, scores: Array) -> tuple[ValueOfInformation, Asserted]:
    study = fit.graph.study
    entry = claim_named(study, claim)
    asserted = Asserted(_true(fit, entry, len(scores)), fit.alike)
    names = input_names(fit.graph)
    rows = tuple(Worth("input", (name,), asserted.known(c)) for name, c in zip(names, scores.T, strict=True))
    worth = ValueOfInformation(claim, entry.title, study.as_of, asserted.probability, asserted.everything, rows)
    return worth, asserted


def _true(fit: Fit, claim: Claim, draws: int) -> NDArray[np.bool_]:
    return np.array(np.broadcast_to(holds(claim.statement, fit.nodes, fit.graph.units), draws))


def _scores(fit: Fit) -> Array:
    return scores_of_roots(fit.graph, fit.roots)


def _together(asserted: Asserted, order: Sequence[str], columns: Mapping[str, Array], study: Study) -> list[Worth]:
    """Value the best pairs that the first input makes with another, and all inputs of each basis."""
    pairs = [Worth("pair", (order[0], n), asserted.known(columns[order[0]], columns[n])) for n in order[1:]]
    bases: dict[str, list[Array]] = {}
    for name, column in columns.items():
        bases.setdefault(study.quantity(name).basis, []).append(column)
    groups = [Worth("group", (basis,), asserted.known(*members)) for basis, members in bases.items()]
    return [*sorted(pairs, key=lambda row: -row.value.gain)[:TOP], *groups]


def with_all_evidence(fit: Fit, *, fit_all: FitAll) -> Fit | None:
    """Fit the study at the date of its catalogue's last item.

    Returns
    -------
    Fit or None
        None if the study sees all of it already.
    """
    study = fit.graph.study
    last = study.at(max((item.published for item in study.evidence.values()), default=study.as_of))
    if set(last.items) <= set(study.items):
        return None
    return fit_all([fit.graph.with_study(last)])[0]
