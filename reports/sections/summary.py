"""Summary: what the report comes to, in a heading and a paragraph."""

from ..render.document import Block, Heading, Paragraph
from ..render.words import percent, probability
from ..run.run import Run
from .conclusion import Conclusion
from .printed import printed_conclusion, written

__all__ = ["compute", "write"]


def compute(run: Run) -> Run:
    """Return the fitted study."""
    return run


def write(run: Run) -> list[Block]:
    """Say where the conclusion stands, under which study."""
    study, conclusion, row = run.study, Conclusion(run.graph), run.rows[run.study.model.conclusion.node]
    record, printed = conclusion.record, printed_conclusion(study)
    below = probability(conclusion.chance_below(conclusion.draws(run.fit)))
    headline = [
        f"{record.title}: {conclusion.read(row.median, row.low, row.high)}.",
        f"The probability that {record.below} is {below}.",
    ]
    headline += [f"The post printed {written(printed)}."] if printed else []
    about = [
        f"Study “{study.name}”: {study.title}.",
        f"Evidence published up to {study.as_of}.",
        f"Intervals are equal-tailed and hold {percent(run.settings.ci_prob, error=0)}.",
    ]
    return [
        Heading(f"{study.model.title}: {record.below} with a probability of {below}", 1),
        Paragraph(about, "small"),
        Paragraph(headline, "headline"),
        Paragraph(_what(bool(printed))),
    ]


def _what(post: bool) -> list[str]:
    before = (
        "This report re-expresses the analysis “GPT-3-like models are now much easier to access and deploy than to"
        " develop” as one Bayesian graph."
    )
    after = "What the author adjusted by hand is a posterior."
    each = (
        "Every quantity has a unit and a source, and every report that bears on one is a likelihood with a stated"
        " discount."
    )
    return [before, each, after] if post else ["This report is on one Bayesian graph.", each]
