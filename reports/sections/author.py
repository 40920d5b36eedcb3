"""Author: what his step from one ratio to the next would be as a posterior."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from ...analyses.post import AuthorStep, author_steps
from ...model import build
from ...priors import PublishedFigure, load_study
from ..figures.author import plot_author
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import amount, estimated, number, percent, probability
from ..run.run import Run
from ..run.settings import checked_gate
from .printed import AFTER, BEFORE, REPORTED, ends

__all__ = ["Steps", "compute", "write"]

_CAPTION = "What the author's step would be as a posterior, with one standard deviation common to his two reports."


class Steps(NamedTuple):
    """His step, put on the mean and on the median."""

    figures: Mapping[str, PublishedFigure]
    steps: Sequence[AuthorStep]
    ci_prob: float


def compute(run: Run) -> Steps:
    """Solve his step in the study that has nothing but his reports."""
    figures = run.study.catalogue.figures
    target, _, threshold = ends(figures[AFTER])
    graph, settings = build(load_study("author")), run.settings
    made = author_steps(graph, target=target, threshold=threshold, seed=settings.seed, ci_prob=settings.ci_prob)
    for step in made:
        checked_gate(step.gate, f"the author's step by the {step.readout}")
    return Steps(figures, made, settings.ci_prob)


def write(result: Steps) -> list[Block]:
    """Tell which standard deviation of his reports would have led where he went."""
    figures, steps, ci_prob = result
    return [
        Paragraph(_sentences(steps, *(figures[name] for name in (BEFORE, AFTER, REPORTED)))),
        Picture("author", partial(plot_author, steps, figures[AFTER], ci_prob=ci_prob), _CAPTION),
        Table("author", frame(AuthorStep._fields[:-1], [step[:-1] for step in steps]), shown="nowhere"),
    ]


def _sentences(
    steps: Sequence[AuthorStep], before: PublishedFigure, after: PublishedFigure, reported: PublishedFigure
) -> list[str]:
    mean, median = steps
    start, centre, low, high = (
        amount(value, after.unit)
        for value in (before.centre, after.centre, reported.low, reported.high)
        if value is not None
    )
    _, _, threshold = ends(after)
    return [
        f"The post moves {start} to {centre}, “updating slightly” for two reports of {low} to {high}.",
        "As a posterior with no bias and no offset, its only free number is how far such a report strays from the"
        " truth.",
        f"A standard deviation of {number(mean.sd)} on the log scale puts the mean, which is what the author's tool"
        f" prints, on {percent(mean.mean, error=mean.mcse_mean)}; the median and its interval then are {_read(mean)},"
        f" and the probability of at least {percent(threshold)} is"
        f" {probability(mean.at_least_68, error=mean.mcse_at_least_68)}.",
        f"Putting the median there takes one of {number(median.sd)} and gives {_read(median)}.",
    ]


def _read(step: AuthorStep) -> str:
    values, errors = (step.median, step.low, step.high), (step.mcse_median, step.mcse_low, step.mcse_high)
    return estimated(percent, values, errors)
