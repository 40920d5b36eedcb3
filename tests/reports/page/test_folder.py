"""A folder that is complete or not there at all."""

import errno
import os

import pytest

from llm_barriers.reports.page.folder import filled_folder


def test_files_take_their_places_together(tmp_path):
    out = tmp_path / "out"
    with filled_folder(out) as folder:
        (folder / "a").mkdir()
        (folder / "a" / "b.txt").write_text("new")
        assert not out.exists()
    assert (out / "a" / "b.txt").read_text() == "new"


def test_a_failure_changes_nothing_and_leaves_nothing(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "b.txt").write_text("old")
    with pytest.raises(RuntimeError), filled_folder(out) as folder:
        (folder / "b.txt").write_text("half")
        raise RuntimeError
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert (out / "b.txt").read_text() == "old"


def test_files_of_others_are_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with filled_folder(tmp_path) as folder:
        (folder / "index.html").write_text("page")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_folder_may_be_a_link_to_another_file_system(tmp_path, monkeypatch):
    def rename(source, target):
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    out.symlink_to(elsewhere)
    monkeypatch.setattr(os, "rename", rename)
    with filled_folder(out) as folder:
        assert folder.parent == out
        (folder / "index.html").write_text("page")
    assert [path.name for path in elsewhere.iterdir()] == ["index.html"]
