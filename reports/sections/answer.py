"""Answer: what is said first, from the study, its average over models and the choices that turn it over."""

from collections.abc import Sequence
from typing import NamedTuple

from ...analyses.fit import Readout, Verdict
from ...analyses.structure import Alone, AverageRow
from ...priors import Study
from ..render.conclusion import Conclusion
from ..render.words import probability

__all__ = ["Answer", "condition_of", "read"]

_LIKELY = ((0.95, "Almost certainly"), (0.8, "Very probably"), (0.6, "Probably"))
"""Least probability of the likelier side, and what is said of it; below the last, neither is."""


class Answer(NamedTuple):
    """What the first two sentences are said of.

    Attributes
    ----------
    conclusion : Conclusion
    own : Verdict
        Of the study.
    alone : sequence of Alone
        One option at a time, those first that move the conclusion farthest.
    average : AverageRow or None
        Over models of the same facts.
    models : int
        How many it is over.
    post : Readout or None
        The post's own numbers under the same read-out.
    """

    conclusion: Conclusion
    own: Verdict
    alone: Sequence[Alone]
    average: AverageRow | None
    models: int
    post: Readout | None

    @property
    def turning(self) -> list[Alone]:
        """The option of each choice that turns the conclusion over by itself and moves it farthest."""
        return list({row.choice: row for row in reversed(self.alone) if row.turned}.values())[::-1]

    @property
    def sentences(self) -> list[str]:
        """The answer with its condition, and what stands beside it."""
        return [self._answer(), self._beside()]

    @property
    def open(self) -> bool:
        """Whether another model of the same facts, or the average over them, comes down on the other side."""
        study = self.conclusion.graph.study
        models = any(not study.options[row.choice].question for row in self.turning)
        return models or (self.average is not None and (self.average.below < 0.5) != self.own.above)

    def _answer(self) -> str:
        chance, record = max(self.own.below, 1 - self.own.below), self.conclusion.record
        side = record.above if self.own.above else record.below
        sure = probability(chance, error=self.own.mcse_below)
        return (
            f"{self._start(chance)}: {self.conclusion.explained} is {read(self.conclusion, self.own)}, and {side}"
            f" with a probability of {sure}{self._condition()}."
        )

    def _start(self, chance: float) -> str:
        yes = "no" if self.own.above else "yes"
        if self.open:
            return f"{yes.capitalize()}, but that rests on how it is modelled"
        said = next((words for least, words in _LIKELY if chance >= least), "")
        return f"{said} {yes}" if said else f"It is open, and only just likelier that the answer is {yes}"

    def _condition(self) -> str:
        study, turning = self.conclusion.graph.study, self.turning
        if turning:
            return f", unless {' or '.join(condition_of(study, row.choice, row.option) for row in turning)}"
        return "; no single choice behind it, made otherwise, turns that over" if self.alone else ""

    def _beside(self) -> str:
        record, parts = self.conclusion.record, []
        if self.average:
            above, chance = self.average.below < 0.5, max(self.average.below, 1 - self.average.below)
            side, sure = record.above if above else record.below, probability(chance, error=self.average.mcse_below)
            parts.append(
                f"averaged over {self.models:,} models of the same facts, each weighted by how well it predicts the"
                f" evidence, it is {read(self.conclusion, self.average)}, and {side} with a probability of"
                f" {sure}, {'on the same side' if above == self.own.above else 'on the other side'}"
            )
        elif self.conclusion.graph.study.items:
            parts.append("there are no other models of the same facts to average over")
        else:
            parts.append("no evidence enters that could tell models of the same facts apart")
        if self.post:
            parts.append(f"the post's own numbers, read in the same way, give {self.conclusion.read(self.post)}")
        text = "; ".join(parts)
        return f"{text[0].upper()}{text[1:]}."


def read(conclusion: Conclusion, row: Verdict | AverageRow) -> str:
    """Write a median with its interval, each with its Monte Carlo error in mind."""
    return conclusion.read(
        Readout(row.median, row.low, row.high), Readout(row.mcse_median, row.mcse_low, row.mcse_high)
    )


def condition_of(study: Study, choice: str, option: str) -> str:
    """Say in a clause that an option is taken: "only generated tokens are counted"."""
    entry = study.options[choice].options[option]
    return entry.condition or f"“{study.options[choice].title}” is answered by “{entry.title}”"
