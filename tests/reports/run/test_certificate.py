"""Certificates: found again by the model that they are of, and blind to words."""

import numpy as np
import pytest
import xarray as xr

from llm_barriers.reports.run import certificate


@pytest.fixture
def data(graphs):
    ranks = np.random.default_rng(1).integers(0, 200, (40, 2)).astype(np.uint8)
    of = {
        name: ("refit", np.full(40, value))
        for name, value in (("method", "weights"), ("again", False), ("passed", True))
    }
    attrs = certificate.origin(graphs("author")) | {"around": "prior", "method": "auto"}
    return xr.Dataset({"rank": (("refit", "quantity"), ranks), **of}, {"quantity": ["a", "b"]}, attrs)


def test_a_certificate_is_found_by_its_model(graphs, data, tmp_path, monkeypatch):
    monkeypatch.setattr(certificate, "_FOLDER", tmp_path)
    certificate.save(tmp_path / "author.npz", {"prior_auto": data})
    assert certificate.found(graphs("author"))["prior_auto"].identical(data)
    assert certificate.found(graphs("reanalysis")) == {}
    assert [path.name for path in tmp_path.iterdir()] == ["author.npz"]


def test_the_code_s_digest_is_blind_to_words_alone():
    code = '"""Words."""\nA = 1\n"""More."""\n\n\ndef f(x):\n    """Docs."""\n    return "text", x  # why\n'
    words = 'A = 1\n\ndef f(x):\n    """Other docs."""\n    # else\n    return "text", x\n'
    assert list(certificate._tokens(code)) == list(certificate._tokens(words))
    assert list(certificate._tokens(code)) != list(certificate._tokens(code.replace('"text"', '"test"')))
    assert list(certificate._tokens(code)) != list(certificate._tokens(code.replace("x):", "y):")))


def test_the_default_study_ships_with_its_certificate(graphs):
    made = certificate.found(graphs("reanalysis"))
    assert {"prior_auto", "posterior_auto"} <= set(made)
    assert all(each.sizes["refit"] >= 1000 for name, each in made.items() if name.endswith("auto"))
