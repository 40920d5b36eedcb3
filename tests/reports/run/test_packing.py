"""A tree comes back from its file as it was, and nothing else gets into one."""

import numpy as np
import pytest
import xarray as xr

from llm_barriers.reports.run.packing import pack, unpack


def test_a_tree_comes_back_as_it_was(tmp_path):
    draws = xr.Dataset(
        {
            "x": (("draw", "source"), np.arange(6.0).reshape(3, 2), {"units": "usd"}),
            "n": 3,
            "good": ("draw", [True] * 3),
        },
        {"draw": range(3), "source": ["leopold_2019", "barr_2019"], "kind": ("source", ["share", "share"])},
        {"method": "reweighting", "ess": 812.5},
    )
    tree = xr.DataTree.from_dict({"/": xr.Dataset(attrs={"seed": 1}), "posterior": draws, "empty/deep": xr.Dataset()})
    pack(tree, tmp_path / "a.tmp")
    assert unpack(tmp_path / "a.tmp").identical(tree)


def test_texts_of_any_kind_come_back_as_texts_and_numbers_of_numpy_as_plain(tmp_path):
    data = xr.Dataset(coords={"node": np.array(["cost_ratio", "nodes"], dtype=object)}, attrs={"k": np.float64(0.25)})
    pack(xr.DataTree(data), tmp_path / "a.tmp")
    unpacked = unpack(tmp_path / "a.tmp")
    assert unpacked["node"].to_numpy().tolist() == ["cost_ratio", "nodes"]
    assert unpacked.attrs == {"k": 0.25}


def test_what_is_no_plain_value_is_refused(tmp_path):
    with pytest.raises(TypeError, match="cannot be an attribute"):
        pack(xr.DataTree(xr.Dataset(attrs={"what": object()})), tmp_path / "a.tmp")
