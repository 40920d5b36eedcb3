"""The shipped data: every number says where it comes from."""

import datetime as dt
from dataclasses import replace

import pytest

from llm_barriers.model import build, prior_draws
from llm_barriers.priors import SHIPPED, catalogue, load_study, make_prior, split_name
from llm_barriers.priors.units import parse_unit

STUDIES = {name: load_study(name) for name in SHIPPED}
QUANTITIES = {(s, name): q for s, study in STUDIES.items() for name, q in study.quantities.items()}
ITEMS = {(s, name): item for s, study in STUDIES.items() for name, item in study.evidence.items()}
FIGURES = catalogue().figures
CLAIMS = STUDIES["published"].claims


def _failing(records, test):
    return [name for name, record in records.items() if not test(record)]


@pytest.mark.parametrize("records", [QUANTITIES, ITEMS, FIGURES], ids=["quantities", "items", "figures"])
def test_every_unit_is_one(records):
    assert all(parse_unit(record.unit) is not None for record in records.values())


def test_every_quantity_has_a_source_or_is_a_guess():
    assert not _failing(QUANTITIES, lambda q: q.source in catalogue().sources or q.basis in ("definition", "judgement"))
    assert not _failing(QUANTITIES, lambda q: not q.source or q.source in catalogue().sources)


@pytest.mark.parametrize("records", [ITEMS, CLAIMS], ids=["items", "claims"])
def test_every_item_and_claim_quotes_a_source(records):
    assert not _failing(records, lambda r: r.source in catalogue().sources and r.quote)


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


def test_what_stays_out_says_why():
    out = {name: item for (study, name), item in ITEMS.items() if study == "reanalysis" and not item.include}
    assert len(out) >= 10
    assert not _failing(out, lambda item: len(item.note) > 40)


def test_the_author_s_step_rests_on_his_two_reports_whatever_the_date():
    assert STUDIES["author"].at(dt.date.max).items == ("leopold_2019", "barr_2019")


def test_what_is_compared_with_the_author_s_use_says_what_that_was():
    assert not _failing(ITEMS, lambda item: item.author_did or not item.informs)


def test_no_item_comes_from_the_work_that_a_prior_of_what_it_measures_comes_from(graphs):
    study, graph = STUDIES["reanalysis"].at(dt.date.max), graphs("reanalysis")
    external = {name: q for name, q in study.quantities.items() if q.basis == "external"}
    twice = [
        (item, name)
        for item in study.items
        for name, quantity in external.items()
        if quantity.source == study.evidence[item].source
        and split_name(name)[0] in graph.ancestors(study.evidence[item].measures)
    ]
    assert twice == []


def test_restatements_are_out():
    study = STUDIES["reanalysis"].at(dt.date.max)
    assert not {"aws_2018", "amazon_press_2019", "jassy_2019", "iea_2023", "wu_rm1_2021", "wu_lm_2021"} & {*study.items}


def test_every_discount_can_be_changed_in_a_study():
    study = STUDIES["reanalysis"].at(dt.date.max)
    users = {d: [n for n in study.items if d in study.evidence[n].discounts] for d in _discounts(study)}
    users["lab_accounts_offset"].append("epoch_final_runs_2026")  # through the gap computed from it
    assert len(users) >= 18
    still = replace(study, quantities={**study.quantities, **{d: _constant(study, d, 0.0) for d in users}})
    before = _terms(still)
    for discount, items in users.items():
        after = _terms(replace(still, quantities={**still.quantities, discount: _constant(study, discount, 0.4)}))
        assert {name for name in before if before[name] != after[name]} == set(items), discount


def _discounts(study):
    discounts = {d for name in study.items for d in study.evidence[name].discounts}
    return sorted(discounts & study.quantities.keys())  # one is computed from another


def _constant(study, name, value):
    return study.quantities[name].model_copy(update={"prior": make_prior("constant", {"value": value})})


def _terms(study):
    _, terms = prior_draws(build(study), draws=1, seed=1, names=[])
    return {str(name): float(term.item()) for name, term in terms.items()}


def test_what_no_node_can_state_is_no_claim_of_the_graph():
    data = catalogue()
    assert data.unmodelled
    assert not data.unmodelled.keys() & data.claims.keys()
    assert not {entry.quote for entry in data.unmodelled.values()} & {claim.quote for claim in data.claims.values()}
