# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Recording Crypto Server should be."""

import pytest
from recorded import application_options, computed, scenarios

SERVICE = {"rcs_service": "gir-rcs", "rcs_start_command": "/usr/bin/java -jar rcs.jar"}


def rcs(host="rcs1-dc1", scenario="minimal", **variables):
    base = scenarios("rcs")[scenario]
    return computed("rcs", {**base, "variables": {**base["variables"], **variables}}, host)


def test_only_named_options():
    """Options whose place is unknown are written once the user names it, under that name."""
    names = {"keystore_password": "store/code", "archiving_password": "archive/word", "rws_url": "htcc/address"}
    given = {"rcs_keystore_path": "/srv/keys/gir.jks", "rcs_keystore_password": "jks-pass", "rcs_port": 8008}
    desired = rcs("rcs1-dc2", "minimal, three data centers", rcs_option_names=names, **given)
    assert application_options(desired) == {
        "keystore": {"path": "/srv/keys/gir.jks"},
        "store": {"code": "jks-pass"},
        "htcc": {"address": "http://rws.dc2.test:8081"},
        "archive": {"word": "receiver-pass-8"},
    }
    assert desired.objects[0].name == "rcs1-dc2_RCS"
    assert {"^code$", "^word$"} <= set(desired.secret_keys)


def test_nothing_given():
    """Without options, keystore and service there is nothing to write."""
    desired = rcs()
    assert (desired.directories, desired.files, desired.objects) == ([], [], [])
    assert (desired.service, desired.package) == (None, None)


def test_restart_on_objects():
    """RCS reads its options at start only."""
    assert rcs().restart_on_objects is True


@pytest.mark.parametrize(
    ("path", "owned"),
    [
        ("/opt/genesys/rcs/keystore/gir.jks", ["/opt/genesys/rcs", "/opt/genesys/rcs/keystore"]),
        ("/opt/genesys/rcs/gir.jks", ["/opt/genesys/rcs"]),
        # The place that holds all components stays as it is.
        ("/opt/genesys/gir.jks", ["/opt/genesys/rcs"]),
    ],
)
def test_keystore_directory(path, owned):
    """The keystore's directory is closed to others; the keystore itself is not written."""
    desired = rcs(rcs_keystore_path=path)
    assert [known.path for known in desired.directories if known.mode == "0750"] == owned
    assert [known.path for known in desired.directories if known.mode is None] == ["/opt/genesys"]
    assert desired.files == []


@pytest.mark.parametrize(("home", "line"), [("/usr/lib/jvm/jre", "JAVA_HOME=/usr/lib/jvm/jre"), (None, None)])
def test_java_home(home, line):
    """JAVA_HOME stands before the command that needs it."""
    (unit,) = rcs(rcs_java_home=home, **SERVICE).files
    service = unit.data["Service"]
    assert service["Environment"] == line
    assert list(service).index("Environment") < list(service).index("ExecStart")


@pytest.mark.parametrize(("given", "expected"), [(None, "receiver"), ("own", "own"), ("", "receiver")])
def test_archiving_username(given, expected):
    """The account of the Interaction Receiver, unless another one is given."""
    desired = rcs(
        scenario="minimal, three data centers",
        rcs_archiving_username=given,
        rcs_option_names={"archiving_username": "htcc/user"},
    )
    assert application_options(desired) == {"htcc": {"user": expected}}


@pytest.mark.parametrize("path", ["./keystore.jks", "keystore.jks"])
def test_relative_keystore_is_refused(path):
    (violation,) = rcs(rcs_keystore_path=path).violations
    assert (violation.id, violation.subject) == ("GIR830", "rcs_keystore_path")
    assert violation.sentence == f'rcs_keystore_path is "{path}", which is no absolute path.'


def test_package_without_version_is_refused():
    (violation,) = rcs(rcs_package="/srv/rcs.tar.gz").violations
    assert (violation.id, violation.subject) == ("GIR815", "rcs_package")
