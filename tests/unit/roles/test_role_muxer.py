# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role muxer. What it decides is tested in plugins/plugin_utils/components."""

from support.three_sites import SECRETS, RoleRuns

HOST = "muxer1-dc1"
CONFIG = "opt/genesys/muxer/muxer.cfg"


def test_render_masks_and_notes(tmp_path):
    """Rendered secrets are masked, those of the host are not; storages that the account does not cover are named."""
    runs = RoleRuns("muxer", tmp_path)
    runs.group = HOST
    outcome = runs.run("main render").succeeded().says_nothing_of(SECRETS)
    # One task writes the file, one what is rendered.
    assert outcome.counts() == {HOST: 2}
    written = (tmp_path / "hosts" / HOST / CONFIG).read_text()
    assert [secret for secret in ("ops-pass-1", "dav1-pass-5") if secret not in written] == []
    assert outcome.rendered.ini("dc1", HOST, CONFIG) == {
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
    assert sentence.format(HOST, "dc1", "dc2, central") in outcome.flat
