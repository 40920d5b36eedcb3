"""Costs: what deployments and development cost."""

from functools import partial

from ..figures.costs import plot_costs
from ..render.document import Block, Paragraph, Picture
from ..render.words import dollars, estimated, number, titles_of
from ..run.run import Run

__all__ = ["write"]

_CAPTION = "Compute cost of each scenario for a year beside the cost of development."


def write(run: Run) -> list[Block]:
    """Tell each cost."""
    rows, quantities = run.rows, list[tuple[str, str]]()

    def of(name: str, text: str) -> str:
        quantities.append((text, name))
        return text

    def cost(name: str) -> str:
        return of(name, estimated(dollars, rows[name].values, rows[name].errors))

    def centre(name: str) -> str:
        return of(name, number(rows[name].median, error=rows[name].mcse_median))

    said = [
        f"One percent of Twitter for a year costs {cost('compute_cost[twitter]')}; a coding assistant for a million"
        f" developers {cost('compute_cost[coding]')}; the largest viable deployment {cost('largest_viable_cost')};"
        f" development {cost('development_cost')}.",
        f"The API is {centre('api_markup')} times the price of one's own busy server.",
        "Growing from one server into the largest deployment by reinvested revenue takes"
        f" {centre('months_to_scale')} months at the median.",
    ]
    return [
        Paragraph(said, quantities=quantities),
        Picture(
            "costs", partial(plot_costs, run.fit.nodes, titles_of(run.graph), ci_prob=run.settings.ci_prob), _CAPTION
        ),
    ]
