# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""verify, and its internal role _verify, on a system of which no server answers, or only RWS.

Which transactions there are is tested in plugin_utils/components/test_probes.py, the report in test_verification.py.
"""

import json
import re
import sys

import pytest
from standins import rws
from support.component_runs import COMPONENTS, Roles
from support.component_runs import SECRETS as PASSWORDS
from support.file_servers import PASSWORD, obedient, webdav
from support.file_servers import USERNAME as REPORTER
from support.inventory import SILENT
from support.three_sites import SECRETS, RoleRuns

TRIED = re.compile(r"(dc[123]) (\S+): ([A-Za-z ]+?) (https?://\S+) -")


def test_every_host_is_in_the_report(tmp_path):
    """Nothing listens: each transaction fails. Variables that break rules are a finding, and hold nobody up."""
    runs = RoleRuns("_verify", tmp_path)
    runs.group = "gir_mcp:gir_rws"
    runs.entry_of_the_controller = "questions report"
    runs.inventory.host("mcp1-dc2", mcp_alarm_interval="often")
    outcome = runs.run("probe", rws_port=8080, gir_address="127.0.0.1")
    outcome.refused().says_nothing_of(SECRETS)
    found = {}
    for _data_center, host, name, url in TRIED.findall(outcome.flat):
        found.setdefault(host, set()).add((name, url))
    assert found["mcp2-dc3"] == {
        ("voice recording storage", "https://dav.central.test/recordings"),
        ("recording processor", "https://processor.dc3.test"),
    }
    assert found["rws1-dc2"] == {
        ("RWS node", "http://127.0.0.1:8080"),
        ("RWS of the data center", "https://rws.dc2.test"),
        ("screen recording storage", "https://dav.dc2.test/screens"),
        ("voice recording storage", "https://dav.dc2.test/recordings"),
        ("Recording Crypto Server", "https://rcs.dc2.test"),
    }
    assert "mcp1-dc2" not in found
    assert "dc2 mcp1-dc2: its variables - GIR803 mcp1-dc2: mcp_alarm_interval is " in outcome.flat
    assert "rws1-dc2: daily index update /var/lib/gir-index-update/status.json - It is not installed" in outcome.flat
    # What nobody can see is named with the question that a probe would answer, and a silent system is not confirmed.
    for question in ("processing_queue", "interaction_receiver_metadata"):
        assert f"a probe of your own for the question {question} in gir_probe_commands can answer it" in outcome.flat
    assert "Nothing was confirmed. 0 confirmed, " in outcome.flat


@pytest.fixture
def site(tmp_path):
    return Roles(tmp_path, gir_read_record=False)


def proving(center):
    """How many hosts of a data center have something to prove."""
    return sum(host.endswith(center) for group in ("gir_rws", "gir_mcp") for host in COMPONENTS[group])


@pytest.mark.parametrize("limit", ["dc1", "dc1,localhost", "mcp1-dc1"])
def test_a_limit_takes_no_judgement_away(site, limit):
    """The hosts inside are judged and those outside counted; so is a silent one, whoever does the controller's part."""
    site.inventory.host("mcp1-dc1", **SILENT)
    run = site.playbook("verify", "--limit", limit, gir_rws_ops_password=PASSWORDS["ops"])
    run.refused(
        "Nothing was confirmed. 0 confirmed, ",
        "dc1 mcp1-dc1: the host itself - ",
        f"were not tried, because --limit is {limit}; run verify without --limit to judge every data center.",
    )
    assert run.code == 2
    others = proving("dc2") if limit.startswith("dc1") else proving("dc1") + proving("dc2") - 1
    assert f"{others} hosts of " in run.flat
    assert "dc2 mcp1-dc2" not in run.flat
    run.says_nothing_of(PASSWORDS.values())


def published(run):
    return [found["gir_verify"] for found in facts(run) if "gir_verify" in found][-1]


def facts(run):
    return [result.data.get("ansible_facts") or {} for result in run.results]


def test_what_the_controller_asks_is_judged_under_every_limit(site, tmp_path):
    """Here of a host that has nothing to prove. What nobody sees is named, and asked of the site's own probes.

    The reports that are asked for are written and sent; where that is not possible, the verdict stays.
    """
    probes = {
        "processing_queue": {"command": [sys.executable, "-c", "print('waiting 0')"], "expect": "^waiting 0$"},
        "own": {"command": [sys.executable, "-c", ""]},
    }
    (tmp_path / "server").mkdir()
    with rws.cluster() as cluster, webdav(tmp_path / "server") as storage, obedient(PUT=507) as full:
        site.variables.update(gir_rws_ops_username=rws.OPS[0], gir_rws_ops_password=rws.OPS[1])
        site.variables.update(gir_report_url=f"{storage.url}/files/gir", gir_report_username=REPORTER)
        site.variables.update(gir_report_password=PASSWORD)
        for name, url in zip(("dc1", "dc2"), cluster.urls):
            site.variables["gir_datacenters"][name]["rws_url"] = url
        arguments = ("verify", "--limit", "dav1-dc1")
        site.variables["gir_verify_output_dir"] = str(tmp_path / "reports" / "of verify")
        run = site.playbook(*arguments, gir_probe_commands=probes).succeeded()
        found = published(run)
        written = {path.name: path.read_text() for path in (tmp_path / "reports" / "of verify").iterdir()}
        assert sorted(written) == ["verify.html", "verify.json", "verify.md", "verify.xml"]
        assert {path.name: path.read_text() for path in (storage.root / "gir").iterdir()} == written
        assert json.loads(written["verify.json"])["transactions"] == found["transactions"]
        assert (found["ok"], found["failed"], len(found["not_tried"])) == (True, 0, proving("dc1") + proving("dc2"))
        answers = {one["name"]: one["answer"] for one in found["transactions"]}
        assert answers == {
            "eServices site of the desktops": "not observable",
            "eServices site of RWS": "confirmed",
            "length of the processing queues": "confirmed",
            "question own": "confirmed",
            "metadata at the Interaction Receiver": "not observable",
            "link of RWS to SIP Server": "not observable",
        }
        assert f"{found['confirmed']} confirmed, 0 failed, 3 not observable (listed above)." in run.flat
        probes["own"]["command"].append("raise SystemExit(1)")
        probes["own"]["command"].remove("")
        site.variables["gir_verify_output_dir"] = str(tmp_path / "reports" / "of verify" / "verify.md" / "below")
        site.variables["gir_report_url"] = full.url
        run = site.playbook(*arguments, gir_probe_commands=probes).refused(
            "1 failed", "question own - the command ended", "A report was not written: ",
            "verify.md is not a directory",
            f"Not sent to {full.url}: verify.json, verify.md, verify.xml and verify.html: the server answers HTTP 507",
        )  # fmt: skip
        assert run.code == 2
        run.says_nothing_of([PASSWORD])


def test_probes_of_a_wrong_form_stop_it_before_anything_runs(site):
    site.variables.update(gir_report_url="reports", gir_report_password=PASSWORD)
    run = site.playbook("verify", gir_probe_commands={"own": {"command": "true"}})
    run.refused("GIR991: gir_probe_commands.own.command is text; no shell takes it apart.", "GIR676", "GIR677")
    run.says_nothing_of([PASSWORD])
    assert not any("transactions" in play for play in run.plays)
