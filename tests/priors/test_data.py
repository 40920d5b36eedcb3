"""The shipped data: every number says where it comes from."""

import pytest

from llm_barriers.priors import SHIPPED, load_study, published_figures, sources
from llm_barriers.priors.units import parse_unit

STUDIES = {name: load_study(name) for name in SHIPPED}
QUANTITIES = {(s, name): q for s, study in STUDIES.items() for name, q in study.quantities.items()}
ITEMS = {(s, name): item for s, study in STUDIES.items() for name, item in study.evidence.items()}
FIGURES = published_figures()
CLAIMS = STUDIES["published"].claims


def _failing(records, test):
    return [name for name, record in records.items() if not test(record)]


@pytest.mark.parametrize("records", [QUANTITIES, ITEMS, FIGURES], ids=["quantities", "items", "figures"])
def test_every_unit_is_one(records):
    assert all(parse_unit(record.unit) is not None for record in records.values())


def test_every_quantity_has_a_source_or_is_a_guess():
    assert not _failing(QUANTITIES, lambda q: q.source in sources() or q.basis in ("definition", "judgement"))
    assert not _failing(QUANTITIES, lambda q: not q.source or q.source in sources())


@pytest.mark.parametrize("records", [ITEMS, CLAIMS], ids=["items", "claims"])
def test_every_item_and_claim_quotes_a_source(records):
    assert not _failing(records, lambda r: r.source in sources() and r.quote)


def test_what_is_stated_is_quoted():
    assert not _failing(QUANTITIES, lambda q: q.quote or q.basis != "stated")


def test_what_is_reconstructed_or_judged_is_explained():
    assert not _failing(QUANTITIES, lambda q: q.quote or q.note or q.basis == "definition")


def test_every_prior_has_a_title():
    assert not _failing(QUANTITIES, lambda q: q.title)


def test_published_figures():
    assert len(FIGURES) >= 75
    assert not _failing(FIGURES, lambda f: f.quote and f.section)


def test_a_figure_that_is_a_probability_has_a_claim():
    assert not _failing(FIGURES, lambda f: not f.claim or f.claim in CLAIMS)


def test_claims():
    assert len(CLAIMS) >= 30
    assert not _failing(CLAIMS, lambda c: c.title)


def test_the_author_knew_nothing_that_came_after_him():
    after = {name for (_, name), item in ITEMS.items() if not STUDIES["published"].sees(item)}
    assert after
    assert not [name for (_, name), item in ITEMS.items() if name in after and item.known_to_author]


def test_what_he_used_he_knew():
    assert not _failing(ITEMS, lambda item: item.known_to_author or not item.used_by_author)
