"""Author: what his step from one ratio to the next would be as a posterior."""

from collections.abc import Sequence
from functools import partial

from ...analyses.post import AuthorStep, author_steps
from ...model import build
from ...priors import PublishedFigure, load_study, published_figures
from ..figures.author import plot_author
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import amount, number, percent, probability
from ..run.run import Run
from .printed import AFTER, BEFORE, REPORTED, ends

__all__ = ["compute", "write"]

_CAPTION = "What the author's step would be as a posterior, with one spread common to his two reports."


def compute(run: Run) -> list[AuthorStep]:
    """Solve his step in the study that has nothing but his reports."""
    target, _, threshold = ends(published_figures()[AFTER])
    graph, settings = build(load_study("author")), run.settings
    return author_steps(graph, target=target, threshold=threshold, seed=settings.seed, ci_prob=settings.ci_prob)


def write(result: Sequence[AuthorStep]) -> list[Block]:
    """Tell which spread of his reports would have led where he went."""
    figures = published_figures()
    return [
        Paragraph(_sentences(result, *(figures[name] for name in (BEFORE, AFTER, REPORTED)))),
        Picture("author", partial(plot_author, result, figures[AFTER]), _CAPTION),
        Table("author", frame(AuthorStep._fields, result), shown="nowhere"),
    ]


def _sentences(
    result: Sequence[AuthorStep], before: PublishedFigure, after: PublishedFigure, reported: PublishedFigure
) -> list[str]:
    mean, median = result
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
        f"A spread of {number(mean.sd)} on the log scale puts the mean, which is what the author's tool prints, on"
        f" {percent(mean.mean)}; the median is then {percent(mean.median)}, the interval {percent(mean.low)} to"
        f" {percent(mean.high)}, and the probability of at least {percent(threshold)} is"
        f" {probability(mean.at_least_68)}.",
        f"Putting the median there takes a spread of {number(median.sd)} and gives {percent(median.low)} to"
        f" {percent(median.high)}.",
    ]
