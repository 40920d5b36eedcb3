"""What begins a study: a commented file, the schema of its format, a prior for three numbers; a study written out."""

import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from llm_barriers.model import build
from llm_barriers.priors import SHIPPED, StudyError, load_study
from llm_barriers.priors.catalogue import DATA
from llm_barriers.priors.elicitation import EXACT, elicited
from llm_barriers.priors.families import FAMILIES, make_prior
from llm_barriers.priors.schema import study_schema
from llm_barriers.priors.starting import starter
from llm_barriers.priors.writing import study_toml

from ..schema import problems

SCHEMA = study_schema()
TRIAL = Path(__file__).parents[1] / "models" / "clinical_trial" / "studies"


def read(text):
    return json.loads(json.dumps(tomllib.loads(text), default=str))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_study_is_as_the_schema_says(name):
    assert problems(read((DATA / "studies" / f"{name}.toml").read_text(encoding="utf-8")), SCHEMA, SCHEMA) == []


@pytest.mark.parametrize(
    "text",
    [
        "titel = 'x'",
        "[choices]\nroom = 'ample'",
        "[quantities.salary]\nprior = { family = 'lognormal', low = 1 }",
        "[quantities.salary]\nprior = { family = 'lognormal', low = 1, high = '2' }",
        "[quantities.salary]\nformula = false",
        "[evidence.mine]\nkind = 'shares'",
        "evidence = 'some'",
        "without = { cluster = ['x'] }",
    ],
)
def test_what_is_refused_is_not_as_the_schema_says(text):
    assert problems(read(text), SCHEMA, SCHEMA)


def test_the_schema_has_every_family_kind_and_choice():
    families = {each["properties"]["family"]["enum"][0] for each in SCHEMA["definitions"]["prior"]["anyOf"]}
    assert families == set(FAMILIES)
    assert SCHEMA["properties"]["choices"]["properties"].keys() >= load_study().options.keys()
    assert SCHEMA["$schema"].endswith("draft-04/schema#")


@pytest.mark.parametrize("like", ["blank", "reanalysis", "llama3"])
def test_a_new_study_is_what_it_extends(like, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(starter(file, like, schema="study.schema.json"), encoding="utf-8")
    study, parent = load_study(file), load_study(like)
    assert {name: q.prior for name, q in study.quantities.items() if name in parent.quantities} == {
        name: q.prior for name, q in parent.quantities.items()
    }
    assert (study.choices, study.items) == (parent.choices, parent.items)
    assert problems(read(file.read_text(encoding="utf-8")), SCHEMA, SCHEMA) == []
    assert file.read_text(encoding="utf-8").startswith("#:schema ./study.schema.json\n")


@pytest.mark.parametrize(
    ("like", "names"), [("blank", ["notes"]), ("blank", list("abc")), ("llama3", ["notes", "coding"])]
)
def test_a_new_study_has_the_scenarios_that_are_named(like, names, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(starter(file, like, scenarios=names, schema="s.json"), encoding="utf-8")
    study, parent = load_study(file), load_study(like)
    assert set(study.coordinates("scenario")) == set(names)
    weights = {name: study.quantity(f"scenario_weight[{name}]").prior.quantile(0.5) for name in names}
    assert sum(weights.values()) == pytest.approx(1, abs=0.3)
    if "coding" in names:
        assert study.quantity("users[coding]") == parent.quantity("users[coding]")
    assert build(study).known.parts("users") == tuple(f"users[{name}]" for name in study.coordinates("scenario"))


def test_what_is_generic_is_said_once(tmp_path):
    text = starter(tmp_path / "mine.toml", schema="s.json")
    generic = [q for q in load_study("blank").quantities.values() if q.note.startswith("Generic")]
    assert len(generic) > 20 and "Generic" not in text
    assert text.count(" (*)") >= len(generic)
    assert "(*)" not in starter(tmp_path / "mine.toml", "reanalysis", schema="s.json")


@pytest.mark.parametrize("like", ["blank", "llama3"])
def test_what_does_not_reach_the_conclusion_comes_last(like, tmp_path):
    text = starter(tmp_path / "mine.toml", like, last=["prompt_cost", "gpus_per_node"], schema="s.json")
    heading = text.index("does not reach the conclusion")
    places = [match.start() for match in re.finditer(r"\[quantities\.(prompt_cost|gpus_per_node)\]", text)]
    assert len(places) == 2 and min(places) > heading > text.index("[quantities.parameters]")
    assert text.count("does not reach the conclusion") == 1
    assert "does not reach" not in starter(tmp_path / "mine.toml", like, schema="s.json")


@pytest.mark.parametrize(("like", "name"), [("reanalysis", "a"), ("blank", "a[b"), ("blank", "")])
def test_a_scenario_that_has_no_place_is_refused(like, name, tmp_path):
    with pytest.raises(StudyError, match="--scenario"):
        starter(tmp_path / "mine.toml", like, scenarios=[name], schema="s.json")


def test_an_accelerator_that_is_taken_in_is_not_hidden_by_what_a_new_study_holds(tmp_path):
    file = tmp_path / "mine.toml"
    text = starter(file, schema="s.json").replace('# accelerator = "h100"', 'accelerator = "h100"')
    file.write_text(text, encoding="utf-8")
    study = load_study(file)
    for name, entry in study.catalogue.accelerators["h100"].quantities.items():
        assert study.quantities[name].prior.parameters == {k: v for k, v in entry["prior"].items() if k != "family"}


def test_all_that_is_commented_out_may_be_taken_in(tmp_path):
    text = starter(tmp_path / "mine.toml", "reanalysis", schema="s.json")
    numbers = text[: text.index("# A report that somebody published")]
    commented = [
        line[2:] for line in numbers.splitlines() if line.startswith(("# [quantities", "# unit =", "# prior ="))
    ]
    file = tmp_path / "mine.toml"
    file.write_text("extends = 'reanalysis'\n" + "\n".join(commented), encoding="utf-8")
    own, shipped = load_study(file).quantities, load_study().quantities
    assert {name: q.prior for name, q in own.items()} == {name: q.prior for name, q in shipped.items()}


def test_its_examples_work_as_they_are_when_their_marks_are_taken_away(tmp_path):
    file = tmp_path / "mine.toml"
    text = starter(file, "llama3", schema="s.json")
    examples = text[text.index("# A scenario more") :]
    taken = re.sub(r"^# (?=[\[a-z])", "", examples, flags=re.MULTILINE)
    file.write_text("extends = 'llama3'\n" + taken, encoding="utf-8")
    study = load_study(file)
    assert study.coordinates("scenario") == ("coding", "agents")
    assert {"accounts", "epoch_llama31"} == set(study.items) and "third" in study.claims


def test_a_new_study_has_its_subject(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(starter(file, subject="Quokka 70B", schema="s.json"), encoding="utf-8")
    assert load_study(file).model.title == "Quokka 70B"
    with pytest.raises(StudyError, match="Allowed: in one that extends 'blank'"):
        starter(file, "reanalysis", "Quokka 70B", schema="s.json")


@pytest.mark.parametrize("study", [*SHIPPED, str(TRIAL / "cheap.toml")])
def test_a_study_that_is_written_out_comes_back_whole(study, tmp_path):
    original = load_study(study)
    file = tmp_path / "again.toml"
    file.write_text(study_toml(original), encoding="utf-8")
    assert load_study(file).digest() == original.digest()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_example_of_a_family_is_a_prior(family):
    low, median, high = make_prior(family, FAMILIES[family].example).quantile([0.05, 0.5, 0.95])
    assert low < median < high or family == "constant"


@pytest.mark.parametrize("said", [(1.0, 1.3, 9.0), (2e5, 3e6, 4e6)])
def test_three_positive_numbers_have_a_prior_that_meets_them(said):
    best = elicited(*said)[0]
    assert best.error <= EXACT
    np.testing.assert_allclose(best.quantiles, said, atol=EXACT * (said[2] - said[0]))
    assert best.prior.quantile([0.05, 0.5, 0.95]) == pytest.approx(best.quantiles)


def test_the_family_with_fewer_numbers_is_first_among_those_that_meet_them():
    assert elicited(1.0, 10.0, 100.0)[0].prior.family == "lognormal"
    assert elicited(-1.0, 1.0, 3.0)[0].prior.family == "normal"
    errors = [each.error for each in elicited(1.0, 4.0, 10.0)]
    assert errors[1:] == sorted(errors[1:])


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ((5.0, 1.0, 10.0), "are not in order"),
        ((-1.0, 5.0, float("inf")), "are not in order"),
        ((1e-300, 1.0, 1e300), "beyond 1e"),
    ],
)
def test_what_no_prior_can_meet_is_refused(said, words):
    with pytest.raises(ValueError, match=words):
        elicited(*said)
