# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What refuses in playbook site, what is stopped by it, and what the end of the run says."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import KEYSTORES
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS, SURFACES
from ansible_collections.gir.multidc.plugins.plugin_utils._report.refusals import (
    Origin,
    Refusal,
    from_dict,
    from_result,
    stop,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._report.site import Seen, site_report

MEND = "Mend that first, and run the playbook again."
TASK = {"name": "Write the files of {{ _component_name }}", "no_log": False}


def refused(component, host="localhost", sentence="It refuses."):
    return Refusal(component, host, sentence, "Do it")


def stopped(component, host, *given):
    found = stop(COMPONENTS[component], host, given)
    return found and (found.sentence, [(one.component, one.host) for one in found.origins])


def test_needs_come_before_what_needs_them():
    order = list(SURFACES)
    assert {name for name in order if name != KEYSTORES} == set(COMPONENTS)
    assert {need for component in COMPONENTS.values() for need in component.needs} <= set(order)
    late = [
        (component.name, need)
        for component in COMPONENTS.values()
        for need in component.needs
        if order.index(need) >= order.index(component.name)
    ]
    assert late == []


@pytest.mark.parametrize(
    ("component", "host", "given", "expected"),
    [
        # What the controller does is about all hosts.
        (
            "ivr_profile",
            "localhost",
            [refused("webdav", "dav2"), refused("webdav", "dav1"), refused("rps", "rps1")],
            ("It needs webdav, which was refused on dav2 and dav1.", [("webdav", "dav2"), ("webdav", "dav1")]),
        ),
        (
            "contact_center",
            "localhost",
            [refused(KEYSTORES), refused("rws", "rws1")],
            (
                "It needs rws, which was refused on rws1 and keystores, which was refused on the controller.",
                [(KEYSTORES, "localhost"), ("rws", "rws1")],
            ),
        ),
        # A host needs what happens on itself.
        ("index_update", "rws1", [refused("rws", "rws2")], None),
        (
            "index_update",
            "rws1",
            [refused("rws", "rws1")],
            ("It needs rws, which was refused on rws1.", [("rws", "rws1")]),
        ),
        ("mcp", "mcp1", [refused("rws", "mcp1"), refused("webdav")], None),
        ("ivr_profile", "localhost", [], None),
    ],
)
def test_what_is_stopped(component, host, given, expected):
    assert stopped(component, host, *given) == (expected and (f"{expected[0]} {MEND}", expected[1]))


def test_a_stopped_surface_stops_others_and_names_the_origin():
    profile = stop(COMPONENTS["ivr_profile"], "localhost", [refused("webdav", "dav1"), refused(KEYSTORES)])
    sentence, origins = stopped("geo_location", "localhost", profile)
    assert sentence == (
        "It needs ivr_profile, which was stopped because webdav was refused on dav1 and keystores was refused on the"
        f" controller. {MEND}"
    )
    assert origins == [("webdav", "dav1"), (KEYSTORES, "localhost")]


def test_a_refusal_survives_being_kept():
    one = Refusal("geo_location", "localhost", "It needs x.", origins=(Origin("webdav", "dav1"),))
    assert from_dict(one.as_dict()) == one
    assert from_dict(refused("rws", "rws1").as_dict()) == refused("rws", "rws1")


@pytest.mark.parametrize(
    ("result", "task", "sentence"),
    [
        ({"msg": "2 problems:\n- GIR1: a\n- GIR2: b"}, TASK, "2 problems: - GIR1: a - GIR2: b"),
        ({"msg": "non-zero return code", "rc": 2, "stderr": "find:\nno way\n"}, TASK, "non-zero return code: no way"),
        ({"msg": "broke", "module_stderr": "Traceback\n  x\nOSError: full"}, TASK, "broke: OSError: full"),
        ({"rc": 1}, TASK, "it failed without a message"),
        (
            {"msg": "One or more items failed", "results": [{"msg": "a"}, {"failed": True, "msg": "b"}]},
            TASK,
            "b",
        ),
        (
            {"msg": "x", "results": [{"failed": True, "msg": "secret", "_ansible_no_log": True}]},
            TASK,
            "it failed, and no_log hides why",
        ),
        ({"msg": "secret", "_ansible_no_log": True}, TASK, "it failed, and no_log hides why"),
        ({"msg": "secret"}, {**TASK, "no_log": True}, "it failed, and no_log hides why"),
    ],
)
def test_what_a_failed_task_says(result, task, sentence):
    found = from_result("muxer", "mux1", {"failed": True, **result}, task)
    assert (found.sentence, found.task, found.stopped) == (sentence, "Write the files of muxer", False)


def test_a_task_that_was_stopped_keeps_why():
    because = [{"component": "webdav", "host": "dav1"}]
    found = from_result("ivr_profile", "localhost", {"msg": "It needs webdav.", "because": because}, TASK)
    assert found.stopped and found.causes == (Origin("webdav", "dav1"),)


HOSTS = ["rws1", "dav1", "mcp1", "localhost"]


def report(*refusals, **seen):
    return site_report(refusals, HOSTS, Seen(**{"left": HOSTS, **seen}))


def test_a_run_that_did_everything_says_so_in_one_line():
    found = report(run={"limit": "dc1"})
    assert found.ok and (found.lines, found.unfinished) == ([], [])
    assert found.as_dict()["message"] == "Everything that this run was asked for is done."


def test_all_refusals_stand_in_the_order_of_the_playbook():
    profile = stop(COMPONENTS["ivr_profile"], "localhost", [refused("webdav", "dav1")])
    found = report(
        profile, refused("mcp", "mcp1"), refused("webdav", "dav1"), refused("webdav", "rws1"), refused(KEYSTORES),
        silent={"mcp2": ""}, lost=["mux1"], run={"limit": "dc1"},
    )  # fmt: skip
    assert found.lines == [
        "refused webdav on rws1: It refuses. (task: Do it)",
        "refused webdav on dav1: It refuses. (task: Do it)",
        "refused keystores on the controller: It refuses. (task: Do it)",
        "refused mcp on mcp1: It refuses. (task: Do it)",
        f"stopped ivr_profile on the controller: It needs webdav, which was refused on dav1. {MEND}",
        "silent  mcp2: it did not answer",
        "lost    mux1: it stopped answering, or failed, in the middle of the run; the messages above say where",
        "note    this run was limited to dc1, and says nothing of other hosts",
    ]
    assert found.message == (
        "Not everything is done: 4 surfaces refused, 1 surface stopped, 1 host silent and 1 host lost in the middle."
        " Mend what the report names, and run the playbook again."
    )
    published = found.as_dict()
    assert published["unfinished"] == ["rws1", "dav1", "localhost", "mcp1", "mcp2", "mux1"]
    [one] = published["stopped"]
    assert one["because"] == [{"component": "webdav", "host": "dav1"}] and "because" not in published["refused"][0]


def test_a_host_that_a_limit_can_name_ends_as_failed():
    """The controller stands in no inventory, and of a host that was lost nothing can fail any more."""
    assert report(refused("contact_center")).unfinished == ["localhost", "rws1"]
    assert report(lost=["mux1"]).unfinished == ["mux1", "rws1"]
    assert report(refused("contact_center"), controller="dav1").unfinished == ["dav1"]
    assert report(refused("contact_center"), left=["localhost"]).unfinished == ["localhost"]


def test_the_part_of_the_controller_is_lost_with_its_host():
    assert report(lost=["dav1"], controller="dav1").lines[0].endswith("what the controller does may be missing too")


def test_a_run_that_began_nothing_is_not_well():
    found = report(begun=False)
    assert not found.ok and found.unfinished == ["rws1"]
    assert found.message == "Nothing was done. Correct --limit, --tags or the groups of the inventory."
