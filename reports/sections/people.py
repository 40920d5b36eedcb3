"""People: who can run the post's model, before and after the evidence."""

from functools import partial

from ..figures.talent import PANELS, plot_talent
from ..render.document import Block, Paragraph, Picture
from ..render.words import dollars, estimated, number, probability
from ..run.run import Run

__all__ = ["write"]

_CAPTION = (
    "People able to run BLOOM on their own, before and after the evidence, with the floor that the post counted and the"
    " downloads that it took for an upper bound."
)


def write(run: Run) -> list[Block]:
    """Tell how many people each step leaves."""
    rows, quantities = run.rows, list[tuple[str, str]]()

    def of(name: str, text: str) -> str:
        quantities.append((text, name))
        return text

    def people(name: str) -> str:
        return of(name, estimated(number, rows[name].values, rows[name].errors))

    def price(name: str) -> str:
        return of(name, dollars(rows[name].median))

    before = number(float(run.fit.tree["prior"]["talent_pool"].median()))
    leaked = probability(rows["opt_leaked"].median, error=rows["opt_leaked"].mcse_median)
    said = [
        f"{people('talent_pool')} people meet the post's talent requirement, against {of('talent_pool', before)} before"
        f" the evidence; with everybody else who is capable, {people('capable_people')}.",
        f"{people('independent_users')} will do it, and {people('able_to_pay_year')} could pay for a year.",
        f"{people('opt_granted')} people are granted access to OPT-175B in its first year; the probability that it has"
        f" leaked is {of('opt_leaked', leaked)}.",
        f"A server is {price('node_day_price')} a day, but only with a commitment of {price('commitment_cost')}.",
    ]
    figures = run.study.catalogue.figures
    marks = {
        "engineers in case studies": run.study.evidence["infrastructure_engineers_2022"].value,
        "downloads": figures["appendix_downloads"].centre,
    }
    prior, posterior = (run.fit.tree[group].to_dataset()[[*PANELS]] for group in ("prior", "posterior"))
    pool, ci_prob = figures["appendix_talent_pool_overall"], run.settings.ci_prob
    draw = partial(plot_talent, prior, posterior, marks, pool, ci_prob=ci_prob)
    return [Paragraph(said, quantities=quantities), Picture("people", draw, _CAPTION)]
