"""What each command prints."""

from pathlib import Path

import click

from ...analyses.evidence import Explanation, Input, explain, update_rows
from ...analyses.fit import check_node, checked_graph, claim_probabilities, summarise
from ...analyses.post import totals
from ...priors import Study, StudyError, split_name, unknown_name
from ..render import jsons
from ..render.words import as_printed, number, percent, prior_words, probability
from ..run.settings import Settings, audited, fitted, fitted_in, stepped
from ..run.terminal import print_table, progress, say

__all__ = [
    "run_audit",
    "run_claims",
    "run_explain",
    "run_graph",
    "run_posterior",
    "run_priors_check",
    "run_priors_list",
    "run_priors_show",
    "run_update",
]


def run_posterior(settings: Settings) -> None:
    """Print every quantity of the posterior."""
    found = fitted(settings)
    rows = summarise(found, ci_prob=settings.ci_prob)
    if settings.as_json:
        click.echo(jsons.dumps(jsons.posterior_json(found, rows)))
        return
    header = ("quantity", "unit", "median", f"{percent(settings.ci_prob, error=0)} interval", "mean")
    mean = [number(r.mean) if r.mean is not None else "none" for r in rows]
    table = [
        (r.name, r.unit, number(r.median), f"{number(r.low)} to {number(r.high)}", m)
        for r, m in zip(rows, mean, strict=True)
    ]
    print_table(_title(settings, "posterior"), header, table, numbers=("median", "mean"))
    say(f"{found.method}, gate passed: {found.gate.reason()}")


def run_audit(settings: Settings) -> None:
    """Print each published figure beside the graph's own."""
    _, rows = audited(settings)
    if settings.as_json:
        click.echo(jsons.dumps(jsons.audit_json(rows)))
        return
    header = ("figure", "role", "unit", "published", "graph", "reproduced", "reason")
    table = [
        (
            r.id,
            r.role,
            r.unit,
            as_printed(r.published, r.published),
            as_printed(r.model, r.published),
            "yes" if r.reproduced else "NO",
            "" if r.reproduced else r.reason,
        )
        for r in rows
    ]
    print_table(_title(settings, "audit"), header, table)
    for total in totals(rows):
        say(f"{total.role}: {total.reproduced} of {total.figures} reproduced")


def run_update(settings: Settings) -> None:
    """Print how each item moves the conclusion."""
    with progress(1) as step:
        found = fitted_in(settings, step)
        made = stepped(settings, found, step)
    rows = update_rows(made, ci_prob=settings.ci_prob)
    if settings.as_json:
        click.echo(jsons.dumps(jsons.update_json(rows)))
        return
    header = ("quantity", "after", "published", "median", f"{percent(settings.ci_prob, error=0)} interval", "nats")
    table = [
        (
            r.quantity,
            r.item,
            str(r.date or ""),
            number(r.median),
            f"{number(r.low)} to {number(r.high)}",
            number(r.nats),
        )
        for r in rows
    ]
    print_table(_title(settings, "update"), header, table, numbers=("median", "nats"))


def run_claims(settings: Settings) -> None:
    """Print each claim's probability before and after the evidence."""
    found = fitted(settings)
    rows = claim_probabilities(found)
    if settings.as_json:
        click.echo(jsons.dumps(jsons.claims_json(rows)))
        return
    table = [(r.id, r.title, probability(r.prior), probability(r.posterior)) for r in rows]
    print_table(
        _title(settings, "claims"), ("claim", "statement", "before", "after"), table, numbers=("before", "after")
    )


def run_graph(settings: Settings, out: Path | None) -> None:
    """Print the graph's nodes, and draw it if asked to."""
    graph = checked_graph(settings.study)
    if out is not None:
        from ..figures.graph_picture import plot_graph
        from ..render.files import save_figure

        save_figure(plot_graph(graph), out)
        say(f"wrote {out}")
    if settings.as_json:
        click.echo(jsons.dumps(jsons.graph_json(graph)))
    else:
        table = [
            (n, graph.units[n], ", ".join(graph.dims[n]), ", ".join(graph.parents.get(n, ()))) for n in graph.names
        ]
        print_table(_title(settings, "graph"), ("node", "unit", "dims", "parents"), table)


def run_explain(settings: Settings, node: str) -> None:
    """Print what a node is and where it comes from."""
    graph = checked_graph(settings.study)
    if split_name(node)[1]:
        check_node(node, graph, "", "NODE")
    explained = explain(graph, node)
    if settings.as_json:
        click.echo(jsons.dumps(jsons.explanation_json(explained)))
        return
    click.echo("\n".join(_paragraphs(explained)))


def _paragraphs(e: Explanation) -> list[str]:
    dims = "".join(f", by {dim} ({', '.join(names)})" for dim, names in e.dims.items())
    lines = [f"{e.name} [{e.unit}{dims}]", f"  {e.title}."]
    if e.formula:
        lines += ["", "formula", *(f"  {line}" for line in e.formula.splitlines())]
        lines += ["parents", f"  {', '.join(e.parents)}"]
    lines += [
        "",
        "inputs" if e.inputs else "inputs: none of its own",
        *(line for i in e.inputs for line in _input_lines(i)),
    ]
    lines += ["", "evidence that reaches it" if e.evidence else "no evidence reaches it"]
    for name, item, seen in e.evidence:
        lines.append(f"  {name} ({item.published}, {'in' if seen else 'out'}): {item.title}")
        lines.append(f"    “{item.quote}”")
    return lines


def _input_lines(i: Input) -> list[str]:
    lines = [
        f"  {i.name} [{i.unit}]: {prior_words(i.prior)}",
        f"    {i.title}. Basis: {i.basis}; source: {i.source or 'none'} ({i.file})",
    ]
    lines += [f"    “{i.quote}”"] if i.quote else []
    return lines + ([f"    {i.note}"] if i.note else [])


def run_priors_list(settings: Settings) -> None:
    """Print a study's quantities."""
    entries = sorted(settings.study.quantities.items())
    if settings.as_json:
        plain = {
            n: {"unit": q.unit, "prior": prior_words(q.prior), "basis": q.basis, "source": q.source} for n, q in entries
        }
        click.echo(jsons.dumps(plain))
        return
    table = [(name, q.unit, prior_words(q.prior), q.basis, q.source) for name, q in entries]
    print_table(_title(settings, "priors"), ("quantity", "unit", "prior", "basis", "source"), table)


def run_priors_show(settings: Settings, name: str) -> None:
    """Print one quantity, or all coordinates of one."""
    found = explained_inputs(settings.study, name)
    if settings.as_json:
        click.echo(jsons.dumps([{**i._asdict(), "prior": prior_words(i.prior)} for i in found]))
        return
    click.echo("\n".join(line for i in found for line in _input_lines(i)))


def explained_inputs(study: Study, name: str) -> list[Input]:
    """Return a quantity's entries.

    Raises
    ------
    StudyError
        If the study has none of that name.
    """
    found = [
        Input(n, q.title, q.unit, q.prior, q.basis, q.source, q.quote, q.note, q.file)
        for n, q in study.quantities.items()
        if name in (n, split_name(n)[0])
    ]
    if not found:
        raise StudyError(unknown_name(name, study.quantities, what="quantity"), file=study.file, key="QUANTITY")
    return found


def run_priors_check(settings: Settings) -> None:
    """Check a study and say what it holds."""
    graph = checked_graph(settings.study)
    study = settings.study
    summary = {
        "study": study.name,
        "as_of": study.as_of.isoformat(),
        "digest": study.digest(),
        "quantities": len(study.quantities),
        "nodes": len(graph.names),
        "items_in": list(study.items),
        "claims": len(study.claims),
        "choices": dict(study.choices),
    }
    if settings.as_json:
        click.echo(jsons.dumps(summary))
        return
    for key, value in summary.items():
        click.echo(f"{key}: {', '.join(value) if isinstance(value, list) else value}")
    say("the study is sound: names, units, dates and claims fit, and its evidence is possible")


def _title(settings: Settings, what: str) -> str:
    return f"{what}: {settings.study.title} (as of {settings.study.as_of})"
