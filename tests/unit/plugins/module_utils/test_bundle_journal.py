# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of what was last applied, and the cause that a later difference has by it."""

import os
import stat

import bundle_stub
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle import journal, restore
from ansible_collections.gir.multidc.plugins.module_utils._bundle.generations import JOURNAL
from compared_host import KEPT, ComparedHost

PATH = "/etc/rws/muxer.cfg"
CONTENT = "[a]\nx = 1\n"
OTHER = "[a]\nx = 2\n"


@pytest.fixture
def host(tmp_path):
    return ComparedHost(
        tmp_path,
        directories=[{"path": "/etc/rws", "mode": "0750"}],
        files=[{"path": PATH, "format": "ini", "content": CONTENT, "mode": "0640"}],
        absent_files=["/etc/rws/old"],
    )


def held(host):
    return journal.read(str(host.path(KEPT)))


def test_journal_is_written_for_its_owner_alone(host):
    host.apply()
    status = os.stat(host.path(f"{KEPT}/{JOURNAL}"))
    assert (stat.S_IMODE(status.st_mode), stat.S_IMODE(os.stat(host.path(KEPT)).st_mode)) == (0o600, 0o700)
    entry = held(host)["files"][PATH]
    assert entry["sha256"] == entry["desired"]
    assert (entry["mode"], held(host)["directories"]["/etc/rws"]["mode"]) == ("0640", "0750")
    assert held(host)["files"]["/etc/rws/old"]["absent"]
    assert "x = 1" not in host.path(f"{KEPT}/{JOURNAL}").read_text(encoding="utf-8")


def test_journal_is_written_although_nothing_had_to_change(host):
    host.apply()
    first = host.path(f"{KEPT}/{JOURNAL}").read_bytes()
    assert host.apply()["changed"] is False
    assert host.path(f"{KEPT}/{JOURNAL}").read_bytes() == first
    host.path(f"{KEPT}/{JOURNAL}").unlink()
    assert host.apply()["changed"] is False
    assert held(host)["files"][PATH]["mode"] == "0640"


def test_journal_is_written_in_a_new_directory(host):
    host.apply(backup_directory=None)
    assert not host.path(KEPT).exists()
    assert host.apply()["changed"] is False
    assert held(host)
    assert stat.S_IMODE(os.stat(host.path(KEPT).parent).st_mode) == 0o700


def test_check_mode_writes_no_journal(host):
    host.apply(check_mode=True)
    host.apply(backup_directory=None)
    host.apply(check_mode=True)
    assert not host.path(KEPT).exists()


def test_file_of_equal_meaning_is_noted_as_it_is(host):
    host.apply()
    host.write(PATH, "; mine\n" + CONTENT)
    host.apply()
    entry = held(host)["files"][PATH]
    assert entry["sha256"] != entry["desired"]
    host.write(PATH, OTHER)
    assert host.only()["cause"] == "changed_on_host"


GARBAGE = ("", "{", "[]", '{"version": 2, "files": {}, "directories": {}}', '{"version": 1, "files": {"a": 1}}')


@pytest.mark.parametrize("content", GARBAGE)
def test_journal_of_garbage_is_none(host, content):
    host.apply()
    host.write(f"{KEPT}/{JOURNAL}", content)
    host.write(PATH, OTHER)
    assert host.only()["cause"] == "unknown"
    host.apply()
    assert held(host)["files"][PATH]


def test_journal_that_is_a_fifo_is_not_waited_for(host):
    host.apply()
    place = host.path(f"{KEPT}/{JOURNAL}")
    place.unlink()
    os.mkfifo(place)
    assert held(host) is None


def test_journal_that_cannot_be_written_is_a_warning(host):
    host.apply()
    place = host.path(f"{KEPT}/{JOURNAL}")
    place.unlink()
    place.mkdir()
    result = host.apply()
    assert result["changed"] is False
    assert "could not be noted" in result["warnings"][0]


def test_half_written_journal_of_a_killed_run_goes(host):
    host.apply()
    half = host.path(f"{KEPT}/.gir_multidc.99999999.0123456789ab.new")
    half.write_bytes(b"{")
    host.component["files"][0]["content"] = OTHER
    host.apply()
    assert not half.exists()


# -- causes ----------------------------------------------------------------------------------------------------------


def desire(host):
    host.component["files"][0]["content"] = OTHER


def desire_mode(host):
    host.component["files"][0]["mode"] = "0600"


def new_file(host):
    host.component["files"].append({"path": "/etc/rws/new", "content": "x\n"})


CAUSES = {
    "host": (lambda host: host.write(PATH, OTHER), "changed_on_host"),
    "desired": (desire, "not_applied"),
    "both": (lambda host: (desire(host), host.write(PATH, "[a]\nx = 3\n")), "both"),
    "removed": (lambda host: host.path(PATH).unlink(), "changed_on_host"),
    "never applied": (new_file, "not_applied"),
    "mode": (lambda host: host.path(PATH).chmod(0o644), "changed_on_host"),
    "desired mode": (desire_mode, "not_applied"),
    "both modes": (lambda host: (desire_mode(host), host.path(PATH).chmod(0o644)), "both"),
    "directory": (lambda host: host.path("/etc/rws").chmod(0o777), "changed_on_host"),
    "extra": (lambda host: host.write("/etc/rws/old", ""), "changed_on_host"),
    "extra, never applied": (
        lambda host: (host.write("/etc/rws/one", ""), host.component["absent_files"].append("/etc/rws/one")),
        "not_applied",
    ),
}


@pytest.mark.parametrize("name", CAUSES)
def test_journal_tells_the_cause(host, name):
    change, cause = CAUSES[name]
    host.apply()
    assert host.found() == []
    change(host)
    assert host.only()["cause"] == cause
    host.path(f"{KEPT}/{JOURNAL}").unlink()
    assert host.only()["cause"] == "unknown"


def test_what_was_put_back_is_not_applied(host):
    host.apply()
    backup = restore.open_backup(KEPT, str(host.root))
    backup.accept()
    desire(host)
    host.apply()
    restore.put_back(bundle_stub.StubModule({}, host.tmp), backup, str(host.root))
    assert held(host)["files"][PATH]["desired"] is None
    assert host.only()["cause"] == "not_applied"
