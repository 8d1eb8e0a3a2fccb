# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role muxer. What it decides is tested in plugins/plugin_utils/components."""

import pytest
from three_sites import RoleRuns

CONFIG = "opt/genesys/muxer/muxer.cfg"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return RoleRuns("muxer", tmp_path_factory.mktemp("muxer"))


def test_render_masks_and_notes(runs):
    """The entry point render masks secrets and names the storages that the one account does not cover."""
    rendered = runs.render()
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


def test_check_predicts_the_run_and_a_second_run_changes_nothing(runs):
    predicted, first, second = runs.check_then_apply_twice()
    assert predicted == first == {"localhost": 0, "muxer0-dc1": 1, "muxer1-dc1": 1, "muxer2-dc2": 1}
    assert set(second.values()) == {0}
