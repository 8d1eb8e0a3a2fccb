# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status of connections: what is asked of whom, and every situation named as what it is."""

import json
from datetime import datetime, timezone

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._status import connections
from ansible_collections.gir.multidc.plugins.plugin_utils._status.area import Context
from ansible_collections.gir.multidc.plugins.plugin_utils._status.connection_asks import GAX, SERVED_BY, SERVICES
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable

NODES = {"rws1-dc1": "dc1", "rws2-dc1": "dc1", "rws1-dc2": "dc2", "rws1-dc3": "dc3"}
SECRETS = ("dav-pass-17", "gax-pass-17", "cfg-pass-17")


def center(name, role):
    hosts = {"gir_rws": [host for host, own in NODES.items() if own == name]}
    urls = {key: f"https://{key}.{name}.test" for key in ("rws_url", "rcs_url", "processor_url")}
    storage = {"name": name, "voice_url": f"https://dav.{name}.test/v", "screen_url": f"https://dav.{name}.test/s"}
    return {"name": name, "role": role, "site_name": name.upper(), "hosts": hosts, "storage": storage, **urls}


MODEL = {
    "primary": "dc1",
    "backup": "dc2",
    "active": "dc1",
    "standby": "dc2",
    "hosts": {host: {"data_center": own, "components": ["gir_rws"]} for host, own in NODES.items()},
    "data_centers": {
        name: center(name, role) for name, role in (("dc1", "primary"), ("dc2", "backup"), ("dc3", "recording"))
    },
}
GIVEN = {
    "gir_interaction_server": {
        "dc1": {"address": "ixn.dc1.test:4420", "site_name": "DC1"},
        "dc2": {"address": "[2001:db8::5]:4420", "site_name": "DC2"},
    },
    "gir_sip_servers": {"dc1": ["sip-a.test:5060", "sip-b.test:5060"]},
    "gir_configuration_server": {"host": "cfg.test", "port": "2020", "username": "u", "password": "cfg-pass-17"},
    "gir_storage_credentials": {name: {"username": "d", "password": "dav-pass-17"} for name in ("dc1", "dc2")},
    "gir_configuration_source": "gax",
    "gir_gax_url": ["https://gax1.test", "https://gax2.test"],
    "gir_gax_username": "gax",
    "gir_gax_password": "gax-pass-17",
    "workspace_desktop_application_name": "WDE",
}


def context(hosts=tuple(NODES), seconds=5, **changes):
    values = {**GIVEN, **changes}
    own = {(CONTROLLER, name): value for name, value in values.items()}
    own.update({(host, name): values[name] for host in NODES for name in ("gir_configuration_server",)})
    now = datetime(2026, 11, 28, tzinfo=timezone.utc)
    return Context(MODEL, lambda host, name: own.get((host, name)), hosts, seconds, now)


def reach(target, missed=None, reason=None):
    answer = "failed" if missed else "confirmed"
    return {**target, "observation": answer, "observation_reason": reason, "missed": missed, "address": "10.0.0.1"}


def answered(asked, missed=(), services=(), **others):
    """What a system answers in which everything is well, but for hosts and targets, and named services."""
    found = {}
    for key, ask in asked.items():
        if ask.module.endswith("reach_info"):
            wrong = {(host, name): what for host, name, *what in missed}
            results = [reach(one, *wrong.get((ask.host, one["name"]), ())) for one in ask.arguments["targets"]]
            found[key] = {"results": results}
        elif key == SERVICES:
            results = [{**one, "ok": True, "reason": None, "seconds": 0.1} for one in ask.arguments["probes"]]
            found[key] = {"results": [{**one, **dict(services).get(one["name"], {})} for one in results]}
        else:
            found[key] = {"objects": [], "missing": []}
    return {**found, **others}


def judged(ctx=None, answers=None, **changes):
    ctx = ctx or context()
    asked = connections.asks(ctx)
    return {point.name: point for point in connections.points(ctx, answers or answered(asked, **changes))}


# -- what is asked ---------------------------------------------------------------------------------------------------


def own(ask):
    """What an RWS host depends on, without the RWS of others."""
    return [one for one in ask.arguments["targets"] if not one["name"].startswith("rws/")]


def test_each_rws_host_is_asked_once():
    asked = connections.asks(context())
    reached = {key: ask for key, ask in asked.items() if ask.module == "gir.multidc.reach_info"}
    assert list(reached) == [f"connections/reach/{host}" for host in NODES]
    first, last = reached["connections/reach/rws1-dc1"], reached["connections/reach/rws1-dc2"]
    assert [(one["name"], one["host"], one["port"]) for one in own(first)] == [
        ("interaction/dc1", "ixn.dc1.test", 4420),
        ("interaction/dc2", "2001:db8::5", 4420),
        ("configuration", "cfg.test", 2020),
        ("sip", "sip-a.test", 5060),
        ("sip", "sip-b.test", 5060),
    ]
    assert [one["name"] for one in own(last)] == ["interaction/dc1", "interaction/dc2", "configuration"]
    assert all(key.startswith("connections/") for key in asked)


@pytest.mark.parametrize(
    ("host", "centers"), [("rws1-dc1", ["dc2"]), ("rws1-dc2", ["dc1"]), ("rws1-dc3", ["dc1", "dc2"])]
)
def test_rws_hosts_look_at_the_rws_of_the_other_data_centers_of_the_pair(host, centers):
    ask = connections.asks(context())[f"connections/reach/{host}"]
    found = [(one["name"], one["host"], one["port"]) for one in ask.arguments["targets"] if one not in own(ask)]
    assert found == [(f"rws/{name}", f"rws_url.{name}.test", 443) for name in centers]


def test_hosts_outside_of_the_run_are_not_asked():
    asked = connections.asks(context(hosts=("rws1-dc2",)))
    assert [ask.host for ask in asked.values()] == ["rws1-dc2", CONTROLLER, CONTROLLER]


@pytest.mark.parametrize("seconds", [5, 2, 10])
def test_no_ask_takes_the_whole_time(seconds):
    asked = connections.asks(context(seconds=seconds))
    assert asked["connections/reach/rws1-dc1"].arguments["timeout"] < seconds
    assert 1 <= asked[SERVICES].arguments["timeout"] < seconds
    # Two addresses of GAX are asked one after the other.
    assert 1 <= asked[GAX].arguments["timeout"] <= max(1, seconds / 2)


def test_services_are_only_read():
    (services,) = [ask for key, ask in connections.asks(context()).items() if key == SERVICES]
    assert services.arguments["read_only"] is True
    kinds = {one["name"]: one["kind"] for one in services.arguments["probes"]}
    assert len(kinds) == 3 * len(SERVED_BY)
    assert (kinds["dc1/Recording Crypto Server"], kinds["dc1/voice recording storage"]) == ("http", "webdav")
    # Nobody has an account for this one.
    assert kinds["dc3/screen recording storage"] == "http"


def test_the_write_is_asked_only_where_a_site_chose_it():
    plain = connections.asks(context())[GAX]
    assert (plain.module, plain.arguments["objects"]) == (
        "gir.multidc.gax_info",
        [{"type": "CfgApplication", "name": "WDE"}],
    )
    assert not [ask for ask in connections.asks(context()).values() if "write_probe" in ask.module]
    chosen = connections.asks(context(gir_configuration_write_probe=True))[GAX]
    assert (chosen.module, chosen.arguments["name"]) == ("gir.multidc.gax_write_probe", "WDE")
    # Everything else is asked in check mode.
    asked = connections.asks(context(gir_configuration_write_probe=True)).items()
    assert [key for key, ask in asked if not ask.check] == [GAX]
    assert GAX not in connections.asks(context(gir_configuration_source="files"))


def test_what_cannot_be_evaluated_is_left_out():
    asked = connections.asks(context(**{name: Unusable("no vault password") for name in GIVEN}))
    reached = [one for key, ask in asked.items() if key != SERVICES for one in own(ask)]
    assert (reached, list(asked)[-1]) == ([], SERVICES)
    nested = {"dc1": {"username": "d", "password": Unusable("no vault password")}}
    assert json.dumps(connections.asks(context(gir_storage_credentials=nested))[SERVICES].arguments)


# -- what is judged --------------------------------------------------------------------------------------------------


def test_all_is_well():
    found = judged(answers=None)
    open_points = {name for name, point in found.items() if point.answer != "confirmed"}
    assert open_points == {"configuration layer takes changes", "link of RWS to SIP Server"}
    assert found["Interaction Server of dc2"].text == (
        "[2001:db8::5]:4420: reached from rws1-dc1, rws2-dc1 and rws1-dc2."
    )
    assert not [point for point in found.values() if point.answer == "confirmed" and point.prevents]
    assert {point.area for point in found.values()} == {"connections"}


def test_an_interaction_server_that_one_host_misses():
    found = judged(missed=[("rws1-dc2", "interaction/dc2", "connection", "connection refused")])
    point = found["Interaction Server of dc2"]
    assert (point.answer, point.data_center, point.prevents) == ("failed", "dc2", ("planned",))
    assert point.text.endswith("reached from rws1-dc1 and rws2-dc1; not reached from rws1-dc2 (connection refused).")
    assert found["Interaction Server of dc1"].answer == "confirmed"


def test_an_interaction_server_that_nobody_reaches():
    wrong = [(host, "interaction/dc2", "name", "the host name cannot be resolved") for host in NODES]
    point = judged(missed=wrong)["Interaction Server of dc2"]
    assert (point.answer, point.prevents) == ("failed", ("planned", "forced"))
    assert "the name 2001:db8::5 is not resolved" in point.text


def test_a_host_that_does_not_answer_is_not_counted():
    ctx = context()
    answers = answered(connections.asks(ctx))
    answers["connections/reach/rws1-dc2"] = {"unreachable": True, "msg": "Failed to connect\nto the host.\x07"}
    found = judged(ctx, answers)
    point = found["Interaction Server of dc1"]
    assert (point.answer, point.prevents) == ("not observable", ("planned",))
    assert point.text.endswith("; not known from rws1-dc2 (Failed to connect to the host.?).")
    assert found["Configuration Server of dc2"].answer == "not observable"
    assert found["Configuration Server of dc1"].answer == "confirmed"


def test_hosts_outside_of_the_run_are_not_counted():
    point = judged(context(hosts=("rws1-dc1",)))["Interaction Server of dc2"]
    assert point.answer == "not observable" and "rws1-dc2 (this run did not ask it)" in point.text


def test_an_interaction_server_that_is_not_named():
    only = {"dc1": GIVEN["gir_interaction_server"]["dc1"]}
    point = judged(context(gir_interaction_server=only))["Interaction Server of dc2"]
    assert point.answer == "not observable" and "gir_interaction_server.dc2" in point.remedy


def test_one_of_two_configuration_servers_is_enough():
    two = {**GIVEN["gir_configuration_server"], "backup_host": "cfg2.test", "backup_port": 2021}
    ctx = context(gir_configuration_server=two)
    asked = connections.asks(ctx)
    answers = answered(asked)
    for key in answers:
        if "/reach/" in key:
            first = next((one for one in answers[key]["results"] if one["name"] == "configuration"), {})
            first.update(observation="failed", missed="connection", observation_reason="connection refused")
    point = judged(ctx, answers)["Configuration Server of dc1"]
    assert (point.answer, point.facts["addresses"]) == ("confirmed", ["cfg.test:2020", "cfg2.test:2021"])


@pytest.mark.parametrize(
    ("answer", "gax", "layer", "words"),
    [
        ({"objects": []}, "confirmed", "not observable", "only a write does"),
        ({"failed": True, "msg": "No GAX could serve\nGET"}, "failed", "not observable", "GAX could not be asked"),
        ({"observation": "confirmed", "readable": True, "object": "CfgHost h"}, "confirmed", "confirmed", "CfgHost h"),
        (
            {"observation": "failed", "readable": True, "observation_reason": "HTTP 403: limited mode"},
            "confirmed",
            "failed",
            "HTTP 403: limited mode.",
        ),
        (
            {"observation": "failed", "readable": False, "observation_reason": "GAX refuses the login"},
            "failed",
            "not observable",
            "GAX could not be asked",
        ),
        (
            {"observation": "not observable", "readable": True, "observation_reason": "there is no X"},
            "confirmed",
            "not observable",
            "there is no X.",
        ),
    ],
)
def test_the_configuration_layer(answer, gax, layer, words):
    ctx = context()
    found = judged(ctx, {**answered(connections.asks(ctx)), GAX: answer})
    point = found["configuration layer takes changes"]
    assert (found["GAX"].answer, point.answer) == (gax, layer)
    assert words in point.text and point.data_center == "dc2"
    # That a site does not try the write is an open point, and prevents nothing.
    assert point.prevents == (() if layer == "confirmed" or words == "only a write does" else ("planned",))


def test_the_opt_in_is_named_where_nobody_chose_it():
    assert "gir_configuration_write_probe: true" in judged()["configuration layer takes changes"].remedy
    files = judged(context(gir_configuration_source="files"))
    assert "GAX" not in files and files["configuration layer takes changes"].answer == "not observable"


def test_services_of_a_data_center_that_is_gone():
    gone = {f"dc2/{what}": {"ok": False, "reason": f"no answer in time\n<html>\x1b {what}"} for what in SERVED_BY}
    found = judged(services=gone)
    for what, group in SERVED_BY.items():
        point = found[f"{what} of dc2"]
        assert (point.answer, point.component) == ("failed", group)
        assert point.prevents == ("planned",)
        assert "\x1b" not in point.text and "\n" not in point.text
        assert found[f"{what} of dc1"].answer == "confirmed"
        assert found[f"{what} of dc3"].prevents == ()


def test_services_that_nobody_asked():
    ctx = context()
    answers = {**answered(connections.asks(ctx)), SERVICES: {"failed": True, "msg": "MODULE FAILURE"}}
    found = judged(ctx, answers)
    of_processors = [found[f"recording processor of {name}"] for name in MODEL["data_centers"]]
    assert {point.answer for point in of_processors} == {"not observable"}
    assert "MODULE FAILURE" in of_processors[0].text


def test_without_any_answer_nothing_is_confirmed():
    ctx = context()
    found = connections.points(ctx, {})
    assert {point.answer for point in found} == {"not observable"}
    assert len({point.name for point in found}) == len(found)


def test_no_secret_is_in_a_point_or_in_the_text_of_an_ask():
    ctx = context()
    asked = connections.asks(ctx)
    shown = repr(asked) + repr(connections.points(ctx, answered(asked)))
    assert not [secret for secret in SECRETS if secret in shown]
