# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of Screen Recording Services: each data center's own, through GAX and as rendered files."""

import json

import pytest
from standins.gax import Gax
from standins.gax_sites import PASSWORD, USER, application, directory
from support.component_runs import Roles, through_gax

SECTION = "screen-recording-client"
WHEN = {"rws1-dc1": "random(50)", "rws1-dc2": "off"}
NUMBERS = {"rws1-dc1": "300", "rws1-dc2": "301"}


@pytest.fixture
def gax():
    objects = [application(number, f"RWS_{host}", {"log": {"verbose": "all"}}) for host, number in NUMBERS.items()]
    with Gax(directory=directory(*objects)) as found:
        yield found


def roles(path, **variables):
    made = Roles(path, rws_application_name="RWS_{{ inventory_hostname }}", **variables)
    for host, when in WHEN.items():
        made.inventory.host(host, rws_screen_recording_client_options={"recordingWhen": when})
    return made


def held(gax, host):
    """Section and option to value of the node's Application."""
    found = gax.directory.get("CfgApplication", NUMBERS[host])["options"]["property"]
    return {(one["section"], one["key"]): one["value"] for one in found}


def test_each_data_center_gets_its_own_and_others_stay(tmp_path, gax):
    site = roles(tmp_path, **through_gax(gax.url, USER, PASSWORD))
    check = site.run("rws", "--check", "--diff", hosts=list(WHEN)).succeeded()
    assert (SECTION, "recordingWhen") not in held(gax, "rws1-dc1")
    real = site.run("rws", hosts=list(WHEN)).succeeded()
    assert check.changed == real.changed
    for host, when in WHEN.items():
        assert held(gax, host) == {("log", "verbose"): "all", (SECTION, "recordingWhen"): when}
    assert site.run("rws", hosts=list(WHEN)).succeeded().changed == set()


def test_render_shows_them(tmp_path):
    site = roles(tmp_path, gir_render_dir=str(tmp_path / "rendered"))
    site.run("rws", entry="render", hosts=list(WHEN)).succeeded()
    for host, when in WHEN.items():
        (file,) = (tmp_path / "rendered").rglob(f"RWS_{host}.json")
        assert json.loads(file.read_text(encoding="utf-8"))["options"] == {SECTION: {"recordingWhen": when}}


def test_an_unquoted_off_writes_nothing(tmp_path, gax):
    site = roles(tmp_path, **through_gax(gax.url, USER, PASSWORD))
    site.inventory.host("rws1-dc1", rws_screen_recording_client_options={"recordingWhen": False})
    run = site.run("rws", hosts=["rws1-dc1"])
    run.refused("rws_screen_recording_client_options.recordingWhen is false", 'Write recordingWhen: "off".')
    assert (SECTION, "recordingWhen") not in held(gax, "rws1-dc1")
