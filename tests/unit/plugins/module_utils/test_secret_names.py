# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One answer to whether a name is that of a secret, wherever the name stands."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_names import SecretNames, exactly, is_secret
from ansible_collections.gir.multidc.plugins.module_utils._common.values import SECRETS
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.live import without_secrets
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.vault import Vault
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import unknown
from bundle_host import Host
from support.secret_names import NAMES, SECRET, VALUE


def in_text(name):
    return VALUE not in Redactor().text("%s = %s\n" % (name, VALUE))


def in_data(name):
    return VALUE not in str(Redactor().data({"a": [{name: VALUE}]}))


def in_named_value(name):
    return VALUE not in str(Redactor().data({"name": name, "value": VALUE}))


def in_argument(name):
    return VALUE not in str(Redactor().data({"x": "tool --%s %s" % (name, VALUE)}))


def in_json(name):
    return VALUE not in str(Redactor().data({"x": json.dumps({name: VALUE})}))


def in_what_is_learned(name):
    redactor = Redactor()
    redactor.learn({name: VALUE})
    return VALUE not in redactor.scrub("x " + VALUE)


def in_values_of_rws(name):
    shown = VALUE not in str(SECRETS.redacted({name: VALUE}))
    assert shown == bool(SECRETS.texts({name: VALUE})) == (SECRETS.only({name: VALUE}) is not None)
    assert shown == (SECRETS.differences({name: VALUE}, {name: "***"}) == []) == (name in SECRETS)
    return shown


def in_adoption(name):
    vault = Vault()
    kept = vault.protect("own", {name: VALUE})
    assert (VALUE in vault.entries.values()) is (name not in without_secrets({name: VALUE}))
    return VALUE not in str(kept)


WAYS = [in_text, in_data, in_named_value, in_argument, in_json, in_what_is_learned, in_values_of_rws, in_adoption]


@pytest.mark.parametrize(("name", "secret"), NAMES)
def test_every_way_gives_the_same_answer(name, secret):
    assert {way.__name__: way(name) for way in WAYS} == {way.__name__: secret for way in WAYS}
    assert is_secret(name) is secret is (name in SecretNames())


@pytest.mark.parametrize(("name", "secret"), NAMES)
def test_difference_of_a_bundle(tmp_path, name, secret):
    host = Host(tmp_path)
    file = host.file("a.yml", json.dumps({"part": {name: VALUE}}), format="yaml")
    assert (VALUE not in str(host.run(file, check=True)["diff"])) is secret


@pytest.mark.parametrize("name", SECRET)
def test_misspelt_variable(name, monkeypatch):
    """The value of a name that is near to a variable is not quoted when it may be a secret."""
    monkeypatch.setattr(unknown, "suggestion", lambda _name: "rws_port")
    names = unknown.Names((), place=lambda _name: None)
    names.look_at("host1", {"rws_own_" + name: VALUE})
    (violation,) = names.violations()
    assert VALUE not in violation.sentence


def test_names_near_to_a_secret_variable_are_not_quoted():
    names = unknown.Names((), place=lambda _name: None)
    names.look_at("host1", {"rcs_keystore_pas": VALUE, "rws_crypto_securty_ky": VALUE, "rws_prt": VALUE})
    shown = {one.subject for one in names.violations() if VALUE in one.sentence}
    assert shown == {"rws_prt"}


def test_names_of_an_installation():
    names = SecretNames(["^zugang$", "own.+word"])
    assert "Zugang" in names and "my-own-pass-word-x" in names and "zugangs" not in names
    assert exactly("a.b") == r"^a\.b$"
    for patterns, line in (
        (["^zu-gang$"], "zu-gang = %s"),
        ([exactly("zu.gang")], "x.zu.gang = 1\nzu.gang = %s"),
        (["zu.gang"], "my_zu-gang: %s"),
        (["(zu|ab)gang"], "abgang=%s"),
        (["gang$"], "  ZUGANG: '%s'"),
    ):
        shown = Redactor(patterns).text(line % VALUE)
        assert VALUE not in shown and (line % VALUE).split(VALUE)[0] in shown


def test_neighbours_of_a_password_are_shown():
    account = {"userName": "ops", "password": VALUE, "realm": "x", "active": True, "more": VALUE}
    shown = SECRETS.redacted({"credential": account})["credential"]
    assert VALUE not in str(shown) and [shown[name] for name in ("userName", "realm", "active")] == ["ops", "x", True]
    assert Redactor().data({"credentials": account})["credentials"]["userName"] == "ops"


def test_storage_without_an_account_is_readable():
    """RWS may show a storage that needs none; a switch beside a password is no secret."""
    assert not SECRETS.unreadable({"credential": None, "url": "http://x"})
    assert not SECRETS.unreadable({"credential": {"userName": "u", "password": "shown", "active": False}})
    assert SECRETS.unreadable({"credential": {"userName": "u", "password": None}})
    assert SECRETS.differences({"credential": {"password": "x"}}, {"credential": None}) == ["value.credential"]
    assert SECRETS.differences({"credential": {"userName": "a"}}, {"credential": {"userName": "b"}}) == [
        "value.credential.userName"
    ]
    assert SECRETS.differences({"credential": {"active": True}}, {"credential": {"active": False}}) == [
        "value.credential.active"
    ]
