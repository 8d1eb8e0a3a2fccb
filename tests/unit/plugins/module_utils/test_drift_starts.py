# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a service started after the last change of what it reads, by clocks that may have been set."""

import json
import os
import time

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._drift import units
from ansible_collections.gir.multidc.plugins.module_utils._drift.starts import times_of
from drift_host import UNIT, DriftHost, checks, found_by

SERVICE = f"{UNIT}.service"
PATH = "/opt/genesys/rws/application.yaml"
# What started before the machine did has no place on its clock: on one that has just booted an hour is shorter.
HOUR = min(3600.0, time.monotonic() / 8)


@pytest.fixture
def host(tmp_path, monkeypatch):
    return DriftHost(tmp_path, monkeypatch, units)


def noted(seconds):
    return time.strftime("%a %Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))


def started(host, ago, stepped=0.0, **more):
    """A unit that started so many seconds ago; the clock was put forward by `stepped` since."""
    now = time.time()
    aged = int((time.monotonic() - ago) * 1e6)
    properties = {"ActiveEnterTimestamp": noted(now - ago - stepped), "ActiveEnterTimestampMonotonic": aged}
    return host.unit(**{**properties, **more})


def compared(host, **more):
    return host.compare(units.observe, host.component(**more))


def test_service_that_started_before_a_change(host):
    started(host, HOUR)
    host.holds("/opt/genesys/rws/old.cfg", time.time() - 2 * HOUR)
    assert compared(host).differences == []
    host.holds(PATH, time.time() - HOUR / 60)
    (found,) = compared(host).differences
    assert (found["check"], found["object"], found["key"]) == ("unit.stale_start", SERVICE, "")
    assert found["expected"] == f"started after {found['since']}, when {PATH} changed"
    assert found["actual"].startswith("started at 20")


@pytest.mark.parametrize(("later", "count"), [(1.5, 0), (4.5, 1)])
def test_start_within_the_tolerance(host, later, count):
    started(host, HOUR)
    host.holds(PATH, time.time() - HOUR + later)
    assert len(compared(host).differences) == count


def test_start_that_took_long(host):
    """The service reads its files when it begins to start."""
    began = {"InactiveExitTimestamp": noted(time.time() - 2 * HOUR)}
    started(host, HOUR, **began)
    host.holds(PATH, time.time() - 1.5 * HOUR)
    assert checks(compared(host)) == ["unit.stale_start"]


@pytest.mark.parametrize(("on_change", "expected"), [("restarted", ["unit.stale_start"]), ("reloaded", [])])
def test_reload_takes_a_change_up(host, on_change, expected):
    started(host, HOUR, StateChangeTimestamp=noted(time.time() - HOUR / 60))
    host.holds(PATH, time.time() - HOUR / 2)
    assert checks(compared(host, service={"on_change": on_change})) == expected


NEVER = {"ActiveEnterTimestamp": "", "ActiveEnterTimestampMonotonic": "0"}


@pytest.mark.parametrize("more", [{"Type": "oneshot"}, NEVER])
def test_start_that_says_nothing(host, more):
    started(host, HOUR, **more)
    host.holds(PATH, time.time())
    context = compared(host)
    assert context.differences == []


def test_timer_has_no_stale_start(host):
    host.show("gir-x.timer", UnitFileState="static", ActiveEnterTimestamp=noted(time.time() - HOUR))
    host.holds(PATH, time.time())
    component = {"name": "index_update", "service": {"name": "gir-x.timer", "state": "started"}}
    assert host.compare(units.observe, component).differences == []


def test_pending_restart_is_told_once(host):
    started(host, HOUR)
    host.holds(PATH, time.time())
    (host.kept / "pending").mkdir(parents=True)
    assert checks(compared(host)) == ["unit.pending"]


def test_equal_meaning_in_other_bytes_is_not_observed(host):
    """A comment that was added: no finding, and nothing that lets site pass over the service."""
    started(host, HOUR)
    host.holds(PATH, time.time(), same_bytes=False)
    context = compared(host)
    assert (context.differences, context.observed["rws"]["service"]) == ([], "not_observed")


@pytest.mark.parametrize("stepped", [2 * HOUR, -2 * HOUR])
def test_clock_that_was_set_since_the_start(host, stepped):
    """The start is known in two ways, and a file that changed between both says nothing."""
    started(host, 4 * HOUR, stepped)
    host.holds(PATH, time.time() - 4 * HOUR - stepped / 2)
    (found,) = compared(host).differences
    assert (found["outcome"], found["check"]) == ("not_checked", "unit.stale_start")
    assert "clock" in found["reason"]
    host.holds(PATH, time.time() - HOUR / 60)
    assert found_by(compared(host))[0][0] == "unit.stale_start"
    assert compared(host).differences[0]["outcome"] == "drift"


def test_file_of_the_future(host):
    started(host, HOUR)
    host.holds(PATH, time.time() + HOUR)
    (found,) = compared(host).differences
    assert (found["outcome"], "in the future" in found["reason"]) == ("not_checked", True)


def test_link_and_package_count_as_files(host):
    """A link by itself, a package by its marker, and neither of them where it is another one."""
    started(host, HOUR)
    link = host.directory / "conf-enabled"
    link.symlink_to("../conf")
    right, wrong = ({"path": str(link), "target": target} for target in ("../conf", "../other"))
    assert checks(compared(host, links=[wrong])) == []
    assert checks(compared(host, links=[right])) == ["unit.stale_start"]
    os.utime(link, (1.0, 1.0), follow_symlinks=False)
    assert checks(compared(host, links=[right])) == []
    marker = host.directory / ".gir_multidc_installed.json"
    marker.write_text(json.dumps({"version": "8.5"}), encoding="utf-8")
    component = host.component(package={"install_path": str(host.directory), "version": "8.5"})
    context = host.context(component)
    context.installed = {"rws": "8.5"}
    units.observe(component, context)
    assert checks(context) == ["unit.stale_start"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat 2026-11-28 09:35:37 UTC", 1795858537.0),
        ("Sat 2026-11-28 09:35:37 CET", None),
        ("n/a", None),
        ("", None),
        ("Sat 2026-13-28 09:35:37 UTC", None),
    ],
)
def test_times_as_systemd_notes_them(text, expected):
    assert times_of({"A": text}, ("A",)) == ([] if expected is None else [expected])
