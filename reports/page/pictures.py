"""Pictures: which figure shows what, and its caption."""

from matplotlib.figure import Figure

from ...priors import published_figures
from ..figures.audit_figure import plot_audit
from ..figures.author import plot_author
from ..figures.claims_figure import plot_claims
from ..figures.costs import plot_costs
from ..figures.graph_picture import plot_graph
from ..figures.ratio import plot_ratio
from ..figures.shifts import plot_shifts
from ..figures.talent import plot_talent
from ..render.words import titles_of
from ..sections.section import Picture
from .contents import AUTHOR_FIGURE, Contents

__all__ = ["pictures"]

CAPTIONS = {
    "ratio": "Cost of the largest viable deployment over the cost of development: prior, after each item in order of"
    " its date, and posterior. The author's figures are for comparison and enter nowhere.",
    "talent": "People able to run BLOOM on their own, before and after the evidence, with the floor that the post"
    " counted and the downloads that it took for an upper bound.",
    "costs": "Compute cost of each scenario for a year beside the cost of development.",
    "author": "What the author's step would be as a posterior, with one spread common to his two reports.",
    "shifts": "How far each item moves each input, in standard deviations of the input's prior.",
    "claims": "Probability of each quantitative claim of the post and of its edit, before and after the evidence.",
    "audit": "The graph under the author's own inputs over what the post prints, under the read-out it was made with.",
    "graph": "The graph of this study, by part of the argument.",
}
"""Captions by the figure's name, in the order of the report."""

PRINTED_RATIOS = (("Post, before reports", "text_combined_ratio"), ("Post, updated by hand", AUTHOR_FIGURE))


def pictures(contents: Contents) -> dict[str, Picture]:
    """Draw every figure."""
    drawn = {name: Picture(figure, CAPTIONS[name]) for name, figure in _figures(contents).items()}
    for told in contents.told:
        drawn |= {f"{told.section.name}_{n}": picture for n, picture in told.section.pictures(told.result).items()}
    return drawn


def _figures(contents: Contents) -> dict[str, Figure]:
    tree, graph, figures = contents.fit.tree, contents.fit.graph, published_figures()
    titles, ci_prob = titles_of(graph), contents.settings.ci_prob
    printed = [(text, figures[name]) for text, name in PRINTED_RATIOS]
    pool = figures["appendix_talent_pool_overall"]
    prior, posterior = tree["prior"].to_dataset(), tree["posterior"].to_dataset()
    floor = figures["appendix_infrastructure_engineers"].low
    downloads = figures["appendix_downloads"].centre
    return {
        "ratio": plot_ratio(contents.steps, titles, printed, ci_prob=ci_prob),
        "talent": plot_talent(prior, posterior, floor, downloads, pool, ci_prob=ci_prob),
        "costs": plot_costs(posterior, titles, ci_prob=ci_prob),
        "author": plot_author(contents.author, figures[AUTHOR_FIGURE], ci_prob=ci_prob),
        "shifts": plot_shifts(contents.shifts, titles),
        "claims": plot_claims(contents.claims),
        "audit": plot_audit(contents.audit),
        "graph": plot_graph(graph),
    }
