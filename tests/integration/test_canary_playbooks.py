# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A canary in every secret variable, and every playbook: none is seen; and each place where one can be is searched."""

import shutil

import pytest
from canary_plan import PLAYBOOKS, Plan, name_server
from canary_site import Site

# Without these programs a playbook refuses.
NEEDS = {"recording_certificate": "keytool"}
# The secrets of this inventory lie in clear text, which it refuses.
REFUSES = ("failover_kit",)
# The first run ends with a status of its own, because its plan waits for approval.
WAITS = ("remediate",)


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """The servers, and their hosts as the first runs of playbook site leave them."""
    site = Site(tmp_path_factory.mktemp("canary"))
    try:
        with name_server(site):
            site.run("site", "--check", label="at first, check").unseen().succeeded()
            site.run("site", label="at first").unseen().succeeded()
            site.standins.wait_until_running()
            yield Plan(site, tmp_path_factory.mktemp("files") / "files")
    finally:
        site.stop()


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_no_canary_is_seen_when_a_playbook_runs(plan, name):
    runs = list(plan.runs(name))
    for run in runs:
        run.unseen()
    if name not in REFUSES and (name not in NEEDS or shutil.which(NEEDS[name])):
        for run in runs[name in WAITS :]:
            run.succeeded()


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_no_canary_is_seen_when_a_playbook_fails(plan, name):
    assert sum((run.appearances for run in plan.failures(name)), []) == []


def test_every_place_of_a_run_is_searched(plan):
    """What a bad playbook leaves is found, each time in another place."""
    values = {place: plan.site.canaries.value(f"planted: {place}", awkward=False) for place in
              ("task", "argument", "fact", "statistics", "file", "left")}  # fmt: skip
    kept = plan.site.path("rws1-dc1", "planted")
    tasks = [
        {"ansible.builtin.debug": {"msg": values["task"]}},
        {"ansible.builtin.command": {"argv": ["sh", "-c", "sleep 0.3; :", values["argument"]]}},
        {"ansible.builtin.set_fact": {"planted": values["fact"], "cacheable": True}},
        {"ansible.builtin.set_stats": {"data": {"planted": values["statistics"]}}},
        {"ansible.builtin.copy": {"dest": str(kept), "content": values["file"], "mode": "0644"}},
        {
            "ansible.builtin.copy": {
                "dest": "{{ lookup('ansible.builtin.env', 'ANSIBLE_HOME') }}/left",
                "content": values["left"],
                "mode": "0600",
            }
        },
    ]
    plays = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}]
    run = plan.site.run("planted", plays=plays).succeeded()
    kept.unlink()
    found = {(place.partition(": ")[0], name.partition(": ")[2]) for place, name, _form in run.found}
    everywhere = ("standard output", "artifacts", "what callbacks wrote")
    assert found >= {(place, "task") for place in everywhere}
    assert found >= {("arguments", "argument"), ("left", "left"), ("files", "file"), ("files while it ran", "file")}
    places = {place for place, _name, _form in run.found}
    for part in ("ansible.log", "events.jsonl", "junit/", "tree/", "job_events/", "fact_cache", "job/stdout"):
        assert [place for place in places if part in place], part
    assert ("standard output", "statistics") in found
