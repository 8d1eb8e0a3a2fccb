# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role muxer. What it decides is tested in plugins/plugin_utils/components."""

from three_sites import SECRETS, RoleRuns

CONFIG = "opt/genesys/muxer/muxer.cfg"


def test_check_predicts_the_run_and_render_masks_and_notes(tmp_path):
    """A second run changes nothing; rendered secrets are masked, storages that the one account does not cover named."""
    runs = RoleRuns("muxer", tmp_path)
    check = runs.run("main", check=True)
    rendered = runs.run("main render")
    again = runs.run("main")
    for outcome in (check, rendered, again):
        assert outcome.code == 0, outcome.text
        assert [secret for secret in SECRETS if secret in outcome.text] == []
    hosts = ("muxer0-dc1", "muxer1-dc1", "muxer2-dc2")
    for outcome, count in ((check, 1), (rendered, 2), (again, 0)):
        # One task more writes what is rendered.
        assert outcome.changed == {"localhost": 0, **dict.fromkeys(hosts, count)}
    assert rendered.ini("dc1/muxer1-dc1", CONFIG) == {
        "htcc": {
            "base_uri": "https://rws.dc1.test",
            "contact_center_id": "625a5cf1-dea8-4e46-b18b-831d4b254488",
            "username": "gir-ops",
            "password": "********",
        },
        "rcs": {"base_uri": "https://rcs.dc1.test"},
        "webdav": {"username": "dav1", "password": "********"},
        "processing": {"total_muxers": "2", "muxer_id": "1"},
    }
    sentence = "{}: muxer.cfg carries one WebDAV account, the one of storage {}; the storages {} have another one."
    assert sentence.format("muxer0-dc1", "dc1", "dc2, central") in rendered.flat
    assert sentence.format("muxer2-dc2", "dc2", "dc1, central") in rendered.flat
