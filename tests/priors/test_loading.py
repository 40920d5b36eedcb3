"""Studies: dates, digests, overlays that change only what they name, and errors that say what is allowed."""

import datetime as dt
from dataclasses import replace

import pytest

from llm_barriers.priors import SHIPPED, StudyError, catalogue, load_study, make_prior, read_date, split_name

KILO = """[quantities.replication_cost]
unit = "kilousd"
prior = { family = "lognormal", low = 4000, high = 36000 }
"""


def _changed(study, other):
    return {n for n in study.quantities.keys() | other.quantities.keys() if _entry(study, n) != _entry(other, n)}


def _entry(study, name):
    return study.quantities[name].model_dump(mode="json") if name in study.quantities else None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2022-12", dt.date(2022, 12, 31)),
        ("2024-02", dt.date(2024, 2, 29)),
        ("2021", dt.date(2021, 12, 31)),
        ("2022-12-05", dt.date(2022, 12, 5)),
    ],
)
def test_a_month_or_year_is_its_last_day(text, date):
    assert read_date(text) == date


def test_today():
    before = dt.date.today()
    assert before <= read_date("today") <= dt.date.today()


@pytest.mark.parametrize("text", ["2022-13", "2022-02-30", "Dec 2022", "", "tomorrow"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(StudyError, match=r"--as-of: .*not a date. Allowed: YYYY-MM-DD, YYYY-MM or YYYY, or 'today'"):
        read_date(text, key="--as-of")


@pytest.mark.parametrize(("name", "items"), [("published", 0), ("author", 2), ("reanalysis", 16)])
def test_shipped_studies(name, items):
    study = load_study(name)
    assert (study.name, len(study.items)) == (name, items)
    assert study.as_of == dt.date(2022, 12, 21)


def test_what_the_catalogue_gains_stays_out_of_a_study_that_lists_its_items(monkeypatch):
    evidence = load_study().evidence
    later = evidence | {"new": evidence["barr_2019"].model_copy(update={"title": "New"})}
    monkeypatch.setitem(vars(catalogue()), "evidence", later)
    assert "new" in load_study("reanalysis").items
    assert load_study("author").items == ("leopold_2019", "barr_2019")


def test_a_study_may_list_its_items(overlay):
    assert load_study(overlay("items = []")).items == ()
    own = """items = ["mine", "barr_2019"]
[evidence.mine]
title = "Mine"
kind = "measurement"
measures = "cost_ratio"
published = 2020-01-01
known_to_author = false
source = ""
quote = ""
quantity_measured = "cost"
value = 1.0
sd = 0.5
cluster = "mine"
"""
    assert load_study(overlay(own)).items == ("barr_2019", "mine")


def test_a_study_sees_what_was_published_by_its_date():
    study = load_study(as_of=dt.date(2021, 3, 25))
    assert study.items == ("tencent_2017", "leopold_2019", "element_ai_2019", "barr_2019", "openai_volume_2021")
    assert "semianalysis_2023" in study.at(dt.date(2023, 2, 9)).items
    assert "semianalysis_2023" not in study.at(dt.date(2023, 2, 8)).items


def test_an_item_that_is_not_included_is_not_seen(overlay):
    study = load_study(overlay("[evidence.barr_2019]\ninclude = false"))
    assert set(load_study().items) - set(study.items) == {"barr_2019"}


@pytest.mark.parametrize("model", ["ignored", "additive"])
def test_no_item_enters_without_a_likelihood(overlay, model):
    assert load_study(overlay(f'[choices]\nevidence_model = "{model}"')).items == ()


def test_coordinates_of_sources_are_the_share_reports():
    study = load_study()
    shares = tuple(name for name in study.items_by_date() if study.evidence[name].kind == "share")
    assert study.coordinates("source") == shares
    seen = [name for name in shares if name in study.items]
    assert seen == ["leopold_2019", "barr_2019", "wu_2021", "patterson_2022"]


def test_a_quantity_falls_back_on_that_of_all_coordinates():
    study = load_study()
    assert study.quantity("prompt_tokens[new]") is study.quantities["prompt_tokens"]
    assert study.quantity("prompt_tokens[coding]") is study.quantities["prompt_tokens[coding]"]
    with pytest.raises(StudyError, match="Did you mean 'salary'"):
        study.quantity("salery")


@pytest.mark.parametrize(
    ("name", "parts"), [("a", ("a", None)), ("a[b]", ("a", "b")), ("demand[coding]", ("demand", "coding"))]
)
def test_split_name(name, parts):
    assert split_name(name) == parts


@pytest.mark.parametrize("name", SHIPPED)
def test_equal_studies_have_equal_digests(name):
    assert load_study(name).digest() == load_study(name).digest()


def test_an_empty_overlay_has_the_digest_of_what_it_extends(overlay):
    assert load_study(overlay("")).digest() == load_study("reanalysis").digest()


@pytest.mark.parametrize(
    "change",
    [
        "[quantities.salary]\nunit = 'usd/person/year'\nprior = { family = 'constant', value = 100001 }",
        "[choices]\nlabour = 'included'",
        "[evidence.barr_2019]\nsd = 0.26",
        "as_of = '2022-11'",
        "[claims.deployment_cheaper]\n"
        "statement = { node = 'cost_ratio', relation = '<', threshold = 2, unit = 'percent' }",
    ],
)
def test_whatever_is_assumed_changes_the_digest(overlay, change):
    assert load_study(overlay(change)).digest() != load_study("reanalysis").digest()


def test_every_pair_of_priors_differs_in_its_digest():
    study = load_study()
    priors = [make_prior("exp_half_student_t", {"nu": nu, "scale": s}) for nu in (3.0, 4.0) for s in (1.0, 2.0)]
    entry = study.quantities["scale_beyond_scenarios"]
    changed = [{**study.quantities, "scale_beyond_scenarios": entry.model_copy(update={"prior": p})} for p in priors]
    assert len({replace(study, quantities=quantities).digest() for quantities in changed}) == len(priors)


def test_an_overlay_changes_only_what_it_names(overlay):
    study, base = load_study(overlay(KILO)), load_study("reanalysis")
    assert _changed(study, base) == {"replication_cost"}
    assert (study.evidence, study.choices, study.claims) == (base.evidence, base.choices, base.claims)


def test_an_overlay_converts_units(overlay):
    entry = load_study(overlay(KILO)).quantities["replication_cost"]
    assert (entry.unit, entry.prior.parameters) == ("usd", {"low": 4e6, "high": 36e6})


def test_a_new_prior_loses_the_provenance_of_the_old(overlay):
    entry = load_study(overlay(KILO)).quantities["replication_cost"]
    assert (entry.source, entry.quote, entry.note, entry.basis) == ("", "", "", "judgement")
    assert entry.file.endswith("mine.toml")
    assert entry.title == load_study().quantities["replication_cost"].title


def test_a_note_alone_keeps_the_prior(overlay):
    old, new = (load_study(s).quantities["salary"] for s in ("reanalysis", overlay("[quantities.salary]\nnote = 'x'")))
    assert (new.prior, new.source, new.note) == (old.prior, old.source, "x")


def test_a_coordinate_starts_from_the_whole_node(overlay):
    text = "[quantities.'prompt_tokens[new]']\nunit = 'percent'\nprior = { family = 'constant', value = 250 }"
    entry = load_study(overlay(text)).quantities["prompt_tokens[new]"]
    assert (entry.unit, entry.prior.parameters) == ("dimensionless", {"value": 2.5})


def test_a_range_takes_the_place_of_a_value(overlay):
    item = load_study(overlay("[evidence.barr_2019]\nlow = 0.7\nhigh = 0.9")).evidence["barr_2019"]
    assert (item.value, item.sd, item.low, item.high) == (None, None, 0.7, 0.9)


def test_an_option_patches_quantities(overlay):
    study = load_study(overlay("[choices]\nhorizon = 'model_life'"))
    assert _changed(study, load_study()) == {"deployment_years"}
    assert study.quantities["deployment_years"].prior.family == "lognormal"


def test_the_studys_own_entry_comes_after_the_options(overlay):
    text = """[choices]
horizon = 'model_life'
[quantities.deployment_years]
unit = 'month'
prior = { family = 'constant', value = 18 }"""
    assert load_study(overlay(text)).quantities["deployment_years"].prior.quantile(0.5) == pytest.approx(1.5)


def test_formula_drops_the_entry(overlay):
    study = load_study(overlay("[quantities.talent_pool]\nformula = true", extends="published"))
    assert _changed(study, load_study("published")) == {"talent_pool"}
    assert "talent_pool" not in study.quantities


def test_an_overlay_may_extend_an_overlay(overlay, tmp_path):
    overlay(KILO + "[choices]\nlabour = 'included'")
    child = tmp_path / "child.toml"
    child.write_text("extends = 'mine.toml'\nas_of = '2023-03'", encoding="utf-8")
    study = load_study(child)
    assert (study.name, study.as_of, study.choices["labour"]) == ("child", dt.date(2023, 3, 31), "included")
    assert study.quantities["replication_cost"].prior.parameters["low"] == 4e6
