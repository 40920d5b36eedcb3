"""Integrable: which inputs can be integrated out of the evidence, and of which reports."""

from ...priors import split_name
from ..arrays import input_names
from ..evidence import observation_model
from ..graph import Graph

__all__ = ["integrable"]


def integrable(graph: Graph, *, latents: bool = True) -> tuple[tuple[str, ...], tuple[str, ...], tuple[int, ...]]:
    """Return the items that are normal, given a latent of their own; the others; and the inputs to integrate out.

    Parameters
    ----------
    graph : Graph
    latents : bool, optional
        Whether a report may be among those that are normal given a latent of their own, if that lets a discount be
        integrated out.
    """
    study = graph.study
    models = {name: observation_model(study, name) for name in study.items}
    latent = {name for name, model in models.items() if model.latent}
    normal = tuple(n for n, model in models.items() if model.given_latent and (latents or n not in latent))
    discounts = _private_discounts(graph, normal, tuple(name for name in study.items if name not in normal))
    reports = tuple(n for n in normal if n not in latent or discounts.intersection(study.evidence[n].discounts))
    names = input_names(graph)
    columns = [i for i, name in enumerate(names) if split_name(name)[0] in discounts]
    columns.sort(key=lambda column: "[" in names[column])  # those that differ by report come last
    return reports, tuple(name for name in study.items if name not in reports), tuple(columns)


def _private_discounts(graph: Graph, reports: tuple[str, ...], others: tuple[str, ...]) -> set[str]:
    """Return discounts with a normal prior that nothing but the reports depends on."""
    evidence = graph.study.evidence
    discounts = {d for name in reports for d in evidence[name].discounts}
    elsewhere = {d for name in others for d in evidence[name].discounts}
    elsewhere |= {split_name(parent)[0] for parents in graph.parents.values() for parent in parents}
    elsewhere |= {needed for name in reports for needed in observation_model(graph.study, name).needed}
    normal: dict[str, bool] = {}
    for root in graph.roots.values():
        base, prior = split_name(root.quantity)[0], root.prior
        normal[base] = prior.form.linear and root.quantity == base and normal.get(base, True)
    return {d for d in discounts - elsewhere if normal.get(d, False)}
