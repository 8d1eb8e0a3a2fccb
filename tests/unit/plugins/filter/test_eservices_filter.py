# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter of playbook eservices_switch, over functions that have tests of their own (test_eservices.py)."""

import re

from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.gir.multidc.plugins.filter.eservices import eservices

CENTERS = {
    name: {"site_name": name.upper(), "rws_url": f"https://rws.{name}", "hosts": {"gir_rws": [host]}}
    for name, host in (("dc1", "rws1"), ("dc2", "rws2"))
}
MODEL = {"primary": "dc1", "backup": "dc2", "hosts": {"rws1": {}, "rws2": {}}, "data_centers": CENTERS}
GIVEN = {
    "gir_eservices_switch_to": "dc2",
    "gir_eservices_switch_confirm": "dc2",
    "gir_rws_ops_username": "ops",
    "gir_rws_ops_password": "secret",
}
HOSTVARS = {"rws1": {"rws_port": 8080, "rws_dr_monitoring_delay": 30}, "rws2": {}, "localhost": GIVEN}
FOUND = {"topology": MODEL, "host": "localhost", "ledger": {"entry": None, "ledger": {"questions": []}}}


def test_from_addresses_to_the_report():
    addresses = eservices({"topology": MODEL}, "nodes", HOSTVARS)
    assert [one["url"] for one in addresses] == ["http://rws1:8080", "https://rws.dc2", "https://rws.dc1"]
    probes = [{"url": one["url"], "ok": True} for one in addresses]
    plan = eservices({**FOUND, "probes": probes}, "plan", HOSTVARS)
    assert (plan["problems"], plan["site"], plan["monitoring_delay"]) == ([], "DC2", 30)
    shown = {"nodes": [{"url": one["url"], "state": "shows the site"} for one in addresses]}
    report = eservices({"plan": plan, "rws": shown, "ledger": None, "source": "files"}, "report")
    assert report["ok"] and report["lines"][0] == "RWS http://rws1:8080: confirmed"


def test_without_any_answer():
    plan = eservices(FOUND, "plan", {**HOSTVARS, "localhost": {}})
    assert len(plan["problems"]) == 5


def test_files_of_the_nodes():
    """Only the line of the site is replaced, and it is written as playbook site writes it."""
    known = {
        "rws1": {"gir_root": "/staged/"},
        "rws2": {"rws_install_path": "/srv/rws"},
        "rws3": {"gir_install_root": "/g"},
    }
    found = eservices({"hosts": known, "site": "DC2"}, "files", known)
    paths = ["/staged/opt/genesys/rws", "/srv/rws", "/g/rws"]
    assert [one["path"] for one in found] == [f"{path}/config/application.yaml" for path in paths]
    text = "serverSettings:\n  eServicesSite: DC1\n  siteName: DC1\n"
    changed = re.sub(found[0]["regexp"], found[0]["replace"], text, flags=re.M)
    assert changed == text.replace("eServicesSite: DC1", "eServicesSite: DC2")
    marked = wrap_var("NO")  # as it comes out of what a module returned
    assert eservices({"hosts": ["rws1"], "site": marked}, "files", known)[0]["replace"] == r"\1eServicesSite: 'NO'"


def test_agent_groups():
    annex = {"interaction-workspace": {"disaster-recovery.eservices-site": "DC1"}}
    answer = {"objects": [{"type": "CfgAgentGroup", "name": "A", "annex": annex}]}
    assert [one["name"] for one in eservices({"gax": answer, "site": "DC2"}, "groups")["objects"]] == ["A"]
    none = {"option_names": {"eservices_site": None}}
    assert eservices({"gax": answer, "site": "DC2", "desktops": none}, "groups") == {"objects": [], "pinned": []}
