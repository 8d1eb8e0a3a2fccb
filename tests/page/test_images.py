# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of docs/reports.md, made from a report; with --write the gate keeps them."""

import os
import struct
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import Repair
from support.drift_reports import SITE, finding, report

IMAGES = Path(__file__).parents[2] / "docs" / "images"
LARGEST = 200_000
APPLICATION = "/opt/genesys/rws/config/application.yaml"


def repaired(host, component, restarts=False):
    return Repair("site", f"{SITE} --limit {host} --tags {component}", restarts)


FOUND = [
    *(
        finding(host=f"rws{place}-dc2", data_center="dc2", object=APPLICATION, severity="security",
                cause="changed_on_host", since="2026-11-27T16:04:11Z", changed_by="root",
                repair=repaired(f"rws{place}-dc2", "rws"))
        for place in (1, 2)
    ),
    finding(check="object.option", host="gax", data_center="", component="ivr_profile", severity="recordings_at_risk",
            object="CfgGVPIVRProfile record", key="gvp.service-parameters/recordingclient.callrec_dest",
            expected="fixed,https://dav.dc1.example.com/recordings", actual="fixed,https://dav.dc2.example.com/recordings",
            repair=Repair("command", f"{SITE} --tags ivr_profile")),
    finding(check="host.answer", host="rps3-dc1", component="rps", object="", severity="service_at_risk",
            outcome="not_checked", reason="The host did not answer within 20 seconds.",
            repair=Repair("person", "Bring rps3-dc1 back, and run gir.multidc.drift again.")),
    finding(check="file.content", host="muxer1-dc1", component="muxer", object="/opt/genesys/muxer/muxer.cfg",
            key="processing.batch_size", expected="20", actual="200", cause="changed_on_host", novelty="known",
            since="2026-11-26T09:12:40Z", changed_by="alice", repair=repaired("muxer1-dc1", "muxer", True)),
    finding(check="file.content", host="rws1-dc1", object=APPLICATION, key="cassandra.password", secret=True,
            cause="not_applied", novelty="new", severity="security", repair=repaired("rws1-dc1", "rws", True)),
]  # fmt: skip
FITNESS = [{"data_center": "dc2", "text": "dc2 could take over: planned no (2 findings), forced yes"}]
VIEWS = {"drift-light": ("light", ""), "drift-dark": ("dark", ""), "drift-finding": ("light", f"#f={FOUND[2]['id']}")}


@pytest.mark.parametrize("name", VIEWS)
def test_pictures_for_the_docs(pages, name):
    scheme, fragment = VIEWS[name]
    made = report(FOUND, hosts=2, fitness=FITNESS)
    shown = pages.open(made, fragment, color_scheme=scheme, viewport={"width": 1000, "height": 1200})
    path = IMAGES / f"{name}.png"
    picture = shown.screenshot()
    if os.environ.get("GIR_WRITE_IMAGES"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(picture)
    kept = path.read_bytes()
    assert len(kept) < LARGEST
    # Its width and height: what fonts make of the letters differs from machine to machine.
    assert struct.unpack(">II", kept[16:24]) == struct.unpack(">II", picture[16:24])
