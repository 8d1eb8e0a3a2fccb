# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A node that does not start with a bad option goes back to what it had, and says so."""

import json
import uuid
from pathlib import Path

from lab.outside import current, upload

SYSTEM = current()
NODE = "rws1-dc2"
FILE = "/opt/genesys/rws/config/application.yaml"
PLAYBOOK = Path(__file__).resolve().parents[2] / "tests" / "rws.yml"
BAD = {"rws_extra_options": {"serverSettings": {"crClusterName": None}}}


def configure(*words):
    """Run the role on the node."""
    return SYSTEM.play(str(PLAYBOOK), "--limit", f"{NODE}:localhost", *words)


def seen():
    """The file and the unit of the node as they are."""
    host = SYSTEM.host(NODE)
    file, unit = host.file(FILE), host.service("gir-rws")
    return file.content, file.mode, file.user, unit.is_running, unit.is_enabled


def test_a_bad_option_is_taken_back_and_the_good_one_changes_nothing():
    before = seen()
    refused = configure("-e", json.dumps(BAD))
    assert refused.code != 0
    assert "Traceback" not in refused.said
    assert "The files before were put back, and gir-rws runs with them again." in refused.said
    assert not [secret for secret in SYSTEM.secrets() if secret in refused.said]
    assert seen() == before
    upload(SYSTEM, "dc2", str(uuid.uuid4()))
    again = configure()
    assert (again.code, again.changes) == (0, {}), again.said
    assert seen() == before
