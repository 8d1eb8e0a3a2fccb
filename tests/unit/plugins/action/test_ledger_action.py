# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger through ansible-playbook: from one host to all RWS hosts, past limits and silent hosts."""

import json

import pytest
from support.inventory import SILENT
from test_lock_action import HOSTS, IGNORED, Site

KNOWN = {"gir_topology": {"active": "dc1", "eservices_site": "DC1"}, "awx_user_name": "anna"}


class Ledgers(Site):
    def entries(self, host):
        ledger = json.loads(self.file(host, "ledger.json").read_text(encoding="utf-8"))
        return [(one["operation"], one["state"], one["eservices_site"], one["user"]) for one in ledger["entries"]]


@pytest.fixture
def site(tmp_path):
    return Ledgers(tmp_path)


def ledger(state, operation=None, keywords=(), **options):
    named = {"operation": operation} if operation else {}
    return {
        "name": f"{state} {operation}",
        "vars": KNOWN,
        "gir.multidc.ledger": {"state": state, **named, **options},
        **dict(keywords),
    }


def test_an_operation_from_its_first_entry_on(site):
    switch = {"eservices_site": "DC2", "verb": "eservices_switch", "reason": "IXN down", "change_id": "CHG1"}
    tasks = [
        ledger("present", "op0", {"check_mode": True}),
        *(ledger("present", "op0") for _time in range(2)),
        *(ledger(state, "op1", **(switch if state == "intent" else {})) for state in ("intent", "done", "done")),
        ledger("read"),
    ]
    done = site.play(*tasks, flags=["--diff", "--limit", HOSTS[0]], on="all").succeeded()
    assert [result.changed for result in done.results] == [True, True, False, True, True, False, False]
    for host in HOSTS:
        assert site.entries(host) == [("op0", "done", "DC1", "anna"), ("op1", "done", "DC2", "anna")]
    entry = done.results[-1].data["entry"]
    assert (entry["reason"], entry["change_id"], entry["verb"]) == ("IXN down", "CHG1", "eservices_switch")
    assert "+op1 epoch=2 intent eservices_switch active=dc1 eservices_site=DC2" in done.output


def test_silent_hosts_and_a_repair(site):
    tasks = [ledger("present", "op0"), ledger("intent", "op1", eservices_site="DC2")]
    site.play(*tasks).succeeded()
    site.inventory.host(HOSTS[0], **SILENT)
    done = site.play(ledger("present", keywords=IGNORED), ledger("chosen", "op0"), ledger("read"))
    assert "-e gir_ledger_choose=op1" in done.results[0].data["msg"]
    assert list(done.results[1].data["silent"]) == [HOSTS[0]]
    assert done.results[2].data["ledger"]["questions"] == []
    for host in HOSTS:
        site.inventory.host(host, **SILENT)
    site.play(ledger("present")).refused("No RWS host answered, so no ledger can be written")


MISTAKES = [
    ({"state": "intent"}, "operation is not given"),
    ({"state": "gone"}, "value of state must be one of"),
    ({"state": "present", "root": "here"}, "gir_root is 'here', not an absolute path"),
]


def test_mistakes_are_sentences(site):
    done = site.play(*(ledger(keywords=IGNORED, **options) for options, _words in MISTAKES))
    assert [words for (_o, words), result in zip(MISTAKES, done.results) if words not in result.data["msg"]] == []


def test_a_task_for_each_host_is_refused(site):
    site.play(ledger("present"), on="all").refused("the task deals with all RWS hosts by itself")
    site.play(ledger("present", keywords={"vars": {}})).refused("gir_topology is not published")
