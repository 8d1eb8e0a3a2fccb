# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The internal role _verify on a system of which no server answers.

Which transactions there are is tested in plugin_utils/components/test_probes.py, the report in test_verification.py.
"""

import re

from support.three_sites import SECRETS, RoleRuns

TRIED = re.compile(r"(dc[123]) (\S+): ([A-Za-z ]+?) (https?://\S+) -")


def test_every_host_is_in_the_report(tmp_path):
    """Nothing listens: each transaction fails. Variables that break rules are a finding, and hold nobody up."""
    runs = RoleRuns("_verify", tmp_path)
    runs.group = "gir_mcp:gir_rws"
    runs.entry_of_the_controller = "report"
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
