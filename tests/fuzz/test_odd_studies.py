"""Odd studies are read, or refused in one short message; nothing else happens. `python tests/fuzz` tries many."""

import copy
import datetime as dt
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llm_barriers.analyses.fit import checked_graph
from llm_barriers.priors import StudyError

from .odd_studies import GOOD, answered, odd_study, read_stored, read_written, stored_good


def leaves(value, path=()):
    """Yield the path of every value that is no table, and of every table, which is told by a last key of its own."""
    if not isinstance(value, dict | list):
        yield path
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from leaves(each, (*path, key))
    if isinstance(value, dict):
        yield (*path, "unheard")


def changed(path, value):
    """Return the good study with one value put in."""
    study = copy.deepcopy(GOOD)
    place = study
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return study


@pytest.mark.parametrize("path", list(leaves(GOOD)), ids=lambda path: ".".join(map(str, path)))
def test_no_value_is_of_another_type_and_no_key_unheard_of(tmp_path, path):
    for odd in (
        [["x"]],
        {"x": [1]},
        True if path[-1] not in ("include", "share", "known_to_author") else 1,
        dt.time(1),
    ):
        with pytest.raises(StudyError, match=re.escape(str(path[0]))):
            read_written(tmp_path, changed(path, odd))


def test_the_study_that_is_changed_is_good(tmp_path):
    assert {"mine", "share", "barr_2019"} < set(checked_graph(read_written(tmp_path, GOOD)).study.items)


many = settings(
    max_examples=40,
    deadline=10_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@many
@given(rng=st.randoms())
def test_an_odd_study_is_read_or_refused_in_short(tmp_path, rng):
    study, _ = odd_study(rng, GOOD)
    assert not answered(lambda: read_written(tmp_path, study))[1]


@many
@given(rng=st.randoms())
def test_an_odd_stored_study_is_read_or_refused_in_short(tmp_path, rng):
    content, _ = odd_study(rng, stored_good())
    assert not answered(lambda: read_stored(tmp_path, content))[1]
