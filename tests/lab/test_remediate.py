# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remediation on real hosts that record: what was planted is healed, and who asks the balancers notices nothing.

Every change that can be planted is in one of TOTAL combinations. GIR_PLANTED_NUMBER says how many of them are played,
GIR_PLANTED_SEED how they are dealt.
"""

import json
import os
import random
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "unit" / "standins"))

from planted.catalogue import catalogue, possible
from planted.plant import fits, in_order

from lab import accounting
from lab.driver import running
from lab.failover_system import LOOK
from lab.processes import wait_until
from lab.remediated import LOCK, UPDATE_HOST, PlantedHosts, Remediated, both_down

SEED = int(os.environ.get("GIR_PLANTED_SEED", "19"))
TOTAL = 20
NUMBER = int(os.environ.get("GIR_PLANTED_NUMBER") or (TOTAL if os.environ.get("GIR_WHOLE_SERIES") else 2))
HAS = ("root", "units", "gax", "rws")
WAITS = 4
APPLICATION, TEXT = "/opt/genesys/rws/config/application.yaml", 'cmePort: "'
# Each Python of a host reads it when it starts: RWS ends at once unless a person has made that number a text.
PICKY = f"""import os
words = open("/proc/self/cmdline").read().split(chr(0))
if "rws.pyz" in words and {TEXT!r} not in open({APPLICATION!r}).read():
    os._exit(1)
"""
# On one host after the other of the active data center.
OF_ACTIVE = (
    "rws1-dc1: a number that became text", "rws2-dc1: a number that became text", "mcp1-dc1: rpconfig.cfg with CRLF",
    "mux1-dc1: /opt/genesys/muxer/muxer.cfg of somebody else", "dav1-dc1: /etc/gir/webdav/htpasswd mode 644",
)  # fmt: skip
FOR_A_PERSON = {"never automatic", "secret", "protected", "beside", "peer"}
# Nobody repairs it on a host; that it cannot be read keeps nothing of the rest from being repaired.
LEDGER = "rws ledger:"


@pytest.fixture(scope="module")
def lab(possible, tmp_path_factory):
    driver = Remediated(tmp_path_factory.mktemp("remediate") / "lab")
    with running(driver, possible, driver.prepare):
        yield driver


def dealt(plants, number, seed):
    """All of them in so many combinations of changes that can be planted together."""
    chance = random.Random(seed)
    hands = [[] for _one in range(number)]
    for plant in chance.sample(plants, len(plants)):
        hand = min((one for one in hands if fits([*one, plant])), key=lambda one: (len(one), chance.random()))
        hand.append(plant)
    return hands


def report(place):
    """What a run in this place said."""
    return json.loads((place / "remediate.json").read_text(encoding="utf-8"))


def planned(lab, place, wrong):
    """What a plan says; what is wrong with how it ended comes into `wrong`."""
    done, plan = lab.remediate(place), report(place)
    if done.code != (WAITS if plan["steps"] else 0):
        wrong.append(f"planned: {done.output}")
    return plan


def healed(lab, chosen, place):
    """Plan, approve, repair; what is wrong with that, as lines."""
    lab.anew()
    place.mkdir()
    hosts = PlantedHosts(lab, place)
    for plant in in_order(chosen):
        plant.act(hosts)
    wrong = []
    plan = planned(lab, place / "plan-0", wrong)
    # What RWS holds is seen only once a balancer that somebody stopped is back.
    for number in range(1, 3 if _unseen(plan) else 2):
        before, wrong = plan, [*wrong, *applied(lab, plan, place / str(number))]
        plan = planned(lab, place / f"plan-{number}", wrong)
        kept, now = ({one["line"] for one in some["left"] if one["why"] in FOR_A_PERSON} for some in (before, plan))
        wrong += [f"touched: {one}" for one in (kept - now if _unseen(before) else kept ^ now)]
    wrong += [f"still: {one['line']}" for step in plan["steps"] for one in step["findings"]]
    wrong += [f"left: {one['why']}: {one['line']}" for one in plan["left"]
              if one["why"] not in FOR_A_PERSON and LEDGER not in one["line"]]  # fmt: skip
    lab.load.drain()
    return wrong + accounting.violations(accounting.collect(lab))


def _unseen(plan):
    return any(one["why"] == "unseen" and LEDGER not in one["line"] for one in plan["left"])


def applied(lab, plan, place):
    """What is wrong with the repair of a plan, and what those saw who asked meanwhile."""
    if not plan["steps"]:
        return []
    # One that somebody stopped gives nobody an answer before.
    balancers = [one for one in lab.groups["gir_load_balancer"] if lab.unit_runs(one, "haproxy")]
    before = {one: lab.refused(one) for one in balancers}
    place.mkdir()
    with lab.watched(place / "asked") as seen:
        done = lab.remediate(place / "repair", gir_remediate_plan_hash=plan["plan"]["hash"])
    wrong = [] if done.code == 0 else [f"repaired: {done.output}"]
    asked = seen()
    wrong += [f"{one} failed: {asked[one]['failed'][:3]}" for one in balancers if asked[one]["failed"]]
    for one in balancers:
        number = lab.refused(one)
        refused = number - before[one] if number >= before[one] else number
        wrong += [f"{one} had no node for {refused} requests."] if refused else []
    wrong += [f"all nodes of {name} were down" for name in lab.centers if both_down(asked, lab.center(name))]
    return wrong


def test_combinations_are_healed_while_everything_records(lab, tmp_path):
    plants = possible(catalogue(lab.groups, UPDATE_HOST), HAS)
    wrong = []
    for number, chosen in enumerate(dealt(plants, TOTAL, SEED)[:NUMBER]):
        found = healed(lab, chosen, tmp_path / str(number))
        if found:
            wrong.append("\n".join([f"combination {number}", *(plant.name for plant in chosen), *found]))
    assert wrong == [], f"GIR_PLANTED_SEED={SEED}\n" + "\n\n".join(wrong)


def approved(lab, place, names):
    """The hash of a plan that repairs these changes and nothing else."""
    lab.anew()
    hosts = PlantedHosts(lab, place)
    plants = {plant.name: plant for plant in catalogue(lab.groups, UPDATE_HOST)}
    for name in names:
        plants[name].act(hosts)
    assert lab.remediate(place / "plan").code == WAITS
    return report(place / "plan")["plan"]["hash"]


def test_a_host_whose_service_does_not_start_is_put_back(lab, tmp_path):
    """And no other host is touched."""
    plan = approved(lab, tmp_path, [f"{host}: a number that became text" for host in lab.groups["gir_rws"]])
    first, *others = [one["host"] for one in report(tmp_path / "plan")["steps"]]
    lab.path(first, "/etc/python3.11/sitecustomize.py").write_text(PICKY, encoding="utf-8")
    before = lab.path(first, APPLICATION).read_bytes()
    done = lab.remediate(tmp_path / "repair", gir_remediate_plan_hash=plan)
    found = report(tmp_path / "repair")
    assert done.code == 2 and found["outcome"] == "stopped", done.output
    assert [one["outcome"] for one in found["steps"]] == ["failed", *["not_begun" for _one in others]]
    assert lab.path(first, APPLICATION).read_bytes() == before
    assert lab.unit_runs(first, "gir-rws")
    assert all(TEXT in lab.path(one, APPLICATION).read_text(encoding="utf-8") for one in others)


def test_a_failover_in_the_middle_goes_first(lab, tmp_path):
    """The remediation stops before its next host. Nothing differs where the failover goes."""
    plan = approved(lab, tmp_path, OF_ACTIVE)
    started = lab.begun(tmp_path / "repair", gir_remediate_plan_hash=plan)
    claimed = lab.path(lab.center("dc1")[0], LOCK)
    wait_until(claimed.exists, 120, "the remediation never claimed the lock")
    moved = lab.play("gir.multidc.failover", variables={**LOOK, **lab.forced("dc2")}, seconds=900)
    ended, found = started.finish(900), report(tmp_path / "repair")
    assert moved.code == 0, moved.output
    assert ended.code == 2 and found["outcome"] == "stopped", ended.output
    assert [one["outcome"] for one in found["steps"]][-1] == "not_begun"
