"""Quotes: a source's text holds what is quoted of it, whatever its typography, or does not."""

import pytest

from llm_barriers.priors import load_study
from llm_barriers.priors.quotes import missing, quotes


@pytest.fixture(scope="module")
def study():
    return load_study()


def test_only_words_that_are_the_sources_own_are_quotes(study):
    of = {quote.where for quote in quotes(study)}
    assert {f"evidence.{n}" for n, e in study.evidence.items() if e.quote_kind == "verbatim"} <= of
    assert not any(f"evidence.{n}" in of for n, e in study.evidence.items() if e.quote_kind != "verbatim")
    assert len([quote for quote in quotes(study) if quote.source == "cottier2022"]) > 250


def test_a_text_of_its_quotes_holds_them_all(study):
    own = [quote.text for quote in quotes(study) if quote.source == "cottier2022"]
    text = "\n\n".join(own).replace("…", "… more words …").replace("“", '"').replace("–", "-").upper()
    assert missing(study, "cottier2022", text) == []


def test_a_changed_figure_and_a_changed_order_are_missed(study):
    own = [quote.text for quote in quotes(study) if quote.source == "cottier2022" and "2022-12" not in quote.text]
    text = " ".join(own)
    changed = missing(study, "cottier2022", text.replace("150 million", "140 million"))
    assert changed
    assert all("150 million" in quote.text for quote in changed)


def test_an_ellipsis_stands_for_words_that_come_between(overlay):
    study = load_study(overlay('[quantities.replication_cost]\nsource = "zhang2022"\nquote = "one […] three"'))
    assert "one […] three" not in [quote.text for quote in missing(study, "zhang2022", "One,[12] two and three")]
    assert "one […] three" in [quote.text for quote in missing(study, "zhang2022", "Three, two and one")]
