"""Inputs: the default study's numbers as plain data, the same for every contender."""

from llm_barriers.model.evidence import numbers_of, value_of

CONCLUSION = ("cost_ratio", "inference_share", "largest_viable_cost", "development_cost", "talent_pool")
"""What every contender gives back, beside the nodes that the evidence measures."""

HEADLINE = ("cost_ratio", "inference_share", "largest_viable_cost", "development_cost")
"""What growth is measured with: few nodes, so that it is the graph that is timed and not the memory kept."""


def kept_nodes(graph):
    """Names of the nodes that every contender computes and gives back; their ancestors are computed on the way."""
    measured = (graph.study.evidence[name].measures for name in graph.study.items)
    return tuple(dict.fromkeys((*CONCLUSION, *(name for name in measured if name in graph.names))))


def study_inputs(graph):
    """Return a study's priors, and the items that are in, as plain numbers.

    Notes
    -----
    A prior is a root, a link, a location and a scale, in the unit of the graph's node, and of a half Student-t the
    degrees of freedom.
    """
    return {"priors": _priors(graph), "items": _items(graph), "kept": kept_nodes(graph)}


def _priors(graph):
    names, priors = graph.known, {}
    for name in names.all:
        for coordinate in names.coordinates(name) or (None,):
            part = name if coordinate is None else f"{name}[{coordinate}]"
            entry = names.study.quantities.get(part) or names.study.quantities.get(name)
            if entry is not None:
                priors[part] = _plain(names.prior(part, entry))
    return priors


_FORMS = {
    "constant": (None, "identity"),
    "normal": ("normal", "identity"),
    "lognormal": ("normal", "exp"),
    "two_piece_lognormal": ("normal", "exp"),
    "logitnormal": ("normal", "expit"),
    "uniform": ("uniform", "identity"),
    "half_normal": ("half_normal", "identity"),
    "exp_half_normal": ("half_normal", "exp"),
    "exp_half_student_t": ("half_student_t", "exp"),
}
"""By family: its root and its link. Of two pieces, the upper."""


def _plain(prior):
    (root, link), numbers = _FORMS[prior.family], prior.numbers
    location, scale, nu = numbers[0], 0.0 if root is None else numbers[-1], prior.parameters.get("nu")
    match root:
        case "half_normal":
            location, scale = 0.0, numbers[0]
        case "half_student_t":
            location, scale = 0.0, prior.parameters["scale"]
    return {"root": root, "link": link, "location": float(location), "scale": float(scale), "nu": nu}


def _items(graph):
    return {name: _item(graph, name) for name in graph.study.items}


def _item(graph, name):
    item, coordinates = graph.study.evidence[name], graph.known.coordinates
    return {
        "kind": item.kind,
        "measures": item.measures,
        "discounts": [f"{d}[{name}]" if name in coordinates(d) else d for d in item.discounts],
        "value": value_of(name, graph.known),
        "sd": next(iter(numbers_of(name, graph.known)), None),
    }
