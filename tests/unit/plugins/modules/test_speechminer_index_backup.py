# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the Daily Index Backup is new and readable, as a host sees it."""

import os
import time

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._service import folder

NAME = "speechminer_index_backup_info"


@pytest.fixture
def place(tmp_path):
    found = tmp_path / "index"
    (found / "generation").mkdir(parents=True)
    return found


def write(path, hours=0.0, text="segment"):
    path.write_text(text, encoding="utf-8")
    moment = time.time() - hours * 3600
    os.utime(str(path), (moment, moment))


def seen(place, max_hours=30, **more):
    return module_runs.succeed(NAME, {"path": str(place), "max_hours": max_hours, **more})


def ids(found):
    return [one["id"] for one in found["problems"]]


def test_a_new_file_is_confirmed(place):
    write(place / "old", 100)
    write(place / "generation" / "new", 2)
    found = seen(place)
    assert (found["observation"], found["observation_reason"], found["files"]) == ("confirmed", None, 2)
    assert found["newest"]["path"] == str(place / "generation" / "new")
    assert found["newest"]["age_hours"] == pytest.approx(2, abs=0.1)
    assert found["newest"]["size"] == len("segment") and found["free_bytes"] > 0


def test_an_old_file_is_stale(place):
    write(place / "old", 31)
    found = seen(place)
    assert (found["observation"], ids(found)) == ("failed", ["stale"])
    assert "31.0 hours old, 30 are allowed" in found["observation_reason"]


def test_an_empty_file_is_no_backup(place):
    """Such as a lock that is younger than the index."""
    write(place / "lock", text="")
    assert ids(seen(place)) == ["empty"]
    write(place / "old", 31)
    assert ids(seen(place)) == ["stale"]


def test_a_folder_that_is_not_there(place):
    found = seen(place / "elsewhere")
    assert (found["observation"], ids(found), found["newest"]) == ("failed", ["missing"], None)


def test_a_file_instead_of_a_folder(place):
    write(place / "file")
    assert ids(seen(place / "file")) == ["no_folder"]


def test_a_file_of_the_future_is_named(place):
    """A new file beside it does not make up for it: which clock is wrong is not known."""
    write(place / "ahead", -5)
    write(place / "new", 1)
    found = seen(place)
    assert (found["observation"], ids(found)) == ("failed", ["future"])
    assert "ahead is of the future, by 5.0 hours" in found["observation_reason"]
    assert found["newest"]["path"].endswith("/new")


def test_an_unreadable_file_is_named(place, monkeypatch):
    write(place / "new")

    def refuse(*_arguments, **_named):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(folder, "open", refuse, raising=False)
    found = seen(place)
    assert (found["observation"], ids(found)) == ("failed", ["unreadable"])
    assert "new cannot be read: Permission denied" in found["observation_reason"]


def test_a_link_that_leads_nowhere_is_left_out(place):
    write(place / "new")
    (place / "gone").symlink_to(place / "nowhere")
    assert (seen(place)["observation"], seen(place)["files"]) == ("confirmed", 1)


def test_links_to_folders_are_not_followed(place):
    (place / "again").symlink_to(place)
    assert ids(seen(place)) == ["empty"]


def test_a_silent_folder_is_not_observable(place, monkeypatch):
    """As one that is mounted from a host that is gone: the module ends, and does not wait for it."""
    monkeypatch.setattr(folder._Folder, "read", lambda self, path: time.sleep(60))
    started = time.monotonic()
    found = seen(place, timeout=1)
    assert time.monotonic() - started < 20
    assert (found["observation"], ids(found), found["free_bytes"]) == ("not observable", ["silent"], None)


def test_too_many_entries_are_not_observable(place, monkeypatch):
    monkeypatch.setattr(folder, "MOST_ENTRIES", 2)
    for name in "abc":
        write(place / name)
    assert (seen(place)["observation"], ids(seen(place))) == ("not observable", ["too_many"])


def test_names_of_files_cannot_break_lines(place):
    write(place / "ne\nw\x1b[31m", 31)
    os.rename(os.fsencode(place / "ne\nw\x1b[31m"), os.fsencode(place) + b"/ne\nw\x1b\xff")
    assert seen(place)["newest"]["path"].endswith("/ne?w?\N{REPLACEMENT CHARACTER}")


def test_numbers_below_one_are_refused(place):
    found = module_runs.fail(NAME, {"path": str(place), "max_hours": 0, "timeout": 0})
    assert found["problems"] == ["max_hours is 0; give at least 1.", "timeout is 0; give at least 1."]
