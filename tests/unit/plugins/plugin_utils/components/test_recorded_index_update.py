# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The daily index update: the desired state equals what was recorded before components were Python."""

import posixpath

import pytest
from recorded import computed, file_of, given, given_of, names, scenarios

COMPONENT = "index_update"
LIBRARY = "/plugins/module_utils/"  # goes on to change, and so does its division into files
SHARED = ("/gir_index_journal.py", "/gir_index_lock.py")  # stand there now, for all programs


def hosts_of(wrong):
    return [(name, host) for name in names(COMPONENT, wrong) for host in scenarios(COMPONENT)[name]["hosts"]]


def around(files):
    """Path to all that was recorded of a file of the program but its text, which goes on to change."""
    kept = [{name: value for name, value in file.items() if name not in ("content", "sha256")} for file in files]
    return {file["path"]: file for file in kept if LIBRARY not in file["path"] and not file["path"].endswith(SHARED)}


def without_later_settings(file):
    """What fails is tried again in the same run now, which the configuration says."""
    data = file.get("data")
    if isinstance(data, dict) and "urls" in data:
        assert (data.pop("attempts"), data.pop("retry_seconds")) == (6, 600)
    return file


@pytest.mark.parametrize(("name", "host"), hosts_of(False))
def test_state_is_as_recorded(name, host):
    scenario = scenarios(COMPONENT)[name]
    old, new = scenario["hosts"][host], computed(COMPONENT, scenario, host)
    assert new.violations == []
    assert new.data_center == old["data_center"]
    assert new.secret_keys == old["secret_keys"]
    root = given_of(scenario, host).get("gir_root") or ""
    assert [posixpath.normpath(root + path) for path in new.absent.paths] == old["retired"]
    # What the tasks did not do on a host that is not the chosen one was recorded, too.
    chosen = old["chosen"]
    public = [file for file in new.files if file.public]
    program, recorded = around(file_of(file) for file in public), around(old["program"] if chosen else [])
    assert program == recorded
    files = [without_later_settings(file_of(file)) for file in new.files if not file.public]
    assert files == (old["files"] if chosen else [])
    directories = [given(directory) for directory in new.directories if LIBRARY not in directory.path]
    assert directories == (old["directories"] if chosen else [])
    if chosen and old["scheduler"] == "systemd":
        found = given(new.service)
        assert not found.pop("leads")
        assert found == old["service"]
    else:
        assert new.service is None


RULES = {
    # Times and counts are judged when they are read, each with a sentence of its own.
    "wrong: everything": [
        *["GIR807"] * 6,
        "GIR885",
        "GIR885",
        "GIR886",
        "GIR887",
        "GIR888",
        "GIR892",
        "GIR893",
    ],
    "wrong: other sentences": ["GIR807", "GIR885", "GIR887", "GIR891", "GIR893"],
    "wrong: paths": ["GIR885", "GIR885", "GIR893"],
    "wrong: an option of a unit in the place of a section": ["GIR814", "GIR814"],
}


@pytest.mark.parametrize(("name", "host"), hosts_of(True))
def test_problems_are_those_recorded(name, host):
    scenario = scenarios(COMPONENT)[name]
    found = computed(COMPONENT, scenario, host).violations
    assert sorted(violation.id for violation in found) == RULES[name]
    problems = scenario["hosts"][host].get("problems")
    assert problems is None or len(problems) == len(found)
