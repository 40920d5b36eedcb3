"""Update: how each item of evidence, in order of its date, moves the conclusion."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from ...analyses.evidence import PRIOR, Step, UpdateRow, items_ever, update_rows
from ...priors import PublishedFigure, Study
from ..figures.ratio import plot_ratio
from ..render.conclusion import Conclusion
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import number, probability, titles_of, unit_words
from ..run.run import Run
from .printed import AFTER, BEFORE, ends, printed_conclusion, same_readout

__all__ = ["Updated", "compute", "write"]

_CAPTION = "Prior, after each item in order of its date, and posterior."
_COMPARED = " The post's own numbers, read in the same way, are for comparison and enter nowhere."
_POST = {BEFORE: "The post, before reports", AFTER: "The post, updated by hand"}
_COLUMNS = ("item", "date", "median", "mcse_median", "low", "high", "nats", "mcse_nats")
_LABELS = {"item": "After", "date": "Published", "nats": "Nats"}


@dataclass(frozen=True)
class Updated:
    """The study item by item, and what is read off each step."""

    steps: Sequence[Step]
    rows: Sequence[UpdateRow]
    post: Sequence[tuple[str, PublishedFigure]]
    ci_prob: float


def compute(run: Run) -> Updated:
    """Fit the study with one item after another."""
    ci_prob = run.settings.ci_prob
    post = [(_POST[name], figure) for name, figure in same_readout(run).items()]
    return Updated(run.steps, update_rows(run.steps, ci_prob=ci_prob), post, ci_prob)


def write(result: Updated) -> list[Block]:
    """Tell the way from the prior to the posterior."""
    graph = result.steps[-1].fit.graph
    titles = titles_of(graph) | {PRIOR: "Prior"}
    frames = {
        quantity: frame(UpdateRow._fields, [row for row in result.rows if row.quantity == quantity])
        for quantity in dict.fromkeys(row.quantity for row in result.rows)
    }
    main, percents = frames.pop(graph.study.model.conclusion.node), Conclusion(graph).percents(*_COLUMNS[2:6])
    return [
        Paragraph(_sentences(result, titles)),
        Picture(
            "ratio",
            partial(plot_ratio, graph, result.steps, result.post, ci_prob=result.ci_prob),
            _CAPTION + _COMPARED * bool(result.post),
        ),
        Table("conclusion", main, _COLUMNS, _LABELS, whole=True, percents=percents),
        *(
            Table(name, each, _COLUMNS, _LABELS, folded=_same(titles.get(name, name), graph.units[name]), whole=True)
            for name, each in frames.items()
        ),
        Table("update", frame(UpdateRow._fields, result.rows), shown="nowhere"),
    ]


def _same(title: str, unit: str) -> str:
    words = unit_words(unit)
    return f"The same for “{title}”{f', in {words}' if words else ''}"


def _sentences(result: Updated, titles: dict[str, str]) -> list[str]:
    fit = result.steps[-1].fit
    study, conclusion = fit.graph.study, Conclusion(fit.graph)
    rows = [row for row in result.rows if row.quantity == conclusion.record.node]
    if len(rows) == 1:
        return [
            f"No item of evidence enters under this study, and {conclusion.name} stays at its prior.",
            _later(study),
        ]
    first, last = (conclusion.write(row.median, row.mcse_median) for row in (rows[0], rows[-1]))
    most = max(rows[1:], key=lambda row: row.nats)
    said = [
        f"Before any item of evidence the graph puts {conclusion.name} at {first}; {_items(len(rows) - 1)} it to"
        f" {last}.",
        f"The item that says most about it is “{titles[most.item]}” ({number(most.nats, error=most.mcse_nats)} nats, in"
        " which it is measured how far a report moves what is believed).",
    ]
    if figure := printed_conclusion(study):
        _, _, high = ends(figure)
        sample = conclusion.sample(fit)
        chance = sample.probability(sample.values >= high)
        reached = probability(chance.value, error=chance.mcse)
        said.append(f"The post's own upper end, {conclusion.write(high)}, is reached with probability {reached}.")
    return [*said, _later(study)]


def _later(study: Study) -> str:
    later = [name for name in items_ever(study) if not study.sees(study.evidence[name])]
    if not later:
        return "No item that would come in was published later."
    items, are = ("items", "are") if len(later) > 1 else ("item", "is")
    return f"{len(later)} {items} published later {are} not seen by this study, and {are} listed under its assumptions."


def _items(number: int) -> str:
    return "one item moves" if number == 1 else f"{number} items move"
