# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failover asks at the end, of whom, and what each answer proves."""

import time
from types import SimpleNamespace

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import unpack
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import Node
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_proofs as under_test
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import states
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover.proofs import POINTS
from gathered import OMIT, HostVars, trusted
from test_topology_inventory import model_of, valid

ORIGIN, TARGET = "dc1", "dc2"
GAX = {"gir_configuration_source": "gax", "gir_gax_url": "https://gax.test", "gir_gax_username": "gax",
       "gir_gax_password": "secret-gax", "workspace_desktop_application_name": "WDE"}  # fmt: skip
SITE_OPTION = {"interaction-workspace": {"disaster-recovery.eservices-site": "DC2"}}
PARAMETER = "gvp.service-parameters/recordingclient.rp.speechminer_uri"
ENTRY = {"operation": "20261128T030000Z-1", "epoch": 2, "state": "done", "verb": "failover", "active_datacenter": "dc2",
         "eservices_site": "DC2", "parent": None, "parent_epoch": None}  # fmt: skip
MUX1, MUX2, VP1, VP2 = "mux1-dc1", "mux1-dc2", "vp1-dc1", "vp1-dc2"
VOICE, SCREENS = "https://dav.dc2.example.com/recordings", "https://dav.dc2.example.com/screens"
UNITS = {name: f"gir-{name}" for name in ("muxer", "rps", "voice_processor")}


def inventory():
    known = valid()
    known["variables"].update(voice_processor_extra_options={"a": {"b": "c"}}, voice_processor_settings_format="yaml")
    known["variables"].update(GAX, gir_active_datacenter=TARGET, gir_manage_services=True)
    known["variables"].update({f"{name}_service": unit for name, unit in UNITS.items()})
    return known


def system(heard=None, nodes=("dc2", "dc3"), **changes):
    """After a failover to dc2; by default dc1 is away."""
    known = inventory()
    known["variables"].update(changes)
    model = model_of(known)
    variables = {**trusted(known["variables"]), **OMIT}
    hosts = HostVars({host: {**variables, **trusted(known["host_variables"].get(host, {})), "inventory_hostname": host}
                      for host in known["groups"]["all"]})  # fmt: skip
    task_vars = {"inventory_hostname": "localhost", **variables, "hostvars": hosts, "vars": HostVars()}
    action = SimpleNamespace(_templar=Templar(loader=DataLoader(), variables={}))
    every = states(model, Gatherer(action._templar, task_vars), [*model["hosts"], "localhost"])
    all_heard = [host for host, one in model["hosts"].items() if one["data_center"] != ORIGIN]
    of_rws = [Node(f"https://rws.{name}.example.com", f"data center {name}", name, name != "dc3") for name in nodes]
    return under_test.Given(action, task_vars, model, ORIGIN, every, heard or all_heard, of_rws, 20.0)


def unit(name, runs):
    state = {"active": "active", "sub": "running"} if runs else {"active": "inactive", "sub": "dead"}
    return {"unit": f"{name}.service", "load": "loaded", **state, "enabled": "enabled" if runs else "disabled",
            "since": None, "trouble": None, "health": None, "pending": False}  # fmt: skip


def good(given):
    """What a system answers in which everything is as it should be."""
    return {key: _answer(given, key, request) for key, request in under_test.requests(given).items()}


def _answer(given, key, request):
    if key.startswith("proofs/probe/"):
        same = {"ok": True, "reason": None, "note": None, "large_upload": None, "through_rcs": None}
        return {"results": [{**one, **same} for one in request.arguments["probes"]]}
    if key == "proofs/gax":
        return {"differences": []}
    if key == "proofs/rws":
        return {"differences": [], "nodes": [], "unanswered": None}
    if key.startswith("api/rws/"):
        shown = {"state": "shows the site", "site": "DC2", "seconds": 0.1, "reason": None}
        return {"nodes": [{"url": url, **shown} for url in request.arguments["url"]]}
    if key == "api/gax":
        return {"objects": [{"type": "CfgApplication", "name": "WDE", "options": SITE_OPTION}], "missing": []}
    asked = unpack(request.arguments["_payload"])
    units = {one["component"]: unit(one["name"], key != MUX1) for one in asked.get("units") or ()}
    found = {"clock": time.time(), "problems": [], "lock": None, "maintenance": None, "index_update": None,
             "units": units}  # fmt: skip
    if asked.get("ledger"):
        found["ledger"] = {"ledger": ledger(ENTRY), "digest": "d", "unreadable": None, "path": "/l", "legacy": None}
    return found


def ledger(*entries):
    return {"format": 1, "environment": "e" * 32, "entries": list(entries)}


def proved(given, answers=None, own=()):
    """{point: {answer: how many}}"""
    found = {}
    for one in under_test.judged(given, good(given) if answers is None else answers, own):
        assert one.rule in POINTS and one.text.endswith(".") and "secret-" not in repr(one)
        counted = found.setdefault(one.rule, {})
        counted[one.answer] = counted.get(one.answer, 0) + 1
    return found


def only(found, point):
    return set(found.get(point, ()))


# -- who is asked ----------------------------------------------------------------------------------------------------


def test_nobody_of_a_lost_data_center_is_asked():
    asked = under_test.requests(system())
    assert not [one.host for one in asked.values() if one.host.endswith("-dc1")]
    urls = [url for one in asked.values() for url in [*one.arguments.get("url", ())] if "gax" not in url]
    assert urls and not [url for url in urls if "dc1" in url]


def test_one_host_for_each_data_center_and_component_tries_the_transactions():
    asked = under_test.requests(system())
    tried = sorted(key for key in asked if key.startswith("proofs/probe/"))
    assert tried == [f"proofs/probe/{host}/{component}" for host, component in (
        ("mcp1-dc2", "mcp"), ("mcp1-dc3", "mcp"), ("rws1-dc2", "rws"), ("rws1-dc3", "rws"))]  # fmt: skip


def test_another_host_tries_them_where_the_first_is_silent():
    heard = [host for host, one in system().model["hosts"].items() if host not in ("rws1-dc2", MUX2)]
    assert "proofs/probe/rws2-dc2/rws" in under_test.requests(system(heard))


def test_only_probe_recordings_are_written_with_the_accounts_that_are_used():
    asked = under_test.requests(system())
    earnest = [one for key, one in asked.items() if one.check is not True]
    assert earnest and all(one.module == "gir.multidc.transaction_probe" for one in earnest)
    written = {probe["url"]: probe["password"] for one in earnest for probe in one.arguments["probes"]
               if probe["kind"] == "webdav"}  # fmt: skip
    assert written == {
        "https://dav.dc2.example.com/recordings": "secret-dc2", "https://dav.dc2.example.com/screens": "secret-dc2",
        "https://dav.central.example.com/recordings": "secret-central",
        "https://dav.central.example.com/screens": "secret-central",
    }  # fmt: skip


def test_every_request_ends_within_the_time_of_all():
    asked = under_test.requests(system())
    assert {one.seconds for one in asked.values()} == {20.0}
    waits = {key: one.arguments["timeout"] for key, one in asked.items() if "timeout" in one.arguments}
    assert all(1 <= seconds <= 18 for seconds in waits.values()) and waits["proofs/probe/rws1-dc2/rws"] == 4


# -- what it proves --------------------------------------------------------------------------------------------------


def test_system_that_is_well_proves_all_that_can_be_seen():
    found = proved(system())
    for point in ("ledger", "desktops", "receiver_in_profiles", "receiver_in_rws", "storage", "transactions"):
        assert only(found, point) == {"confirmed"}, point
    assert only(found, "eservices") == {"confirmed"}
    # Those of the lost data center may run; the vendor documents no way to see the others.
    assert found["services"]["confirmed"] == 2 and found["services"]["not observable"] == 2
    for point in ("playback", "metadata", "screen_upload"):
        assert found[point] == {"not observable": 1}, point
    assert not [point for point, answers in found.items() if "failed" in answers]


# The address of one node, which is asked by itself.
RWS_DC2 = "api/rws/https://rws.dc2.example.com"


def changed(given, key, **more):
    return {**good(given), key: {**good(given)[key], **more}}


def test_ledger_of_another_data_center_is_no_proof():
    given = system()
    other = {**ENTRY, "active_datacenter": "dc1", "eservices_site": "DC1"}
    answers = good(given)
    for host in ("rws1-dc2", "rws2-dc2", "rws1-dc3"):
        answers[host] = {**answers[host], "ledger": {**answers[host]["ledger"], "ledger": ledger(other)}}
    assert only(proved(given, answers), "ledger") == {"failed"}


@pytest.mark.parametrize("held", [{"ledger": None, "digest": None}, {"ledger": None, "unreadable": "it is no JSON"}])
def test_one_host_without_the_ledger_fails_the_proof(held):
    given = system()
    known = good(given)["rws2-dc2"]["ledger"]
    assert "failed" in only(proved(given, changed(given, "rws2-dc2", ledger={**known, **held})), "ledger")


def test_without_any_ledger_the_remedy_makes_one():
    """A failover to what is active already: nothing was moved, and nothing is recorded."""
    given = system()
    empty = {"ledger": None, "digest": None}
    answers = good(given)
    for host in [host for host, one in answers.items() if "ledger" in one]:
        answers[host] = {**answers[host], "ledger": {**answers[host]["ledger"], **empty}}
    checks = under_test.judged(given, answers, ())
    (found,) = [one for one in checks if (one.rule, one.answer) == ("ledger", "failed")]
    assert found.text == "No RWS host holds a ledger that names dc2, eServices site DC2."
    assert "gir_ledger_create=true" in found.remedy


def test_ledger_that_nobody_shows_is_open():
    given = system()
    answers = {key: {"unreachable": True, "msg": "x"} if key.startswith("rws") else one
               for key, one in good(given).items()}  # fmt: skip
    assert only(proved(given, answers), "ledger") == {"not observable"}


def test_who_says_so_is_the_ledger():
    given = system()
    node = {"url": "https://rws.dc2.example.com", "state": "shows another site", "site": "DC1", "seconds": 0.1,
            "reason": None}  # fmt: skip
    told = [one.text for one in under_test.judged(given, changed(given, RWS_DC2, nodes=[node]), ())
            if one.answer == "failed"]  # fmt: skip
    assert len(told) == 1 and "the newest entry of the ledger has the site DC2" in told[0]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"state": "shows another site", "site": "DC1"}, "failed"),
        ({"state": "answers with an error", "site": None, "reason": "HTTP 500"}, "failed"),
        ({"state": "not shown", "site": None, "reason": None}, "not observable"),
    ],
)
def test_node_that_does_not_show_the_site_of_the_target(state, expected):
    given = system()
    node = {"url": "https://rws.dc2.example.com", "seconds": 0.1, "reason": None, **state}
    assert expected in only(proved(given, changed(given, RWS_DC2, nodes=[node])), "eservices")


def test_probe_of_the_site_answers_what_no_node_shows():
    given = system()
    hidden = {"state": "not shown", "site": None, "seconds": 0.1, "reason": None}
    answers = {key: {"nodes": [{"url": url, **hidden} for url in under_test.requests(given)[key].arguments["url"]]}
               if key.startswith("api/rws/") else one for key, one in good(given).items()}  # fmt: skip
    assert only(proved(given, answers), "eservices") == {"not observable"}
    own = [{"question": "eservices_site", "name": "eServices site of RWS", "answer": "confirmed", "reason": "",
            "url": ""}]  # fmt: skip
    assert proved(given, answers, own)["eservices"] == {"confirmed": 1}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"objects": [{"type": "CfgApplication", "name": "WDE", "options": {
            "interaction-workspace": {"disaster-recovery.eservices-site": "DC1"}}}], "missing": []}, "failed"),
        ({"objects": [], "missing": ["CfgApplication WDE"]}, "failed"),
        ({"failed": True, "msg": "No GAX could serve the request"}, "not observable"),
        ({"unreachable": True, "msg": "it gave no answer"}, "not observable"),
    ],
)  # fmt: skip
def test_desktops(answer, expected):
    given = system()
    assert only(proved(given, {**good(given), "api/gax": answer}), "desktops") == {expected}


def test_desktops_that_the_inventory_does_not_describe_are_open():
    assert only(proved(system(workspace_desktop_application_name="")), "desktops") == {"not observable"}


def test_configuration_that_is_imported_by_hand_is_open():
    found = proved(system(gir_configuration_source="files"))
    assert only(found, "desktops") == only(found, "receiver_in_profiles") == {"not observable"}


def of_profile(check="object.annex", key=PARAMETER, actual="https://sm.dc1.example.com/interactionreceiver"):
    return difference(check, "ivr_profile", "CfgGVPIVRProfile record", key, "new", actual)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"differences": [of_profile()]}, "failed"),
        ({"differences": [of_profile("object.missing", "", None)]}, "failed"),
        ({"differences": [of_profile(key="gvp.service-parameters/recordingclient.type")]}, "confirmed"),
        ({"differences": [not_checked("object.read", "ivr_profile", "CfgGVPIVRProfile record", "GAX shows no annex.")]},
         "not observable"),
        ({"failed": True, "msg": "GAX is away"}, "not observable"),
    ],
)  # fmt: skip
def test_receiver_in_profiles(answer, expected):
    given = system()
    assert only(proved(given, {**good(given), "proofs/gax": answer}), "receiver_in_profiles") == {expected}


def test_name_of_the_parameter_that_the_site_has_given():
    given = system(ivr_profile_parameter_names={"interaction_receiver": "own.name"})
    wrong = {"differences": [of_profile(key="gvp.service-parameters/own.name")]}
    assert only(proved(given, {**good(given), "proofs/gax": wrong}), "receiver_in_profiles") == {"failed"}


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ([difference("rws.setting", "contact_center", "speechminer/interaction-receiver /US/TX", "", "new", "old")],
         "failed"),
        ([difference("rws.setting", "contact_center", "recordings/other", "", "new", "old")], "confirmed"),
        ([not_checked("rws.read", "contact_center", "speechminer/interaction-receiver /US/TX", "HTTP 403")],
         "not observable"),
    ],
)  # fmt: skip
def test_receiver_in_the_settings_of_rws(differences, expected):
    given = system()
    answers = changed(given, "proofs/rws", differences=differences)
    assert only(proved(given, answers), "receiver_in_rws") == {expected}


def test_without_an_address_of_rws_its_settings_are_open():
    found = proved(system(nodes=()))
    assert only(found, "receiver_in_rws") == only(found, "eservices") == {"not observable"}


# -- Muxer and processors --------------------------------------------------------------------------------------------


def services(given, **units):
    """(answer, text) by host and component; `units`: host to component to whether it runs."""
    answers = good(given)
    for host, some in units.items():
        name = host.replace("_", "-")
        known = {component: unit(UNITS[component], runs) for component, runs in some.items()}
        answers[name] = {**answers[name], "units": {**answers[name]["units"], **known}}
    return {one.subject: one.answer for one in under_test.judged(given, answers, ()) if one.rule == "services"}


def everybody():
    return list(model_of(inventory())["hosts"])


def test_muxer_and_processors_at_the_target_have_to_run():
    found = services(system(), mux1_dc2={"muxer": False})
    assert found[f"{MUX2} muxer"] == "failed" and found[f"{VP2} voice_processor"] == "confirmed"


def test_muxer_that_runs_at_the_origin_is_a_failure():
    found = services(system(everybody()), mux1_dc1={"muxer": True})
    assert found[f"{MUX1} muxer"] == "failed"


def test_muxer_that_stands_still_at_the_origin_is_a_proof():
    found = services(system(everybody()), mux1_dc1={"muxer": False}, vp1_dc1={"voice_processor": False})
    assert (found[f"{MUX1} muxer"], found[f"{VP1} voice_processor"]) == ("confirmed", "confirmed")


def test_silent_muxer_of_the_origin_is_open():
    assert services(system())[f"{MUX1} muxer"] == "not observable"


# -- transactions ----------------------------------------------------------------------------------------------------


def tried(given, key, url, **more):
    answers = good(given)
    results = [{**one, **(more if one["url"] == url else {})} for one in answers[key]["results"]]
    return {**answers, key: {"results": results}}


def test_storage_that_refuses_fails():
    given = system()
    answers = tried(given, "proofs/probe/mcp1-dc2/mcp", VOICE, ok=False, reason="HTTP 507: full")
    found = proved(given, answers)
    assert found["storage"]["failed"] == 1 and only(found, "transactions") == {"confirmed"}


def test_storage_that_nobody_could_try_is_open():
    given = system([host for host in system().heard if not host.endswith("-dc3")])
    open_ = [one.text for one in under_test.judged(given, good(given), ())
             if (one.rule, one.answer) == ("storage", "not observable")]  # fmt: skip
    assert open_ == ["No MCP and no RWS host of dc3 answers, so nobody tried its storages."]


def test_storage_that_was_only_looked_at_is_open():
    given = system()
    answers = tried(given, "proofs/probe/rws1-dc2/rws", SCREENS, note="nothing was written")
    assert proved(given, answers)["storage"]["not observable"] == 1


def test_host_that_became_silent_fails():
    given = system()
    answers = {**good(given), "proofs/probe/mcp1-dc2/mcp": {"unreachable": True, "msg": "timed out"}}
    assert proved(given, answers)["transactions"]["failed"] == 1


def test_site_answers_questions_of_its_own():
    own = [{"question": name, "name": title, "answer": answer, "reason": "", "url": ""} for name, title, answer in (
        ("interaction_receiver_metadata", "metadata at the Interaction Receiver", "confirmed"),
        ("screen_upload", "question screen_upload", "failed"))]  # fmt: skip
    found = proved(system(), own=own)
    assert (found["metadata"], found["screen_upload"]) == ({"confirmed": 1}, {"failed": 1})


def test_answer_of_another_form_hides_nothing_of_the_others():
    given = system()
    found = proved(given, {**good(given), "proofs/gax": {"differences": [{}]}, "api/gax": {"objects": 5}})
    assert only(found, "receiver_in_profiles") == {"not observable"}
    assert only(found, "storage") == {"confirmed"}
