"""What moves the conclusion: which inputs matter, before the evidence, after it, and once all of it is in."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import pandas as pd
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
from ..render.conclusion import Conclusion
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import listed, node_title, percent, titles_of
from ..run.run import Run
from ..run.settings import Settings, checked_gate

__all__ = ["Moving", "check", "compute", "write"]

POWERS = 20
"""Priors and items listed by power-scaling sensitivity; those behind them are no more than chance."""


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
    """

    now: Sensitivity
    later: xr.Dataset | None
    last: dt.date
    power: list[Power]


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
    now = sensitivity(fit, names, seed=seed, ci_prob=run.settings.ci_prob)
    last = max((e.published for e in study.evidence.values() if e.include), default=study.as_of)
    power = power_scaling(fit, seed=seed, target=_posterior_values(fit, now.targets[0]))
    return Moving(now, _later(run, names, last), last, power)


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


def _posterior_values(fit: Fit, target: Target) -> xr.DataArray:
    shape = (fit.nodes.sizes["chain"], fit.nodes.sizes["draw"])
    return xr.DataArray(target.values(fit.nodes, fit.graph.units).reshape(shape), dims=("chain", "draw"))


def write(moving: Moving) -> list[Block]:
    """Tell which inputs move the conclusion."""
    return [Paragraph(_sentences(moving)), *_pictures(moving), *_tables(moving)]


def _sentences(moving: Moving) -> list[str]:
    now, target = moving.now, moving.now.targets[0]
    before, after = (top_inputs(now.inputs, target.name, index=index) for index in ("sobol_total", "shapley"))
    effects = now.inputs["shapley"].sel(target=target.name)
    whole = percent(float(effects.sel(input=after).sum()))
    return [
        f"{whole} of what is still uncertain about {target_words(now, target)} comes from"
        f" {_listed(now, effects, after)}. Before the evidence {_compared(now, after, before)}.",
        *_later_sentence(moving, target, after),
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
    return f"{listed(new)} matter{'s' * (len(new) == 1)} more than {listed(gone)}"


def _later_sentence(moving: Moving, target: Target, after: Sequence[str]) -> Iterator[str]:
    if moving.later is None or target.name not in moving.later["target"]:
        return
    later = top_inputs(moving.later, target.name)
    effects = moving.later["shapley"].sel(target=target.name)
    yield (
        f"With all evidence up to {moving.last:%B %Y} in, {_compared(moving.now, after, later)};"
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


_INPUTS = (
    *("target", "input", "basis", "part", "prior_at_low", "prior_at_high", "posterior_at_low", "posterior_at_high"),
    *("sobol_total", "shapley"),
)


def _tables(moving: Moving) -> list[Table]:
    groups = [_tabulated(data).assign(grouping=by) for by, data in moving.now.groups.items()]
    frames = {
        "groups": pd.concat(groups),
        "fidelity": moving.now.fidelity.rename("variance_ratio").to_dataframe().reset_index(),
        "power": frame(Power._fields, moving.power[:POWERS]),
    }
    if moving.later is not None:
        before = moving.now.inputs[["shapley", "shapley_se"]].reindex(input=moving.later["input"])
        frames["later"] = _tabulated(
            moving.later.merge(before.rename(shapley="shapley_now", shapley_se="shapley_now_se"))
        )
    hidden = [Table(name, each, shown="nowhere") for name, each in frames.items()]
    conclusion = Conclusion(moving.now.graph)
    percents, of = conclusion.percents(*_INPUTS[4:8]), conclusion.record.node
    rows = _tabulated(_flat(moving.now))
    return [Table("inputs", rows, _INPUTS, percents=percents, percents_of=of), *hidden]


def _flat(now: Sensitivity) -> xr.Dataset:
    """Return every index of each target and input, those before and after the evidence under names of their own."""
    states, inputs = ("prior", "posterior"), now.inputs
    held = {f"{s}_at_{e}": inputs["held"].sel(state=s, end=e, drop=True) for s in states for e in ("low", "high")}
    ranks = {f"{s}_{name}": inputs[name].sel(state=s, drop=True) for s in states for name in ("rank", "rank_se")}
    return inputs.drop_dims(["state", "end"]).assign(held | ranks)


def _tabulated(data: xr.Dataset) -> pd.DataFrame:
    """Return a row a target and input, or group of them: for each target, what has the largest effect first."""
    errors = {str(name): f"mcse_{str(name).removesuffix('_se')}" for name in data if str(name).endswith("_se")}
    rows = data.rename(errors).to_dataframe().reset_index()
    order = list(map(str, data["target"].values))
    return rows.sort_values(["target", "shapley"], key=lambda c: -c if c.name == "shapley" else c.map(order.index))


def _pictures(moving: Moving) -> list[Picture]:
    now, titles = moving.now, titles_of(moving.now.graph)
    what, words = target_title(now, now.targets[0]), target_words(now, now.targets[0])
    drawn = {
        "tornado": (
            partial(plot_tornado, now),
            f"{what}, with one input at a time at either end of its interval.",
        ),
        "indices": (
            partial(plot_indices, now),
            "Parts of the variance, before the evidence and after it.",
        ),
        "groups": (
            partial(plot_groups, now),
            "The same by the basis of the numbers and by part of the argument.",
        ),
        "power": (
            partial(plot_power, moving.power, titles, words),
            "The priors and items that the posterior is most sensitive to.",
        ),
    }
    return [Picture(name, draw, caption) for name, (draw, caption) in drawn.items()]
