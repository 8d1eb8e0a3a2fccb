# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role rps. What it decides is tested in plugins/plugin_utils/components."""

import stat

from support.three_sites import SECRETS, RoleRuns

CONFIG = "opt/genesys/rps/rpconfig.cfg"
UNIT = {"rps_service": "gir-rps", "rps_start_command": "/usr/bin/python2 rp.py --config-file=rpconfig.cfg"}


def test_files(tmp_path):
    """rpconfig.cfg holds secrets, so it is closed to others, and no secret is shown."""
    runs = RoleRuns("rps", tmp_path)
    runs.group = "rps1-dc2"
    outcome = runs.run("main", **UNIT).succeeded().says_nothing_of(SECRETS)
    assert outcome.counts() == {"rps1-dc2": 1}
    host = tmp_path / "hosts/rps1-dc2"
    written = host / CONFIG
    assert stat.S_IMODE(written.stat().st_mode) == 0o640
    assert "cfg-pass-4" in written.read_text()
    assert (host / "etc/systemd/system/gir-rps.service").exists()
