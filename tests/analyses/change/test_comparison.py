"""Comparison: what each difference does against closed forms, mixtures of studies, and a stored study read back."""

import json
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from scipy import stats

from llm_barriers.analyses.attribution import subsets
from llm_barriers.analyses.change.comparison import BELOW, compare_studies
from llm_barriers.analyses.change.differences import blend, by_part, differences, groups
from llm_barriers.analyses.fit.headline import LEVELS, PROBABILITIES, Headline, headline_each
from llm_barriers.model import build
from llm_barriers.priors import ModelRecord, StudyError, load_study, make_study, read_date
from llm_barriers.priors.stored import study_content, study_from
from llm_barriers.reports.render.conclusion import Conclusion
from llm_barriers.reports.render.document import Document
from llm_barriers.reports.sections.comparison import Compared, group_titles, write

OVERLAY = """
[choices]
room = "half_student_t"
[quantities.replication_cost]
unit = "usd"
prior = { family = "lognormal", low = 2e6, high = 10e6 }
[evidence.leopold_2019]
include = false
[quantities.my_bias]
title = "A bias of my own"
unit = "dimensionless"
prior = { family = "normal", mean = 0.0, sd = 1.0 }
basis = "judgement"
[evidence.mine]
title = "My report"
kind = "share"
measures = "first_year_ratio"
published = 2022-01-01
known_to_author = false
source = ""
quote = ""
quantity_measured = "cost"
low = 0.3
high = 0.6
discounts = ["my_bias"]
cluster = "mine"
[quantities."scenario_weight[search]"]
unit = "dimensionless"
prior = { family = "constant", value = 0.2 }
[quantities."demand[search]"]
unit = "token/day"
prior = { family = "lognormal", low = 1e8, high = 1e10 }
[quantities."software_developers[search]"]
unit = "person"
prior = { family = "constant", value = 5 }
[quantities."ml_engineers[search]"]
unit = "person"
prior = { family = "constant", value = 5 }
"""


@pytest.fixture(scope="module")
def small():
    """A ratio of two log-normal inputs, and another study of both."""

    def study(name, cost, median, note=""):
        ratio = {"family": "lognormal", "median": median, "sigma": 0.4, "note": note}
        return build(make_study({"cost_ratio": ratio, "talent_pool": cost}, name=name), argument=())

    return study("first", 10.0, 0.5), study("second", 30.0, 2.0, "another note")


@pytest.fixture(scope="module")
def compared(small):
    return compare_studies(*small, headline_all=headline_each(seed=1, draws=4000))


def test_studies_of_two_models_are_not_compared(graphs):
    with pytest.raises(StudyError, match="'subjects' sets models side by side"):
        compare_studies(graphs("reanalysis"), graphs("blank"), headline_all=None)


def test_each_difference_explains_its_own_move(compared):
    moves = compared.moves["part"]
    assert float(moves.sel(group="cost_ratio", target="cost_ratio")) == pytest.approx(np.log(4), abs=0.03)
    assert float(moves.sel(group="talent_pool", target="talent_pool")) == pytest.approx(np.log(3), abs=1e-9)
    assert float(moves.sel(group="talent_pool", target="cost_ratio")) == pytest.approx(0, abs=1e-9)
    change = compared.second.chance_below("cost_ratio", 1) - compared.first.chance_below("cost_ratio", 1)
    assert float(moves.sel(target=BELOW).sum()) == pytest.approx(change, abs=1e-12)
    assert compared.exact and len(compared.mixtures) == 4


def test_the_words_the_table_and_the_picture_say_which_difference(small, compared):
    first, second = (graph.study for graph in small)
    titles = group_titles(compared.groups, first, second) | {name: name for name in ("cost_ratio", "talent_pool")}
    told = Document(write(Compared(compared, Conclusion(small[1]), first, second, titles, 0.9)))
    said = " ".join(told.sentences)
    assert "4 (“cost_ratio”)" in said
    assert "1 of the 2 differences moves it by less than 2%" in said
    *factors, whole = told.tables["attribution"].frame["cost_ratio"]
    assert np.prod(factors) == pytest.approx(whole)
    plot = told.pictures["attribution"].draw()
    assert "×4)" in plot.finding
    assert [text.get_text() for text in plot.axes[0].get_yticklabels()] == list(plot.data["title"]) == ["cost_ratio"]
    assert "Not shown: 1 difference that moves less" in " ".join(plot.figure.get_supxlabel().split())


def test_equal_studies_have_no_differences(small):
    study = small[0].study
    noted = {name: entry.model_copy(update={"note": "new"}) for name, entry in study.quantities.items()}
    assert differences(study, replace(study, quantities=noted)) == []


def test_differences_that_need_each_other_are_one_group(overlay):
    first, second = load_study(), load_study(overlay(OVERLAY))
    grouped = {group.name: {member.name for member in group.members} for group in groups(first, second)}
    assert grouped["room"] == {"room", "scale_beyond_scenarios"}
    assert grouped["mine"] == {"mine", "my_bias"}
    assert grouped["replication_cost"] == {"replication_cost"}
    assert grouped["leopold_2019"] == {"leopold_2019"}
    searched = next(members for members in grouped.values() if "demand[search]" in members)
    bases = ("scenario_weight", "demand", "software_developers", "ml_engineers")
    assert searched == {f"{base}[search]" for base in bases}


@pytest.mark.parametrize("turned", [False, True])
def test_every_mixture_of_groups_is_a_study(overlay, turned):
    pair = [load_study(), load_study(overlay(OVERLAY))]
    first, second = reversed(pair) if turned else pair
    grouped = groups(first, second)
    for group in grouped:
        others = [member for other in grouped if other is not group for member in other.members]
        build(blend(first, second, group.members))
        build(blend(first, second, others))


@pytest.mark.parametrize("names", [("llama3", "deepseek"), ("deepseek", "llama3"), ("blank", "llama3")])
def test_every_mixture_of_studies_of_two_subjects_is_one(graphs, names):
    """They share no scenario, and an item may measure one of a single study's."""
    first, second = map(graphs, names)
    parts = by_part(groups(first.study, second.study), first, second)
    for taken in subsets(len(parts)):
        mixed = first.with_study(blend(first.study, second.study, [m for n in taken for m in parts[n].members]))
        assert {*mixed.study.coordinates("scenario")} in [
            {*each.study.coordinates("scenario")} for each in (first, second)
        ]


@pytest.mark.parametrize("pair", [("published", "reanalysis"), ("reanalysis", "published"), ("author", "reanalysis")])
def test_all_differences_make_the_other_study_and_none_the_one(pair):
    first, second = map(load_study, pair)
    everything = [member for group in groups(first, second) for member in group.members]
    assert differences(blend(first, second, everything), second) == []
    assert differences(blend(first, second, []), first) == []


def test_a_mixture_has_its_quantities_in_the_order_of_the_studies():
    first, second = map(load_study, ("published", "reanalysis"))
    order = list({**first.quantities, **second.quantities})
    mixed = blend(first, second, differences(first, second))
    assert list(mixed.quantities) == [name for name in order if name in mixed.quantities]


def test_a_study_that_was_stored_before_there_was_a_choice_is_compared_all_the_same():
    new = load_study()
    old = replace(new, choices={name: option for name, option in new.choices.items() if name != "room"})
    (grouped,) = differences(new, old)
    assert (grouped.name, grouped.first, grouped.second) == ("room", "uncertain", "not known")
    assert blend(new, old, [grouped]).choices == old.choices
    assert blend(old, new, differences(old, new)).choices == new.choices


def test_a_later_date_differs_by_its_items_and_may_be_put_together_by_year():
    first, second = load_study(), load_study(as_of=read_date("2023"))
    grouped = groups(first, second)
    assert {group.members[0].kind for group in grouped} == {"item"}
    assert set(second.items) - set(first.items) == {group.name for group in grouped}
    assert [group.name for group in by_part(grouped, build(first), build(second))] == ["evidence of 2023"]


@pytest.mark.parametrize("name", ["published", "author", "reanalysis"])
def test_a_stored_study_is_the_same_study(name):
    study = load_study(name)
    content = json.loads(json.dumps(study_content(study)))
    assert study_from(content, file="study.json").digest() == study.digest()


def test_a_stored_study_keeps_its_weights(overlay):
    study = load_study(overlay("[weights.blend]\nmaximum = 0\nmixture = 3"))
    content = json.loads(json.dumps(study_content(study)))
    again = study_from(content, file="study.json")
    assert again.digest() == study.digest() != load_study().digest()
    assert again.weights == {"blend": {"weighted_sum": 1, "mixture": 3, "maximum": 0}}


def test_a_stored_study_that_is_none_is_refused():
    content = study_content(load_study())
    with pytest.raises(StudyError, match=r"study\.json: is no stored study: .*evidence.* missing"):
        study_from({key: value for key, value in content.items() if key != "evidence"}, file="study.json")
    broken = content | {"quantities": {"salary": {"title": "s", "unit": "usd", "basis": "stated", "prior": 3}}}
    with pytest.raises(StudyError, match=r"study\.json: quantities\.salary\.prior"):
        study_from(broken, file="study.json")


def test_a_node_that_may_be_negative_moves_by_what_is_added():
    """Of another subject, whose conclusion is a difference and has another threshold."""
    conclusion = {"node": "gain", "title": "Gain", "threshold": 2.0, "below": "it is small", "above": "it is large"}
    model = ModelRecord(title="", formulas="", conclusion=conclusion, headline=("gain",))

    def study(mean):
        return build(make_study({"gain": {"family": "normal", "mean": mean, "sd": 1.0}}, model=model), argument=())

    quantiles = [[stats.norm(mean).ppf(PROBABILITIES)] for mean in (-1.0, 3.0)]
    coords, ess = (
        {"node": ["gain"], "probability": PROBABILITIES},
        (("node", "level"), np.full((1, LEVELS.size), 100.0)),
    )
    rows = [{"posterior": (("node", "probability"), each), "posterior_ess": ess} for each in quantiles]
    headlines = [Headline(xr.Dataset(each, coords)) for each in rows]
    moves = compare_studies(study(-1.0), study(3.0), headline_all=lambda graphs: headlines).moves
    assert moves["part"].sel(group="gain").to_numpy() == pytest.approx(
        [4.0, stats.norm(3).cdf(2) - stats.norm(-1).cdf(2)], abs=1e-3
    )
    assert not moves["log"].any()
    error = np.sqrt(np.pi / 2 / 100)  # of the median of a hundred normal draws
    assert float(moves["mcse"].sel(group="gain", target="gain")) == pytest.approx(error * np.sqrt(2), rel=0.05)
