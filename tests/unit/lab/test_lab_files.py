# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The directory of a laboratory."""

import pytest
from lab.errors import LabError
from lab.files import Files


def test_what_was_kept_is_found_again_and_removed_with_the_directory(tmp_path):
    files = Files(tmp_path / "one")
    assert files.state() is None
    with files.lock():
        files.prepare()
        files.save({"complete": False})
        assert Files(tmp_path / "one").state() == {"complete": False}
        (files.directory / "hosts" / "a").mkdir(parents=True)
        files.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_verb_that_found_nothing_leaves_nothing(tmp_path):
    with Files(tmp_path / "one").lock():
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_directory_is_left_alone(tmp_path):
    (tmp_path / "letter").touch()
    files = Files(tmp_path)
    with pytest.raises(LabError, match="was not made by the laboratory: it is left alone"), files.lock():
        pass
    with pytest.raises(LabError):
        files.remove()
    assert [path.name for path in tmp_path.iterdir()] == ["letter"]


def test_only_one_verb_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr("lab.files.LOCK_SECONDS", 0.1)
    with Files(tmp_path / "one").lock():
        with pytest.raises(LabError, match="Another command works on the laboratory"), Files(tmp_path / "one").lock():
            pass
        assert (tmp_path / "one" / "lock").exists()


@pytest.mark.parametrize("name", ["with space", "a:b", "a,b", "a'b"])
def test_paths_that_mount_options_cannot_hold_are_refused(tmp_path, name):
    with pytest.raises(LabError, match="cannot hold a laboratory"):
        Files(tmp_path / name)
