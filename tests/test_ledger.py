"""docs/ledger.md says what the data hold."""

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest

from llm_barriers.priors import load_study

TEXT = (Path(__file__).parents[1] / "docs" / "ledger.md").read_text(encoding="utf-8")


def _cells(heading):
    """The rows of the table whose first heading this is."""
    lines = iter(TEXT.splitlines())
    header = next(line for line in lines if line.startswith(f"| {heading} |"))
    next(lines)
    rows = []
    while (line := next(lines, "")).startswith("|"):
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return [cell.strip() for cell in header.strip("|").split("|")], rows


def test_items_are_counted_by_source_and_kind_of_quote():
    study = load_study(as_of=dt.date(2026, 11, 25))
    items = [study.evidence[name] for name in study.items]
    counted = Counter((study.catalogue.sources[each.source].kind, each.quote_kind) for each in items)
    (_, *kinds), rows = _cells("source")
    said = {(source, kind): int(n) for source, *row in rows for kind, n in zip(kinds, row, strict=True) if int(n)}
    assert said == counted
    assert f"of {len(study.evidence)} that are written down" in TEXT


def test_the_conclusion_at_the_post_is_the_fits(fits):
    _, rows = _cells("evidence to")
    said = [float(each) / 100 for each in re.findall(r"(\d+)%", rows[0][1] + rows[0][2])]
    sample = fits("reanalysis", 1).sample("cost_ratio")
    low, median, high = sample.quantiles([0.05, 0.5, 0.95])[0]
    assert said[:3] == pytest.approx([median, low, high], rel=0.06)
    assert said[3] == pytest.approx(sample.probability(sample.values < 1).value, abs=0.02)
