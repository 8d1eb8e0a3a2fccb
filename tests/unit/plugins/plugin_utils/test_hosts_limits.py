# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Silent hosts cost one time limit together, and all of them may have one."""

import os
import time

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils import _hosts as under_test
from asked_hosts import LOCAL, asking


def test_silent_hosts_cost_one_time_limit_together(monkeypatch):
    """Six hosts of a dead data center, and two that answer, with two forks."""
    monkeypatch.setattr(under_test.Hosts, "quiet_seconds", 0.3)
    names = [f"dead{number}" for number in range(6)] + ["h1", "h2"]
    hosts = asking(dict.fromkeys(names, LOCAL), reply=lambda _connection: time.sleep(0 if name_of(hosts) else 60) or {})
    requests = {name: under_test.Request(name, "ansible.builtin.ping", seconds=2.0) for name in names}
    heard = []
    started, before = time.monotonic(), ended_children()
    answers = hosts.ask(requests, heard.append)
    assert time.monotonic() - started < 5
    assert {name for name, answer in answers.items() if answer.get("unreachable")} == set(names[:6])
    assert answers["dead0"]["msg"] == "it gave no answer within 2 seconds"
    assert set(heard) == set(names)
    # Other tests of this process may have left some of their own.
    assert ended_children() <= before


def ended_children():
    """Ids of children that nobody has waited for."""
    listed = os.popen("ps -o pid=,stat= --ppid %d" % os.getpid()).read().splitlines()
    return {line.split()[0] for line in listed if line.split()[1].startswith("Z")}


@pytest.fixture
def clock(monkeypatch):
    """Time passes only while somebody waits, so that a busy machine makes no difference."""

    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

        def sleep(self, seconds):
            self.now += seconds

    made = Clock()
    monkeypatch.setattr(under_test, "time", made)
    return made


def test_all_of_them_have_one_time_limit(clock, monkeypatch):
    """More hosts than forks: those whose turn does not come have not answered either."""

    def nothing_said(running, patience):
        assert running
        clock.now += patience
        return []

    monkeypatch.setattr(under_test, "_readable", nothing_said)
    names = [f"dead{number}" for number in range(5)]
    hosts = asking(dict.fromkeys(names, LOCAL), reply=lambda _connection: time.sleep(60))
    answers = hosts.ask(
        {name: under_test.Request(name, "ansible.builtin.ping", seconds=1.0) for name in names}, seconds=1.5
    )
    assert clock.now < 1010
    assert all(answer["unreachable"] for answer in answers.values())
    assert {answer["msg"] for answer in answers.values()} == {
        "it gave no answer within 1 seconds",
        "it gave no answer before the time for all hosts was over",
        "there was no time left to ask it",
    }


def test_nobody_is_waited_for_when_the_time_is_over_between_two_hosts(clock, monkeypatch):
    """The last one that was asked has answered, and no time is left for the next one."""
    readable = under_test._readable

    def waits_for_somebody(running, patience):
        assert running, "it would wait for ever"
        return readable(running, patience)

    monkeypatch.setattr(under_test, "_readable", waits_for_somebody)
    hosts = asking(dict.fromkeys(("first", "second"), LOCAL), reply=lambda _connection: {})
    hosts.forks, hosts.most_beside = 1, 0
    requests = {name: under_test.Request(name, "ansible.builtin.ping", seconds=30.0) for name in ("first", "second")}
    answers = hosts.ask(requests, lambda _key: clock.sleep(10), seconds=10.0)
    assert not answers["first"].get("unreachable")
    assert answers["second"] == {"unreachable": True, "msg": "there was no time left to ask it"}


def name_of(hosts):
    """Whether the host that is asked is one that answers."""
    return hosts.action.asked.variables["inventory_hostname"].startswith("h")
