"""Panels: the conclusion under each option of the choice that a model shows option by option."""

from typing import NamedTuple

from ...priors import with_choices
from ..fit import CI_PROB, Fit, FitAll, Verdict

__all__ = ["PanelRow", "panel_rows"]


class PanelRow(NamedTuple):
    """The conclusion under one option.

    Attributes
    ----------
    option, title : str
    prior : float
        Median before the evidence.
    verdict : Verdict
        After it.
    """

    option: str
    title: str
    prior: float
    verdict: Verdict


def panel_rows(known: Fit, *, fit_all: FitAll, ci_prob: float = CI_PROB) -> list[PanelRow]:
    """Fit a study under each option of the choice; none where its model shows none.

    Parameters
    ----------
    known : Fit
        The fit of the study itself, which is not repeated.
    fit_all : callable
        What fits the graphs.
    ci_prob : float, optional
    """
    study, choice = known.graph.study, known.graph.study.model.panels
    options = study.options[choice].options if choice else {}
    others = [option for option in options if option != study.choices[choice]]
    graphs = [known.graph.with_study(with_choices(study, {choice: option})) for option in others]
    fits = dict(zip(others, fit_all(graphs), strict=True))
    conclusion, rows = study.model.conclusion, []
    for option, entry in options.items():
        fit = fits.get(option, known)
        before = fit.sample(conclusion.node, "prior").interval()[0].centre
        rows.append(PanelRow(option, entry.title, before, Verdict.of(fit, conclusion, ci_prob=ci_prob)))
    return rows
