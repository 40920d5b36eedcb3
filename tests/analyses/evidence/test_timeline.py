"""The conclusion over time and the author's reversal, on headlines whose distributions are known."""

import datetime as dt
import math
import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from llm_barriers.analyses.evidence.reversal import reversals
from llm_barriers.analyses.evidence.timeline import State, items_ever, state_at, timeline, turning_points
from llm_barriers.analyses.fit import Verdict
from llm_barriers.analyses.fit.diagnosis import Diagnosis
from llm_barriers.analyses.fit.fitting import Fit
from llm_barriers.analyses.fit.gate import WeightGate
from llm_barriers.analyses.fit.headline import LEVELS, PROBABILITIES, Headline, headline_each
from llm_barriers.priors import catalogue, load_study
from llm_barriers.reports.figures.reversal import plot_reversal
from llm_barriers.reports.figures.timeline import plot_timeline
from llm_barriers.reports.render.document import Document
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections.timeline import Course, as_fitted, write

SD, ROOMY = 0.7, 0.4
POST, EDIT = (catalogue().events[name].date for name in ("post", "edit"))
GATE = WeightGate(True, 0.2, 1000.0)
THRESHOLD = 0.68


def _centre(study):
    """Log of the known median: each item adds a little, and room adds more the more items there are."""
    log = -1.5 + 0.2 * len(study.items)
    return log + ROOMY * (study.choices["room"] != "none") * (1 + 0.1 * len(study.items))


def _known(graphs):
    """Headlines of log-normal ratios with known medians."""
    attrs = Diagnosis("weights", GATE, 1000.0, False, 0.0, 0.0).attrs
    told_of = []
    for graph in graphs:
        values = stats.lognorm(SD, scale=math.exp(_centre(graph.study))).ppf(PROBABILITIES)
        rows = dict.fromkeys(("prior", "posterior"), (("node", "probability"), values[np.newaxis]))
        rows |= {f"{group}_ess": (("node", "level"), np.full((1, LEVELS.size), 1000.0)) for group in tuple(rows)}
        coords = {"node": ["cost_ratio"], "probability": PROBABILITIES}
        told_of.append(Headline(xr.Dataset(rows, coords, attrs)))
    return told_of


@pytest.fixture(scope="module")
def graph(graphs):
    return graphs("reanalysis")


@pytest.fixture(scope="module")
def states(graph):
    return timeline(graph, threshold=THRESHOLD, headline_near=lambda _: _known)


@pytest.fixture(scope="module")
def moves(graph):
    return reversals(graph, post=POST, edit=EDIT, headline_near=lambda _: _known)


def test_every_room_starts_at_the_prior_and_takes_every_item_once(graph, states):
    assert set(states) == set(graph.study.options["room"].options)
    assert len(states) >= 5
    for each in states.values():
        assert (each[0].date, each[0].items) == (None, ())
        assert tuple(item for state in each for item in state.items) == items_ever(graph.study)
        assert all(a.date < b.date for a, b in pairwise(each[1:]))


def test_a_state_holds_what_was_published_by_its_date(graph, states):
    for room, each in states.items():
        seen = 0
        for state in each:
            seen += len(state.items)
            known = stats.lognorm(SD, scale=math.exp(-1.5 + 0.2 * seen + ROOMY * (room != "none") * (1 + 0.1 * seen)))
            assert (state.verdict.low, state.verdict.median, state.verdict.high) == pytest.approx(
                known.ppf([0.05, 0.5, 0.95]), rel=1e-3
            )
            assert (state.verdict.below, state.at_least) == pytest.approx((known.cdf(1), known.sf(THRESHOLD)), abs=1e-3)


def test_the_studys_own_date_does_not_matter_and_what_is_out_stays_out(graph):
    study = graph.study
    early = graph.with_study(study.at(dt.date(2019, 12, 31)))
    assert items_ever(early.study) == items_ever(study)
    assert all(study.evidence[name].include for name in items_ever(study))
    assert items_ever(load_study("published")) == ()


def _states(chances):
    days = [None, *(dt.date(2020, 1, 1) + dt.timedelta(days=i) for i in range(len(chances) - 1))]
    verdicts = [Verdict(1.0, 0.5, 2.0, chance, GATE) for chance in chances]
    return [State("r", day, (), verdict, 0.5, 0.0) for day, verdict in zip(days, verdicts, strict=True)]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_the_conclusion_turns_back_and_forth(chances):
    states = _states(chances)
    points = turning_points(states)
    assert [point.verdict.above for point in points] == [i % 2 == 0 for i in range(len(points))]
    assert states[-1].verdict.above == (len(points) % 2 == 1)
    assert bool(points) == any(p < 0.5 for p in chances)


def test_the_state_at_a_date_is_the_last_before_it():
    states = _states([0.9, 0.8, 0.4])
    assert [state_at(states, dt.date(*day)).verdict.below for day in ((2019, 5, 1), (2020, 1, 1), (2021, 1, 1))] == [
        0.9,
        0.8,
        0.4,
    ]


def test_events_say_where_they_come_from():
    assert POST < EDIT
    assert all(
        event.source in catalogue().sources and event.quote and event.title for event in catalogue().events.values()
    )
    assert load_study("published").as_of == POST


def test_the_author_starts_from_what_he_knew_without_room(graph, moves):
    evidence, seen = graph.study.evidence, set(graph.study.at(EDIT).items)
    for move in moves:
        new, missed, room = (set(cause.items) for cause in move.causes)
        known = seen - new - missed
        assert not room
        assert known == {n for n in seen if evidence[n].known_to_author and evidence[n].published <= POST}
        assert all(evidence[n].published > POST for n in new)
        assert all(evidence[n].published <= POST for n in missed)
        assert move.before.median == pytest.approx(math.exp(-1.5 + 0.2 * len(known)), rel=1e-3)


def test_the_causes_are_those_of_the_known_ratio(graph, moves):
    assert {move.option for move in moves} == set(graph.study.options["room"].options) - {"none"}
    seen = len(graph.study.at(EDIT).items)
    for move in moves:
        new, missed, room = move.causes
        known = seen - len(new.items) - len(missed.items)
        half = 0.05 * ROOMY  # of what an item and room do together, half goes to each
        assert new.moved == pytest.approx(len(new.items) * (0.2 + half), abs=1e-3)
        assert missed.moved == pytest.approx(len(missed.items) * (0.2 + half), abs=1e-3)
        assert room.moved == pytest.approx(ROOMY * (1 + 0.1 * known) + (seen - known) * half, abs=1e-3)
        assert room.moved_in_turn == pytest.approx(ROOMY * (1 + 0.1 * seen), abs=1e-3)
        assert sum(c.below for c in move.causes) == pytest.approx(move.after.below - move.before.below, abs=1e-9)


@pytest.mark.slow
def test_the_reversal_of_real_headlines_adds_up(graph):
    few = graph.with_study(graph.study.with_items(["leopold_2019", "openai_volume_2021", "semianalysis_2023"]))
    moves = reversals(
        few, post=POST, edit=EDIT, headline_near=lambda _: headline_each(seed=1, draws=2000, method="reweighting")
    )
    for move in moves:
        assert [cause.items for cause in move.causes] == [("semianalysis_2023",), ("openai_volume_2021",), ()]
        assert sum(c.moved for c in move.causes) == pytest.approx(
            math.log(move.after.median / move.before.median), abs=1e-9
        )
        new, _, room = move.causes  # ChatGPT's cost, discounted, is near what the scenarios combine to without room
        assert -0.2 < new.moved < -4 * new.mcse_moved
        assert room.moved > 4 * room.mcse_moved


@pytest.fixture(scope="module")
def told(graph, states, moves):
    told_of = Course(graph, states, moves, catalogue().events, 0.9)
    return told_of, Document(write(told_of))


def test_the_sentences_name_what_turns_the_conclusion_over(graph, states, told):
    sentences = told[1].sentences
    point = turning_points(states[graph.study.choices["room"]])[0]
    assert all(graph.study.evidence[item].title in sentences[0] for item in point.items)
    shares = [int(share) for share in re.findall(r"(\d+)%", sentences[2])[2:]]
    assert sum(shares) == pytest.approx(100, abs=2)


def test_what_is_told_of_the_study_itself_is_read_off_its_own_fit(graph, states, quiet):
    ends = {"prior": 0.1, "posterior": 0.7}
    tree = {name: xr.Dataset({"cost_ratio": (("chain", "draw"), np.full((1, 9), at))}) for name, at in ends.items()}
    own = states[graph.study.choices["room"]]
    run = Run(Settings(graph.study, seed=1, draws=9, ci_prob=0.9, as_json=False), quiet)
    tree["sample_stats"] = xr.Dataset({"copy_of": (("chain", "draw"), np.arange(9)[np.newaxis])})
    fitted = xr.DataTree.from_dict(tree)
    fitted.attrs = Diagnosis("weights", GATE, 9.0).attrs
    vars(run)["_fit"] = Fit(graph, fitted)
    read = as_fitted(own, run, THRESHOLD)
    changed = {state.date: state.verdict.median for state, before in zip(read, own, strict=True) if state != before}
    assert changed == {None: pytest.approx(0.1), state_at(own, graph.study.as_of).date: pytest.approx(0.7)}


def test_a_study_without_evidence_has_no_course(graphs):
    graph = graphs("published")
    states = timeline(graph, threshold=THRESHOLD, headline_near=lambda _: _known)
    assert {len(each) for each in states.values()} == {1}
    told = Document(write(Course(graph, states, [], catalogue().events, 0.9)))
    assert len(told.sentences) == 1
    assert told.pictures == {}


def test_the_tables_hold_every_state(states, told):
    told_of, document = told
    rooms, shown = (document.tables[name].frame for name in ("options", "states"))
    own = rooms[rooms["option"] == told_of.own].drop(columns="option")
    pd.testing.assert_frame_equal(own, shown, check_dtype=False)
    assert len(rooms) == sum(map(len, states.values()))


def test_the_figure_has_a_dot_for_every_item_and_no_two_on_a_line(graph, told):
    told_of, _ = told
    ratio, chance, items = plot_timeline(graph, told_of.states, list(told_of.events.values())).axes
    dots = [line.get_ydata()[0] for line in items.lines if line.get_marker() == "o"]
    assert dots == sorted(dots) and len(set(dots)) == len(items_ever(graph.study))
    assert ratio.get_yscale() == "log"
    assert chance.get_ylim() == (0, 1)
    assert len({text.get_text() for text in ratio.texts if text.arrowprops}) == len(
        told_of.states
    )  # named at their ends


def test_the_waterfall_ends_where_the_move_does(moves, told):
    ax = plot_reversal(moves, told[0].options).axes[0]
    ends = [bar.get_x() + bar.get_width() for bar in ax.patches]
    assert ends[2::3] == pytest.approx([move.after.median for move in moves], rel=1e-6)
