"""Findings: the report's numbers as words, every one of them computed."""

from collections.abc import Sequence

import numpy as np

from ...analyses.fit import ClaimRow, node_draws
from ...analyses.post import AuditRow, totals
from ...priors import published_figures
from ..render.words import dollars, node_title, number, percent, probability, ranged
from .contents import Contents, author_figure

__all__ = ["findings"]

REPORTS_FIGURE = "text_reported_share"
"""The published figure of what the two reports say."""


def findings(contents: Contents) -> dict[str, str]:
    """Return phrases for the page by name."""
    return {
        **_headline(contents),
        **_people(contents),
        **_costs(contents),
        **_update(contents),
        **_author(contents),
        **_audit(contents),
        **_claims(contents),
        **_rooms(contents),
    }


def _headline(contents: Contents) -> dict[str, str]:
    row = contents.row("cost_ratio")
    ratio = node_draws(contents.fit.tree["posterior"].to_dataset(), "cost_ratio")
    cheaper = float((ratio < 1).mean())
    figure = author_figure()
    printed = [f"{number(v or 0.0)}%" for v in (figure.centre, figure.low, figure.high)]
    at_least = float((ratio >= (figure.high or 0.0) / 100).mean())
    return {
        "ratio": ranged(*(percent(v) for v in (row.median, row.low, row.high))),
        "ratio_median": percent(row.median),
        "times": _times(row.median),
        "cheaper": probability(cheaper),
        "dearer": probability(1 - cheaper),
        "printed_ratio": ranged(*printed),
        "printed_high": printed[2],
        "at_least_printed_high": probability(at_least),
        "verdict": _verdict(cheaper),
        "ci": percent(contents.settings.ci_prob, error=0),
    }


def _times(ratio: float) -> str:
    if ratio < 1:
        return f"development costs {number(1 / ratio)} times the largest viable deployment"
    return f"the largest viable deployment costs {number(ratio)} times the development"


def _verdict(cheaper: float) -> str:
    """Say what a probability that deployment is cheaper comes to."""
    scale = ((0.95, "very likely cheaper"), (0.66, "probably cheaper"), (0.33, "about as likely cheaper as dearer"))
    words = next((text for least, text in scale if cheaper >= least), "")
    return words or ("probably dearer" if cheaper >= 0.05 else "very likely dearer")


def _people(contents: Contents) -> dict[str, str]:
    def people(name: str) -> str:
        row = contents.row(name)
        return ranged(*(number(v) for v in (row.median, row.low, row.high)))

    names = ("talent_pool", "capable_people", "independent_users", "opt_granted", "able_to_pay_year", "downloads")
    return {name: people(name) for name in names} | {"opt_leaked": probability(contents.row("opt_leaked").median)}


def _costs(contents: Contents) -> dict[str, str]:
    names = {
        "twitter_cost": "compute_cost[twitter]",
        "coding_cost": "compute_cost[coding]",
        "largest_cost": "largest_viable_cost",
        "development": "development_cost",
        "day_price": "node_day_price",
        "commitment": "commitment_cost",
    }
    found = {key: contents.row(name) for key, name in names.items()}
    words = {key: ranged(*(dollars(v) for v in (r.median, r.low, r.high))) for key, r in found.items()}
    for fixed in ("day_price", "commitment"):
        words[fixed] = dollars(found[fixed].median)
    words["months_to_scale"] = number(contents.row("months_to_scale").median)
    words["markup"] = number(contents.row("api_markup").median)
    return words


def _update(contents: Contents) -> dict[str, str]:
    rows = [r for r in contents.updates if r.quantity == "cost_ratio"]
    pool = [r for r in contents.updates if r.quantity == "talent_pool"]
    evidence = contents.settings.study.evidence
    strongest = max(rows, key=lambda r: r.nats)
    return {
        "ratio_before": percent(rows[0].median),
        "pool_before": number(pool[0].median),
        "pool_after": number(pool[-1].median),
        "item_count": str(len(rows) - 1),
        "strongest": evidence[strongest.item].title if strongest.item in evidence else "none",
        "strongest_nats": number(strongest.nats),
        "largest_shift": _largest_shift(contents),
        "not_seen": _not_seen(_items_after(contents)),
    }


def _not_seen(later: Sequence[str]) -> str:
    if not later:
        return "No item of the catalogue was published later."
    items, are = ("items", "are") if len(later) > 1 else ("item", "is")
    return f"{len(later)} {items} published later {are} not seen by this study, and {are} listed under its assumptions."


def _items_after(contents: Contents) -> list[str]:
    study = contents.settings.study
    return [name for name in study.items_by_date() if not study.sees(study.evidence[name])]


def _largest_shift(contents: Contents) -> str:
    """Say which of the argument's own inputs the evidence moves most in all, and by how much."""
    shifts = contents.shifts
    if not shifts.sizes["item"]:
        return "no input is moved"
    discounts = {d for item in contents.settings.study.evidence.values() for d in item.discounts}
    names = [str(n) for n in shifts["input"].to_numpy() if str(n).partition("[")[0] not in discounts]
    moved = shifts.sum("item").sel(input=names)
    name = names[int(np.abs(moved.to_numpy()).argmax())]
    by = float(moved.sel(input=name))
    title, side = node_title(contents.fit.graph, name), "up" if by > 0 else "down"
    return f"“{title}”, by {number(abs(by))} of its prior's standard deviations {side}"


def _author(contents: Contents) -> dict[str, str]:
    before, reports = (published_figures()[name] for name in ("text_combined_ratio", REPORTS_FIGURE))
    words = {
        "printed_before": f"{number(before.centre or 0.0)}%",
        "printed_reports": f"{number(reports.low or 0.0)}–{number(reports.high or 0.0)}%",
    }
    for step in contents.author:
        words |= {
            f"author_{step.readout}_sd": number(step.sd),
            f"author_{step.readout}_median": percent(step.median),
            f"author_{step.readout}_mean": percent(step.mean),
            f"author_{step.readout}_interval": f"{percent(step.low)} to {percent(step.high)}",
            f"author_{step.readout}_at_least": probability(step.at_least_68),
        }
    return words


def _audit(contents: Contents) -> dict[str, str]:
    rows = contents.audit
    predicted = [r for r in rows if r.role != "restated"]
    passing = [r.title for r in contents.reconstructions if r.passes]
    return {
        "figures": str(len(rows)),
        "reproduced": str(sum(r.reproduced for r in rows)),
        "predicted": str(len(predicted)),
        "predicted_reproduced": probability(_share(predicted)),
        "not_reproduced": str(sum(not r.reproduced for r in rows)),
        "roles": "; ".join(f"{t.role} {t.reproduced} of {t.figures}" for t in totals(rows)),
        "rules_passing": str(len(passing)),
        "rules_tried": str(len(contents.reconstructions)),
        "identified": "is not identified" if len(passing) > 1 else "is identified among those tried",
    }


def _share(rows: Sequence[AuditRow]) -> float:
    return sum(r.reproduced for r in rows) / len(rows)


def _claims(contents: Contents) -> dict[str, str]:
    def moved(row: ClaimRow) -> float:
        return row.posterior - row.prior

    up, down = max(contents.claims, key=moved), min(contents.claims, key=moved)
    likely = sum(r.posterior >= 0.5 for r in contents.claims)
    return {
        "claims": str(len(contents.claims)),
        "claims_likely": str(likely),
        "claims_likely_before": str(sum(r.prior >= 0.5 for r in contents.claims)),
        "claim_up": f"“{up.title}”, from {probability(up.prior)} to {probability(up.posterior)}",
        "claim_down": f"“{down.title}”, from {probability(down.prior)} to {probability(down.posterior)}",
    }


def _rooms(contents: Contents) -> dict[str, str]:
    ordered = sorted((r for r in contents.rooms if r.gate.passed), key=lambda r: r.median)
    if not ordered:
        return {"rooms_low": "", "rooms_high": ""}
    return {"rooms_low": percent(ordered[0].median), "rooms_high": percent(ordered[-1].median)}
