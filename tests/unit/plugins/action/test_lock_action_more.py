# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock through ansible-playbook: conflicts, silent hosts, and tasks that are mistaken."""

import pytest
from support.inventory import SILENT
from test_lock_action import HOSTS, IGNORED, Site, lock


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def test_a_conflict_gives_everything_back_and_is_one_sentence(site):
    theirs = lock("claimed", "op-1", hosts=[HOSTS[2]])
    info = {"name": "info", "gir.multidc.lock_info": {}}
    done = site.play(theirs, lock(operation="op-2", keywords=IGNORED), lock("kept", "op-2", IGNORED), info)
    text = done.results[1].data["msg"]
    assert text.startswith(f"{HOSTS[2]}: the lock is held by site of ") and "-e gir_lock_break=op-1" in text
    assert "the lock of this run (operation op-2) was broken" in done.results[2].data["msg"]
    assert {host: one["state"] for host, one in done.results[3].data["hosts"].items()} == {
        HOSTS[0]: "free", HOSTS[1]: "free", HOSTS[2]: "held",
    }  # fmt: skip
    assert site.held() == {HOSTS[2]: "op-1"}


def test_a_silent_host_is_data_until_all_are_silent(site):
    site.inventory.host(HOSTS[0], **SILENT)
    done = site.play(
        lock(operation="op-1"), lock("kept", "op-1"), lock("released", "op-1", silent=[HOSTS[0]])
    ).succeeded()
    assert [list(result.data["silent"]) for result in done.results] == [[HOSTS[0]], [HOSTS[0]], []]
    for host in HOSTS:
        site.inventory.host(host, **SILENT)
    assert site.play(lock()).refused("no RWS host answered, so none could hold the lock")


def test_a_task_that_would_claim_against_itself_is_refused(site):
    site.play(lock(), on="all").refused("the task deals with all hosts by itself")
    assert site.held() == {}
    once = {"run_once": True, "delegate_to": "localhost"}
    site.play(lock(operation="op-1", keywords=once), on="all").succeeded()
    assert site.held() == dict.fromkeys(HOSTS, "op-1")


MISTAKES = [
    ({"state": "kept"}, "operation is not given"),
    ({"hosts": ["nowhere"]}, "hosts has 'nowhere'"),
    ({"limit_minutes": "long"}, "limit_minutes"),
    ({"limit_minutes": -1}, "limit_minutes is -1"),
    ({"state": "mine"}, "value of state must be one of"),
]


def test_mistakes_are_sentences(site):
    done = site.play(*(lock(keywords=IGNORED, **options) for options, _words in MISTAKES))
    assert [words for (_o, words), result in zip(MISTAKES, done.results) if words not in result.data["msg"]] == []
    assert site.held() == {}
