# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Units of a host against what they should be: what gated_service would change, and what changes them besides."""

import contextlib
import errno
import os
import socket

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._drift import units
from ansible_collections.gir.multidc.plugins.module_utils._drift.drop_ins import changing, of_platform
from ansible_collections.gir.multidc.plugins.module_utils._service.gated import Service
from drift_host import UNIT, DriftHost, checks, found_by

SERVICE = f"{UNIT}.service"
STOPPED = {"state": "stopped"}


@pytest.fixture
def host(tmp_path, monkeypatch):
    return DriftHost(tmp_path, monkeypatch, units)


def observed(host, *components):
    return host.compare(units.observe, *components)


def test_unit_as_it_should_be(host):
    """Nothing is found, and systemctl was asked once for everything, and once for what it may have forgotten."""
    host.unit()
    context = observed(host)
    assert (context.differences, context.observed) == ([], {"rws": {"service": "equal"}})
    assert len(host.module.runs) == 2


def test_all_units_of_a_host_are_asked_at_once(host):
    host.unit(UnitFileState="static")
    host.show("gir-mcp.service", UnitFileState="static")
    other = {"name": "mcp", "files": [], "service": {"name": "gir-mcp", "state": "started"}}
    assert observed(host, host.component(), other).differences == []
    assert len(host.module.runs) == 1


@pytest.mark.parametrize("service", [None, {}])
def test_unmanaged_service_is_not_asked(host, service):
    component = {**host.component(), "service": service}
    assert observed(host, component).differences == []
    assert host.module.runs == []


@pytest.mark.parametrize(
    ("state", "enabled", "desired", "expected"),
    [
        ("inactive", True, {}, ("unit.state", SERVICE, "", "active", "inactive (inactive)")),
        ("failed", True, {}, ("unit.state", SERVICE, "", "active", "failed (failed)")),
        ("activating", True, {}, ("unit.state", SERVICE, "", "active", "activating (activating)")),
        ("active", False, STOPPED, ("unit.state", SERVICE, "", "inactive", "active (active)")),
        ("active", False, {}, ("unit.enabled", SERVICE, "", "enabled", "disabled")),
        ("inactive", True, STOPPED, ("unit.enabled", SERVICE, "", "disabled", "enabled")),
    ],
)
def test_state_and_enabled(host, state, enabled, desired, expected):
    host.unit(state, enabled)
    context = observed(host, host.component(service=desired))
    assert found_by(context) == [expected]
    assert context.observed["rws"]["service"] == "differs"


def test_state_that_waits_for_its_next_start(host):
    """The sub-state tells it from a start that goes on, and the sentence says why it ended."""
    host.unit("activating", SubState="auto-restart", NRestarts="7", ExecMainStatus="3")
    (found,) = observed(host).differences
    assert found["actual"] == "activating (auto-restart)"
    assert found["reason"] == "Its main process ended with exit status 3, systemd restarted it 7 times."


@pytest.mark.parametrize(
    ("word", "desired", "actual"),
    [
        ("static", {}, None),
        ("enabled-runtime", {}, "enabled-runtime"),
        ("masked-runtime", {}, "masked-runtime"),
        ("indirect", STOPPED, None),
        ("enabled-runtime", STOPPED, "enabled-runtime"),
    ],
)
def test_words_of_unit_files(host, word, desired, actual):
    unit = host.unit("inactive" if desired else "active", word.startswith("enabled"), UnitFileState=word)
    (unit / "file-state").write_text(word + "\n", encoding="utf-8")
    found = [one["actual"] for one in observed(host, host.component(service=desired)).differences]
    assert found == ([actual] if actual else [])


@pytest.mark.parametrize("linked", [True, False])
def test_link_that_systemd_has_forgotten(host, linked):
    """systemd remembers the state of a unit file; a link that was removed by hand is found all the same."""
    host.unit(enabled=linked, UnitFileState="enabled")
    if linked:
        (host.folder / "multi-user.target.wants").mkdir()
        (host.folder / "multi-user.target.wants" / SERVICE).symlink_to(host.file)
    assert checks(observed(host)) == ([] if linked else ["unit.enabled"])
    assert len(host.module.runs) == (1 if linked else 2)


def test_unit_that_is_gone(host):
    context = observed(host)
    assert found_by(context) == [("unit.missing", SERVICE, "", "loaded", "not found")]


def test_unit_whose_file_is_gone_while_it_runs(host):
    """What systemd still has in memory is the same finding before and after it reads its units again."""
    host.unit(NeedDaemonReload="yes")
    host.file.unlink()
    assert found_by(observed(host)) == [("unit.missing", SERVICE, "", "loaded", "not found")]


@pytest.mark.parametrize("load", ["masked", "error", "bad-setting"])
def test_unit_that_systemd_cannot_use(host, load):
    host.unit("inactive", False, LoadState=load)
    assert found_by(observed(host)) == [("unit.load", SERVICE, "LoadState", "loaded", load)]
    stopped = observed(host, host.component(service=STOPPED))
    assert checks(stopped) == ([] if load == "masked" else ["unit.load"])


def test_unit_file_that_another_one_hides(host):
    shadow = "/run/systemd/system.control/gir-rws.service"
    host.unit(FragmentPath=shadow)
    assert found_by(observed(host)) == [("unit.load", SERVICE, "FragmentPath", str(host.file), shadow)]
    host.unit(FragmentPath=str(host.file))
    assert observed(host).differences == []


def test_files_that_systemd_has_not_read(host):
    """Also of the service that a timer starts."""
    host.unit(NeedDaemonReload="yes")
    assert found_by(observed(host)) == [("unit.reload_needed", SERVICE, "", "no", "yes")]
    (host.folder / "gir-other.timer").write_text("", encoding="utf-8")
    host.show("gir-other.timer", UnitFileState="static")
    service = {"name": "gir-other.timer", "state": "started"}
    timer = {"name": "other", "files": [{"path": str(host.file)}], "service": service}
    assert found_by(observed(host, timer)) == [("unit.reload_needed", SERVICE, "", "no", "yes")]


def test_comment_in_a_unit_file_is_not_told(host):
    """Nor passed over: systemd may have read another one before."""
    host.unit(NeedDaemonReload="yes")
    host.holds(host.file, 0.0, same_bytes=False)
    context = observed(host)
    assert (context.differences, context.observed["rws"]["service"]) == ([], "not_observed")


def test_drop_in_is_named_and_its_values_are_not(host):
    path = host.directory / f"{SERVICE}.d" / "override.conf"
    path.parent.mkdir()
    lines = ["[Service]", "ExecStart=", "ExecStart=/bin/x", 'Environment="PW=a \\', '  s3cr3t=b"', "loose"]
    path.write_text("\n".join(lines), encoding="utf-8")
    host.unit(DropInPaths=str(path))
    (found,) = observed(host).differences
    assert (found["check"], found["key"], found["severity"]) == ("unit.drop_in", str(path), "service_at_risk")
    assert found["actual"] == "Service.ExecStart, Service.Environment"
    ours = host.component(files=[{"path": str(host.file)}, {"path": str(path)}])
    assert observed(host, ours).differences == []


def test_drop_ins_that_systemd_has_not_read(host):
    """They count from the next boot on. One that is hidden by its name is none, and so is what only has a like name."""
    host.unit()
    unread = [host.folder / f"{SERVICE}.d", host.folder / "gir-.service.d", host.folder / "service.d"]
    hidden = host.directory / "lib" / f"{SERVICE}.d"
    for number, folder in enumerate([*unread, hidden]):
        folder.mkdir(parents=True)
        (folder / f"{number % 3}.conf").write_text("[Service]\nUser=root\n", encoding="utf-8")
    (unread[0] / "x.conf.bak").write_text("[Service]\nUser=root\n", encoding="utf-8")
    expected = [str(folder / f"{number}.conf") for number, folder in enumerate(unread)]
    assert [one["key"] for one in observed(host).differences] == sorted(expected)


@pytest.mark.parametrize("text", ["[Unit]\nDescription=x\n", "[Service]\nNice=1\n"])
def test_unread_drop_in_is_one_finding_at_most(host, text):
    """systemd says only at times that it has to read it."""
    (host.folder / f"{SERVICE}.d").mkdir()
    (host.folder / f"{SERVICE}.d" / "x.conf").write_text(text, encoding="utf-8")
    host.unit(NeedDaemonReload="yes")
    context = observed(host)
    assert checks(context) == (["unit.drop_in"] if "Nice" in text else [])
    assert context.observed["rws"]["service"] == "not_observed"


def test_drop_in_that_was_removed(host):
    """systemd has to read its units again, and the service runs with it until it is restarted."""
    host.unit(DropInPaths=str(host.folder / "gone.conf"), NeedDaemonReload="yes")
    assert checks(observed(host)) == ["unit.reload_needed", "unit.stale_start"]


def test_unit_file_that_will_hide_ours(host):
    host.unit(FragmentPath=str(host.file))
    host.above.mkdir()
    (host.above / SERVICE).symlink_to("/dev/null")
    assert found_by(observed(host)) == [
        ("unit.load", SERVICE, "FragmentPath", str(host.file), str(host.above / SERVICE))
    ]


@pytest.mark.parametrize(
    ("fragment", "packages", "is_found"),
    [
        ("/etc/systemd/system/apache2.service", ["apache2"], True),
        ("/etc/systemd/system/apache2.service", [], False),
        ("/lib/systemd/system/apache2.service", ["apache2"], False),
        ("/run/systemd/generator.late/apache2.service", ["apache2"], False),
    ],
)
def test_unit_file_in_place_of_that_of_a_package(host, fragment, packages, is_found):
    host.show("apache2.service", UnitFileState="static", FragmentPath=fragment)
    service = {"name": "apache2", "state": "started"}
    found = observed(host, {"name": "webdav", "service": service, "system_packages": packages})
    assert checks(found) == (["unit.load"] if is_found else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Unit]\nDescription=x\nDocumentation=man:x\n# ExecStart=/bin/x\n", []),
        ("[X-Notes]\nExecStart=/bin/x\n", []),
        ("", []),
        ("[Service]\nLimitNOFILE=10\n", [("Service.LimitNOFILE", "")]),
        ("[Service]\nUser=root\nExecStart=/bin/x\n", [("Service.User, Service.ExecStart", "security")]),
        ("[Unit]\nOnFailure=x.service\n", [("Unit.OnFailure", "")]),
        (None, [("what it sets cannot be read", "service_at_risk")]),
    ],
)
def test_what_a_drop_in_sets(tmp_path, text, expected):
    path = tmp_path / "one.service.d" / "x.conf"
    path.parent.mkdir()
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert [found[1:] for found in changing("one.service", [str(path)], True)] == expected


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (os.mkfifo, 1),
        (lambda path: path.symlink_to("/dev/zero"), 1),
        # So an administrator switches a drop-in off.
        (lambda path: path.symlink_to("/dev/null"), 0),
    ],
)
def test_drop_in_that_is_no_file(tmp_path, make, found):
    path = tmp_path / "one.service.d" / "x.conf"
    path.parent.mkdir()
    make(path)
    assert len(changing("one.service", [str(path)], True)) == found


@pytest.mark.parametrize(
    ("path", "ours", "is_found"),
    [
        ("/usr/lib/systemd/system/httpd.service.d/php-fpm.conf", False, False),
        ("/usr/lib/systemd/system/httpd.service.d/php-fpm.conf", True, True),
        ("/etc/systemd/system/httpd.service.d/x.conf", False, True),
        ("/run/systemd/system/service.d/zzz-lxc-service.conf", True, False),
        ("/etc/systemd/system/service.d/x.conf", True, True),
    ],
)
def test_drop_ins_of_the_platform(path, ours, is_found):
    """They are no difference, and are told to whoever asks for the noise."""
    assert bool(changing("httpd.service", [path], ours)) is is_found
    assert bool(of_platform("httpd.service", [path], ours)) is not is_found


def test_pending_restart(host):
    """It waits for the service also where that does not run."""
    host.unit()
    (host.kept / "pending").mkdir(parents=True)
    assert found_by(observed(host)) == [("unit.pending", SERVICE, "", "none", "pending")]
    (host.systemctl.units / UNIT / "state").write_text("inactive", encoding="utf-8")
    assert checks(observed(host)) == ["unit.state", "unit.pending"]


@pytest.mark.parametrize("more", [{}, {"LoadState": "masked"}])
def test_pending_where_the_service_is_stopped(host, more):
    """What a killed run wrote before a failover is accepted by the next one, so that no later start goes back."""
    host.unit("inactive", False, **more)
    (host.kept / "pending").mkdir(parents=True)
    context = observed(host, host.component(service=STOPPED))
    assert found_by(context) == [("unit.pending", SERVICE, "", "none", "pending")]
    assert context.observed["rws"]["service"] == "differs"
    parameters = {"name": UNIT, "state": "stopped", "changed": False, "backup_directory": str(host.kept), "health": {}}
    host.module.params, host.module.check_mode, host.module._diff = parameters, False, False
    assert Service(host.module).result()["actions"] == []
    assert observed(host, host.component(service=STOPPED)).differences == []


def test_pending_restart_that_nobody_may_see(host, monkeypatch):
    host.unit()
    monkeypatch.setattr(units.os, "stat", refusing(host.kept / "pending"))
    (found,) = observed(host).differences
    assert (found["check"], found["outcome"]) == ("unit.pending", "not_checked")
    assert "Permission denied" in found["reason"]


def refusing(path):
    """os.stat that may not look at a path."""
    real = os.stat

    def stat(name, *more, **further):
        if name == str(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)
        return real(name, *more, **further)

    return stat


def test_health_that_does_not_answer(host):
    host.unit()
    with contextlib.closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        unused_port = listener.getsockname()[1]
    component = host.component(service={"health": {"port": str(unused_port)}})
    (found,) = observed(host, component).differences
    assert (found["check"], found["expected"]) == ("unit.health", "answers")
    assert found["reason"].startswith(f"Port {unused_port} of 127.0.0.1")
    (host.systemctl.units / UNIT / "state").write_text("inactive", encoding="utf-8")
    assert checks(observed(host, component)) == ["unit.state"]


@pytest.mark.parametrize(
    "more", [{"port": "none"}, {"timeout": "x"}, {"validate_certs": "maybe"}, {"status": "200,x"}, {"ports": 1}]
)
def test_health_that_nobody_can_ask(host, more):
    host.unit()
    context = observed(host, host.component(service={"health": {"port": 1, **more}}))
    assert checks(context) == ["unit.health"]
    assert f"health{'.' if 'ports' not in more else ''}" in context.differences[0]["reason"]
    assert context.observed["rws"]["service"] == "not_observed"


def test_unit_that_must_not_be_here(host):
    """Its file is a finding of its own; a unit that runs on without one is found here."""
    retired = {"name": "index_update", "service": None, "absent": {"paths": [], "units": ["gir-index-update.timer"]}}
    assert observed(host, retired).differences == []
    host.show("gir-index-update.timer", SubState="waiting")
    expected = ("unit.state", "gir-index-update.timer", "", "inactive", "active (waiting)")
    assert found_by(observed(host, retired)) == [expected]
    (host.folder / "gir-index-update.timer").write_text("", encoding="utf-8")
    assert observed(host, retired).differences == []
    (host.folder / "gir-index-update.timer").unlink()
    host.platform["service_manager"] = "service"
    assert observed(host, retired).differences == []


@pytest.mark.parametrize("trouble", ["missing", "broken"])
def test_systemctl_that_does_not_answer(host, trouble):
    """Each unit could not be checked, and the command was not asked a second time."""
    program = host.systemctl.path / "systemctl"
    if trouble == "missing":
        program.unlink()
    else:
        program.write_text("#!/bin/sh\necho 'Failed to connect to bus: Host is down' >&2\nexit 1\n", encoding="utf-8")
    other = {"name": "mcp", "service": {"name": "gir-mcp", "state": "started"}}
    context = observed(host, host.component(), other)
    assert [one[:2] for one in found_by(context)] == [("unit.read", SERVICE), ("unit.read", "gir-mcp.service")]
    assert ("no systemctl" if trouble == "missing" else "Host is down") in context.differences[0]["reason"]
    assert context.observed["mcp"]["service"] == "not_observed"
    assert len(host.module.runs) <= 1
