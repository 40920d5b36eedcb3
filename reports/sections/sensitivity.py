"""What moves the conclusion: which inputs matter, before the evidence, after it, and once all of it is in."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from ...analyses.fit import Fit, checked_graph
from ...analyses.sensitivity import (
    Power,
    Sensitivity,
    Target,
    find_target,
    power_scaling,
    sensitivity,
    settled,
    shapley_of,
    top_inputs,
)
from ..figures.sensitivity import plot_groups, plot_indices, plot_tornado, target_title, target_words
from ..figures.sensitivity_power import plot_power
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import listed, node_title, percent, titles_of
from ..run.run import Run
from ..run.settings import Settings, checked_gate

__all__ = ["Moving", "check", "compute", "write"]

POWERS = 20
"""Priors and items listed by power-scaling sensitivity; those behind them are no more than chance."""

INDICES = ("sobol_first", "sobol_total", "first_order", "shapley")


class Moving(NamedTuple):
    """What moves the targets, and what will once all evidence is in.

    Attributes
    ----------
    now : Sensitivity
    later : xarray.Dataset or None
        Shapley effects with every item of the catalogue in, whatever the study's date; None if no item is
        published after it.
    last : datetime.date
        When the last item was published.
    power : list of Power
        Of the first target.
    ci_prob : float
    """

    now: Sensitivity
    later: xr.Dataset | None
    last: dt.date
    power: list[Power]
    ci_prob: float


def check(settings: Settings, *, target: Sequence[str] = ()) -> None:
    """Refuse a target that is neither a node nor a claim."""
    graph = checked_graph(settings.study)
    for name in target:
        find_target(graph, name, key="--target")


def compute(run: Run, *, target: Sequence[str] = ()) -> Moving:
    """Share out what is uncertain about each target: the conclusion and its claim unless others are named."""
    fit, study, seed = run.fit, run.study, run.settings.seed
    names = tuple(find_target(run.graph, name, key="--target").name for name in target) or _defaults(fit)
    run.step.more(1)
    run.step("sharing out the variance")
    now = sensitivity(fit, names, seed=seed)
    last = max((e.published for e in study.evidence.values() if e.include), default=study.as_of)
    power = power_scaling(fit, seed=seed, target=_posterior_values(fit, now.targets[0]))
    return Moving(now, _later(run, names, last), last, power, run.settings.ci_prob)


def _defaults(fit: Fit) -> tuple[str, ...]:
    conclusion = fit.graph.study.model.conclusion
    return tuple(name for name in (conclusion.node, conclusion.claim) if name and not settled(fit, name))


def _later(run: Run, names: Sequence[str], last: dt.date) -> xr.Dataset | None:
    study = run.study.at(max(last, run.study.as_of))
    if study.items == run.study.items:
        return None
    (fit,) = run.fit_all([run.graph.with_study(study)])
    checked_gate(fit.gate, f"{study.name} as of {study.as_of}")
    still = [name for name in names if not settled(fit, name)]
    return shapley_of(fit, still, seed=run.settings.seed) if still else None


def _posterior_values(found: Fit, target: Target) -> xr.DataArray:
    posterior = found.tree["posterior"].to_dataset()
    data = xr.merge([posterior, found.tree["constant_data"].to_dataset()], compat="override")
    shape = (posterior.sizes["chain"], posterior.sizes["draw"])
    return xr.DataArray(target.values(data, found.graph.units).reshape(shape), dims=("chain", "draw"))


def write(found: Moving) -> list[Block]:
    """Tell which inputs move the conclusion."""
    return [Paragraph(_sentences(found)), *_pictures(found), *_tables(found)]


def _sentences(found: Moving) -> list[str]:
    now, target = found.now, found.now.targets[0]
    before, after = (top_inputs(now.inputs, target.name, index=index) for index in ("sobol_total", "shapley"))
    effects = now.inputs["shapley"].sel(target=target.name)
    whole = percent(float(effects.sel(input=after).sum()))
    return [
        f"{whole} of what is still uncertain about {target_words(now, target)} comes from"
        f" {_listed(now, effects, after)}. Before the evidence {_compared(now, after, before)}.",
        *_later_sentence(found, target, after),
        *_judgement_sentence(now, target),
    ]


def _compared(now: Sensitivity, reference: Sequence[str], others: Sequence[str]) -> str:
    """Say how the inputs that matter most in another state differ from those of a reference."""
    if list(others) == list(reference):
        return "the same inputs matter most, in the same order"
    if set(others) == set(reference):
        return "the same inputs matter most, in another order"
    new = [f"“{node_title(now.graph, name)}”" for name in others if name not in reference]
    gone = [f"“{node_title(now.graph, name)}”" for name in reference if name not in others]
    return f"{listed(new)} matters more than {listed(gone)}"


def _later_sentence(found: Moving, target: Target, after: Sequence[str]) -> Iterator[str]:
    if found.later is None or target.name not in found.later["target"]:
        return
    later = top_inputs(found.later, target.name)
    effects = found.later["shapley"].sel(target=target.name)
    yield (
        f"With all evidence up to {found.last:%B %Y} in, {_compared(found.now, after, later)};"
        f" the three then account for {percent(float(effects.sel(input=later).sum()))}."
    )


def _judgement_sentence(now: Sensitivity, target: Target) -> Iterator[str]:
    parts = now.groups["basis"]["shapley"].sel(target=target.name)
    if "judgement" not in parts["group"]:
        yield "None of the numbers that it is computed from is a judgement."
        return
    share = percent(float(parts.sel(group="judgement")))
    yield (
        f"Judgement accounts for {share} of it directly; how far the evidence is trusted is judgement too, and acts"
        " through the evidence."
    )


def _listed(now: Sensitivity, effects: xr.DataArray, names: Sequence[str]) -> str:
    return listed([f"“{node_title(now.graph, n)}” ({percent(float(effects.sel(input=n)))})" for n in names])


def _tables(found: Moving) -> list[Table]:
    now = found.now
    frames = {
        "indices": frame(("target", "input", "index", "value", "standard_error"), _index_rows(now)),
        "groups": frame(_GROUPS, _group_rows(now)),
        "later": frame(_LATER, _later_rows(found)),
        "power": frame(Power._fields, found.power[:POWERS]),
    }
    hidden = [Table(name, each, shown="nowhere") for name, each in frames.items()]
    return [Table("inputs", frame((*_INPUTS, *_MCSE), _input_rows(now)), _INPUTS), *hidden]


_INPUTS = (
    *("target", "input", "basis", "part", "prior_at_low", "prior_at_high", "posterior_at_low", "posterior_at_high"),
    *("sobol_total", "shapley"),
)
_MCSE = ("mcse_sobol_total", "mcse_shapley")
_GROUPS = ("target", "grouping", "group", "sobol_total", "sobol_error", "shapley", "shapley_error")
_LATER = ("target", "input", "shapley_now", "error_now", "shapley_later", "error_later")


def _input_rows(now: Sensitivity) -> Iterator[tuple[object, ...]]:
    for target in now.targets:
        of = now.inputs.sel(target=target.name)
        for name in top_inputs(now.inputs, target.name, count=now.inputs.sizes["input"]):
            row = of.sel(input=name)
            held = row["held"].transpose("state", "end").to_numpy().ravel()
            sizes = (float(row[each]) for each in ("sobol_total", "shapley", "sobol_total_se", "shapley_se"))
            yield (target.name, name, str(row["basis"].item()), str(row["part"].item()), *map(float, held), *sizes)


def _index_rows(now: Sensitivity) -> Iterator[tuple[object, ...]]:
    for target in now.targets:
        of = now.inputs.sel(target=target.name)
        for name in map(str, now.inputs["input"].to_numpy()):
            row = of.sel(input=name)
            yield from ((target.name, name, i, float(row[i]), float(row[f"{i}_se"])) for i in INDICES)
            for state in ("prior", "posterior"):
                rank = row.sel(state=state)
                yield (target.name, name, f"rank correlation, {state}", float(rank["rank"]), float(rank["rank_se"]))
        yield (
            target.name,
            "",
            "variance of the copula over that of the draws",
            float(now.fidelity.sel(target=target.name)),
            None,
        )


def _group_rows(now: Sensitivity) -> Iterator[tuple[object, ...]]:
    columns = ("sobol_total", "sobol_total_se", "shapley", "shapley_se")
    for target in now.targets:
        for by, groups in now.groups.items():
            for group in map(str, groups["group"].to_numpy()):
                row = groups.sel(target=target.name, group=group)
                yield (target.name, by, group, *(float(row[column]) for column in columns))


def _later_rows(found: Moving) -> Iterator[tuple[object, ...]]:
    if found.later is None:
        return
    now = found.now.inputs.reindex(input=found.later["input"])
    for target in map(str, found.later["target"].to_numpy()):
        for name in top_inputs(found.later, target, count=found.later.sizes["input"]):
            pair: list[Any] = [indices.sel(target=target, input=name) for indices in (now, found.later)]
            values = [float(each[column]) for each in pair for column in ("shapley", "shapley_se")]
            yield (target, name, *(None if np.isnan(value) else value for value in values))


def _pictures(found: Moving) -> list[Picture]:
    now, titles = found.now, titles_of(found.now.graph)
    what, words = target_title(now, now.targets[0]), target_words(now, now.targets[0])
    drawn = {
        "tornado": (
            partial(plot_tornado, now),
            f"{what}, with one input at a time at its 5th and its 95th percentile.",
        ),
        "indices": (
            partial(plot_indices, now, ci_prob=found.ci_prob),
            "Parts of the variance, before the evidence and after it.",
        ),
        "groups": (
            partial(plot_groups, now, ci_prob=found.ci_prob),
            "The same by the basis of the numbers and by part of the argument.",
        ),
        "power": (
            partial(plot_power, found.power, titles, words),
            "The priors and items that the posterior is most sensitive to.",
        ),
    }
    return [Picture(name, draw, caption) for name, (draw, caption) in drawn.items()]
