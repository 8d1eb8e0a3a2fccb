# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms in which files stand that people wrote: what they mean is adopted, written again, and differs in form alone."""

import pytest
from adopted_system import System, drift, said, variables, written_again
from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare

YAML_OF_RWS = "/opt/genesys/rws/config/application.yaml"
RPS = "/opt/genesys/rps/rpconfig.cfg"
NODES = ("rws1", "rws2", "rws3")


def changed(host, place, path=YAML_OF_RWS):
    return f"site would change {host}: {place} of {path}."


def further(adoption, host, component="rws"):
    return adoption["effective"](host).get(f"{component}_extra_options", {})


def differences(adoption, system, host):
    """What site would find on the host: the places of application.yaml that differ by meaning."""
    written, there = (texts[host][YAML_OF_RWS] for texts in written_again(adoption, system, "rws"))
    wanted, present = compare.read("yaml", written), compare.read("yaml", there)
    left, right = (set(compare.flatten(data)) for data in (wanted, compare.without_empty(present, wanted)))
    return sorted(line.partition(" = ")[0] for line in left ^ right)


def add(system, host, text, section="serverSettings"):
    system.edit(host, YAML_OF_RWS, f"{section}:\n", f"{section}:\n{text}")


SAMPLE = """
  idleTimeout: 30000
  soLingerTime: -1
  sessionMaxInactiveInterval: 1800
  enableWorkerName: true
  requestLog:
    filename: 'yyyy_mm_dd.request.log'
    filenameDateFormat: "yyyy_MM_dd"
    retainDays: 90
    extended: false   # short
  cookies: {httpOnly: true, secure: false, sameSite: Lax}
"""


def test_a_form_like_that_of_the_vendors_sample(adopt):
    """An empty host, a section in one line, remarks, a section that no variable knows."""
    system = System()
    for host in NODES:
        add(system, host, "  host: " + SAMPLE, "jetty")
        text = system.files[host][YAML_OF_RWS]["content"].replace("---\n", "")
        system.put(host, YAML_OF_RWS, f"---\nlogging:\n  config: logback.xml\n  path:\n{text}")
    adoption = adopt(system=system)
    found = variables(adoption)
    assert (found["rws_jetty_idle_timeout"], found["rws_jetty_cookies_same_site"]) == (30000, "Lax")
    assert "rws_host" not in found and drift(adoption) == []
    assert found["rws_log_config"] == "logback.xml" and further(adoption, "rws1") == further(adopt(), "rws1")
    assert said(adoption, "recognised", f"rws1: logging/path, jetty/host of {YAML_OF_RWS} without a value")
    assert differences(adoption, system, "rws1") == []


_SYNC_NODE = ("  syncNode: false", "serverSettings/syncNode")
# What stands in the file, to what the role writes there, and its place.
FORMS = {
    '  port: " 8080 "': ("  port: 8080", "jetty/port"),
    **dict.fromkeys(("  syncNode: 'TRUE'", '  syncNode: " true "', '  syncNode: "yes"'), _SYNC_NODE),
    "  cmePort: '2020'": ("  cmePort: 2020", "onPremiseSettings/cmePort"),
    "  CrClusterName: es": ("  crClusterName: es", "serverSettings/crClusterName"),
    "  cr-cluster-name: es": ("  crClusterName: es", "serverSettings/crClusterName"),
}


@pytest.mark.parametrize("new", FORMS)
def test_what_differs_in_form_is_named_and_nothing_else(adopt, new):
    old, place = FORMS[new]
    system = System()
    if "syncNode" in old:
        system.edit("rws1", YAML_OF_RWS, "syncNode: true", "syncNode: false")
    system.edit("rws2", YAML_OF_RWS, old, new)
    adoption = adopt(system=system)
    assert adoption["contradictions"] == [] and said(adoption, "drift", changed("rws2", place))
    assert further(adoption, "rws2") == further(adopt(), "rws2")
    named = {line.split(": ")[1].partition(" of ")[0].replace("/", ".") for line in drift(adoption)}
    assert named == set(differences(adoption, system, "rws2"))
    if "syncNode" in old:
        assert adoption["effective"]("rws2")["rws_sync_node"] is True


def test_a_protection_in_quotes_stands_once(adopt):
    """In further options it would win over the variable for ever."""
    system = System()
    for host in NODES:
        add(system, host, '  enableCsrfProtection: "false"\n')
    adoption = adopt(system=system)
    assert variables(adoption)["rws_enable_csrf_protection"] is False
    assert "enableCsrfProtection" not in str(further(adoption, "rws1"))


@pytest.mark.parametrize("key", ["eServicesSite", "EServicesSite", "eservices-site", "eServicesSite "])
@pytest.mark.parametrize("value", ["dc1", "DC9", '"DC2"'])
def test_the_site_is_never_held(adopt, key, value):
    adoption = adopt(lambda system: system.edit("rws2", YAML_OF_RWS, "eServicesSite: DC1", f'"{key}": {value}'))
    assert further(adoption, "rws2") == further(adopt(), "rws2")
    assert said(adoption, "drift", changed("rws2", "serverSettings/eServicesSite"))


def test_the_site_under_a_dotted_name_is_never_held(adopt):
    def change(system):
        system.edit("rws2", YAML_OF_RWS, "  eServicesSite: DC1\n", "")
        text = system.files["rws2"][YAML_OF_RWS]["content"]
        system.put("rws2", YAML_OF_RWS, f"{text}serverSettings.eServicesSite: DC1\n")

    adoption = adopt(change)
    assert further(adoption, "rws2") == further(adopt(), "rws2") and adoption["contradictions"] == []
    assert said(adoption, "drift", changed("rws2", "serverSettings.eServicesSite"))


def test_one_option_under_two_names(adopt):
    adoption = adopt(lambda system: add(system, "rws2", "  EServicesSite: DC2\n"))
    places = "serverSettings/EServicesSite and serverSettings/eServicesSite"
    assert said(adoption, "contradictions", f"rws2: {places} of {YAML_OF_RWS} are one option with two values")
    assert further(adoption, "rws2") == further(adopt(), "rws2")


MODE, NAME = ("mode = active", "processing/mode"), ("username = ops-user", "htcc/username")
FORMS_OF_RPS = {"mode = active ; live": MODE, "MODE: active": MODE, "Mode=ACTIVE": MODE, "UserName=ops-user ;": NAME}


@pytest.mark.parametrize("new", FORMS_OF_RPS)
def test_rpconfig_is_read_as_python_2_does(adopt, new):
    """Without remarks, whatever the case of names; nothing of it is held."""
    old, place = FORMS_OF_RPS[new]
    adoption = adopt(lambda system: system.edit("rps1", RPS, old, new))
    assert further(adoption, "rps1", "rps") == {} and adoption["contradictions"] == []
    assert said(adoption, "drift", changed("rps1", place, RPS))
    assert all("rps1" in line for line in drift(adoption))


def test_anchors_and_merge_keys(adopt):
    """They are what they stand for, to adopt and to site."""
    system = System()
    text = system.files["rws2"][YAML_OF_RWS]["content"]
    text = text.replace("jetty:\n", "common: &common\n  idleTimeout: 30000\njetty:\n  <<: *common\n")
    system.put("rws2", YAML_OF_RWS, text)
    adoption = adopt(system=system)
    assert adoption["effective"]("rws2")["rws_jetty_idle_timeout"] == 30000 and drift(adoption) == []
    assert differences(adoption, system, "rws2") == []


def test_several_documents_are_named(adopt):
    def change(system):
        text = system.files["rws2"][YAML_OF_RWS]["content"]
        system.put("rws2", YAML_OF_RWS, f"{text}---\nspring: {{profiles: test}}\n")

    (problem,) = adopt(change)["problems"]
    assert problem.startswith(f"rws2: {YAML_OF_RWS} holds 2 YAML documents, and what its reader makes of them")


def test_an_empty_document_is_named(adopt):
    system = System()
    system.put("rws2", YAML_OF_RWS, system.files["rws2"][YAML_OF_RWS]["content"] + "---\n")
    adoption = adopt(system=system)
    assert drift(adoption) == [f"site would change rws2: the empty YAML documents of {YAML_OF_RWS}."]


def test_members_of_lists_in_quotes(adopt):
    """Ports of Elasticsearch nodes."""
    nodes = "  elasticSearchSettings:\n    transportClient:\n      nodes:\n      - {host: es1, port: '9300'}\n"
    adoption = adopt(lambda system: add(system, "rws2", nodes))
    assert adoption["effective"]("rws2")["rws_elasticsearch_nodes"] == [{"host": "es1", "port": 9300}]
    assert further(adoption, "rws2") == further(adopt(), "rws2")


def test_a_number_of_mcp_in_another_form(adopt):
    def change(system):
        system.object("CfgApplication", "mcp1_MCP")["options"]["mpc"]["playcache.enable"] = "TRUE"

    adoption = adopt(change)
    assert adoption["effective"]("mcp1")["mcp_play_cache"] is True
    assert further(adoption, "mcp1", "mcp") == {}
    assert drift(adoption) == ["site would change CfgApplication mcp1_MCP: options mpc/playcache.enable."]
