# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook remediate: what was planted is planned, approved and repaired, and nothing else is touched."""

import json

from running_remediation import WAITS
from support.file_servers import PASSWORD, USERNAME, webdav

REPAIRED = (
    "rws1-dc2: a number that became text",
    "rws1-dc2: /opt/genesys/rws/config/application.yaml mode 644",
    "rps1-dc2: /opt/genesys/rps/rpconfig.cfg deleted",
    "dav1-dc1: /mnt/recordings/.gir-health deleted",
    "GAX: codecs of MCP changed",
    "RWS: Interaction Receiver of a location elsewhere",
)
# Of each kind that no remediation does.
LEFT = (
    "rws1-dc1: the crypto key changed",
    "rcs1-dc1: garbage instead of a keystore",
    "RWS: a feature that nobody asked for",
    "GAX: a foreign peer of RWS for the desktops",
    "dav1-dc2: another password in htpasswd",
)


def test_from_the_plan_to_the_repair(remediation, tmp_path):
    """One story: a plan, what it would do, the repair, and what was never touched."""
    remediation.plant(*REPAIRED, *LEFT)
    with webdav(tmp_path) as storage:
        sent = {"gir_report_url": f"{storage.url}/files", "gir_report_username": USERNAME,
                "gir_report_password": PASSWORD}  # fmt: skip
        waits = remediation.run("-vvvv", "--diff", **sent)
    waits.says_nothing_of([PASSWORD])
    assert json.loads((storage.root / "remediation-plan.json").read_text(encoding="utf-8"))["hash"]
    assert waits.code == WAITS and not waits.changed
    report = remediation.report
    plan = report["plan"]["hash"]
    assert f"gir_remediate_plan_hash={plan}" in waits.output
    # The standby first, one host after the other; then what belongs to no host.
    assert [(one["host"], one["component"]) for one in report["steps"]] == [
        ("rws1-dc2", "rws"), ("rps1-dc2", "rps"), ("dav1-dc1", "webdav"), ("mcp1-dc1", "mcp"),
        ("localhost", "contact_center"),
    ]  # fmt: skip
    assert {one["why"] for one in report["left"]} >= {"never automatic", "secret"}
    assert len(remediation.kept(".plan.json")) == 4

    predicted = remediation.run("--check", "--diff", gir_remediate_plan_hash=plan).succeeded()
    assert remediation.report["outcome"] == "predicted" and predicted.changed

    done = remediation.run("--diff", gir_remediate_plan_hash=plan).succeeded()
    assert remediation.report["outcome"] == "repaired", done.output
    assert {one["outcome"] for one in remediation.report["steps"]} == {"done"}
    found = remediation.planted.drift()[1]["findings"]
    planned = {one["id"] for step in report["steps"] for one in step["findings"]}
    assert not planned & {one["id"] for one in found}
    assert {one["id"] for one in report["left"]} <= {one["id"] for one in found}
    assert len(remediation.kept(".repaired.json")) == 4
    assert not list(remediation.planted.directory.rglob("*lock.json"))
