# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action that runs the probes of the site's own."""

import sys

from support.component_runs import Roles

SECRET = "hush-hush-1"
SITE = "{{ gir_topology.eservices_site }}"
ASK = {"name": "ask", "gir.multidc.probe_commands": {}, "register": "asked"}


def probe(code, *arguments, **more):
    return {"command": [sys.executable, "-c", code, *arguments], **more}


def played(directory, commands, *tasks, **extra):
    """On a host that is not the controller, where a play is when a limit leaves localhost out."""
    site = Roles(directory, gir_read_record=False, gir_probe_commands=commands)
    model = [
        {"gir.multidc.topology": None, "register": "model"},
        {"ansible.builtin.set_fact": {"gir_topology": "{{ model.model }}"}},
    ]
    play = {"hosts": "rws1-dc1", "gather_facts": False, "tasks": [*model, *(tasks or [ASK])]}
    return site.play([play], "-vvvv", **extra)


def test_probes_use_the_model_and_show_nothing(tmp_path):
    """Also in check mode, since a probe only reads. Neither what they are nor what they say is in the output."""
    commands = {
        "eservices_site": probe("import sys; print(*sys.argv[1:])", SECRET, SITE, expect=f"^{SECRET} {SITE}$"),
        "own": probe("raise SystemExit(4)"),
    }
    some = {"name": "some", "gir.multidc.probe_commands": {"questions": ["own"]}, "register": "some"}
    run = played(tmp_path, commands, {**ASK, "check_mode": True}, some).succeeded()
    run.says_nothing_of([SECRET])
    found = {result.task: result.data for result in run.results}
    assert not found["ask"]["changed"]
    answers = [(one["question"], one["answer"], one["reason"]) for one in found["ask"]["results"]]
    assert answers == [
        ("eservices_site", "confirmed", ""),
        ("own", "failed", "the command ended with status 4"),
    ]
    assert [one["question"] for one in found["some"]["results"]] == ["own"]


def test_wrong_form_is_one_sentence(tmp_path):
    run = played(tmp_path, {"own": {"command": f"echo {SECRET}"}})
    run.refused("GIR991: gir_probe_commands.own.command is text; no shell takes it apart. Give a list, for example ")
    run.says_nothing_of([SECRET])
