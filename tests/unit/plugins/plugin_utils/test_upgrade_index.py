# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An old index is deleted after an upgrade only where it was asked for twice, and never by itself."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._upgrade.index import index
from ansible_collections.gir.multidc.plugins.plugin_utils._upgrade.observed import Observed


def center(name, *hosts):
    return {"rws_url": f"https://rws.{name}.test", "hosts": {"gir_rws": list(hosts)}}


MODEL = {
    "active": "dc1",
    "standby": "dc2",
    "primary": "dc1",
    "backup": "dc2",
    "data_centers": {
        "dc1": center("dc1", "rws1-dc1", "rws2-dc1"),
        "dc2": center("dc2", "rws1-dc2"),
        "dc3": center("dc3"),
    },
}
HOSTS = {
    host: {"gir_rws_ops_username": "ops", "gir_rws_ops_password": "ops-secret", "rws_port": 8080}
    for host in ("rws1-dc1", "rws2-dc1", "rws1-dc2")
}
ASKED = {
    "gir_upgrade_purge_old_index": "dc1",
    "gir_upgrade_purge_confirm": "dc1",
    "gir_upgrade_purge_from": "2019-01-01T00:00:00Z",
}


def found(observations=None, excluded=(), hosts=None, **asked):
    return index(MODEL, asked, hosts or HOSTS, observations or {}, excluded)


def test_index_that_was_named_twice():
    """The nodes of that data center alone are asked, and no secret is handed on."""
    made = found(**ASKED)
    assert made.problems == []
    (one,) = made.rebuilds
    assert (one.data_center, one.host, one.start) == ("dc1", "rws1-dc1", "2019-01-01T00:00:00Z")
    assert one.urls == ["http://rws1-dc1:8080", "http://rws2-dc1:8080", "https://rws.dc1.test"]
    assert "ops-secret" not in repr(made)


@pytest.mark.parametrize("given", ["dc1,dc2", "dc1 dc2", ["dc2", "dc1"], ["dc1", "dc2", "dc1"]])
def test_several_indexes(given):
    """In the order of the upgrade: the standby data center first."""
    made = found(**{**ASKED, "gir_upgrade_purge_old_index": given, "gir_upgrade_purge_confirm": "dc2, dc1"})
    assert (made.problems, [one.data_center for one in made.rebuilds]) == ([], ["dc2", "dc1"])


@pytest.mark.parametrize("blank", [{}, {"gir_upgrade_purge_old_index": ""}, {"gir_upgrade_purge_confirm": None}])
def test_nothing_is_asked_for(blank):
    assert found(**blank).rebuilds == found(**blank).problems == []


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"gir_upgrade_purge_confirm": ""}, "gir_upgrade_purge_confirm is not given: to confirm, give gir_upgrade_"),
        ({"gir_upgrade_purge_confirm": "dc2"}, "gir_upgrade_purge_confirm is dc2: to confirm, give"),
        ({"gir_upgrade_purge_confirm": True}, "gir_upgrade_purge_confirm is True: to confirm, give"),
        ({"gir_upgrade_purge_old_index": ""}, "gir_upgrade_purge_confirm is given without gir_upgrade_purge_old_index"),
        ({"gir_upgrade_purge_old_index": True}, "names True, which is no data center with RWS nodes: name dc2 and dc1"),
        ({"gir_upgrade_purge_old_index": "dc3"}, "names dc3, which is no data center with RWS nodes"),
        ({"gir_upgrade_purge_from": ""}, "gir_upgrade_purge_from is not given: give the time of the oldest recording"),
        ({"gir_upgrade_purge_from": "yesterday"}, "gir_upgrade_purge_from: 'yesterday' is not a time; write"),
        ({"gir_upgrade_purge_from": "1999-01-01T00:00:00Z"}, "is more days than one run can index"),
        ({"gir_upgrade_purge_from": "2999-01-01T00:00:00Z"}, "lies in the future: give the time of the oldest"),
    ],
)
def test_what_is_refused(asked, sentence):
    made = found(**{**ASKED, **asked})
    assert made.rebuilds == []
    assert any(sentence in problem for problem in made.problems), made.problems


def test_nodes_that_do_not_know_the_new_index():
    """An older node would use an index that it does not understand."""
    assert "rws2-dc1 is left out of the upgrade" in found(excluded=["rws2-dc1"], **ASKED).problems[0]


def test_account_that_is_missing():
    hosts = {**HOSTS, "rws1-dc1": {"gir_rws_ops_username": "ops"}}
    assert found(hosts=hosts, **ASKED).problems == [
        "rws1-dc1: gir_rws_ops_password is not given, so RWS cannot be asked for the index: give it"
    ]


def test_old_index_that_remains():
    """Said where RWS gets another version and nobody asked for more, with what to do about it."""
    new = {"rws": Observed(packaged=True, installed="8.5.1", desired="8.5.2")}
    same = {"rws": Observed(packaged=True, installed="8.5.2", desired="8.5.2")}
    (note,) = found({"rws1-dc1": new, "rws1-dc2": same}).notes
    assert note.startswith("dc1: the old recording index remains. Where the release notes of RWS 8.5.2 say")
    assert "gir_upgrade_purge_old_index=dc1, gir_upgrade_purge_confirm=dc1 and gir_upgrade_purge_from=" in note
    assert found({"rws1-dc1": new}, **ASKED).notes == []
