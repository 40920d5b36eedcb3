"""Tasks: what is computed of a graph and kept, with all that it depends on beside what the study assumes.

All code that makes what is kept is in `priors`, `model`, `analyses` and this folder, and part of every key.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import xarray as xr

from ...analyses.fit import Fit, Headline, Method, Near, headline, refit, restored
from ...model import Graph
from ...priors.assumptions import assumptions, reported

if TYPE_CHECKING:
    from ...analyses.calibration import Around
    from ...analyses.decision import ValueOfInformation
    from ...analyses.evidence import Curve

__all__ = ["Task", "calibration_task", "conclusions_task", "curves_task", "fit_task", "headline_task"]
__all__ += ["near_task", "value_task"]


@dataclass(frozen=True)
class Task[Result]:
    """What is done with each graph, and how its result is kept.

    Attributes
    ----------
    name : str
    compute : callable
        A graph to its result; it can be sent to another process.
    pack : callable
        A result to what is kept of it; it can be sent too.
    unpack : callable
        A graph and what was kept, to the result as it was computed.
    settings : mapping
        All that the result depends on beside the formulas and `priors.assumptions`, such as the seed or a claim;
        plain values.
    """

    name: str
    compute: Callable[[Graph], Result]
    pack: Callable[[Result], xr.DataTree]
    unpack: Callable[[Graph, xr.DataTree], Result]
    settings: Mapping[str, Any]


def fit_task(*, seed: int, draws: int, method: Method = "auto") -> Task[Fit]:
    """Return the task of fitting graphs; see `analyses.fit.refit`."""
    settings: dict[str, Any] = {"seed": seed, "draws": draws, "method": method}
    return Task("fit", partial(refit, **settings), _kept, partial(restored, seed=seed), settings)


def _kept(fit: Fit) -> xr.DataTree:
    return fit.kept


def headline_task(*, seed: int, draws: int, method: Method = "auto") -> Task[Headline]:
    """Return the task of finding graphs' headlines; see `analyses.fit.headline`."""
    settings: dict[str, Any] = {"seed": seed, "draws": draws, "method": method}
    return Task("headline", partial(headline, **settings), _data, lambda _, tree: Headline(tree.to_dataset()), settings)


def near_task(graph: Graph, *, seed: int, draws: int, method: Method = "auto") -> Task[Headline]:
    """Return the task of finding the headlines of graphs that are much like one; see `analyses.fit.Near`."""
    compute, alone = Near(graph, seed, draws, method), headline_task(seed=seed, draws=draws, method=method)
    return replace(alone, compute=compute, settings={**alone.settings, "near": assumptions(graph.study)})


def _data(result: Headline) -> xr.DataTree:
    return xr.DataTree(result.data)


def conclusions_task(*, seed: int, draws: int, method: Method = "auto") -> Task[xr.Dataset]:
    """Return the task of answering every question of a family; see `analyses.structure.conclusions`."""
    from ...analyses.structure import conclusions

    settings: dict[str, Any] = {"seed": seed, "draws": draws, "method": method}
    return Task(
        "conclusions", partial(conclusions, **settings), xr.DataTree, lambda _, tree: tree.to_dataset(), settings
    )


def calibration_task(*, part: int, seed: int, around: "Around", method: Method = "auto") -> Task[xr.Dataset]:
    """Return the task of calibrating graphs by one part of the refits; see `analyses.calibration.calibrate`."""
    from ...analyses.calibration import calibrate

    settings: dict[str, Any] = {"part": part, "seed": seed, "around": around, "method": method}
    return Task("calibration", partial(calibrate, **settings), xr.DataTree, lambda _, tree: tree.to_dataset(), settings)


def curves_task(discount: str, *, seed: int, draws: int) -> "Task[list[Curve]]":
    """Return the task of following the posterior along a discount; see `analyses.evidence.implied`."""
    from ...analyses.evidence import implied

    settings: dict[str, Any] = {"discount": discount, "seed": seed, "draws": draws}
    return Task("implied", partial(implied, **settings), _packed_curves, partial(_curves, discount=discount), settings)


def _packed_curves(curves: "list[Curve]") -> xr.DataTree:
    """Return a dataset an evidence model."""
    return xr.DataTree.from_dict({curve.evidence_model: _packed_curve(curve) for curve in curves})


def _packed_curve(curve: "Curve") -> xr.Dataset:
    from ...analyses.evidence import CENTRES

    columns = {name: ("value", curve.centres[name]) for name in CENTRES}
    errors = {f"{name}_error": ("value", curve.errors[name]) for name in CENTRES}
    return xr.Dataset(columns | errors, {"value": curve.values})


def _curves(graph: Graph, tree: xr.DataTree, *, discount: str) -> "list[Curve]":
    from ...analyses.evidence import CENTRES, Curve, kind_of, options_of

    kind, choice = kind_of(graph.study, discount), graph.study.choice_on_evidence
    curves = []
    for model in options_of(graph.study, discount):
        columns = {str(name): column.values for name, column in tree[model].to_dataset().variables.items()}
        centres, errors = ({name: columns[f"{name}{end}"] for name in CENTRES} for end in ("", "_error"))
        curves.append(Curve(graph.study.name, discount, kind, choice, model, columns["value"], centres, errors))
    return curves


def value_task(
    fit: Fit, claim: str, *, seed: int, draws: int, method: Method = "auto", inputs_only: bool = False
) -> "Task[ValueOfInformation]":
    """Return the task of valuing what could be found out before a claim is asserted; see `analyses.decision`.

    Parameters
    ----------
    fit : Fit
        Of the graph that the task is done with.
    claim : str
    seed, draws, method
        Of the fit.
    inputs_only : bool, optional
        Whether to leave out pairs, groups and reports.
    """
    from ...analyses.decision import claim_named, value_of_information, value_of_inputs

    study = fit.graph.study
    ask = partial(value_of_inputs, fit, claim) if inputs_only else partial(value_of_information, fit, claim, seed=seed)
    settings = {
        **{"seed": seed, "draws": draws, "method": method, "inputs_only": inputs_only},
        "claim": claim_named(study, claim).statement.model_dump(mode="json"),
        "bases": {name: entry.basis for name, entry in study.quantities.items()},
        "reports": {name: (study.sees(item), reported(item)) for name, item in study.evidence.items()},
    }
    return Task("value of information", lambda _: ask(), _packed_value, partial(_value, claim=claim), settings)


def _packed_value(value: "ValueOfInformation") -> xr.DataTree:
    words = {"claim", "title", "as_of"}
    numbers = {name: number for name, number in asdict(value).items() if name not in words}
    return xr.DataTree(xr.Dataset(attrs={"value": json.dumps(numbers)}))


def _value(graph: Graph, tree: xr.DataTree, *, claim: str) -> "ValueOfInformation":
    from ...analyses.decision import Gain, ValueOfInformation, Worth, claim_named

    numbers = json.loads(tree.attrs["value"])
    rows = tuple(Worth(kind, tuple(names), Gain(*gain)) for kind, names, gain in numbers["rows"])
    everything, title = Gain(*numbers["everything"]), claim_named(graph.study, claim).title
    return ValueOfInformation(claim, title, graph.study.as_of, numbers["probability"], everything, rows)
