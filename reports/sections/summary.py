"""Summary: what the report comes to, in a heading and a paragraph."""

from ...analyses.fit import Estimate, Readout
from ..render.conclusion import Conclusion
from ..render.document import Block, Heading, Paragraph
from ..render.words import percent, points, probability
from ..run.run import Run
from .printed import printed_conclusion, written

__all__ = ["write"]


def write(run: Run) -> list[Block]:
    """Say where the conclusion stands, under which study."""
    study, conclusion = run.study, Conclusion(run.graph)
    record, printed, sample = conclusion.record, printed_conclusion(study), conclusion.sample(run.fit)
    values, errors = sample.interval(run.settings.ci_prob)
    chance = conclusion.below(sample)
    below = probability(chance.value, error=chance.mcse)
    headline = [
        f"{record.title}: {conclusion.read(values, errors)}.",
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
        Paragraph([_errors(conclusion, errors, chance)], "small"),
        Paragraph(_what(bool(printed))),
    ]


def _errors(conclusion: Conclusion, errors: Readout, chance: Estimate) -> str:
    centre, low, high = map(conclusion.error, errors)
    return (
        f"Monte Carlo errors: {centre} of the median, {low} and {high} of the ends of its interval, and"
        f" {points(chance.mcse)} points of the probability."
    )


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
