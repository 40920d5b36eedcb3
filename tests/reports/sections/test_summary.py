"""The summary: words follow from numbers whichever side they fall, and every statement is another section's."""

import re
from pathlib import Path

import pytest

from llm_barriers.analyses.fit import Readout, Verdict
from llm_barriers.analyses.fit.gate import WeightGate
from llm_barriers.analyses.structure import AverageRow
from llm_barriers.analyses.structure.choice_effects import Alone
from llm_barriers.reports.render.conclusion import Conclusion
from llm_barriers.reports.render.jsons import plain
from llm_barriers.reports.render.words import amount, probability
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections import SECTIONS
from llm_barriers.reports.sections.answer import Answer
from llm_barriers.reports.sections.telling import answer
from llm_barriers.reports.sections.turning import told, turns

TRIAL = Path(__file__).parents[2] / "models" / "clinical_trial" / "studies" / "trial.toml"
GATE = WeightGate(True, 0.1, 1000.0)


class _Universe:
    """A specification of which nothing but the verdict is asked."""

    def __init__(self, median, below):
        self.verdict = _verdict(median, below)


def _verdict(median, below):
    return Verdict(median, median / 3, median * 3, below, GATE, mcse_below=0.004)


def _alone(choice, option, median, *, own):
    universe, before = _Universe(median, float(median < 1)), _verdict(own, float(own < 1))
    turned = universe.verdict.above != before.above
    return Alone(choice, option, universe, universe.verdict.moved(before), turned)


@pytest.fixture(scope="module")
def conclusion(graphs):
    return Conclusion(graphs("reanalysis"))


def _average(median, below):
    return AverageRow("Average", 3.0, median, median / 3, median * 3, below, mcse_below=0.01)


@pytest.mark.parametrize(
    ("median", "below", "start"),
    [
        (2.9, 0.03, "Almost certainly no: "),
        (1.4, 0.3, "Probably no: "),
        (1.01, 0.49, "It is open, and only just likelier that the answer is no: "),
        (0.99, 0.51, "It is open, and only just likelier that the answer is yes: "),
        (0.6, 0.85, "Very probably yes: "),
        (0.2, 0.99, "Almost certainly yes: "),
    ],
)
def test_the_first_words_follow_from_the_probability(conclusion, median, below, start):
    first, second = Answer(conclusion, _verdict(median, below), (), None, 0, None).sentences
    assert first.startswith(start)
    assert (conclusion.record.above if median > 1 else conclusion.record.below) in first
    assert "unless" not in first
    assert second == "There are no other models of the same facts to average over."


def test_without_evidence_no_model_is_told_from_another(graphs):
    answered = Answer(Conclusion(graphs("bloom")), _verdict(0.6, 0.85), (), None, 0, None)
    assert answered.sentences[1].startswith("No evidence enters")


@pytest.mark.parametrize("own", [2.9, 0.6])
def test_a_choice_that_turns_the_conclusion_over_is_named_with_it(conclusion, own):
    study = conclusion.graph.study
    options = {choice: next(o for o in study.options[choice].options if o != study.choices[choice])
               for choice in ("blend", "horizon")}  # fmt: skip
    rows = [_alone("blend", options["blend"], 1 / own, own=own), _alone("horizon", options["horizon"], own, own=own)]
    first, _ = Answer(conclusion, _verdict(own, float(own < 1)), rows, None, 0, None).sentences
    condition = study.options["blend"].options[options["blend"]].condition
    assert first.endswith(f", unless {condition}.")
    assert first.startswith(("Yes" if own < 1 else "No") + ", but that rests on how it is modelled: ")
    asked = [_alone("horizon", options["horizon"], 1 / own, own=own)]
    other, _ = Answer(conclusion, _verdict(own, float(own < 1)), asked, None, 0, None).sentences
    assert other.startswith("Almost certainly ")
    steady, _ = Answer(conclusion, _verdict(own, float(own < 1)), rows[1:], None, 0, None).sentences
    assert steady.endswith("; no single choice behind it, made otherwise, turns that over.")


def test_the_average_is_said_to_agree_or_not(conclusion):
    own, post = _verdict(2.9, 0.06), Readout(0.15, 0.1, 0.47)
    for average, words in (_average(2.0, 0.2), "on the same side"), (_average(0.5, 0.7), "on the other side"):
        first, second = Answer(conclusion, own, (), average, 12, post).sentences
        assert words in second
        assert ("rests on how it is modelled" in first) == (words == "on the other side")
        assert "over 12 models" in second
        assert second.endswith("the post's own numbers, read in the same way, give 15% (10% to 47%).")


def test_choices_are_ranked_by_how_far_the_median_moves(conclusion):
    rows = [_alone("blend", "maximum", 6.0, own=2.0), _alone("blend", "mixture", 1.9, own=2.0),
            _alone("node_count", "fractional", 1.0, own=2.0)]  # fmt: skip
    answered = Answer(conclusion, _verdict(2.0, 0.1), rows, None, 0, None)
    ranked = turns(answered, None, 3)
    assert [(turn.name, turn.after) for turn in ranked] == [("blend", 6.0), ("node_count", 1.0)]
    assert "200% → 600%" in told(answered, ranked)
    assert turns(answered, None, 1) == ranked[:1]


BEHIND = ("multiverse", "timeline", "sensitivity", "value_of_information", "claims", "reliance", "calibration")
BEHIND += ("posterior", "items")


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """The summary of a small model, and what the commands behind it say, as JSON."""

    class Quiet:
        def more(self, steps): ...

        def part(self, title): ...

        def __call__(self, what): ...

    settings = Settings.read(str(TRIAL), seed=1, draws=1000, ci_prob=0.9, store=tmp_path_factory.mktemp("s"), workers=1)
    named = {section.name: section for section in SECTIONS}
    return {name: plain(answer(named[name], Run(settings, Quiet()))) for name in ("summary", *BEHIND)}


def _answers(said):
    return {row["question"]: row["answer"] for row in said["summary"]["short"]}


@pytest.mark.slow
def test_every_statement_is_that_of_the_section_behind_it(said):
    summary, multiverse = said["summary"], said["multiverse"]
    assert "robably yes: the trial cost is $" in summary["sentences"][0]
    bars = {row["name"]: row for row in summary["bars"]}
    assert bars["study"]["median"] == said["posterior"]["posterior"]["trial_cost"]["median"]
    (other,) = (row for row in multiverse["specifications"] if row["combination"] == "dearest")
    assert bars["turned"]["median"] == other["median"]
    assert [row["after"] for row in summary["turns"] if row["kind"] != "input"] == [other["median"]]
    inputs = {row["input"]: row for row in said["sensitivity"]["inputs"] if row["target"] == "trial_cost"}
    told = [row for row in summary["turns"] if row["kind"] == "input"]
    assert len(told) == 3
    for row in told:
        ends = inputs[row["name"]]["posterior_at_low"], inputs[row["name"]]["posterior_at_high"]
        assert (row["before"], row["after"]) == ends
    states = {str(row["date"]): row["median"] for row in said["timeline"]["states"]}
    assert summary["steps"]
    assert all(states[str(row["date"])] == row["after"] for row in summary["steps"])
    claims = {row["name"]: row["posterior"] for row in said["claims"]["claims"]}
    assert all(claims[row["name"]] == row["posterior"] for row in summary["claims"])
    worth = next(row for row in said["value_of_information"]["known"] if row["what"] == "judgement")
    assert summary["rests"][0]["value"] == worth["gain"]
    average = next(row for row in multiverse["averages"] if "evidence" in row["title"])
    assert f"with a probability of {round(100 * average['below'])}%" in summary["sentences"][1]
    assert all(sentence in _answers(said)["What does it rest on?"] for sentence in said["reliance"]["sentences"][:2])
    left_out = {tuple(row["items"]): row["median"] for row in said["reliance"]["without"]}
    assert all(left_out[(row["item"],)] == row["median_without"] for row in said["items"]["items"])


@pytest.mark.slow
def test_every_number_in_its_words_is_that_of_the_section_behind_it(said):
    own, course = said["multiverse"]["averages"][0], said["timeline"]["states"]
    mean = next(row for row in said["multiverse"]["averages"] if "evidence" in row["title"])
    sure, claims = said["value_of_information"]["sentences"][0], said["claims"]["claims"]
    answers = _answers(said)
    for text, numbers in zip(said["summary"]["sentences"], (own, mean), strict=False):
        low, median, high = (amount(numbers[end], "usd") for end in ("low", "median", "high"))
        assert f"{median} ({low} to {high})" in text
        assert probability(numbers["below"]) in text
    first, last = (amount(course[at]["median"], "usd") for at in (0, -1))
    assert answers["How did it come about?"].startswith(
        f"It was {first} before any evidence and {last} with all evidence"
    )
    assert answers["Which of the claims hold?"].startswith(
        f"{sum(row['posterior'] >= 0.5 for row in claims)} of {len(claims)} are"
    )
    assert re.search(r"wrong with a chance of \d+%", sure)[0] in answers["What is most worth finding out?"]
    exact = answers["How exact are the numbers?"]
    assert all(amount(own[f"mcse_{end}"], "usd") in exact for end in ("median", "low", "high"))
    assert said["calibration"]["notes"][0].split(":")[0] in exact
    for name in ("expected_cost", "cost_per_patient"):
        median = amount(said["posterior"]["posterior"][name]["median"], "usd")
        assert f"comes to {median} (" in answers["How much is that?"]
