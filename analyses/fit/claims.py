"""Claims: the probability of each quantitative statement, before the evidence and after it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph
from ...priors import Claim, StudyError, split_name, unknown_name
from ...priors.statements import AllOf, AnyOf, Comparison, NoneOf, Statement
from ...priors.units import conversion_factor
from .fitted import Fit
from .nodes import node_draws

__all__ = ["ClaimRow", "check_claims", "check_node", "claim_probabilities", "holds", "nodes_of"]

_RELATIONS = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}


class ClaimRow(NamedTuple):
    """A claim with its probability before and after the evidence, and their Monte Carlo standard errors."""

    id: str
    title: str
    quote: str
    prior: float
    posterior: float
    mcse_prior: float
    mcse_posterior: float


def holds(statement: Statement, data: xr.Dataset, units: Mapping[str, str]) -> NDArray[np.bool_]:
    """Say in which draws a statement holds.

    Parameters
    ----------
    statement : Comparison, AllOf, AnyOf or NoneOf
    data : xarray.Dataset
        Draws of the nodes.
    units : dict of str to str
        Units of the nodes.

    Returns
    -------
    array of bool
        One a draw; a single one if only constants are compared.
    """
    match statement:
        case AllOf():
            return np.asarray(np.logical_and.reduce(_each(statement.all, data, units)))
        case AnyOf():
            return np.asarray(np.logical_or.reduce(_each(statement.any, data, units)))
        case NoneOf():
            return np.logical_not(holds(statement.none, data, units))
        case Comparison():
            return _compare(statement, data, units)


def _each(statements: Iterable[Statement], data: xr.Dataset, units: Mapping[str, str]) -> tuple[NDArray[np.bool_], ...]:
    return np.broadcast_arrays(*(holds(statement, data, units) for statement in statements))


def _compare(c: Comparison, data: xr.Dataset, units: Mapping[str, str]) -> NDArray[np.bool_]:
    unit = units[split_name(c.node)[0]]
    theirs, other = str(c.unit), np.array([c.threshold], dtype=float)
    if c.than is not None:
        theirs, other = units[split_name(c.than)[0]], node_draws(data, c.than)
    with np.errstate(over="ignore"):  # what no float holds is beyond every draw
        other = other * c.factor * conversion_factor(theirs, unit)
    return np.asarray(_RELATIONS[c.relation](node_draws(data, c.node), other))


def nodes_of(statement: Statement) -> tuple[str, ...]:
    """Return the nodes that a statement names."""
    match statement:
        case AllOf():
            return tuple(n for s in statement.all for n in nodes_of(s))
        case AnyOf():
            return tuple(n for s in statement.any for n in nodes_of(s))
        case NoneOf():
            return nodes_of(statement.none)
        case Comparison():
            return (statement.node, statement.than) if statement.than else (statement.node,)


def check_claims(claims: Mapping[str, Claim], graph: Graph) -> None:
    """Check that every claim names nodes of the graph, in units that fit.

    Raises
    ------
    StudyError
        If one does not; the message names the file and the claim.
    """
    named: dict[str, None] = {}
    for name, claim in claims.items():
        for node in nodes_of(claim.statement):
            check_node(node, graph, claim.file, f"claims.{name}.statement")
            named[split_name(node)[0]] = None
    ones = xr.Dataset({name: _one_draw(graph, name) for name in named})
    for name, claim in claims.items():
        try:
            holds(claim.statement, ones, graph.units)
        except StudyError as error:
            raise StudyError(error.problem, file=claim.file, key=f"claims.{name}.statement") from None


def _one_draw(graph: Graph, name: str) -> xr.DataArray:
    coords = {dim: list(graph.study.coordinates(dim)) for dim in graph.dims[name]}
    return xr.DataArray(np.ones([1, *(len(c) for c in coords.values())]), {"draw": [0], **coords})


def check_node(node: str, graph: Graph, file: str, key: str) -> None:
    """Check that a name is a node of the graph, or a coordinate of one that has coordinates.

    Raises
    ------
    StudyError
        If it is not; the message names the file, the key and the nearest name.
    """
    base = split_name(node)[0]
    if base not in graph.names:
        raise StudyError(unknown_name(node, graph.names, what="node"), file=file, key=key)
    if node not in (parts := graph.known.parts(base)):
        raise StudyError(unknown_name(node, parts, what="node"), file=file, key=key)


def claim_probabilities(fit: Fit) -> list[ClaimRow]:
    """Return each claim's probability in the prior and in the posterior."""
    graph, constants = fit.graph, fit.tree["constant_data"].to_dataset()
    check_claims(graph.study.claims, graph)
    groups = {
        group: xr.merge([fit.tree[group].to_dataset(), constants], compat="override")
        for group in ("prior", "posterior")
    }
    rows = []
    for name, claim in graph.study.claims.items():
        holding = {group: holds(claim.statement, nodes, graph.units) for group, nodes in groups.items()}
        before, after = (fit.sample_of(values, group).probability(values) for group, values in holding.items())
        rows.append(ClaimRow(name, claim.title, claim.quote, before.value, after.value, before.mcse, after.mcse))
    return rows
