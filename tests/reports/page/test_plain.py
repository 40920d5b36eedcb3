"""What is said comes back from JSON as it was."""

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_barriers.reports.page.plain import Drawn, Told, from_plain, plain
from llm_barriers.reports.render.document import Facts, Heading, Note, Paragraph, Picture, Table, frame

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary() | st.dates()
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=10,
)


def back(value):
    return from_plain(json.loads(json.dumps(plain(value))))


@given(VALUES)
def test_values_come_back(value):
    assert back(value) == value
    assert type(back(value)) is type(value)


@pytest.mark.parametrize(
    "table",
    [
        frame(("a", "b", "c"), [(1, 2.5, "x"), (2, np.nan, None)]),
        frame(("name", "items", "on"), [("n", ("p", "q"), True), ("m", (), False)], index="name"),
        frame(("name", "of", "date"), [("n", [1, "x"], dt.date(2020, 1, 2))], index="name"),
        frame(("a", "b"), []),
        pd.DataFrame({"a": [0.1, 0.2], "b": pd.Series(["x", "y"], dtype="str")}, index=["r", "s"]),
    ],
)
def test_frames_come_back_with_their_types(table):
    pd.testing.assert_frame_equal(back(table), table)


def test_an_answer_comes_back_with_its_figures_drawn():
    blocks = [Heading("What", 2, "what"), Paragraph(["One.", "Two."], "small"), Note("n"), Facts({"a": [1, None]})]
    picture = Picture("x", draw=pytest.fail, caption="c", whole=True, command="llm-barriers")
    told = Told([*blocks, picture], {"x": Drawn(b"<svg>", None, "It is so.", {"pdf": b"%PDF", "csv": b"a\n1\n"})})
    again = back(told)
    assert again.blocks[:-1] == blocks
    assert again.drawn == told.drawn
    assert (again.blocks[-1].name, again.blocks[-1].whole) == ("x", True)
    with pytest.raises(RuntimeError, match="drawn already"):
        again.blocks[-1].draw(width=7)


KEPT = ("name", "columns", "labels", "shown", "folded", "whole", "entries")


def test_a_table_comes_back_whole():
    table = Table("t", frame(("a", "b"), [(1, "x")], index="a"), ("b",), {"b": "B"}, "page", folded="c", entries=True)
    again = back(table)
    pd.testing.assert_frame_equal(again.visible, table.visible)
    assert [getattr(again, n) for n in KEPT] == [getattr(table, n) for n in KEPT]


def test_what_is_not_known_is_refused():
    with pytest.raises(TypeError, match="cannot be kept"):
        plain(object())
