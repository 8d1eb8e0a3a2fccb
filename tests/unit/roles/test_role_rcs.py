# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role rcs. What it decides is tested in plugins/plugin_utils/components."""

import json
import stat

from support.component_runs import SECRETS, Roles

SETTINGS = {
    "rcs_keystore_path": "/opt/genesys/rcs/keystore/gir.jks",
    "rcs_keystore_password": SECRETS["keystore"],
    "rcs_option_names": {"keystore_password": "store/code", "archiving_password": "archive/word"},
}


def test_files_and_directories(tmp_path):
    """The import file is for its owner alone, the keystore's directory closed to others, no secret is shown."""
    roles = Roles(tmp_path, **SETTINGS)
    run = roles.run("rcs", "-vvv", "--diff", hosts="rcs1-dc2").succeeded()
    run.says_nothing_of(SECRETS.values())
    application = roles.configuration / "CfgApplication/rcs1-dc2_RCS.json"
    assert stat.S_IMODE(application.stat().st_mode) == 0o600
    assert json.loads(application.read_text())["options"] == {
        "keystore": {"path": "/opt/genesys/rcs/keystore/gir.jks"},
        "store": {"code": SECRETS["keystore"]},
        "archive": {"word": SECRETS["receiver"]},
    }
    keystore = roles.hosts / "rcs1-dc2/opt/genesys/rcs/keystore"
    assert stat.S_IMODE(keystore.stat().st_mode) == 0o750
    assert list(keystore.iterdir()) == []
