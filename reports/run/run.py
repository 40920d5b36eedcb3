"""Run: a study that questions are asked of, and what several of them need, each computed once."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ...model import Graph, build
from ...priors import Study, is_shipped
from .settings import Settings, checked_gate, fit_all, headline_all, headline_near
from .terminal import Steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...analyses.evidence import Step
    from ...analyses.fit import Fit, FitAll, HeadlineAll, HeadlineNear, Row

__all__ = ["Run"]


@dataclass(frozen=True)
class Run:
    """What a section computes from.

    Attributes
    ----------
    settings : Settings
    step : Steps
        Told what is under way.
    """

    settings: Settings
    step: Steps

    @property
    def study(self) -> Study:
        """What is assumed."""
        return self.settings.study

    @property
    def fit_all(self) -> "FitAll":
        """What fits many graphs as the settings say."""
        return fit_all(self.settings, self.step)

    @property
    def headline_all(self) -> "HeadlineAll":
        """What gives the headlines of many graphs as the settings say."""
        return headline_all(self.settings, self.step)

    @property
    def headline_near(self) -> "HeadlineNear":
        """What gives the headlines of many graphs that are much like one."""
        return headline_near(self.settings, self.step)

    @cached_property
    def graph(self) -> Graph:
        """The study's graph, checked unless it is one of those that are shipped, which the tests check."""
        if is_shipped(self.study):
            return build(self.study)
        from ...analyses.fit import checked_graph

        return checked_graph(self.study)

    @cached_property
    def _fit(self) -> "Fit":
        """The study's posterior, whatever it is worth."""
        (fit,) = self.fit_all([self.graph])
        return fit

    @property
    def fit(self) -> "Fit":
        """The study's posterior; refused if it has not converged."""
        checked_gate(self._fit.gate, self.study.name)
        return self._fit

    @property
    def is_fitted(self) -> bool:
        """Whether there is a posterior that may be reported."""
        return "_fit" in vars(self) and self._fit.gate.passed

    @cached_property
    def steps(self) -> "list[Step]":
        """The study item by item; refused if any step has not converged."""
        from ...analyses.evidence import steps

        made = steps(self.fit, fit_all=lambda graphs: [fit.light for each in graphs for fit in self.fit_all([each])])
        for each in made:
            if each.gate:
                checked_gate(each.gate, f"{self.study.name} up to {each.item}")
        return made

    @cached_property
    def rows(self) -> "dict[str, Row]":
        """Every node of the posterior, by name."""
        from ...analyses.fit import summarise

        return {row.name: row for row in summarise(self.fit, ci_prob=self.settings.ci_prob)}

    @cached_property
    def results(self) -> dict[tuple[str, str], Any]:
        """What sections have computed of this run."""
        return {}

    def kept[Result](self, compute: "Callable[..., Result]", **options: Any) -> Result:
        """Return what a section computes of this run, once for all sections that lean on it."""
        key = (compute.__module__, repr(sorted(options.items())))
        if key not in self.results:
            self.results[key] = compute(self, **options)
        result: Result = self.results[key]
        return result

    def of(self, study: Study) -> "Run":
        """Return the same questions asked of another study."""
        return Run(replace(self.settings, study=study), self.step)
