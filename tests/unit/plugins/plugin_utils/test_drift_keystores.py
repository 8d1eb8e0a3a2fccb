# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keystores of all hosts against each other, and the status of the index update, as differences."""

import json
import sys
import time
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._keystore.view import describe_bytes
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import index_update
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.keystores import differences

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "modules"))

import keystores

PATH = "/opt/genesys/rcs/keystore.jks"
ONE = keystores.key("one")
TWO = keystores.key("two", b"of two")
NOW = 1800000000.0


def view(*entries, password=keystores.PASSWORD, **more):
    """What a host shows of its keystore."""
    data = keystores.jks(*entries)
    found = {"component": "rcs", "path": PATH, "exists": True, "size": len(data)}
    return {**found, **describe_bytes(data, password, True, PATH), **more}


def told(views, source="rcs1"):
    """Host to (check, key, expected, actual) of its differences."""
    found = differences(views, source)
    return {
        host: [(one["check"], one["key"], one["expected"], one["actual"]) for one in of_host]
        for host, of_host in found.items()
        if of_host
    }


def shown(certificate=b"certificate", protected=b"protected key"):
    return f"private_key {keystores.fingerprint(certificate, protected)}"


def test_equal_keystores():
    assert told({"rcs1": view(ONE, TWO), "rcs2": view(ONE, TWO)}) == {}
    # The same entries in another order are another file, and open the same.
    assert told({"rcs1": view(ONE, TWO), "rcs2": view(TWO, ONE)}) == {}
    assert told({}) == {}


def test_same_key_that_was_encrypted_anew():
    plain = b"\x30\x0a\x02\x01\x00\x30\x00\x04\x03key"
    one, other = (keystores.protected_jks(plain, salt=salt * 20) for salt in (b"a", b"b"))
    views = {"rcs1": view(keystores.key("one", protected=one)), "rcs2": view(keystores.key("one", protected=other))}
    assert told(views) == {}


def test_entry_that_another_host_holds():
    """Each lacks what the other has; of two others that hold it, one is named."""
    found = told({"rcs1": view(ONE), "rcs2": view(TWO), "rcs3": view(ONE, TWO)})
    assert found == {
        "rcs1": [("keystore.missing", "two", shown(b"of two"), None)],
        "rcs2": [("keystore.missing", "one", shown(), None)],
    }


@pytest.mark.parametrize(
    ("source", "told_host"), [("rcs1", "rcs2"), ("rcs2", "rcs1"), (None, "rcs2"), ("gone", "rcs2")]
)
def test_entry_that_differs_is_told_beside_the_source(source, told_host):
    views = {"rcs1": view(keystores.key("one")), "rcs2": view(keystores.key("one", b"another"))}
    ((host, ((check, key, _expected, _actual),)),) = told(views, source).items()
    assert (host, check, key) == (told_host, "keystore.entry", "one")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"problem": "It is garbage."}, ("keystore.read", "", "a keystore", "something else")),
        ({"size": 0, "sha256": "0"}, ("keystore.read", "", "a keystore", "something else")),
        ({"exists": False, "sha256": None}, ("keystore.missing", "", "a keystore", None)),
        ({"unreadable": "Permission denied."}, ("keystore.read", "", None, None)),
    ],
)
def test_keystore_that_is_none(more, expected):
    """The others are compared with each other, and not with it."""
    damaged = {**view(), "entries": None, **more}
    assert told({"rcs1": damaged, "rcs2": view(ONE), "rcs3": view(ONE)}) == {"rcs1": [expected]}


def test_unreadable_keystore_was_not_checked():
    ((found,),) = differences({"rcs1": {**view(), "unreadable": "Permission denied."}}, "rcs1").values()
    assert (found["outcome"], found["reason"]) == ("not_checked", "Permission denied.")


def test_password_that_does_not_open_it():
    ((found,),) = differences({"rcs1": view(ONE, password="other")}, "rcs1").values()
    assert (found["check"], found["secret"], found["actual"]) == ("keystore.password", True, None)
    assert "other" not in json.dumps(found)


@pytest.mark.parametrize(
    ("more", "reason"), [({}, "rcs_keystore_password"), ({"unchecked": "An algorithm is not known."}, "An algorithm")]
)
def test_integrity_that_was_not_checked(more, reason):
    ((found,),) = differences({"rcs1": view(ONE, password=None, **more)}, "rcs1").values()
    assert (found["check"], found["outcome"]) == ("keystore.password", "not_checked")
    assert reason in found["reason"]


def test_entries_that_cannot_be_seen():
    """Equal files are equal whatever they hold."""
    hidden = view(ONE, entries=None)
    assert told({"rcs1": view(ONE), "rcs2": hidden}) == {}
    found = differences({"rcs1": view(TWO), "rcs2": hidden}, "rcs1")
    assert [(one["check"], one["outcome"]) for one in found["rcs2"]] == [("keystore.entry", "not_checked")]
    assert found["rcs1"] == []


def test_alias_that_java_does_not_find():
    found = told({"rcs1": view(keystores.key("One"))})
    assert found == {"rcs1": [("keystore.entry", "One", "one", "One")]}


# -- index update ----------------------------------------------------------------------------------------------------


def status(**more):
    done = {
        "host": "rws3",
        "state": "done",
        "message": "",
        "started": "then",
        "started_ms": NOW * 1000,
        "last_success": "then",
        "last_success_ms": NOW * 1000,
        "indexes": {"recordings": {"covered_until_ms": NOW * 1000, "covered_until": "then"}},
    }
    return json.dumps({**done, **more})


def of_status(text, installed=NOW - 3600):
    answer = {"component": "index_update", "path": "/status.json", "installed": installed, "status": text}
    return index_update.differences(answer, "rws3", ["recordings"], 26, NOW)


def test_index_update_that_works():
    assert of_status(status()) == []
    assert index_update.differences(None, "rws3", ["recordings"], 26, time.time()) == []
    assert of_status(None, installed=None) == []


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        (status(state="failed", message="FAILED: x"), "does not work"),
        (status(host="rws1"), "does not work"),
        (status(last_success_ms=1.0), "does not work"),
        ("{}", "something else"),
    ],
)
def test_index_update_that_does_not_work(text, actual):
    (found,) = of_status(text)
    assert (found["check"], found["object"], found["actual"]) == ("index_update.status", "/status.json", actual)
    assert found["reason"]


def test_index_update_that_has_not_run_yet():
    """Directly after site nobody can know; a day later it is a finding."""
    (found,) = of_status(None)
    assert (found["outcome"], found["observable"]) == ("not_checked", False)
    assert of_status(None, installed=NOW - 30 * 3600)[0]["outcome"] == "drift"
