# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host says of packages, its keystore, its ledger and the index update, in one call with everything else."""

import json
import os
import sys
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle.payload import pack
from ansible_collections.gir.multidc.plugins.module_utils._common.bare import MARK
from ansible_collections.gir.multidc.plugins.module_utils._drift import (
    bare,
    index_update,
    keystore,
    ledger,
    packages,
    units,
)
from ansible_collections.gir.multidc.plugins.module_utils._ledger import record
from drift_host import DriftHost, checks, found_by

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "modules"))

import keystores

DPKG = """#!/bin/sh
[ "$LC_ALL" = C ] || exit 9
for name; do
  case $name in
    apache2) printf 'apache2\\tinstall ok installed\\n' ;;
    halfway) printf 'halfway\\tinstall ok half-configured\\n' ;;
    removed) printf 'removed\\tdeinstall ok config-files\\n' ;;
    broken) echo 'dpkg-query: error: the database is locked' >&2; exit 2 ;;
  esac
done
exit 1
"""
RPM = """#!/bin/sh
for name; do
  case $name in
    -*) ;;
    httpd) echo httpd ;;
    broken) echo 'error: cannot open Packages database' >&2; exit 1 ;;
    *) echo "no package provides $name" ;;
  esac
done
"""


@pytest.fixture
def host(tmp_path, monkeypatch):
    return DriftHost(tmp_path, monkeypatch, units)


def of_host(host, part, request=None, *components):
    context = host.context(*components, request=request)
    part.observe_host(context)
    return context


# -- packages --------------------------------------------------------------------------------------------------------


def installed(host, text):
    host.directory.joinpath(".gir_multidc_installed.json").write_text(text, encoding="utf-8")
    package = {"install_path": str(host.directory), "version": "8.5.2"}
    return host.compare(packages.observe, {"name": "rws", "package": package}, part="package")


@pytest.mark.parametrize(
    ("marker", "actual", "reason"),
    [
        ('{"version": "8.5.2"}', "8.5.2", None),
        ('{"version": "8.5.1"}', "8.5.1", ""),
        ('{"version": null, "begun": "8.5.2", "time": "now"}', None, "was begun at now and did not end"),
        ("{", None, "is not what this collection writes"),
        ("[]", None, "is not what this collection writes"),
        ("[" * 60000, None, "is not what this collection writes"),
    ],
)
def test_version_of_the_package(host, marker, actual, reason):
    context = installed(host, marker)
    assert context.installed == {"rws": actual}
    assert len(context.differences) == (reason is not None)
    for found in context.differences:
        assert (found["check"], found["expected"], found["actual"]) == ("package.version", "8.5.2", actual)
        assert reason in found["reason"]


def test_package_that_was_never_installed(host):
    package = {"install_path": str(host.directory / "none"), "version": "8.5.2"}
    context = host.compare(packages.observe, {"name": "rws", "package": package}, part="package")
    assert found_by(context) == [("package.version", package["install_path"], "", "8.5.2", None)]


@pytest.mark.parametrize(
    "make",
    [
        os.mkdir,
        os.mkfifo,
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.write_bytes(b" " * 70000),
    ],
)
def test_package_whose_marker_cannot_be_read(host, make):
    make(host.directory / ".gir_multidc_installed.json")
    package = {"install_path": str(host.directory), "version": "8.5.2"}
    context = host.compare(packages.observe, {"name": "rws", "package": package}, part="package")
    assert checks(context) == ["package.read"]
    assert context.observed == {"rws": {"package": "not_observed"}}


def of_platform(host, program, text, *names, family="Debian"):
    if program:
        (host.systemctl.path / program).write_text(text, encoding="utf-8")
        (host.systemctl.path / program).chmod(0o755)
    host.platform["os_family"] = family
    components = [{"name": name, "system_packages": [name]} for name in names]
    return host.compare(packages.observe_system, *components, part="system_packages")


@pytest.mark.parametrize(
    ("program", "text", "family", "names", "missing"),
    [
        ("dpkg-query", DPKG, "Debian", ("apache2", "halfway", "removed", "none"), ["halfway", "removed", "none"]),
        ("rpm", RPM, "RedHat", ("httpd", "none"), ["none"]),
    ],
)
def test_packages_of_the_platform(host, program, text, family, names, missing):
    """Asked for once for all components of the host."""
    context = of_platform(host, program, text, *names, family=family)
    assert found_by(context) == [("platform_package.missing", name, "", "installed", None) for name in missing]
    assert len(host.module.runs) == 1


@pytest.mark.parametrize(("program", "text"), [("dpkg-query", DPKG), ("rpm", RPM), (None, "")])
def test_package_manager_that_does_not_answer(host, program, text):
    context = of_platform(host, program, text, "broken", "apache2")
    assert checks(context) == ["package.read", "package.read"]
    assert len(host.module.runs) <= 1


# -- ledger ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [None, '{"entries": []}', "garbage"])
def test_ledger_as_the_module_returns_it(host, text):
    root = str(host.directory / "root")
    path = Path(record.ledger_path(root))
    path.parent.mkdir(parents=True)
    if text:
        path.write_text(text, encoding="utf-8")
    context = of_host(host, ledger, {"ledger": {"root": root}})
    assert context.answers["ledger"] == {**record.read(root), "changed": False}
    assert bool(context.answers["ledger"]["unreadable"]) is (text == "garbage")
    assert of_host(host, ledger, {"ledger": None}).answers == {}


# -- index update ----------------------------------------------------------------------------------------------------


def status_of(host, make):
    path = host.directory / "status.json"
    configuration = host.directory / "config.json"
    configuration.write_text("{}", encoding="utf-8")
    os.utime(configuration, (7.0, 7.0))
    make(path)
    component = {"name": "index_update", "status_file": str(path), "files": [{"path": str(configuration)}]}
    return of_host(host, index_update, {}, component)


def test_status_of_the_index_update(host):
    text = json.dumps({"state": "done"})
    context = status_of(host, lambda path: path.write_text(text, encoding="utf-8"))
    answer = context.answers["index_update"]
    assert (answer["installed"], answer["status"], context.differences) == (7.0, text, [])
    assert status_of(host, os.unlink).answers["index_update"]["status"] is None


def test_only_what_is_known_of_a_status_leaves_the_host(host):
    entry = {"failures": 2, "failing_since": "then", "covered_until_ms": 5, "note": "hush"}
    given = {
        "state": "failed",
        "message": "FAILED: " + "x" * 5000,
        "started": "password=hush",
        "started_ms": float("nan"),
        "next_attempt_ms": 10**400,
        "last_success_ms": "hush",
        "hush": "hush",
        "indexes": {"recordings": entry, "hush": entry, "screen_recordings": "hush"},
    }
    context = status_of(host, lambda path: path.write_text(json.dumps(given), encoding="utf-8"))
    text = context.answers["index_update"]["status"]
    assert "hush" not in text and len(text) < 1500
    found = json.loads(text)
    assert found["message"].startswith("FAILED: xxx")
    assert found["indexes"]["recordings"] == {key: entry[key] for key in entry if key != "note"}
    # The controller takes the rest for no status.
    strange = (found["started_ms"], found["next_attempt_ms"], found["indexes"]["screen_recordings"])
    assert strange == (False, False, False)


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("s3cr3t of somebody", encoding="utf-8"),
        lambda path: path.write_text("[]", encoding="utf-8"),
        lambda path: path.write_bytes(b"\xff{}"),
        lambda path: path.write_bytes(b" " * (1 << 21)),
        os.mkdir,
        os.mkfifo,
        lambda path: path.symlink_to("config.json"),
    ],
)
def test_status_that_is_none_stays_on_the_host(host, make):
    context = status_of(host, make)
    assert checks(context) == ["index_update.status"]
    assert context.answers == {}
    assert "s3cr3t" not in json.dumps(context.differences)


# -- keystore --------------------------------------------------------------------------------------------------------


def keystore_of(host, make, password="changeit"):
    path = host.directory / "keystore.jks"
    make(path)
    host.module.params["password"] = password
    return of_host(host, keystore, {"keystore": {"component": "rcs", "path": str(path)}})


WHOLE = keystores.jks(keystores.key("one"), keystores.trusted("two"))


@pytest.mark.parametrize(("password", "opened"), [("changeit", True), ("other", False), (None, None), ("", None)])
def test_keystore_shows_entries_and_no_key(host, password, opened):
    found = keystore_of(host, lambda path: path.write_bytes(WHOLE), password).answers["keystore"]
    assert [entry["alias"] for entry in found["entries"]] == ["one", "two"]
    assert (found["opened"], found["component"], found.get("problem")) == (opened, "rcs", None)
    assert "changeit" not in json.dumps(found)


@pytest.mark.parametrize(
    "make", [lambda path: path.write_bytes(b"garbage"), os.mkdir, os.mkfifo, lambda path: path.symlink_to("none")]
)
def test_keystore_that_is_none(host, make):
    found = keystore_of(host, make).answers["keystore"]
    assert found["problem"] and "unreadable" not in found


def test_keystore_whose_password_was_not_sent(tmp_path, capsys):
    """A host without AnsibleModule has only the parameters that were sent."""
    (tmp_path / "k.jks").write_bytes(WHOLE)
    request = {"components": [], "keystore": {"component": "rcs", "path": str(tmp_path / "k.jks")}}
    with pytest.raises(SystemExit):
        bare.main({"_payload": pack(request)})
    answer = json.loads(capsys.readouterr().out.partition(MARK)[2])
    assert (answer["differences"], answer["keystore"]["opened"]) == ([], None)


def test_keystore_that_is_missing_or_empty(host):
    assert keystore_of(host, lambda path: None).answers["keystore"]["exists"] is False
    assert keystore_of(host, lambda path: path.write_bytes(b"")).answers["keystore"]["size"] == 0


def test_keystore_that_nobody_may_read(host, monkeypatch):
    def refused(*_given):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(keystore.Place.__init__.__globals__["regular"].os, "open", refused)
    found = keystore_of(host, lambda path: path.write_bytes(WHOLE)).answers["keystore"]
    assert "Permission denied" in found["unreadable"] and "problem" not in found


def test_keystore_that_the_service_has_not_read(host):
    note = host.directory / ".keystore.jks.restart.json"
    note.write_text(json.dumps({"sha256": "another"}), encoding="utf-8")
    context = keystore_of(host, lambda path: path.write_bytes(WHOLE))
    assert checks(context) == ["keystore.pending"]
