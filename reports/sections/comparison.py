"""Comparison: what two studies assume differently, and how much of the move each difference explains."""

from dataclasses import replace
from functools import partial
from math import exp
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from ...analyses.change import ABSENT, BELOW, OUT, Comparison, Group, compare_studies
from ...analyses.fit import Headline, checked_graph, headline_data
from ...priors import Quantity, Study
from ..figures.comparison import plot_comparison
from ..render.conclusion import Conclusion
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import label, listed, number, percent, prior_words, probability, titles_of
from ..run.run import Run
from ..run.settings import Settings, checked_gate
from ..run.studies import read_study

__all__ = ["Compared", "check", "compute", "group_titles", "write"]

_CAPTION = "What each difference between the two studies does to the headline, averaged over all orders of making them."
_NOT_IN = (ABSENT, OUT)
VISIBLE = 1.02
"""Factor on the median below which a part is not told apart from the noise of the draws."""


class Compared(NamedTuple):
    """A comparison, and how it is told.

    Attributes
    ----------
    result : Comparison
    conclusion : Conclusion
    first, second : Study
    titles : dict of str to str
        Of the groups and the headline nodes.
    ci_prob : float
    """

    result: Comparison
    conclusion: Conclusion
    first: Study
    second: Study
    titles: dict[str, str]
    ci_prob: float

    @property
    def names(self) -> tuple[str, str]:
        """What the studies are called; with their dates if they have the same name."""
        if self.first.name == self.second.name:
            return f"{self.first.name} as of {self.first.as_of}", f"{self.second.name} as of {self.second.as_of}"
        return self.first.name, self.second.name


def check(settings: Settings, *, first: str) -> None:
    """Refuse a first study that cannot be read or built."""
    checked_graph(read_study(first, as_of=settings.as_of, key="FIRST"))


def compute(run: Run, *, first: str) -> Compared:
    """Compare a study with the run's own."""
    other = checked_graph(read_study(first, as_of=run.settings.as_of, key="FIRST"))
    result = compare_studies(other, run.graph, headline_all=run.headline_all, seed=run.settings.seed)
    for name, headline in result.mixtures.items():
        checked_gate(headline.gate, f"{first} with {name} of {run.study.name}")
    if result.groups:
        result = replace(result, second=_own(run, result.second))
    conclusion = Conclusion(run.graph)
    titles = titles_of(run.graph) | {BELOW: f"Probability that {conclusion.record.below}"}
    titles |= group_titles(result.groups, other.study, run.study)
    return Compared(result, conclusion, other.study, run.study, titles, run.settings.ci_prob)


def _own(run: Run, mixture: Headline) -> Headline:
    """Return the headline of the run's own posterior, which everything else is told of, not of draws made again."""
    samples = {name: run.fit.sample(name) for name in map(str, mixture.data["node"].values)}
    return Headline(headline_data(run.graph, {"posterior": samples}, run.fit.diagnosis))


def write(compared: Compared) -> list[Block]:
    """Tell how the conclusion moves, and which differences it owes that to."""
    return [Paragraph(_sentences(compared)), *_pictures(compared), *_tables(compared)]


def group_titles(groups: list[Group], first: Study, second: Study) -> dict[str, str]:
    """Say what each group of differences is."""
    return {group.name: _title(group, first, second) for group in groups}


def _title(group: Group, first: Study, second: Study) -> str:
    lead, count = group.members[0], len(group.members)
    if lead.kind == "choice":
        options = [_option_title(second, lead.name, str(option)) for option in (lead.first, lead.second)]
        return f"{label(lead.name)}: {' → '.join(options)}"
    many = f" ({count} differences)" if count > 1 else ""
    if lead.kind == "item" and group.name == lead.name:
        state = "out" if lead.second in _NOT_IN else "in" if lead.first in _NOT_IN else "changed"
        return f"{(second.evidence.get(lead.name) or first.evidence[lead.name]).title}: {state}{many}"
    entry = second.quantities.get(lead.name) or first.quantities.get(lead.name)
    if entry and count == 1:
        return entry.title
    part = second.model.parts.get(group.name)
    return f"{part.title if part else label(group.name)}{many}"


def _option_title(study: Study, choice: str, option: str) -> str:
    """Return what an option is called, without what defines it; a stored report may have one that is gone."""
    known = study.options[choice].options.get(option)
    return known.title.partition(":")[0] if known else option.replace("_", " ")


def _sentences(compared: Compared) -> list[str]:
    first, second = compared.names
    if not compared.result.groups:
        return [f"“{first}” and “{second}” assume the same; nothing moves."]
    said = [_move(compared), _parts(compared), _quiet(compared), _grouping(compared)]
    return [sentence for sentence in said if sentence]


def _move(compared: Compared) -> str:
    result, (first, second) = compared.result, compared.names
    both, record = (result.first, result.second), compared.conclusion.record
    before, after = (
        compared.conclusion.read(
            each.interval(record.node, ci_prob=compared.ci_prob),
            each.mcse_interval(record.node, ci_prob=compared.ci_prob),
        )
        for each in both
    )
    chances = " to ".join(
        probability(
            each.chance_below(record.node, record.threshold), error=each.mcse_below(record.node, record.threshold)
        )
        for each in both
    )
    return (
        f"From “{first}” to “{second}” {compared.conclusion.name} goes from {before} to {after}, and the probability"
        " that"
        f" {record.below} from {chances}."
    )


def _parts(compared: Compared) -> str:
    loud = _ranked(compared)
    if not loud:
        return f"No difference moves the median of {compared.conclusion.name} visibly."
    said = [f"{number(exp(part))} (“{compared.titles[name]}”)" for name, part in loud[:3]]
    start = f"the median of {compared.conclusion.name} is multiplied by {listed(said)}"
    if len(compared.result.groups) == 1:
        return f"{start[0].upper()}{start[1:]}, the one difference."
    whole = exp(float(compared.result.moves["part"].sel(target=compared.conclusion.record.node).sum()))
    return (
        f"Averaged over all orders in which the differences may be made, {start}; the factors of all differences"
        f" multiply to {number(whole)}, the whole."
    )


def _ranked(compared: Compared) -> list[tuple[str, float]]:
    """Return groups with a visible part in the log of the ratio, the largest first."""
    parts = compared.result.moves["part"].sel(target=compared.conclusion.record.node)
    pairs = [(str(name), float(part)) for name, part in zip(parts["group"].values, parts, strict=True)]
    visible = [pair for pair in pairs if abs(pair[1]) >= np.log(VISIBLE)]
    return sorted(visible, key=lambda pair: -abs(pair[1]))


def _quiet(compared: Compared) -> str:
    quiet, every = len(compared.result.groups) - len(_ranked(compared)), len(compared.result.groups)
    verb = "moves" if quiet == 1 else "move"
    return f"{quiet} of the {every} differences {verb} it by less than {percent(VISIBLE - 1)}." if quiet else ""


def _grouping(compared: Compared) -> str:
    if not compared.result.merged:
        return ""
    return (
        "The studies differ in too many quantities and items to take each on its own: quantities are put together by"
        " part of the argument, items by year."
    )


def _tables(compared: Compared) -> list[Table]:
    result = compared.result
    members = [
        (group.name, kind, name, _assumed(first), _assumed(second))
        for group in result.groups
        for kind, name, first, second in group.members
    ]
    targets = [str(target) for target in result.moves["target"].values]
    tables = [
        Table("attribution", _attribution(compared), ("title", *targets), compared.titles, points=[BELOW]),
        Table("headlines", _headlines(compared), _HEADLINES),
        Table("differences", frame(["group", "kind", "name", "first", "second"], members)),
    ]
    first = 0 if result.groups else 1  # with no difference there is nothing to attribute
    return [each if i == first else replace(each, shown="nowhere") for i, each in enumerate(tables)]


def _assumed(value: str | Quantity) -> str:
    return f"{prior_words(value.prior)} {value.unit}" if isinstance(value, Quantity) else value


_HEADLINES = ("node", "title", "first", "first_low", "first_high", "second", "second_low", "second_high", "times")


def _headlines(compared: Compared) -> pd.DataFrame:
    rows = []
    for node in map(str, compared.result.first.data["node"].values):
        both = (compared.result.first, compared.result.second)
        first, second = (each.interval(node, ci_prob=compared.ci_prob) for each in both)
        errors = (each.mcse_interval(node, ci_prob=compared.ci_prob).centre for each in both)
        rows.append((node, compared.titles[node], *first, *second, second.centre / first.centre, *errors))
    return frame((*_HEADLINES, "mcse_first", "mcse_second"), rows)


def _attribution(compared: Compared) -> pd.DataFrame:
    """Return the factor of each difference on each median, its part of the probability, and the whole move."""
    moves = compared.result.moves
    whole = moves[["part"]].sum("group").expand_dims(group=["whole move"])
    both = xr.concat([moves[["part", "mcse"]], whole], "group")
    parts = both["part"].where(~moves["log"], np.exp(both["part"]))
    errors = both["mcse"] * parts.where(moves["log"], 1.0)  # of a factor: that of its log, times itself
    made = parts.to_pandas().join(errors.to_pandas().add_prefix("mcse_"))
    made.insert(0, "title", [compared.titles.get(str(name), "All of them") for name in made.index])
    return made.rename_axis("difference").rename_axis(columns=None).reset_index()


def _pictures(compared: Compared) -> list[Picture]:
    if not compared.result.groups or compared.conclusion.record.node not in compared.result.moves["target"]:
        return []
    graph, result = compared.conclusion.graph, compared.result
    draw = partial(plot_comparison, graph, result, compared.titles, compared.names, ci_prob=compared.ci_prob)
    return [Picture("attribution", draw, _CAPTION)]
