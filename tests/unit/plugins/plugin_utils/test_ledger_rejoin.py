# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which data center has to rejoin, and how a host with an older ledger gets the newest one."""

from random import Random

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger import changes, rejoining
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import DONE
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.rejoining import needs_rejoin
from ledger_histories import ENVIRONMENT, HOSTS, System, entry, random_history

CENTERS = {host: host.rpartition("-")[2] for host in HOSTS}
DC1, DC2 = (tuple(host for host in HOSTS if host.endswith(center)) for center in ("dc1", "dc2"))


class Story:
    """What happens to a system, one operation after the other; all hosts take part but where others are named."""

    def __init__(self):
        self.system = System()
        self.system.write(changes.present(self.judged(), entry("op0"), lambda: ENVIRONMENT))

    def judged(self, hosts=None):
        return self.system.judge(hosts)

    def moved(self, center, hosts=None, reason="it burns, attested by Ada", verb="failover"):
        name = self.system.name()
        new = entry(name, active_datacenter=center, eservices_site=center.upper(), verb=verb, reason=reason)
        self.system.write(changes.begin(self.system.judge(hosts, name), new))
        self.system.write(changes.end(self.system.judge(hosts, name), name, "2027-01-31T02:10:00Z"))
        return self

    def caught_up(self):
        self.system.write(changes.caught_up(self.judged()))
        return self

    def rejoined(self):
        done = changes.recorded(self.judged(), entry(self.system.name(), verb="rejoin"))
        self.system.write(done)
        return self

    @property
    def needs(self):
        return {need.data_center: need for need in needs_rejoin(self.judged(), CENTERS)}


def test_nobody_has_moved_anything():
    assert Story().needs == {}


def test_a_data_center_that_was_given_up_rejoins():
    story = Story().moved("dc2", DC2)
    need = story.needs["dc1"]
    assert set(story.needs) == {"dc1"}
    assert (need.operation, need.since, need.behind) == ("op1", "2027-01-31T02:10:00Z", DC1)
    assert need.command == (
        "ansible-playbook gir.multidc.rejoin -e gir_rejoin_datacenter=dc1 -e gir_rejoin_confirm=dc1"
    )
    assert set(story.caught_up().needs) == {"dc1"}, "the newest ledger alone makes no standby"
    assert story.needs["dc1"].behind == ()
    assert story.rejoined().needs == {}
    head = story.judged().head
    assert (head.state, head.verb, head.active_datacenter, head.eservices_site) == (DONE, "rejoin", "dc2", "DC2")


def test_one_that_became_active_again_leaves_the_other_one():
    story = Story().moved("dc2", DC2).caught_up().moved("dc1")
    assert set(story.needs) == {"dc2"}


@pytest.mark.parametrize(
    ("reason", "needs"),
    [
        (rejoining.planned_reason("power works"), set()),
        (rejoining.planned_reason(""), set()),
        ("planned failovers are fun", {"dc1"}),
        (rejoining.planned_reason("it died on the way, attested by Ada"), {"dc1"}),
    ],
)
def test_only_a_planned_failover_leaves_no_need(reason, needs):
    assert set(Story().moved("dc2", reason=reason).needs) == needs


def test_a_host_that_missed_a_planned_failover():
    story = Story().moved("dc2", [host for host in HOSTS if host != DC1[0]], rejoining.planned_reason(""))
    assert story.needs["dc1"].behind == DC1[:1]
    assert "holds an older ledger" in story.needs["dc1"].reason
    assert story.caught_up().needs == {}


def test_a_person_who_followed_the_sheet_leaves_one_as_well():
    assert set(Story().moved("dc2", DC2, verb="by_hand").needs) == {"dc1"}


def test_the_site_alone_leaves_nobody():
    story = Story()
    story.system.switch("DC2")
    assert story.needs == {}


def test_a_host_of_the_active_data_center_that_is_behind_is_no_rejoin():
    story = Story().moved("dc2", DC2[:1])
    assert set(story.needs) == {"dc1"}


def test_a_question_comes_first():
    story = Story().moved("dc2", DC2).moved("dc1", DC1)
    assert story.needs == {}
    for write in (changes.caught_up, lambda found: changes.recorded(found, entry("late"))):
        with pytest.raises(changes.Refused, match="gir_ledger_choose"):
            write(story.judged())


def test_catching_up_twice_writes_once():
    story = Story().moved("dc2", DC2).caught_up()
    assert changes.caught_up(story.judged()) is None
    assert len({story.system.ledgers[host] for host in HOSTS}) == 1


def test_what_is_recorded_twice_is_refused():
    story = Story()
    with pytest.raises(changes.Refused, match="recorded already"):
        changes.recorded(story.judged(), entry("op0"))


def test_a_system_without_a_ledger():
    with pytest.raises(changes.Refused, match="gir_ledger_create=true"):
        changes.caught_up(System().judge())


def done_of(ledger):
    return set() if ledger is None else {one.operation for one in ledger.entries if one.state == DONE}


@pytest.mark.parametrize("seed", range(300))
def test_no_host_ever_loses_what_took_place(seed):
    """Whatever operators left who were cut off from each other and killed, and whoever answers now."""
    random = Random(seed)
    system = random_history(random, steps=12)
    hosts = random.sample(HOSTS, random.randint(1, len(HOSTS)))
    before = dict(system.ledgers)
    found = system.judge(hosts)
    try:
        system.write(changes.caught_up(found))
        system.write(changes.recorded(system.judge(hosts), entry(system.name(), verb="rejoin")))
    except changes.Refused:
        assert found.question or found.head is None
        assert system.ledgers == before
        return
    for host, ledger in before.items():
        assert done_of(ledger) <= done_of(system.ledgers[host])
        assert host in hosts or system.ledgers[host] == ledger
    after = system.judge(hosts)
    assert after.head.verb == "rejoin"
    assert not after.lagging
    assert not after.question
    assert (after.head.active_datacenter, after.head.eservices_site) == (
        found.head.active_datacenter, found.head.eservices_site,
    )  # fmt: skip
